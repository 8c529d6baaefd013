"""How far a run may look and write: what it was asked about, and the project around it.

A link, an import that climbs upwards, or a name from an index leads anywhere; what lies beyond is
neither read nor written but refused by its name. A file that somebody edits, or sends on standard
input, is read as it is there and not as it is on disk.
"""

# Paths stay strings here, as in `prefilter`.
# ruff: noqa: PTH110, PTH112, PTH118, PTH119, PTH120

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from glm_migrate.project import git
from glm_migrate.text import guarded


@dataclass(frozen=True)
class Boundary:
    """Directories, by their real paths, out of which nothing leads.

    Attributes:
        roots: The directories; None for no limit.
        unsaved: The bytes of files that are not read from disk, by their real paths.
    """

    roots: tuple[str, ...] | None = None
    unsaved: Mapping[str, bytes] = field(default_factory=dict, compare=False)

    @classmethod
    def around(cls, paths: Iterable[str]) -> Boundary:
        """What a run over `paths` may look into: their repository, else their project."""
        return cls(tuple(sorted({_root(path) for path in paths})))

    def over(self, unsaved: Mapping[str, bytes]) -> Boundary:
        """The same boundary where the files `unsaved` (path → bytes) have these bytes."""
        real = {os.path.realpath(path): data for path, data in unsaved.items()}
        return replace(self, unsaved=real)

    def read(self, path: str, limit: int = guarded.LARGEST) -> bytes:
        """The bytes of a file, as `guarded.read` has them; a link leads to no place outside."""
        if self.unsaved and (data := self.unsaved.get(os.path.realpath(path))) is not None:
            return data
        return guarded.read(path, limit, self.holds)

    def names(self, directory: str) -> frozenset[str]:
        """What lies in a directory.

        Raises:
            OSError: there is no such directory, or it lies outside.
        """
        self.expect(directory)
        names = os.listdir(directory)  # noqa: PTH208
        return frozenset((*names, *self.unsaved_in(directory)))

    def unsaved_in(self, directory: str) -> Iterator[str]:
        """The names of the files in a directory that are not read from disk."""
        if self.unsaved:
            real = os.path.realpath(directory)
            yield from (
                os.path.basename(one) for one in self.unsaved if os.path.dirname(one) == real
            )

    def holds(self, real: str) -> bool:
        """Whether a path without links lies inside."""
        if self.roots is None:
            return True
        return any(
            real == root or real.startswith(root.rstrip(os.sep) + os.sep) for root in self.roots
        )

    def expect(self, path: str) -> None:
        """Raise `OSError` where `path` lies outside, or a link on the way leads there."""
        if self.roots is not None and not self.holds(real := os.path.realpath(path)):
            raise guarded.leads_out(path, real)

    def exhausted(self, path: str) -> None:
        """What came of a file may not come of it again: it took too much time or memory."""


ANYWHERE = Boundary()
_MARKERS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")


def _root(path: str) -> str:
    folder = os.path.realpath(path if os.path.isdir(path) else os.path.dirname(path) or ".")
    return git.repository(folder) or os.path.realpath(_project_above(Path(folder)))


def project_of(path: str) -> Path:
    """The folder of the project that a file belongs to."""
    return _project_above(Path(path).absolute().parent)


def forget() -> None:
    """Look again where projects begin: what tells it may have come or gone."""
    _project_above.cache_clear()
    is_project.cache_clear()


@cache
def _project_above(folder: Path) -> Path:
    """The nearest folder that looks like a project's; else the folder of the outermost package."""
    for current in (folder, *folder.parents):
        if is_project(current):
            return current
        if current.name in ("site-packages", "dist-packages"):
            break
    while os.path.exists(os.path.join(folder, "__init__.py")) and folder.parent != folder:
        folder = folder.parent
    return folder


@cache
def is_project(folder: Path) -> bool:
    """Whether a folder looks like that of a project."""
    return any(os.path.exists(os.path.join(folder, marker)) for marker in _MARKERS)
