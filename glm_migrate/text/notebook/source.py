"""A notebook as Python reads it: its code cells in their order, one text.

The text is what rules see and edits name. It is written back as JSON strings of the lines that
changed; no other byte of the file moves.
"""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from glm_migrate.errors import FixRejected, UnparsableSource, UnreadableSource
from glm_migrate.text.json_scan import NotJson
from glm_migrate.text.notebook.cells import Cell, cells
from glm_migrate.text.notebook.ipython import PlainCell, blank, plain
from glm_migrate.text.notebook.json_strings import Escapes
from glm_migrate.text.notebook.rewrite import rewritten
from glm_migrate.text.source import CellRow, Position, Source, Span, position_in


@dataclass(frozen=True)
class CodeCell:
    """A code cell in the text.

    Attributes:
        plain: What of it is Python.
        span: Its text; between two cells lie a line break and the header of the second.
    """

    cell: Cell
    plain: PlainCell
    span: Span


@dataclass(frozen=True)
class NotebookSource(Source):
    """A notebook, of which `text` is the code.

    Attributes:
        every: All cells of the file.
        code_cells: Those of which the text is made.
    """

    every: tuple[Cell, ...] = ()
    code_cells: tuple[CodeCell, ...] = ()

    @classmethod
    def decode(cls, path: Path, data: bytes) -> NotebookSource:
        """Read a notebook file.

        Raises:
            UnreadableSource: it is not UTF-8.
            UnparsableSource: it is no JSON, or no notebook.
        """
        bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        body = data[len(bom) :]
        try:
            every = cells(body)
        except UnicodeDecodeError as error:
            raise UnreadableSource(path, f"{error}; convert the file or exclude it") from None
        except NotJson as error:
            line = body.decode().count("\n", 0, error.offset) + 1
            detail = f"not a notebook: line {line}: {error.reason}"
            raise UnparsableSource(path, detail, line, error.reason) from None
        placed = tuple(_placed(every))
        text = "".join(f"{one.plain.header}{one.cell.text}\n" for one in placed)
        return cls(path, data, text, "utf-8", bom, every, placed)

    @cached_property
    def utf8(self) -> bytes:
        return self.text.encode()

    @cached_property
    def code(self) -> str:
        """`text` without what only IPython reads, as long in UTF-8."""
        return self.code_of(lambda text: False)

    def code_of(self, is_python: Callable[[str], bool]) -> str:
        """`code`, where cells that the interpreter can't read count as code if `is_python`."""
        return "".join(
            f"{one.plain.header}{self._read(one, is_python)}\n" for one in self.code_cells
        )

    @staticmethod
    def _read(one: CodeCell, is_python: Callable[[str], bool]) -> str:
        code = one.plain.code
        return code if one.plain.is_sure or is_python(one.plain.header + code) else blank(code)

    @property
    def program(self) -> str:
        """What the interpreter compiles, as far as it can read it."""
        return self.code

    def sections(self) -> Iterator[tuple[int, str]]:
        """The code of each cell, with its first line."""
        for one in self.code_cells:
            yield super().position(one.span.start).line, one.plain.code

    def parts(self) -> Sequence[tuple[str, str]]:
        """The text of each cell, its last line ended as the others are."""
        return tuple(
            (f":cell {one.cell.number}", f"{one.cell.text.removesuffix(chr(10))}\n")
            for one in self.code_cells
        )

    def rows_beside(self, row: int) -> range:
        """The lines of the cell in which line `row` is."""
        found = self.cell_at(self.offset(row))
        if found is None:
            return range(row, row + 1)
        first, last = self.position(found.span.start).line, self.position(found.span.end).line
        return range(first, last + 1)

    @property
    def stored(self) -> bytes:
        """The JSON of the file."""
        return self.data[len(self.bom) :]

    def position(self, offset: int) -> Position:
        """Line and column of a byte offset; the line knows its cell."""
        line, column = super().position(offset)
        found = self.cell_at(offset)
        if found is None:
            return Position(line, column)
        first = super().position(found.span.start).line
        return Position(CellRow(line, found.cell.number, line - first + 1), column)

    def on_disk(self, offset: int) -> Position:
        """Line and column in the JSON of the file."""
        return position_in(self.stored, self.stored_offset(offset))

    def stored_offset(self, offset: int) -> int:
        """Where in the JSON a byte of the text is written."""
        found = self.cell_at(offset)
        if found is None:
            return 0
        at, place = found.span.start, found.cell.inside.start
        for line in found.cell.lines:
            if at <= offset:
                inner = min(offset - at, len(line.utf8))
                place = line.span.start + 1 + line.raw_offset(inner)
            at += len(line.utf8)
        return place

    def cell_at(self, offset: int) -> CodeCell | None:
        """The cell in which a byte of the text lies; None for the line before the first."""
        index = bisect_right(self._starts, offset) - 1
        return self.code_cells[index] if index >= 0 else None

    @cached_property
    def _starts(self) -> list[int]:
        return [one.span.start for one in self.code_cells]

    def replace(self, utf8: bytes, changes: Sequence[tuple[Span, str]] = ()) -> NotebookSource:
        """The same notebook with other text.

        Args:
            changes: What makes `utf8` of the text, in order.

        Raises:
            FixRejected: a change reaches beyond its cell.
        """
        pieces = self.stored_changes(changes)
        after = NotebookSource.decode(self.path, self.bom + _spliced(self.stored, pieces))
        expected = [self._text_after(one, changes) for one in self.code_cells]
        if [one.cell.text for one in after.code_cells] != expected:
            raise FixRejected(self.path, "the cells would not be read back as they were written")
        return after

    def _text_after(self, one: CodeCell, changes: Sequence[tuple[Span, str]]) -> str:
        """The text of a cell after those of `changes` that are in it."""
        text, at = b"", one.span.start
        for span, new in changes:
            if one.span.start <= span.start <= one.span.end + 1:
                text += self.utf8[at : span.start] + new.encode()
                at = span.end
        return (text + self.utf8[at : one.span.end + 1]).decode().removesuffix("\n")

    def stored_changes(self, changes: Sequence[tuple[Span, str]]) -> list[tuple[Span, bytes]]:
        """The pieces of `stored` that `changes` of the text replace, in order.

        Raises:
            FixRejected: a change reaches beyond its cell.
        """
        by_cell: dict[int, list[tuple[Span, str]]] = {}
        for span, text in changes:
            by_cell.setdefault(self._index_of(span), []).append((span, text))
        escapes = Escapes.of(self.stored) if changes else Escapes()
        return [
            piece
            for index, own in sorted(by_cell.items())
            for piece in self._of_cell(self.code_cells[index], own, escapes)
        ]

    def _index_of(self, span: Span) -> int:
        index = bisect_right(self._starts, span.start) - 1
        if index < 0 or span.end > self.code_cells[index].span.end + 1:
            raise FixRejected(self.path, "an edit would reach beyond its cell")
        return index

    def _of_cell(
        self, one: CodeCell, changes: Sequence[tuple[Span, str]], escapes: Escapes
    ) -> list[tuple[Span, bytes]]:
        start = one.span.start
        moved = [(Span(a.start - start, a.end - start), text) for a, text in changes]
        return rewritten(self.stored, one.cell, moved, escapes)


def _placed(every: tuple[Cell, ...]) -> Iterator[CodeCell]:
    at = 0
    for cell in every:
        if cell.is_code and (cell.lines or cell.is_listed):
            found = plain(cell.text)
            start = at + len(found.header)
            at = start + len(cell.text.encode())
            yield CodeCell(cell, found, Span(start, at))
            at += 1


def _spliced(body: bytes, pieces: Sequence[tuple[Span, bytes]]) -> bytes:
    parts, end = [], 0
    for span, new in pieces:
        parts += [body[end : span.start], new]
        end = span.end
    return b"".join([*parts, body[end:]])
