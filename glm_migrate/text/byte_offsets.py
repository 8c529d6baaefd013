"""Offsets in characters of a text → offsets in its UTF-8, for parsers that count characters."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate

from glm_migrate.text.source import Span

_WIDE = re.compile(r"[^\x00-\x7f]")


class ByteOffsets:
    """The way from characters to bytes of one text."""

    def __init__(self, text: str) -> None:
        wide = [] if text.isascii() else list(_WIDE.finditer(text))
        self._places = [match.start() for match in wide]
        more = (len(match.group().encode("utf-8", "surrogatepass")) - 1 for match in wide)
        self._more = [0, *accumulate(more)]

    def of(self, offset: int) -> int:
        """The byte at which the character `offset` begins."""
        return offset + self._more[bisect_left(self._places, offset)]

    def span(self, start: int, end: int) -> Span:
        return Span(self.of(start), self.of(end))
