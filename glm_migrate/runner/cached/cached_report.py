"""A report from an earlier run, the file of which is only read when somebody wants to see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from glm_migrate.errors import FileError
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.project.boundary import Boundary
from glm_migrate.project.decoding import decode
from glm_migrate.text.source import Source

_SOURCE = "source"


class RememberedReport(FileReport):
    """A report whose `source` is read from disk when it is first asked for."""

    _boundary: Boundary

    def __getattr__(self, name: str) -> Any:
        if name != _SOURCE:
            raise AttributeError(name)
        source = source_of(self.path, self._boundary)
        object.__setattr__(self, _SOURCE, source)
        return source


def source_of(path: Path, within: Boundary) -> Source | None:
    """A file as it is now; None where it can't be read."""
    try:
        return decode(path, within.read(str(path)))
    except (OSError, FileError):
        return None


def later(report: FileReport, within: Boundary) -> FileReport:
    """`report` with a source that is read later."""
    made = object.__new__(RememberedReport)
    for name, value in vars(report).items():
        if name != _SOURCE:
            object.__setattr__(made, name, value)
    object.__setattr__(made, "_boundary", within)
    return made
