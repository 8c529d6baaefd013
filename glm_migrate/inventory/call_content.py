"""A digest of the code around a call: while it stays the same, what was proved of the call holds.

It covers the functions that hold the call and the loops that read its answer, what these use of
their own files, and what the arguments are resolved to, wherever that is written. Where the call
stands in its file is not in it.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256

from glm_migrate.model.calls import ChatCall
from glm_migrate.text.source import Source

_Lines = tuple[int, int]  # the first and the last line of a piece of code


def content(call: ChatCall) -> str:
    """The digest of one call."""
    pieces = [
        call.scope,
        call.source.slice(call.span),
        _around(call.source, call.source.position(call.span.start).line),
        *(f"{one.name}={one.value.constants!r}" for one in call.arguments),
        call.client.endpoint.url,
        *sorted(_readers(call)),
    ]
    return sha256("\0".join(pieces).encode(errors="surrogatepass")).hexdigest()[:16]


def _readers(call: ChatCall) -> Iterator[str]:
    """The functions that hold the loops over the answer."""
    for loop in call.consumers:
        yield _around(loop.source, loop.source.position(loop.span.start).line)


def _around(source: Source, line: int) -> str:
    """The text of the outermost function that holds a line, with what it uses; else of the file."""
    file = _outline(source.text)
    holding = [one for one in file.functions if one[0] <= line <= one[1]]
    if not holding:
        return source.text
    lines = source.text.splitlines(keepends=True)
    return "".join("".join(lines[first - 1 : last]) for first, last in file.used_by(min(holding)))


class _Outline:
    """What a file defines, and which names each piece of it uses."""

    def __init__(self, tree: ast.Module) -> None:
        self.functions: list[_Lines] = []
        self._defined: dict[str, list[_Lines]] = {}
        self._uses: dict[_Lines, set[str]] = {}
        for node in tree.body:
            if isinstance(node, (ast.Assign, ast.AnnAssign)):
                self._note(node, list(_stored(node)))
        for inner in ast.walk(tree):
            if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self._note(inner, [inner.name])
                if not isinstance(inner, ast.ClassDef):
                    self.functions.append(_lines(inner))

    def _note(self, node: ast.stmt, names: list[str]) -> None:
        lines = _lines(node)
        self._uses[lines] = {name for one in ast.walk(node) for name in _names(one)}
        for name in names:
            self._defined.setdefault(name, []).append(lines)

    def used_by(self, piece: _Lines) -> list[_Lines]:
        """A piece and all of the file that it leads to, in the order of the file."""
        found, left = {piece}, [piece]
        while left:
            for name in self._uses[left.pop()]:
                new = set(self._defined.get(name, ())) - found
                found |= new
                left += new
        return sorted(found)


@lru_cache(maxsize=64)
def _outline(text: str) -> _Outline:
    """The outline of a file; an empty one where this Python can't read it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _Outline(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _Outline(ast.Module([], []))


def _lines(node: ast.stmt) -> _Lines:
    decorators = getattr(node, "decorator_list", ())
    return min(one.lineno for one in (node, *decorators)), node.end_lineno or node.lineno


def _stored(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            yield one.id


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
