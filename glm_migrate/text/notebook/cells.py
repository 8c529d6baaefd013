"""The cells of a notebook file: which hold code in which language, and where their lines stand.

Notebook formats 3 to 4.5, read at the keys that they have in common; whatever else is in the file
is stepped over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from glm_migrate.text.byte_offsets import ByteOffsets
from glm_migrate.text.json_scan import JsonReader, NotJson
from glm_migrate.text.notebook.json_strings import JsonString
from glm_migrate.text.source import Span

_PYTHON = ("python", "ipython")
_SMALL = 64 << 10  # bytes of a value that is read as a whole


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes:
        number: From 1, counted over all cells of the notebook.
        is_code: It holds Python that the notebook's kernel runs.
        lines: The strings that its text is made of, mostly one for each line.
        inside: Where these stand: between the brackets of a list, or one string alone.
        is_listed: They are the items of a list.
        count: When it was last run, counted over the session; None where that is not known.
    """

    number: int
    is_code: bool
    lines: tuple[JsonString, ...]
    inside: Span
    is_listed: bool
    count: int | None = None

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


def cells(body: bytes) -> tuple[Cell, ...]:
    """The cells of a notebook.

    Args:
        body: The file without byte order mark.

    Raises:
        NotJson: it is no JSON, or no notebook.
        UnicodeDecodeError: it is not UTF-8.
    """
    text = body.decode()
    reader = JsonReader(text)
    found: list[_CellFields] | None = None
    language = ""
    for key in reader.members():
        if key == "cells":
            found = list(_cells(reader))
        elif key == "worksheets":  # before format 4
            found = [one for _ in reader.items() for one in _of_sheet(reader)]
        elif key == "metadata":
            language = _language(reader)
    reader.end()
    if found is None:
        raise NotJson("it has no cells", 0)
    return tuple(_placed(body, text, found, is_python=_speaks_python(language)))


@dataclass
class _CellFields:
    """A cell as it is read; offsets count characters."""

    kind: object = None
    language: str = ""
    count: object = None
    lines: list[tuple[str, Span]] = field(default_factory=list)
    inside: Span = field(default_factory=lambda: Span(0, 0))
    is_listed: bool = False


def _of_sheet(reader: JsonReader) -> Iterator[_CellFields]:
    for key in reader.members():
        if key == "cells":
            yield from _cells(reader)


def _cells(reader: JsonReader) -> Iterator[_CellFields]:
    for _ in reader.items():
        yield _cell(reader)


def _cell(reader: JsonReader) -> _CellFields:
    """A cell; of two values with one key the last counts, as for every other reader."""
    found = _CellFields()
    for key in reader.members():
        if key in ("source", "input"):
            _read_source(reader, found)
        elif key == "cell_type":
            found.kind = reader.value(_SMALL)
        elif key == "language":
            found.language = _text(reader.value(_SMALL))
        elif key in ("execution_count", "prompt_number"):
            found.count = reader.value(_SMALL)
        elif key == "metadata":
            found.language = _cell_language(reader) or found.language
    return found


def _read_source(reader: JsonReader, found: _CellFields) -> None:
    start, found.lines, found.is_listed = reader.at, [], reader.first == "["
    if reader.first == '"':
        found.lines.append(reader.string())
        found.inside = found.lines[0][1]
        return
    end = start
    for _ in reader.items():
        found.lines.append(reader.string())
        end = found.lines[-1][1].end
    if found.is_listed:
        closing = reader.text.index("]", end if found.lines else start)
        found.inside = Span(start + 1, closing)


def _language(reader: JsonReader) -> str:
    """The language of a notebook's kernel; empty where it says nothing."""
    spoken = kernel = ""
    for key in reader.members():
        if key == "language_info":
            spoken = _text(reader.value(_SMALL), "name")
        elif key == "kernelspec":
            kernel = _text(reader.value(_SMALL), "language")
    return spoken or kernel


def _cell_language(reader: JsonReader) -> str:
    """The language of one cell, as editors with several note it."""
    found = ""
    for key in reader.members():
        if key == "vscode":
            found = _text(reader.value(_SMALL), "languageId")
    return found


def _speaks_python(language: str) -> bool:
    """Whether a language is Python; what says nothing is taken for it."""
    return not language or language.lower().startswith(_PYTHON)


def _placed(
    body: bytes, text: str, found: Sequence[_CellFields], *, is_python: bool
) -> Iterator[Cell]:
    """The cells with their places in bytes."""
    offsets = ByteOffsets(text)
    for number, one in enumerate(found, 1):
        lines = tuple(JsonString.of(value, offsets.span(*span), body) for value, span in one.lines)
        is_code = is_python and one.kind == "code" and _speaks_python(one.language)
        count = one.count if isinstance(one.count, int) else None
        yield Cell(number, is_code, lines, offsets.span(*one.inside), one.is_listed, count)


def _text(value: object, key: str = "") -> str:
    """A text, or that under a key of a table; empty where there is none."""
    found = value.get(key) if isinstance(value, Mapping) else value if not key else None
    return found if isinstance(found, str) else ""
