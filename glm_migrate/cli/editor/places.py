"""Positions of ours → positions of the protocol.

Ours count lines and characters from 1; the protocol counts from 0, and columns in the units that
client and server agreed on: UTF-16 code units unless both know better.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lsprotocol import types

from glm_migrate.report.finding_records import Record
from glm_migrate.text.source import Position, Source

_NEWLINE = re.compile(r"\r\n|\r|\n")
_UNITS: dict[str, Callable[[str], int]] = {
    types.PositionEncodingKind.Utf8: lambda text: len(text.encode()),
    types.PositionEncodingKind.Utf16: lambda text: len(text.encode("utf-16-le")) // 2,
    types.PositionEncodingKind.Utf32: len,
}


def lines_of(source: Source) -> list[str]:
    """The lines of a file as it is stored, with their ends."""
    text = source.stored.decode()
    ends = [match.end() for match in _NEWLINE.finditer(text)]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


class Places:
    """The places of one file as its editor counts them."""

    def __init__(self, source: Source | None, encoding: str) -> None:
        """Of a notebook the file as it is stored; `encoding` names the units of columns."""
        self.lines = [line.rstrip("\r\n") for line in lines_of(source)] if source else []
        self._units = _UNITS[encoding]

    def at(self, position: Position) -> types.Position:
        """A position of ours."""
        row = int(position.line) - 1
        line = self.lines[row] if row < len(self.lines) else ""
        return types.Position(row, self._units(line[: position.column - 1]))

    def between(self, start: Position, end: Position) -> types.Range:
        return types.Range(self.at(start), self.at(end))

    def of(self, record: Record) -> types.Range:
        """Where a finding is."""
        return self.between(*record.extent_on_disk)

    def line(self, number: int) -> types.Range:
        """The text of a line (from 1) without the blanks before it."""
        text = self.lines[number - 1] if number <= len(self.lines) else ""
        start = len(text) - len(text.lstrip())
        return self.between(Position(number, start + 1), Position(number, len(text) + 1))


def overlap(one: types.Range, other: types.Range) -> bool:
    """Whether two ranges share a place; an empty one is the place of a cursor."""
    return _key(one.start) <= _key(other.end) and _key(other.start) <= _key(one.end)


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character
