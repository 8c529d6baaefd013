"""What a streamed answer is made of, and what an expression was found to be of it.

A reading is a part of the answer, or a list or stream of it, with the calls it can belong to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

import libcst as cst


class Part(Enum):
    """What a value is within the answer; the names are those of the API's schema."""

    LINE = "line"  # of a body that the program decodes itself
    CHUNK = "chunk"
    USAGE = "usage"
    CHOICE = "choice"
    FINISH = "finish_reason"
    DELTA = "delta"
    ROLE = "role"
    CONTENT = "content"
    REASONING = "reasoning_content"
    FRAGMENT = "tool_calls"  # with depth 1 the list, with depth 0 one entry
    POSITION = "position"  # from `enumerate` over the list
    INDEX = "index"
    ID = "id"
    TYPE = "type"
    FUNCTION = "function"
    NAME = "name"
    ARGUMENTS = "arguments"


# What says which call a fragment is of, and what it adds to that.
OF_FRAGMENT = frozenset({Part.ID, Part.NAME, Part.TYPE, Part.FUNCTION, Part.ARGUMENTS, Part.INDEX})
TEXTS = frozenset({Part.CONTENT, Part.REASONING})
_STEPS: dict[tuple[Part, str], tuple[Part, int]] = {
    (Part.LINE, "data"): (Part.LINE, 0),  # an event of an SSE library
    (Part.CHUNK, "choices"): (Part.CHOICE, 1),
    (Part.CHUNK, "usage"): (Part.USAGE, 0),
    (Part.CHOICE, "delta"): (Part.DELTA, 0),
    (Part.CHOICE, "finish_reason"): (Part.FINISH, 0),
    (Part.DELTA, "role"): (Part.ROLE, 0),
    (Part.DELTA, "content"): (Part.CONTENT, 0),
    (Part.DELTA, "reasoning_content"): (Part.REASONING, 0),
    (Part.DELTA, "reasoning"): (Part.REASONING, 0),
    (Part.DELTA, "tool_calls"): (Part.FRAGMENT, 1),
    (Part.FRAGMENT, "index"): (Part.INDEX, 0),
    (Part.FRAGMENT, "id"): (Part.ID, 0),
    (Part.FRAGMENT, "type"): (Part.TYPE, 0),
    (Part.FRAGMENT, "function"): (Part.FUNCTION, 0),
    (Part.FUNCTION, "name"): (Part.NAME, 0),
    (Part.FUNCTION, "arguments"): (Part.ARGUMENTS, 0),
}


@dataclass(frozen=True)
class Reading:
    """What an expression was found to be.

    Attributes:
        part: The part of the answer.
        calls: The call expressions that the answer can belong to.
        depth: How many times it must be iterated over to get at the part.
        timed: Iterating over it waits for the server: a stream, not a list.
        loop: What iterates over the stream; None before that.
        first: The fragment was taken out of the list by a number.
        mapping: Some step was a subscript or `.get`: the answer is a dict.
        defaulted: `or …` or a default stands in for what is not there.
        filled: `or …` stands in for None too, which the default of `.get` does not.
        yielded: A generator of the project yielded it as it is.
        held: A list or queue that the program fills with the parts of an answer.
    """

    part: Part
    calls: frozenset[cst.CSTNode]
    depth: int = 0
    timed: bool = False
    loop: cst.CSTNode | None = None
    first: bool = False
    mapping: bool = False
    defaulted: bool = False
    filled: bool = False
    yielded: bool = False
    held: bool = False

    def is_(self, part: Part, depth: int = 0) -> bool:
        return self.part is part and self.depth == depth

    def step(self, key: str, *, mapping: bool) -> Reading | None:
        """What hangs on the part as the attribute or, with `mapping`, the item `key`."""
        step = None if self.depth else _STEPS.get((self.part, key))
        if step is None:
            return None
        part, depth = step
        return replace(
            self,
            part=part,
            depth=depth,
            mapping=self.mapping or mapping,
            defaulted=False,
            filled=False,
            yielded=False,
        )

    def element(self, loop: cst.CSTNode | None) -> Reading | None:
        """One item of a stream or a list, taken by `loop` where one takes it."""
        if self.depth == 0:
            return None
        if self.timed:
            loop = loop or self.loop
            return replace(self, depth=self.depth - 1, timed=False, loop=loop, held=False)
        return replace(self, depth=self.depth - 1)

    def unless(self, other: cst.BaseExpression) -> Reading:
        """The part where it is there, and else `other`."""
        given = not is_none(other)
        return replace(self, defaulted=given, filled=given)


def merged(readings: Iterable[Reading | None]) -> Reading | None:
    """The first reading, with the calls of all that agree with it."""
    found = [one for one in readings if one is not None]
    if not found:
        return None
    agreeing = [one for one in found if one.is_(found[0].part, found[0].depth)]
    calls = frozenset[cst.CSTNode]().union(*(one.calls for one in agreeing))
    return replace(
        found[0],
        calls=calls,
        defaulted=all(one.defaulted for one in agreeing),
        filled=all(one.filled for one in agreeing),
    )


def is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"
