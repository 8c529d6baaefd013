"""One file and the bytes that are to take its place: laid down beside it, then renamed onto it."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from glm_migrate.text import guarded


@dataclass(frozen=True)
class FileReplacement:
    """One file as it was read and as it is to become; None where there is no file.

    Attributes:
        group: Changes of one group are written together or not at all; empty for one of its own.
    """

    path: Path
    before: bytes | None
    after: bytes | None
    group: str = ""


@dataclass(frozen=True)
class Staged:
    """A change, where its file really is, and where the new bytes are laid down."""

    change: FileReplacement
    real: Path
    temporary: Path


def beside(change: FileReplacement) -> Staged:
    """Where the new bytes go: beside the real file, under a short name."""
    real = Path(os.path.realpath(change.path))
    return Staged(change, real, real.with_name(f".glm-migrate.{token_hex(6)}.tmp"))


def content(real: Path) -> bytes | None:
    """The bytes of a file; None where there is none."""
    try:
        return guarded.read(str(real))
    except FileNotFoundError:
        return None


def lay_down(real: Path, temporary: Path, data: bytes) -> bool:
    """`data` in a file of its own, with mode and owner of the real one; whether these were kept."""
    status = real.stat() if real.exists() else None
    if status is not None and not os.access(real, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if status is None:
        temporary.chmod(0o666 & ~_mask())
        return True
    return _copy_attributes(real, status, temporary)


def put(real: Path, temporary: Path, data: bytes | None) -> None:
    """Have the file be what was laid down, or be gone where `data` is None."""
    if data is None:
        real.unlink()
    else:
        temporary.replace(real)


def remove(temporary: Path) -> None:
    with suppress(OSError):
        temporary.unlink()


def make_lasting(directories: Iterable[Path]) -> None:
    """Have names outlive a power failure, where the system can do that."""
    for directory in sorted(set(directories)):
        with suppress(OSError):  # no such system call, or a file system without it
            descriptor = os.open(directory, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _copy_attributes(real: Path, status: os.stat_result, temporary: Path) -> bool:
    """Owner and extended attributes where the system lets us, the mode in any case.

    Where the owner can't be kept, nobody gets the rights that the file had through it.
    """
    mode = stat.S_IMODE(status.st_mode)
    kept = True
    if hasattr(os, "chown"):
        try:
            os.chown(temporary, status.st_uid, status.st_gid)
        except OSError:
            mode &= ~(stat.S_ISUID | stat.S_ISGID)
            kept = False
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(real):
                os.setxattr(temporary, name, os.getxattr(real, name))
    temporary.chmod(mode)
    return kept
