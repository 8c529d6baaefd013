"""Memory goes back to the system between units, so that a run takes what its largest unit takes.

Syntax trees are circles, which Python looks for the more seldom the more there are; and of what it
frees the C library keeps most for later, scattered over all that it ever had.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_MUCH = 100_000  # bytes of source, of which the trees take ten thousand times what a look costs


def size_of(paths: Iterable[str]) -> int:
    """Bytes of source in some files."""
    return sum(map(_size, paths))


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


@contextmanager
def shared() -> Iterator[None]:
    """Start processes in here: what they share with this one they do not look at, so never copy."""
    _collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def give_back(paths: Iterable[str]) -> None:
    """Let go of what was made of some files, where that is worth a look."""
    if size_of(paths) >= _MUCH:
        _collect()


def _collect() -> None:
    gc.collect()
    if sys.platform == "linux":
        _trim()


def _trim() -> None:
    import ctypes

    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError):  # another C library, which has its own ways
        return
    trim(0)
