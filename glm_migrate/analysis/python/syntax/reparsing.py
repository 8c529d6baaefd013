"""The tree of a text that was edited, from the tree before it: changed statements are parsed.

Only statements of the module are exchanged. The one before the change and the one after it are
parsed again as well, to see that they still end and begin where they did: an `else` may have come
between them, a comment may belong to another block, a string may have been opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import libcst as cst

from glm_migrate.analysis.python.syntax.node_spans import NodeSpans, PartOfText
from glm_migrate.errors import FileError

Measured = tuple[cst.Module, NodeSpans]
_INDENTED = re.compile(r"(?m)^[ \t]")


def reparsed(before: Measured, code: str, parse: Callable[[str], cst.Module]) -> Measured | None:
    """The tree of `code`, equal to the one that parsing all of it gives, and its measures.

    Args:
        before: Those of an earlier text; its nodes are used again.
        parse: Parses a text, or raises a `FileError`.

    Returns:
        None where all of the text has to be parsed.
    """
    module, spans = before
    if not module.body or not spans.can_change:
        return None
    change = _ChangedStatements.between(module, spans, code)
    try:
        part = parse(change.after)
    except FileError:
        return None
    measured = NodeSpans(part)
    if measured.code != change.after or not change.is_apart(part, measured):
        return None
    whole = change.made(part)
    first = module.body[change.first] if change.first else None
    last = module.body[change.last] if change.tail else None
    return whole, spans.changed(whole, code, PartOfText(part, measured, change.start, first, last))


@dataclass(frozen=True)
class _ChangedStatements:
    """Which statements of a module are parsed again.

    Attributes:
        first: The index of the first one, which has not changed unless it begins the module.
        last: The index of the last one, which has not changed; else the number of statements.
        start: Where the first one begins in the new text, in bytes; there all before is as it was.
        before: Their text as it was.
        after: Their text as it is.
        size: The bytes of the first one.
        tail: The bytes of the last one.
    """

    module: cst.Module
    first: int
    last: int
    start: int
    before: str
    after: str
    size: int
    tail: int

    @classmethod
    def between(cls, module: cst.Module, spans: NodeSpans, code: str) -> _ChangedStatements:
        old, new = spans.code.encode(), code.encode()
        same = _same_at_start(old, new)
        rest = _same_at_end(old[same:], new[same:])
        places = [spans.span(one) for one in module.body]
        first = max(0, sum(one.end <= same for one in places) - 1)
        last = sum(one.start < len(old) - rest for one in places)
        start = places[first].start if first else 0
        end = places[last].end if last < len(places) else len(old)
        tail = end - places[last].start if last < len(places) else 0
        after = new[start : len(new) - len(old) + end].decode()
        size = places[first].end - start
        return cls(module, first, last, start, old[start:end].decode(), after, size, tail)

    def is_apart(self, part: cst.Module, spans: NodeSpans) -> bool:
        """Whether the statements around the change end and begin where they did."""
        if not part.body or part.default_newline != self.module.default_newline:
            return False
        if self.first and spans.span(part.body[0]).end != self.size:
            return False
        if self.tail and spans.span(part.body[-1]).start != len(self.after.encode()) - self.tail:
            return False
        return self._keeps_indent(part)

    def _keeps_indent(self, part: cst.Module) -> bool:
        """Whether the indentation that is usual in the file is so in the part, and stays so."""
        is_indented = _INDENTED.search(self.after) is not None
        if is_indented and part.default_indent != self.module.default_indent:
            return False
        if _has_block(part.body) or _has_block(self.module.body[: self.first]):
            return True
        return not is_indented and _INDENTED.search(self.before) is None

    def made(self, part: cst.Module) -> cst.Module:
        """The module with the statements of `part`."""
        body, old = list(part.body), self.module
        if self.first:  # as a part its first comments are the header of a module
            body[0] = old.body[self.first]
        if self.tail:  # and its last ones are the footer
            body[-1:] = old.body[self.last :]
        end = old if self.tail else part
        return old.with_changes(
            body=(*old.body[: self.first], *body),
            header=old.header if self.first else part.header,
            footer=end.footer,
            has_trailing_newline=end.has_trailing_newline,
        )


def _has_block(body: Sequence[cst.BaseStatement]) -> bool:
    """Whether a line below one of these statements is seen to be indented."""
    return any(isinstance(getattr(one, "body", None), cst.IndentedBlock) for one in body)


def _same_at_start(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _same_at_end(one: bytes, other: bytes) -> int:
    """How many bytes two texts end with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low
