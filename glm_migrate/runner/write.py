"""Rewritten files → the disk, so that each is either as it was or as planned, never in between.

All new contents are laid down beside their files before the first file is replaced: a full disk or
a directory that can't be written is found while nothing has changed yet.
"""

from __future__ import annotations

import os
import signal
import stat
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from glm_migrate.errors import ChangedOnDisk, GlmMigrateError


class WriteFailed(GlmMigrateError):
    """The system refused a write; files that were replaced before stay as planned."""

    def __init__(self, path: Path, reason: str, written: Sequence[Path] = ()) -> None:
        super().__init__(path, reason, tuple(written))
        self.path = path
        self.reason = reason
        self.written = tuple(written)

    def __str__(self) -> str:
        done = len(self.written)
        state = f"{done} {'file was' if done == 1 else 'files were'} written before"
        return (
            f"cannot write {self.path}: {self.reason}; {state if done else 'nothing was written'}"
        )


@dataclass(frozen=True)
class Change:
    """One file as it was read and as it is to become."""

    path: Path
    before: bytes
    after: bytes


@dataclass(frozen=True)
class _Staged:
    change: Change
    real: Path
    temporary: Path


def commit(changes: Sequence[Change]) -> tuple[ChangedOnDisk, ...]:
    """Write all `changes`; the answer names the files left alone because they had changed.

    A signal to stop takes effect before the first file is replaced or after the last.

    Raises:
        WriteFailed: the system refused; what could not be written is as it was.
    """
    staged: list[_Staged] = []
    try:
        for change in changes:
            staged.append(_stage(change))  # noqa: PERF401 (each is known before the next can fail)
        with _undisturbed():
            return _replace_all(staged)
    finally:
        for one in staged:
            with suppress(FileNotFoundError):
                one.temporary.unlink()


def save(path: Path, data: bytes) -> None:
    """Write a file of our own, new or not, so that it is never seen in parts.

    Raises:
        WriteFailed: the system refused; the file is as it was.
    """
    temporary: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(prefix=".glm-migrate.", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode_of(path))
        temporary.replace(path)
    except OSError as error:
        raise WriteFailed(path, error.strerror or str(error)) from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _mode_of(path: Path) -> int:
    """That of the file, or of a new one."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _replace_all(staged: Sequence[_Staged]) -> tuple[ChangedOnDisk, ...]:
    written: list[Path] = []
    refused: list[ChangedOnDisk] = []
    for one in staged:
        path = one.change.path
        try:
            if one.real.read_bytes() != one.change.before:
                refused.append(ChangedOnDisk(path, "changed on disk meanwhile; run again"))
                continue
            one.temporary.replace(one.real)
        except FileNotFoundError:
            refused.append(ChangedOnDisk(path, "removed from disk meanwhile"))
        except OSError as error:
            raise WriteFailed(path, error.strerror or str(error), written) from None
        else:
            written.append(path)
    return tuple(refused)


def _stage(change: Change) -> _Staged:
    """The new bytes in a file of their own, beside the real file and with its mode and owner."""
    real = change.path.resolve()
    try:
        status = real.stat()
        if not os.access(real, os.W_OK):
            raise WriteFailed(change.path, "the file is read-only")
        descriptor, name = tempfile.mkstemp(prefix=f".{real.name}.", suffix=".tmp", dir=real.parent)
    except OSError as error:
        raise WriteFailed(change.path, error.strerror or str(error)) from None
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(change.after)
            file.flush()
            os.fsync(file.fileno())
        _copy_attributes(real, status, temporary)
    except BaseException as error:
        temporary.unlink()
        if isinstance(error, OSError):
            raise WriteFailed(change.path, error.strerror or str(error)) from None
        raise
    return _Staged(change, real, temporary)


def _copy_attributes(real: Path, status: os.stat_result, temporary: Path) -> None:
    """Owner and extended attributes where the system lets us, the mode in any case."""
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(temporary, status.st_uid, status.st_gid)
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(real):
                os.setxattr(temporary, name, os.getxattr(real, name))
    temporary.chmod(stat.S_IMODE(status.st_mode))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back Ctrl-C and a request to terminate until the block is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # All files are written within milliseconds: then there is nothing left to stop.
    held = {
        number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in held.items():
            signal.signal(number, handler or signal.SIG_DFL)
