"""What lies beside the code that was read and names an older id, so that a report can say so.

Nothing here is a finding: the tool does not know what becomes of such a text. Whole ids only, as in
code: `glm-4.5v` does not name `glm-4.5`.
"""

# Paths stay strings here, as in `prefilter`.
# ruff: noqa: PTH119

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from glm_migrate import knowledge
from glm_migrate.config.schema import Config
from glm_migrate.project import discovery, prefilter
from glm_migrate.project.boundary import ANYWHERE, Boundary
from glm_migrate.project.own_output import is_own_output
from glm_migrate.project.settings_names import format_of_name
from glm_migrate.suppression.decisions import FILE as DECISIONS
from glm_migrate.text import guarded
from glm_migrate.text.file_suffixes import CODE

# What one report reads at most beside the code: a second on a slow disk.
_BUDGET = 256 << 20
_LARGE = 8 << 20
_HEAD = 8 << 10
_LISTED = 5  # lines of one file; the search ends there
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}

# Our own settings name older ids on purpose.
_OWN = frozenset({"glm-migrate.toml", ".glm-migrate.toml", DECISIONS})
# A line that is a comment sets nothing.
_COMMENTED = ("yaml", "toml", "ini", "dotenv")
_COMMENT = re.compile(rb"^[ \t]*[#;][^\r\n]*", re.MULTILINE)
_OWN_TABLE = re.compile(rb"^\[tool\.glm-migrate\b.*?(?=^\[(?!tool\.glm-migrate)|\Z)", re.M | re.S)

_BLANK = bytes(byte if byte in b"\r\n" else 32 for byte in range(256))

_PROSE = frozenset({".md", ".rst", ".txt", ".adoc", ".html", ".log"})
_CODE = frozenset(
    {".sh", ".bash", ".zsh", ".ps1", ".bat", ".js", ".jsx", ".ts", ".tsx", ".go", ".java", ".rs"}
    | {".c", ".cc", ".cpp", ".cs", ".kt", ".php", ".rb", ".swift", ".lua", "Makefile", "Dockerfile"}
)
_SETTINGS = frozenset(
    {".yaml", ".yml", ".toml", ".json", ".jsonl", ".ini", ".cfg", ".conf", ".env", ".properties"}
    | {".xml", ".csv"}
)


@dataclass(frozen=True)
class Occurrence:
    """A line that names an older id.

    Attributes:
        line: From 1; 0 for a file that was not searched.
        id: As it is written there.
    """

    path: str
    line: int
    id: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.id}" if self.line else self.path


@dataclass(frozen=True)
class UnscannedFiles:
    """Files of one kind that were not read, for one reason.

    Attributes:
        kind: Suffix or name, as `.yaml`.
        holds: A program may load an id from here, so the calls are not all seen.
        files: How many they are.
        places: Where they name an older id, by path and line; the first few of each file.
    """

    kind: str
    why: str
    holds: bool
    files: int
    places: tuple[Occurrence, ...]


@dataclass(frozen=True)
class _SkipReason:
    kind: str
    why: str
    holds: bool = False


def unscanned(
    paths: Sequence[str],
    read: Iterable[str],
    config: Config,
    within: Boundary = ANYWHERE,
    known: Container[tuple[str, int]] = frozenset(),
) -> tuple[UnscannedFiles, ...]:
    """What lies in `paths`, was not among the files `read`, and names an older id.

    Settings files are always looked at: what code is seen to read of them is but a part.

    Args:
        known: Paths and lines about which something else is said.
    """
    found: dict[_SkipReason, dict[str, list[Occurrence]]] = {}
    ids, budget = _ids(config), _BUDGET
    code = frozenset(path for path in read if not format_of_name(os.path.basename(path)))
    for path, reason in _beside(paths, code, config):
        try:
            within.expect(path)
            size = _size(path)
            if size > min(_LARGE, budget):
                reason = replace(reason, why="too large to be searched for ids", holds=False)
                places = [Occurrence(path, 0)] if reason.kind in _SETTINGS else []
            else:
                budget -= size
                named = _places(path, ids) if size else iter(())
                untold = (place for place in named if (path, place.line) not in known)
                places = list(islice(untold, _LISTED))
        except OSError as error:
            reason = replace(reason, why=f"can't be read: {error.strerror or error}")
            places = [Occurrence(path, 0)] if reason.holds else []
        if places:
            found.setdefault(reason, {})[path] = places
    return tuple(
        UnscannedFiles(
            reason.kind,
            reason.why,
            reason.holds,
            len(files),
            tuple(place for path in sorted(files) for place in files[path]),
        )
        for reason, files in sorted(found.items(), key=lambda item: (item[0].why, item[0].kind))
    )


def _beside(
    paths: Sequence[str], read: frozenset[str], config: Config
) -> Iterator[tuple[str, _SkipReason]]:
    """Every file that was not read, and why."""
    plain = replace(config, include=("*",), exclude=Config.exclude, extend_exclude=())
    plain = replace(plain, force_exclude=False)
    taken = set(discovery.files(paths, replace(config, include=("*",))))
    listed = set(discovery.files(paths, plain))
    every = discovery.files(paths, replace(plain, respect_gitignore=False))
    for path in every:
        if path in read:
            continue
        kind = _kind(path)
        if path in taken:
            yield path, _reason(kind)
        elif path in listed:
            yield path, _SkipReason(kind, "the settings exclude them")
        else:
            # What git ignores is not part of the project, but `.env` is what it runs with.
            yield path, _SkipReason(kind, "git ignores them", holds=kind == ".env")


def _reason(kind: str) -> _SkipReason:
    if kind in _PROSE:
        return _SkipReason(kind, "documentation: update it when the calls are migrated")
    if kind in _CODE:
        return _SkipReason(kind, "code of another language is not read", holds=True)
    if kind in CODE:
        return _SkipReason(kind, "the settings do not include them", holds=True)
    why = "no code was found that reads it, but a program may: check whether it sets a model"
    return _SkipReason(kind, why, holds=True)


def _kind(path: str) -> str:
    name = Path(path).name
    return ".env" if name.startswith(".env") else Path(path).suffix.lower() or name


def _ids(config: Config) -> re.Pattern[bytes]:
    target = knowledge.target(config.target)
    texts = {
        text
        for text in knowledge.all_spellings()
        if (found := knowledge.spelling(text)) and found.model in target.moves
    }
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    inner = b"|".join(re.escape(text.encode()) for text in longest_first)
    return re.compile(rb"(?<![\w.-])(?:%b)(?![\w-]|\.\w)" % inner)


def _size(path: str) -> int:
    """Of a text file that can be searched, in bytes; 0 for every other.

    Raises:
        OSError: it can't be read.
    """
    file = Path(path)
    if not file.is_file() or file.name in _OWN:
        return 0
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
    is_text = b"\0" not in head or head[:2] in _WIDE
    return file.stat().st_size if is_text else 0


def _without_own_table(data: bytes) -> bytes:
    """A `pyproject.toml` with blanks for our own settings, which name older ids on purpose."""
    text = bytearray(data)
    for table in _OWN_TABLE.finditer(_without_values(data)):
        text[slice(*table.span())] = text[slice(*table.span())].translate(_BLANK)
    return bytes(text)


def _without_values(data: bytes) -> bytes:
    """A TOML file of the same length in which no line of a longer text looks like a table."""
    from glm_migrate.text.toml import NotToml
    from glm_migrate.text.toml_values import toml_values

    text = bytearray(data)
    try:
        spans = [one.span for one in toml_values(data)]
    except NotToml:
        return data
    for start, end in spans:
        text[start:end] = text[start:end].translate(_BLANK)
    return bytes(text)


def _places(path: str, ids: re.Pattern[bytes]) -> Iterator[Occurrence]:
    """Each line of a file that names an older id, with the first of them.

    Raises:
        OSError: it can't be read.
    """
    data = guarded.read(path)
    if data[:2] in _WIDE:
        data = data[2:].decode(_WIDE[data[:2]], errors="replace").encode()
    if not prefilter.mentions_glm(data) or is_own_output(data):
        return
    if Path(path).name == "pyproject.toml":
        data = _without_own_table(data)
    if format_of_name(os.path.basename(path)) in _COMMENTED:
        data = _COMMENT.sub(b"", data)
    line, at, known = 1, 0, 0
    for match in ids.finditer(data.lower()):
        line, at = line + data.count(b"\n", at, match.start()), match.start()
        if line > known:
            known = line
            yield Occurrence(path, line, data[at : match.end()].decode())
