"""One file's text and bytes, and the one coordinate that everything else uses.

Every span is a half-open range of UTF-8 byte offsets into the decoded text without its byte order
mark, whatever the file's own encoding is. Lines and columns exist only in reports.
"""

from __future__ import annotations

import codecs
import io
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from glm_migrate.errors import UnencodableText, UnreadableSource

_NEWLINE = re.compile(rb"\r\n|\r|\n")
_COOKIE = re.compile(rb"coding[:=][ \t]*[-\w.]+")


class Span(NamedTuple):
    """A half-open range `[start, end)` of UTF-8 byte offsets into `Source.utf8`."""

    start: int
    end: int

    def touches(self, other: Span) -> bool:
        """Whether the two overlap or are adjacent: then their order of editing would matter."""
        return self.start <= other.end and other.start <= self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


class CellRow(int):
    """A line of a notebook: a number over all code cells; in words the line of its cell.

    Attributes:
        cell: Number of the cell, from 1, counted over all cells.
        row: Of the line in its cell, from 1.
    """

    cell: int
    row: int

    def __new__(cls, line: int, cell: int, row: int) -> CellRow:
        made = super().__new__(cls, line)
        made.cell, made.row = cell, row
        return made

    def __reduce__(self) -> tuple[type[CellRow], tuple[int, int, int]]:
        return CellRow, (int(self), self.cell, self.row)

    def __str__(self) -> str:
        return f"{self.row} of cell {self.cell}"

    def __format__(self, form: str) -> str:
        return str(self) if not form else format(int(self), form)


def shown_row(line: int) -> int:
    """The number that people know a line by: that within its cell, if it has one."""
    return line.row if isinstance(line, CellRow) else line


def located(path: str, line: int, column: int = 0) -> str:
    """A place in one word: `a.py:3:1`, `a.ipynb:cell 2:3:1`; without a column where it is 0."""
    place = f"{path}:cell {line.cell}" if isinstance(line, CellRow) else path
    return f"{place}:{shown_row(line)}" + (f":{column}" if column else "")


class Position(NamedTuple):
    """A place as editors show it: both numbers from 1, the column in characters."""

    line: int
    column: int


def position_in(utf8: bytes, offset: int) -> Position:
    """Line and column of a byte offset, where lines end at `\\n` only."""
    start = utf8.rfind(b"\n", 0, offset) + 1
    column = len(utf8[start:offset].decode(errors="replace")) + 1
    return Position(utf8.count(b"\n", 0, offset) + 1, column)


@dataclass(frozen=True)
class Source:
    """A file as it is on disk (`data`) and as Python reads it (`text`)."""

    path: Path
    data: bytes
    text: str
    encoding: str
    bom: bytes

    @classmethod
    def decode(cls, path: Path, data: bytes) -> Source:
        """Read `data` as PEP 263 says: a byte order mark, else a coding cookie, else UTF-8.

        Raises:
            UnreadableSource: the bytes are not text in that encoding, or could not be written
                back byte for byte.
        """
        bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        encoding = declared_encoding(path, data)
        _expect_truth(path, data, encoding)
        try:
            text = data[len(bom) :].decode(encoding)
            lossless = text.encode(encoding) == data[len(bom) :]
        except (UnicodeError, LookupError) as error:
            raise UnreadableSource(path, f"{error}; convert the file or exclude it") from None
        if not lossless:
            raise UnreadableSource(
                path, f"its {encoding} bytes would change when written back; exclude the file"
            )
        return cls(path, data, text, encoding, bom)

    @cached_property
    def utf8(self) -> bytes:
        """The text that spans count in: without the byte order mark, always UTF-8."""
        if self.encoding == "utf-8":
            return self.data[len(self.bom) :]
        return self.text.encode()

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _NEWLINE.finditer(self.utf8))]

    @property
    def code(self) -> str:
        """What of the text is Python; the rest is blank, and every byte at its place."""
        return self.text

    def code_of(self, is_python: Callable[[str], bool]) -> str:
        """`code`; pieces that only a newer parser can read count where `is_python` says so."""
        return self.code

    @property
    def program(self) -> str | bytes:
        """What the interpreter compiles."""
        return self.data

    def sections(self) -> Iterator[tuple[int, str]]:
        """The pieces of `code` that are tokenized alone, each with its first line."""
        yield 1, self.code

    @property
    def hides_values(self) -> bool:
        """Whether no other value of the file may be shown beside what is found."""
        return False

    def comment_places(self) -> Sequence[tuple[int, int]] | None:
        """Row and column (from 0) of each comment; None where the tokens of Python tell."""
        return None

    def parts(self) -> Sequence[tuple[str, str]]:
        """The pieces of the text that are compared with a later text, each with its name."""
        return (("", self.text),)

    def rows_beside(self, row: int) -> range:
        """The lines that are shown together with line `row`."""
        return range(1, self.line_count + 1)

    @property
    def stored(self) -> bytes:
        """The file as other tools read it: all of it, in UTF-8, without its mark."""
        return self.utf8

    def stored_offset(self, offset: int) -> int:
        """Where in `stored` a byte of the text is written."""
        return offset

    def stored_changes(self, changes: Sequence[tuple[Span, str]]) -> list[tuple[Span, bytes]]:
        """The pieces of `stored` that `changes` of the text replace, in order."""
        return [(span, text.encode()) for span, text in changes]

    def on_disk(self, offset: int) -> Position:
        """Line and column in the file as it is stored."""
        return self.position(offset)

    def replace(self, utf8: bytes, changes: Sequence[tuple[Span, str]] = ()) -> Source:
        """The same file with other text, in the same encoding and with the same mark.

        Args:
            changes: What makes `utf8` of the text, in order; for files that are stored otherwise.

        Raises:
            UnencodableText: the new text has characters that the file's encoding lacks.
        """
        text = utf8.decode()
        try:
            data = self.bom + text.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise UnencodableText(self.path, str(error)) from None
        return Source(self.path, data, text, self.encoding, self.bom)

    def position(self, offset: int) -> Position:
        """Line and column of a byte offset."""
        line = bisect_right(self._line_starts, offset)
        start = self._line_starts[line - 1]
        return Position(line, len(self.utf8[start:offset].decode(errors="replace")) + 1)

    def offset(self, line: int) -> int:
        """The byte offset at which `line` (from 1) starts; the end of the text past the last."""
        return self._line_starts[line - 1] if line <= self.line_count else len(self.utf8)

    @property
    def line_count(self) -> int:
        return len(self._line_starts)

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its newline."""
        raw = self.utf8[self.offset(number) : self.offset(number + 1)]
        return raw.decode(errors="replace").rstrip("\r\n")

    def slice(self, span: Span) -> str:
        """The text that `span` covers."""
        return self.utf8[span.start : span.end].decode(errors="replace")


# Codecs of names on the net: no file is written in them, and they take quadratic time.
_OF_NAMES = frozenset({"punycode", "idna"})


def _expect_truth(path: Path, data: bytes, encoding: str) -> None:
    """Refuse a declaration that could not be read in the encoding that it declares."""
    if encoding == "utf-8":
        return
    head = b"\n".join(data.split(b"\n", 2)[:2])
    cookie = _COOKIE.search(head)
    try:
        name = codecs.lookup(encoding).name
        is_true = name not in _OF_NAMES and (
            cookie is None or cookie[0].decode("ascii") in head.decode(encoding, errors="replace")
        )
    except (UnicodeError, LookupError):
        return  # whoever decodes all of it says more
    if not is_true:
        raise UnreadableSource(
            path,
            f"it declares {encoding}, in which its own declaration does not read so; correct the "
            "declaration or exclude the file",
        )


def declared_encoding(path: Path, data: bytes) -> str:
    """The encoding that PEP 263 reads off a file; `utf-8` also behind a byte order mark.

    Raises:
        UnreadableSource: there is no such encoding.
    """
    from tokenize import detect_encoding

    try:
        encoding, _ = detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise UnreadableSource(path, f"{error.msg}; convert the file or exclude it") from None
    return "utf-8" if encoding == "utf-8-sig" else encoding
