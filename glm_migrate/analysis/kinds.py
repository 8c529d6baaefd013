"""The kinds of files that are read; a new one is a package and a line here."""

from __future__ import annotations

from pathlib import PurePath

from glm_migrate.analysis import dependencies, notebooks, python, settings
from glm_migrate.analysis.file_kind import FileKind

# In the order in which their sites are extracted: what code needs of its dependencies is known
# before the files are read that declare them.
FILE_KINDS: tuple[FileKind, ...] = (python, notebooks, settings, dependencies)


def kind_of(path: PurePath) -> FileKind:
    """The kind of a file; what no other kind accepts is read as Python, whatever it is called."""
    others = (kind for kind in FILE_KINDS if kind is not python and kind.accepts(path))
    return next(others, python)
