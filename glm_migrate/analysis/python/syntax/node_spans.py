"""Where each node stands: byte spans for a whole tree from one code generation.

LibCST's own position providers cost more than two parses; noting the first and the last token of
each node while the code is generated costs less than half of one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from contextlib import nullcontext
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


class NodeSpans(CodegenState):
    """Generates the code of a module and keeps where each node begins and ends."""

    def __init__(self, module: cst.Module, plain: PlainText | None = None) -> None:
        super().__init__(
            default_indent=module.default_indent, default_newline=module.default_newline
        )
        self._removed = plain.removed if plain else ()
        self._module = module  # keeps the nodes alive, and so their identities unique
        self._parts: list[NodeSpans] = []
        self._placed: list[cst.CSTNode] = []
        self._first: dict[int, int] = {}  # by identity: a node's own hash takes a call
        self._last: dict[int, int] = {}
        module._codegen(self)
        self.code = "".join(self.tokens)
        lengths: Iterable[int] = map(len, self.tokens)
        if not self.code.isascii():
            lengths = (len(token.encode()) for token in self.tokens)
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

    def before_codegen(self, node: cst.CSTNode) -> None:
        self._first[id(node)] = len(self.tokens)

    def after_codegen(self, node: cst.CSTNode) -> None:
        self._last[id(node)] = len(self.tokens)

    def record_syntactic_position(self, *_: Any, **__: Any) -> Any:
        return _NOTHING
