"""One file's text and bytes, and the one coordinate that everything else uses.

Every span is a half-open range of UTF-8 byte offsets into the decoded text without its byte order
mark, whatever the file's own encoding is. Lines and columns exist only in reports.
"""

from __future__ import annotations

import codecs
import io
import re
from bisect import bisect_right
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


class Position(NamedTuple):
    """A place as editors show it: both numbers from 1, the column in characters."""

    line: int
    column: int


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
        encoding = _declared_encoding(path, data)
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

    def replace(self, utf8: bytes) -> Source:
        """The same file with other text, in the same encoding and with the same mark.

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


def _declared_encoding(path: Path, data: bytes) -> str:
    from tokenize import detect_encoding

    try:
        encoding, _ = detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise UnreadableSource(path, f"{error.msg}; convert the file or exclude it") from None
    return "utf-8" if encoding == "utf-8-sig" else encoding
