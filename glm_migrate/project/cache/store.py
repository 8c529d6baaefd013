"""Answers of earlier runs on disk: one file each, JSON behind a seal.

The seal is a digest that takes a secret of the user to make, over the name and the content of a
file: what anybody else wrote, or moved to another name, is no result. Whatever goes wrong, there is
no result, and nothing is said: a cache that is full, read-only or damaged costs time and no more.
"""

# Paths stay strings here, as in `prefilter`.
# ruff: noqa: PTH105, PTH108, PTH116, PTH118, PTH123

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from glm_migrate.text import guarded

SUFFIX = ".result"
LARGEST = 64 << 20  # bytes of one result
_SEAL = 32  # bytes
_DAY = 86_400  # seconds
_KEPT = 30 * _DAY  # without being asked for
_ROOM = 256 << 20  # bytes of all results together
_PRUNED = "pruned"  # its time is that of the last pruning
_BROKEN = (OSError, ValueError, RecursionError, MemoryError)


def digest(*parts: str) -> str:
    """A name for texts in their order; two lists that differ have different names."""
    text = json.dumps(parts).encode()
    return blake2b(text, digest_size=20).hexdigest()


@dataclass(frozen=True)
class CacheStore:
    """A directory with results.

    Attributes:
        secret: Of the user; at most 64 bytes.
    """

    directory: str
    secret: bytes

    def load(self, name: str) -> Any:
        """The result of that name; None where there is none that can be believed."""
        path = self._path(name)
        try:
            data = guarded.read(path, LARGEST)
            if data[:_SEAL] != self._seal(name, data[_SEAL:]):
                return None
            result = json.loads(data[_SEAL:])
        except _BROKEN:
            return None
        with suppress(OSError):
            if time.time() - os.stat(path).st_mtime > _DAY:
                os.utime(path)  # asked for today
        return result

    def save(self, name: str, result: object) -> None:
        """Keep a result, all of it or none, whoever else writes at the same time."""
        with suppress(*_BROKEN):
            data = json.dumps(result, separators=(",", ":")).encode()
            if len(data) <= LARGEST:
                self._replace(name, self._seal(name, data) + data)

    def prune(self) -> None:
        """Once a day, let go what nobody asked for in a month, and the oldest beyond the room."""
        mark = os.path.join(self.directory, _PRUNED)
        with suppress(OSError):
            if not _is_recent(mark):
                with open(mark, "wb"):
                    pass
                for path in _superfluous(self.directory, time.time()):
                    os.unlink(path)

    def _replace(self, name: str, data: bytes) -> None:
        temporary = f"{self._path(name)}.{os.getpid():x}-{os.urandom(4).hex()}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            with os.fdopen(os.open(temporary, flags, 0o600), "wb") as stream:
                stream.write(data)
            os.replace(temporary, self._path(name))
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise

    def _path(self, name: str) -> str:
        return os.path.join(self.directory, name + SUFFIX)

    def _seal(self, name: str, data: bytes) -> bytes:
        seal = blake2b(name.encode() + b"\0", key=self.secret, digest_size=_SEAL)
        seal.update(data)
        return seal.digest()


def _is_recent(mark: str) -> bool:
    try:
        return time.time() - os.stat(mark).st_mtime < _DAY
    except FileNotFoundError:
        return False


def _superfluous(directory: str, now: float) -> Iterator[str]:
    """The files of a directory to let go: those too old, and the oldest beyond the room.

    A temporary file that is left over has no name of a result and is as old as its run.
    """
    with os.scandir(directory) as entries:
        files = [
            (entry.stat(follow_symlinks=False), entry.path)
            for entry in entries
            if _is_ours(entry.name)
        ]
    room = _ROOM
    for status, path in sorted(files, key=lambda one: -one[0].st_mtime):
        age = now - status.st_mtime
        room -= status.st_size
        if room < 0 or age > _KEPT or (age > _DAY and not path.endswith(SUFFIX)):
            yield path


def _is_ours(name: str) -> bool:
    return SUFFIX in name
