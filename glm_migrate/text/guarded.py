"""The one door through which files are read: regular ones, of limited size, without waiting.

A repository can hold a pipe, a device, or a link to either, under any name: one has no end, and the
other may have nothing yet. What is refused is refused as an `OSError`, with the reason in words.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable

LARGEST = 64 << 20  # bytes; ten times what any program of a person has
LARGEST_SETTINGS = 1 << 20  # of a file that is read for settings; real ones have some kilobytes

_CHUNK = 1 << 20
_FLAGS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_FLAGS |= getattr(os, "O_NOCTTY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
Holds = Callable[[str], bool]  # whether a path without links may be looked at


def read(path: str, limit: int = LARGEST, holds: Holds | None = None) -> bytes:
    """The file's bytes.

    Args:
        limit: More bytes than this are refused.
        holds: Where a link may lead; it is asked for links alone. None for anywhere.

    Raises:
        OSError: there is no such file, it is no regular one, too large, or a link that leads to
            where nobody may look.
    """
    descriptor = _opened(path, holds)
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        if status.st_size > limit:
            raise _too_large(path, limit)
        return _all(descriptor, path, limit)
    finally:
        os.close(descriptor)


def expect_below(path: str, directory: str) -> None:
    """Raise `OSError` where a file that a project keeps for this tool is a link out of it."""
    real, whole = os.path.realpath(path), os.path.realpath(directory)
    if not real.startswith(whole.rstrip(os.sep) + os.sep):
        reason = f"it is a link to {real}, which is not in {directory}; put a file in its place"
        raise OSError(errno.ELOOP, reason, path)


def leads_out(path: str, real: str) -> OSError:
    """The refusal of a path that leads to `real`."""
    reason = f"it points to {real}, outside the directories searched; name that file to check it"
    return OSError(errno.ELOOP, reason, path)


def _opened(path: str, holds: Holds | None) -> int:
    flags = os.O_RDONLY | _FLAGS
    if holds is None:
        return os.open(path, flags)
    try:
        return os.open(path, flags | _NO_LINK)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
    real = os.path.realpath(path)
    if not holds(real):
        raise leads_out(path, real)
    return os.open(real, flags | _NO_LINK)


def _all(descriptor: int, path: str, limit: int) -> bytes:
    chunks = [os.read(descriptor, _CHUNK)]
    while len(chunks[-1]) == _CHUNK and _CHUNK * len(chunks) <= limit:  # it may grow meanwhile
        chunks.append(os.read(descriptor, _CHUNK))
    data = b"".join(chunks)
    if len(data) > limit:
        raise _too_large(path, limit)
    return data


def _too_large(path: str, limit: int) -> OSError:
    return OSError(errno.EFBIG, f"larger than {limit >> 20} MB", path)
