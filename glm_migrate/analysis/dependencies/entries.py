"""The dependencies that a file declares, with the bytes that each constraint takes.

One reader per format. A place that can't be edited as a piece of plain text is still reported, with
the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from glm_migrate.analysis.dependencies.specifiers import (
    Clause,
    canonical,
    parse_clauses,
    parse_requirement,
)
from glm_migrate.errors import UnreadableSource
from glm_migrate.text.source import Source, Span
from glm_migrate.text.toml import NotToml
from glm_migrate.text.toml_values import TomlString, toml_strings

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|$)")
_CONTINUATION = re.compile(r"\\(?:\r\n|\r|\n|$)")
_ARRAYS = (
    ("project", "dependencies"),
    ("project", "optional-dependencies", "*"),
    ("dependency-groups", "*"),
    ("tool", "uv", "dev-dependencies"),
    ("tool", "uv", "constraint-dependencies"),
    ("tool", "uv", "override-dependencies"),
    ("tool", "pdm", "dev-dependencies", "*"),
    ("tool", "hatch", "envs", "*", "dependencies"),
    ("tool", "hatch", "envs", "*", "extra-dependencies"),
)
_TABLES = (
    ("tool", "poetry", "dependencies"),
    ("tool", "poetry", "dev-dependencies"),
    ("tool", "poetry", "group", "*", "dependencies"),
)
_CFG_KEYS = {"options": ("install_requires", "tests_require", "setup_requires")}


@dataclass(frozen=True)
class DependencyEntry:
    """One declared dependency.

    Attributes:
        span: What to point at.
        clauses: Its constraint, with byte spans in the file.
        insert: Where a constraint can be written; None where none can.
        any_version: Span of a `*` that stands for any version.
        poetry: Constraints are written as Poetry does: a bare version is a pin.
        hashed: Hashes pin the artefacts.
        locked: Nothing can be edited, since it is written with escapes.
    """

    name: str
    span: Span
    clauses: tuple[Clause, ...]
    insert: int | None = None
    any_version: Span | None = None
    poetry: bool = False
    hashed: bool = False
    locked: bool = False


def entries(source: Source) -> Iterator[DependencyEntry]:
    """Every dependency that `source` declares, in its order.

    Raises:
        UnreadableSource: the file is not of the format that its name promises.
    """
    name = source.path.name
    try:
        if name == "pyproject.toml":
            yield from _pyproject(source)
        elif name == "Pipfile":
            yield from _pipfile(source)
        elif name == "setup.cfg":
            yield from _setup_cfg(source)
        else:
            yield from _requirements(source)
    except NotToml as error:
        raise UnreadableSource(source.path, f"not TOML as it can be edited: {error}") from None


# requirements.txt


def _lines(text: bytes) -> Iterator[Span]:
    """Each line without its newline."""
    for match in _LINE.finditer(text):
        if match.group():
            yield Span(match.start(), match.start() + len(match.group().rstrip(b"\r\n")))


def _requirements(source: Source) -> Iterator[DependencyEntry]:
    for line in _logical_lines(source.utf8):
        if (entry := _line(source, line)) is not None:
            yield entry if b"--hash" not in source.utf8[line.start : line.end] else _hashed(entry)


def _logical_lines(text: bytes) -> Iterator[Span]:
    """Each line with those that continue it."""
    whole = Span(0, 0)
    for line in _lines(text):
        goes_on = _goes_on(text, whole)
        if not goes_on and whole.end:
            yield whole
        whole = Span(whole.start, line.end) if goes_on else line
    if whole.end:
        yield whole


def _goes_on(text: bytes, line: Span) -> bool:
    """Whether the next line continues it, which pip does not do for a comment's."""
    found = text[line.start : line.end]
    return found.endswith(b"\\") and not found.lstrip().startswith(b"#")


def _line(source: Source, line: Span) -> DependencyEntry | None:
    text = source.slice(line)
    # Blanks for each continuation keep every other byte at its place.
    found = parse_requirement(
        _CONTINUATION.sub(lambda match: " " * len(match.group()), text), line.start
    )
    if found is None:
        return None
    bare = re.split(r"\s#|\s*\\(?:[\r\n]|$)|\s--", text)[0]
    span = Span(
        line.start + len(bare) - len(bare.lstrip()), line.start + len(bare.rstrip().encode())
    )
    return DependencyEntry(found.name, span, found.clauses, None if found.clauses else found.insert)


def _hashed(entry: DependencyEntry) -> DependencyEntry:
    return DependencyEntry(entry.name, entry.span, entry.clauses, entry.insert, hashed=True)


# TOML


def _pyproject(source: Source) -> Iterator[DependencyEntry]:
    for string in toml_strings(source.utf8):
        if any(_fits(string.path[:-1], pattern) for pattern in _ARRAYS):
            yield from _listed(string)
        else:
            for table in _TABLES:
                if (inner := _under(string.path, table)) is not None:
                    yield from _poetry(string, inner)


def _pipfile(source: Source) -> Iterator[DependencyEntry]:
    for string in toml_strings(source.utf8):
        if len(string.path) >= 2 and string.path[0] not in ("source", "requires", "scripts"):
            yield from _poetry(string, string.path[1:])


def _fits(path: tuple[str | int, ...], pattern: tuple[str, ...]) -> bool:
    return len(path) == len(pattern) and all(
        wanted in ("*", part) for part, wanted in zip(path, pattern, strict=True)
    )


def _under(path: tuple[str | int, ...], table: tuple[str, ...]) -> tuple[str | int, ...] | None:
    """What follows the keys of `table` in `path`."""
    return path[len(table) :] if _fits(path[: len(table)], table) else None


def _listed(string: TomlString) -> Iterator[DependencyEntry]:
    """`"zai-sdk>=0.0.3"` in an array."""
    found = parse_requirement(string.value, string.span.start)
    if found is not None:
        yield _editable(
            string,
            DependencyEntry(
                found.name, string.span, found.clauses, None if found.clauses else found.insert
            ),
        )


def _poetry(string: TomlString, inner: tuple[str | int, ...]) -> Iterator[DependencyEntry]:
    """`zai-sdk = "^0.0.3"`, or its `version` in a table or a list of tables."""
    name, *rest = inner
    keys = [key for key in rest if isinstance(key, str)]
    if not isinstance(name, str) or keys not in ([], ["version"]):
        return
    clauses = parse_clauses(string.value, string.span.start)
    star = string.span if string.value.strip() == "*" else None
    yield _editable(
        string,
        DependencyEntry(canonical(name), string.span, clauses, any_version=star, poetry=True),
    )


def _editable(string: TomlString, entry: DependencyEntry) -> DependencyEntry:
    if string.plain:
        return entry
    return DependencyEntry(entry.name, entry.span, entry.clauses, locked=True)


# setup.cfg


def _setup_cfg(source: Source) -> Iterator[DependencyEntry]:
    section, wanted = "", False
    for line in _lines(source.utf8):
        text = source.slice(line)
        if header := re.match(r"\[([^\]]+)\]", text):
            section, wanted = header[1].strip(), False
        elif not text.strip() or text.lstrip().startswith(("#", ";")):
            continue
        elif text[0] in " \t":
            if wanted and (entry := _line(source, line)) is not None:
                yield entry
        elif pair := re.match(r"([^=:]+?)\s*[=:]", text):
            wanted = _declares(section, pair[1].strip().lower())
            value = Span(line.start + len(text[: pair.end()].encode()), line.end)
            if wanted and (entry := _line(source, value)) is not None:
                yield entry


def _declares(section: str, key: str) -> bool:
    return section == "options.extras_require" or key in _CFG_KEYS.get(section, ())
