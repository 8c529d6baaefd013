"""Bodies of functions that are parsed only when something is asked that they can answer.

A parsed file first has blanks of the same length in their place, so that every byte stands where it
stands. A body is found by the words in it: whoever asks for a name has all bodies read that hold
that word, and whoever enters a function has its body read.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import libcst as cst

_WORD = re.compile(r"\w+")
_STANDS_FOR = "0"


@dataclass(frozen=True, eq=False)
class Body:
    """Whole lines of a text that are the body of a function, in ASCII.

    Attributes:
        text: With its indentation and its last newline.
        start: The offset of the first line, in characters.
        offset: The same in UTF-8 bytes.
    """

    text: str
    start: int
    offset: int
    words: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", frozenset(_WORD.findall(self.text)))

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def blank(self) -> str:
        """What stands for it: the shortest body, and as long."""
        line = self.text.rstrip("\n")
        indent = line[: len(line) - len(line.lstrip())]
        rest = len(line) - len(indent) - len(_STANDS_FOR)
        return indent + _STANDS_FOR + " " * rest + self.text[len(line) :]


def without(code: str, bodies: Sequence[Body]) -> str:
    """`code` with blanks for `bodies`, which are in its order."""
    starts, ends = [one.start for one in bodies], [one.end for one in bodies]
    kept = [code[end:start] for end, start in zip([0, *ends], [*starts, len(code)], strict=True)]
    blanks = [*(one.blank for one in bodies), ""]
    return "".join(part for pair in zip(kept, blanks, strict=True) for part in pair)


class DeferredBodies:
    """Those bodies of a file that nobody has asked for yet."""

    def __init__(self) -> None:
        self._waiting: dict[cst.CSTNode, tuple[Body, Callable[[], None]]] = {}
        self._orders: list[int] = []
        self._searched: set[str] = set()
        self.count_read = 0

    def add(
        self, function: cst.FunctionDef, body: Body, orders: range, read: Callable[[], None]
    ) -> None:
        """Have `read` called when the body is asked for.

        Args:
            orders: Those of its statements.
        """
        self._waiting[function] = body, read
        self._orders += [orders.start, orders.stop]

    def of(self, function: object) -> None:
        """Read the body of a function."""
        found = self._waiting.pop(function, None) if self._waiting else None  # type: ignore[call-overload]
        if found is not None:
            self.count_read += 1
            found[1]()

    def naming(self, text: str) -> None:
        """Read all bodies that hold the words of `text`."""
        if not self._waiting or text in self._searched:
            return
        self._searched.add(text)
        words = frozenset(_WORD.findall(text))
        for function in [one for one, (body, _) in self._waiting.items() if words <= body.words]:
            self.of(function)

    def all(self) -> None:
        """Read all that are left."""
        for function in list(self._waiting):
            self.of(function)

    def part(self, order: int) -> int:
        """In which part of the file a statement stands: in which body, or between which two."""
        return bisect(self._orders, order)
