"""Which code belongs together with a settings file, told by the bytes of both.

Code reads a file under its name, and a variable under the name that the file sets; whoever says
neither is not seen to read it. What comes out is a superset: names are compared, not values.
"""

# Paths stay strings here, as in `prefilter`.
# ruff: noqa: PTH119

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from glm_migrate.project.boundary import project_of
from glm_migrate.project.file_kinds import settings_format

_NAME = rb"[A-Za-z_][A-Za-z0-9_]*"
_SET = re.compile(rb"^[^#\r\n]*?(?<![\w.])(%b)[\"']?[ \t]*[=:]" % _NAME, re.MULTILINE)
_NAMED = re.compile(rb"\bname:[ \t]*[\"']?(%b)" % _NAME)
_UPPER = re.compile(rb"[A-Z][A-Z0-9_]*")
# Readers that find the names of variables, or of files, by rules of their own.
_OF_VARIABLES = (b"basesettings",)
_OF_FILES = (b"dynaconf", b"hydra")
_VARIABLES = ("dotenv", "docker", "shell")
_MOST = 200  # names of one file; what sets more is no settings of a program

Words = tuple[bytes, ...]


def words_of_readers(path: str, data: bytes) -> Words:
    """What code that reads a settings file says: literals in lower case, one of which it holds.

    Args:
        data: The file's bytes.
    """
    kind = settings_format(Path(path))
    names = {name for name in _names(data, kind) if kind == "dotenv" or _UPPER.fullmatch(name)}
    quoted = (quote + name.lower() + quote for name in names for quote in (b"'", b'"'))
    own = (os.path.basename(path).lower().encode(errors="replace"),)
    of_variables = _OF_VARIABLES if names else ()
    of_files = () if kind in _VARIABLES else _OF_FILES
    return (*own, *of_variables, *of_files, *sorted(quoted))


def _names(data: bytes, kind: str) -> set[bytes]:
    """The variables that a file may set."""
    if kind in ("json", "toml", "ini"):
        return set()
    found = {match[1] for match in _SET.finditer(data)}
    found |= {match[1] for match in _NAMED.finditer(data)} if kind == "yaml" else set()
    return found if len(found) <= _MOST else set()


def readers(words: Mapping[str, Words], path: str, data: bytes) -> Iterator[str]:
    """The settings files that a file with code may read.

    Args:
        words: The literals of `words_of_readers` by settings file.
        data: The bytes of the file at `path`.
    """
    lowered, place = data.lower(), Path(path).absolute()
    for settings, own in words.items():
        if any(word in lowered for word in own) and place.is_relative_to(project_of(settings)):
            yield settings


def with_settings(
    groups: Iterable[Sequence[Path]], read: Iterable[tuple[Path, Path]], settings: Iterable[Path]
) -> Iterator[tuple[Path, ...]]:
    """`groups` of code joined by the settings that they read, and the settings that nobody reads.

    Args:
        read: Settings files, each with a file that reads it.
    """
    parts: list[set[Path]] = [set(group) for group in groups]
    files: dict[Path, set[Path]] = {path: set() for path in settings}
    for path, reader in read:
        files[path].add(reader)
    for path, own in files.items():
        joined = {path}.union(*(part for part in parts if not part.isdisjoint(own)))
        parts = [part for part in parts if part.isdisjoint(own)]
        parts.append(joined)
    yield from (tuple(sorted(part)) for part in parts)
