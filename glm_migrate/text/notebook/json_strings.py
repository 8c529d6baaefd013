"""JSON strings and the text they stand for, with the way from each byte of it to the file.

A replaced piece is escaped as the rest of the file is; all others keep their escapes, byte by byte.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from glm_migrate.text.source import Span

_ESCAPE = re.compile(rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u....|.)", re.DOTALL)
_CODE_POINT = re.compile(rb"(?<!\\)(?:\\\\)*\\u([0-9a-fA-F]{4})")
_ASCII = 128
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class JsonString:
    """One string of a file.

    Attributes:
        span: With its quotes.
        raw: What stands between them.
        text: What it stands for; half a surrogate pair, which no encoding has, as U+FFFD.
    """

    span: Span
    raw: bytes
    text: str

    @classmethod
    def of(cls, value: str, span: Span, data: bytes) -> JsonString:
        """The string that takes `span` of `data` and stands for `value`."""
        return cls(span, data[span.start + 1 : span.end - 1], _SURROGATE.sub("\ufffd", value))

    @cached_property
    def utf8(self) -> bytes:
        return self.text.encode()

    def raw_offset(self, offset: int) -> int:
        """Where in `raw` the byte `offset` of `utf8` stands."""
        if b"\\" not in self.raw:
            return offset
        index = bisect_right(self._steps, (offset, len(self.raw))) - 1
        before = self._steps[index]
        return before[1] + offset - before[0]

    def raw_slice(self, start: int, end: int) -> bytes:
        """What stands in the file for the bytes from `start` to `end` of `utf8`."""
        return self.raw[self.raw_offset(start) : self.raw_offset(end)]

    @cached_property
    def _steps(self) -> list[tuple[int, int]]:
        """Pairs of offsets, in `utf8` and in `raw`, from which both count alike."""
        steps = [(0, 0)]
        for match in _ESCAPE.finditer(self.raw):
            text = _SURROGATE.sub("\ufffd", str(json.loads(b'"%b"' % match.group())))
            last = steps[-1]
            start = last[0] + match.start() - last[1]
            steps += [(start, match.start()), (start + len(text.encode()), match.end())]
        return steps


@dataclass(frozen=True)
class Escapes:
    """How a file writes characters beyond ASCII.

    Attributes:
        ascii: As `\\u4e2d`, not as they are.
        upper: With upper-case digits.
    """

    ascii: bool = False
    upper: bool = False

    @classmethod
    def of(cls, data: bytes) -> Escapes:
        """As the file has it; where it has none of them, they are written as they are."""
        found = [digits for digits in _CODE_POINT.findall(data) if int(digits, 16) >= _ASCII]
        if not found or not data.isascii():
            return cls()
        letters = b"".join(found)
        return cls(True, letters != letters.lower())

    def escaped(self, text: str) -> bytes:
        """`text` as it stands between the quotes of a string."""
        raw = json.dumps(text, ensure_ascii=self.ascii)[1:-1]
        if self.upper:
            raw = re.sub(r"(?<=\\u)[0-9a-f]{4}", lambda match: match.group().upper(), raw)
        return raw.encode()
