"""Where each node stands: byte spans for a whole tree from one code generation.

LibCST's own position providers cost more than two parses; noting the first and the last token of
each node while the code is generated costs less than half of one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from contextlib import nullcontext
from copy import copy
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import libcst as cst
from libcst._nodes.internal import CodegenState

from glm_migrate.text.source import Span

_NOTHING = nullcontext()
_ODDITY = re.compile(r"(?m)\r\n|\r|(?:^|(?<=\r))[ \t]*\f[ \t\f]*|(?<=\))[ \t]+(?=:)")
_BLANK = " \t\f\r\n"


@dataclass(frozen=True)
class PlainText:
    """A text without the layout that LibCST can't reproduce, and the way back to its offsets.

    Attributes:
        text: With `\\n` for every newline, without form feeds at the beginning of a line, without
            blanks between `)` and `:` (as in `except (A) :`) and without empty lines at the end.
        removed: Where in the UTF-8 bytes of `text` a byte of the original is missing, ascending.
    """

    text: str
    removed: tuple[int, ...] = ()

    @classmethod
    def of(cls, original: str) -> PlainText:
        parts: list[str] = []
        removed: list[int] = []
        end = length = 0
        body = original.rstrip(_BLANK)
        if body.endswith("\\"):
            body = original
        for match in _ODDITY.finditer(body):
            piece, odd = body[end : match.start()], match.group()
            stays = "\n" if "\r" in odd else odd.rpartition("\f")[2] if "\f" in odd else ""
            length += len(piece.encode())
            removed += [length] * (len(odd) - len(stays))
            length += len(stays)
            parts += [piece, stays]
            end = match.end()
        last = "\n" if len(body) < len(original) else ""
        return cls("".join([*parts, body[end:], last]), tuple(removed))


class _Generation(CodegenState):
    """Generates the code of a module and notes the first and the last token of each node."""

    def __init__(self, module: cst.Module) -> None:
        super().__init__(
            default_indent=module.default_indent, default_newline=module.default_newline
        )
        self.first: dict[int, int] = {}  # by identity: a node's own hash takes a call
        self.last: dict[int, int] = {}
        self._statements = frozenset(map(id, module.body))
        module._codegen(self)

    def before_codegen(self, node: cst.CSTNode) -> None:
        if id(node) in self._statements:  # so no token is the end of one and begins the next
            self.tokens.append("")
        self.first[id(node)] = len(self.tokens)

    def after_codegen(self, node: cst.CSTNode) -> None:
        self.last[id(node)] = len(self.tokens)

    def record_syntactic_position(self, *_: Any, **__: Any) -> Any:
        return _NOTHING


class NodeSpans:
    """Where each node of a module begins and ends.

    Attributes:
        code: What the module gives back.
    """

    def __init__(self, module: cst.Module, plain: PlainText | None = None) -> None:
        generation = _Generation(module)
        self._removed = plain.removed if plain else ()
        self._module = module  # keeps the nodes alive, and so their identities unique
        self._parts: list[NodeSpans] = []
        self._placed: list[cst.CSTNode] = []
        self._first, self._last = generation.first, generation.last
        self.code = "".join(generation.tokens)
        lengths: Iterable[int] = map(len, generation.tokens)
        if not self.code.isascii():
            lengths = (len(token.encode()) for token in generation.tokens)
        self._offsets = [0, *accumulate(lengths)]
        # Where a file ends without a newline, the one that LibCST made is not among the tokens.
        self._offsets.append(self._offsets[-1])

    def span(self, node: cst.CSTNode) -> Span:
        """First to last byte of `node` in the original text."""
        start, end = self._offsets[self._first[id(node)]], self._offsets[self._last[id(node)]]
        if self._removed:
            start += bisect_right(self._removed, start)
            end += bisect_left(self._removed, end)
        return Span(start, end)

    def adopt(self, part: NodeSpans, shift: int) -> None:
        """Take over the places of the nodes of a part that begins `shift` bytes later."""
        behind = len(self._offsets)
        self._offsets += (shift + offset for offset in part._offsets)
        self._first |= {node: behind + index for node, index in part._first.items()}
        self._last |= {node: behind + index for node, index in part._last.items()}
        self._parts.append(part)  # keeps its nodes alive

    def place(self, node: cst.CSTNode, like: cst.CSTNode) -> None:
        """Let a node that stands nowhere have the place of another one."""
        self._first[id(node)] = self._first[id(like)]
        self._last[id(node)] = self._last[id(like)]
        self._placed.append(node)

    @property
    def can_change(self) -> bool:
        """Whether all nodes stand where the text has them, so that some can be exchanged."""
        return not self._removed and not self._parts

    def changed(self, module: cst.Module, code: str, part: PartOfText) -> NodeSpans:
        """The places in `module`, which has the inner nodes of a part in place of some of these.

        Args:
            code: What `module` gives back.
        """
        made, size = copy(self), len(code.encode())
        inner, low, high = part.spans, *part.inside
        start = self._last[id(part.kept_before)] + 1 if part.kept_before else 0
        end = self._first[id(part.kept_behind)] if part.kept_behind else len(self._offsets) + 1
        after = start + high - low + 1  # where that stands which begins at `end`
        shift = size - len(self.code.encode())
        made._offsets = [
            *self._offsets[:start],
            *(part.start + one for one in inner._offsets[low : high + 1]),
            *(shift + one for one in self._offsets[end:]),
        ]
        gone = frozenset(map(id, (self._module, *self._placed)))

        def joined(mine: dict[int, int], theirs: dict[int, int]) -> dict[int, int]:
            kept = {
                node: at if at < start else at - end + after
                for node, at in mine.items()
                if (at < start or at >= end) and node not in gone
            }
            return kept | {n: at - low + start for n, at in theirs.items() if low <= at <= high}

        made._first = joined(self._first, inner._first)
        made._last = joined(self._last, inner._last)
        made._first[id(module)], made._last[id(module)] = 0, len(made._offsets)
        made._offsets.append(size)
        made._module, made._placed, made.code = module, [], code
        return made


@dataclass(frozen=True)
class PartOfText:
    """Statements that were parsed again.

    Attributes:
        module: The statements, as a module of their own.
        spans: Its measures.
        start: Where it begins in the text, in bytes.
        kept_before: The statement of the old tree that stands for the first one; None for none.
        kept_behind: The statement of the old tree that stands for the last one; None for none.
    """

    module: cst.Module
    spans: NodeSpans
    start: int
    kept_before: cst.CSTNode | None
    kept_behind: cst.CSTNode | None

    @property
    def inside(self) -> tuple[int, int]:
        """The first and the last token that belong to no statement of the old tree."""
        spans, body = self.spans, self.module.body
        low = spans._last[id(body[0])] + 1 if self.kept_before else 0
        high = spans._first[id(body[-1])] - 1 if self.kept_behind else len(spans._offsets) - 1
        return low, high
