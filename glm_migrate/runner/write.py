"""Rewritten files → the disk, so that each is either as it was or as planned, never in between.

All new contents are laid down beside their files before the first file is replaced: a full disk is
found while nothing has changed yet. A file that alone can't be written is refused, not the others.
"""

from __future__ import annotations

import errno
import os
import signal
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from types import FrameType

from glm_migrate.errors import ChangedOnDisk, FileError, GlmMigrateError, NotWritable

_Handler = Callable[[int, FrameType | None], object] | signal.Handlers


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


# With these, no other file could be written either; whatever else goes wrong concerns one file.
_HOPELESS = frozenset(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EIO", "EMFILE", "ENFILE", "ENOMEM")
    if hasattr(errno, name)
)


def commit(changes: Sequence[Change]) -> tuple[FileError, ...]:
    """Write all `changes`; the answer names the files left alone, and why.

    A signal to stop takes effect before the first file is replaced or after the last.

    Raises:
        WriteFailed: the system refused to write anything more; what could not be written is as it
            was.
    """
    staged: list[_Staged] = []
    refused: list[FileError] = []
    try:
        with _stopped_by_signals():
            for change in changes:
                one = _beside(change)
                staged.append(one)  # known before it exists, so that it never stays
                try:
                    _lay_down(one)
                except OSError as error:
                    refused.append(_refusal(change.path, error))
                    _remove(staged.pop())
        with _undisturbed():
            return (*refused, *_replace_all(staged))
    finally:
        for one in staged:
            _remove(one)


def _refusal(path: Path, error: OSError, written: Sequence[Path] = ()) -> FileError:
    """Why this file is left alone; a WriteFailed where that is true of every file."""
    reason = error.strerror or str(error)
    if error.errno in _HOPELESS or error.errno is None:
        raise WriteFailed(path, reason, written) from None
    if isinstance(error, FileNotFoundError):
        return ChangedOnDisk(path, "removed from disk meanwhile")
    return NotWritable(path, f"cannot write: {reason}; the file is as it was")


def _remove(one: _Staged) -> None:
    with suppress(OSError):
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


def _replace_all(staged: Sequence[_Staged]) -> tuple[FileError, ...]:
    written: list[Path] = []
    refused: list[FileError] = []
    for one in staged:
        path = one.change.path
        try:
            if one.real.read_bytes() != one.change.before:
                refused.append(ChangedOnDisk(path, "changed on disk meanwhile; run again"))
                continue
            one.temporary.replace(one.real)
        except OSError as error:
            refused.append(_refusal(path, error, written))
        else:
            written.append(path)
    return tuple(refused)


def _beside(change: Change) -> _Staged:
    """Where the new bytes are laid down: beside the real file, under a short name."""
    real = Path(os.path.realpath(change.path))
    return _Staged(change, real, real.with_name(f".glm-migrate.{token_hex(6)}.tmp"))


def _lay_down(one: _Staged) -> None:
    """The new bytes in a file of their own, with the mode and the owner of the real one."""
    status = one.real.stat()
    if not os.access(one.real, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(one.temporary, flags, 0o600), "wb") as file:
        file.write(one.change.after)
        file.flush()
        os.fsync(file.fileno())
    _copy_attributes(one.real, status, one.temporary)


def _copy_attributes(real: Path, status: os.stat_result, temporary: Path) -> None:
    """Owner and extended attributes where the system lets us, the mode in any case.

    Where the owner can't be kept, nobody gets the rights that the file had through it.
    """
    mode = stat.S_IMODE(status.st_mode)
    if hasattr(os, "chown"):
        try:
            os.chown(temporary, status.st_uid, status.st_gid)
        except OSError:
            mode &= ~(stat.S_ISUID | stat.S_ISGID)
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(real):
                os.setxattr(temporary, name, os.getxattr(real, name))
    temporary.chmod(mode)


def _to_stop() -> tuple[signal.Signals, ...]:
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
    return tuple(getattr(signal, name) for name in names if hasattr(signal, name))


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Have a request to stop run what cleans up: by themselves only Ctrl-C does that."""

    def stop(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    with _handling({one: stop for one in _to_stop() if one is not signal.SIGINT}):
        yield


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back Ctrl-C and every request to stop until the block is done."""
    # All files are written within milliseconds: then there is nothing left to stop.
    with _handling(dict.fromkeys(_to_stop(), signal.SIG_IGN)):
        yield


@contextmanager
def _handling(handlers: Mapping[signal.Signals, _Handler]) -> Iterator[None]:
    if not _is_main():
        yield
        return
    held = {number: signal.getsignal(number) for number in handlers}
    try:
        for number, handler in handlers.items():
            if held[number] is not signal.SIG_IGN:  # `nohup` means it
                signal.signal(number, handler)
        yield
    finally:
        for number, before in held.items():
            signal.signal(number, before or signal.SIG_DFL)
