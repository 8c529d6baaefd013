"""Whether a file is still the one that a result was given for.

The number of a file in its system, its size and its times tell that without reading it: whatever
writes to it sets the time of its last change, which no program can choose. Only a file that changed
so shortly before a run that a change during the run could have the same time is told by its
content.
"""

# Paths stay strings here, as in `prefilter`.
# ruff: noqa: PTH100, PTH114, PTH116, PTH118, PTH120, PTH208

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from hashlib import blake2b

from glm_migrate.project.boundary import Boundary

ABSENT = "-"
UNKNOWN = ""
_COARSE = 2_000_000_000  # nanoseconds: the step of the coarsest times that a file system has


def of_bytes(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def of_names(names: Iterable[str]) -> str:
    """What tells the listing of a directory."""
    listing = "\0".join(sorted(names))
    return of_bytes(listing.encode(errors="surrogateescape"))


class Signatures:
    """Of each path one signature, taken once in a run and before its file is read.

    A signature is `ABSENT` where nothing lies, and `UNKNOWN` where that can't be told.
    """

    def __init__(self, within: Boundary) -> None:
        self._within = within
        self._settled = time.time_ns() - _COARSE
        self._known: dict[str, str] = {}
        self._ways: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def of(self, path: str) -> str:
        """The signature of a file or of a directory."""
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self._taken(path)
        return found

    def is_of(self, path: str, before: str, content: str) -> bool:
        """Whether `before`, taken earlier in the run, is the signature of what was read just now.

        Another program can have written the file in between.
        """
        if before.startswith("="):
            return before[1:].startswith(content)
        return before != UNKNOWN and self._taken(path) == before

    def of_each(self, paths: Iterable[str]) -> list[str]:
        """The signatures of many, in their order."""
        known, of = self._known, self.of
        return [known.get(path) or of(path) for path in paths]

    def _taken(self, path: str) -> str:
        if self._within.unsaved and (unsaved := self._of_unsaved(path)):
            return unsaved
        try:
            status = os.lstat(path)
            way = self._way(path)
            if stat.S_ISLNK(status.st_mode):
                way += f"{status.st_ctime_ns:x} {os.path.realpath(path)}"
                status = os.stat(path)
        except (FileNotFoundError, NotADirectoryError):
            return ABSENT
        except OSError:
            return UNKNOWN
        if max(status.st_mtime_ns, status.st_ctime_ns) >= self._settled:
            return self._by_content(path, status, way)
        times = f"{status.st_mtime_ns:x}.{status.st_ctime_ns:x}"
        return f"{status.st_dev:x}.{status.st_ino:x}.{status.st_size:x}.{times}{way}"

    def _of_unsaved(self, path: str) -> str:
        """The signature of a file that is not read from disk, or of a directory that has one."""
        real = os.path.realpath(path)
        if (data := self._within.unsaved.get(real)) is not None:
            return f"={of_bytes(data)}"
        return f"={self.listing(path)}" if any(self._within.unsaved_in(path)) else ""

    def _by_content(self, path: str, status: os.stat_result, way: str) -> str:
        try:
            if stat.S_ISDIR(status.st_mode):
                return f"={self.listing(path)}{way}"
            return f"={of_bytes(self._within.read(path))}{way}"
        except OSError:
            return UNKNOWN

    def listing(self, path: str) -> str:
        """What lies in a directory, as a digest; an `OSError` where that can't be told."""
        return of_names({*os.listdir(path), *self._within.unsaved_in(path)})

    def _way(self, path: str) -> str:
        """Where the directory of a path really lies, if links lead there."""
        folder = os.path.dirname(path)
        if folder not in self._ways:
            real = self.real(folder)
            self._ways[folder] = "" if os.path.abspath(folder) == real else f" {real}"
        return self._ways[folder]

    def real(self, path: str) -> str:
        """The path without links; each directory on the way is looked at once in a run."""
        return os.path.realpath(path) if ".." in path else self._real(os.path.abspath(path))

    def _real(self, folder: str) -> str:
        if folder not in self._folders:
            above, name = os.path.split(folder)
            if not name or os.path.islink(folder):
                self._folders[folder] = os.path.realpath(folder)
            else:
                self._folders[folder] = os.path.join(self._real(above), name)
        return self._folders[folder]
