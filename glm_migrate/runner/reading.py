"""Files that are only read for the values that they define."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from glm_migrate.errors import FileError
from glm_migrate.project import prefilter
from glm_migrate.project.boundary import ANYWHERE, Boundary
from glm_migrate.project.decoding import decode
from glm_migrate.project.file_kinds import NameKind, kind_of_name
from glm_migrate.project.parser_limits import is_suspicious
from glm_migrate.text.source import Source

# A module that is only asked for the values of its names.
_MAX_LOADED = 1 << 20
_SMALL = 16 << 10


@lru_cache(maxsize=4096)
def names_in(directory: str, within: Boundary = ANYWHERE) -> frozenset[str]:
    """What lies in a directory, read once in a run; nothing where there is no such directory."""
    try:
        return within.names(directory)
    except OSError:
        return frozenset()


def load(path: Path, within: Boundary = ANYWHERE) -> Source | None:
    """A file that is only read for the values that it defines; None where there is none.

    Of the large ones only those are taken that speak of GLM or of chat models at all.
    """
    try:
        within.expect(str(path))
        data = within.read(str(path), _MAX_LOADED)
        if len(data) > _SMALL and not (prefilter.mentions_glm(data) or b"ompletion" in data):
            return None
        is_parsed = kind_of_name(path) is not NameKind.SETTINGS
        return None if is_parsed and is_suspicious(data) else decode(path, data)
    except (OSError, FileError):
        return None
