"""The requirements in a `setup.py`, with the bytes that each of them takes.

Only texts of what is named as requirements count: `install_requires=[…]`, `EXTRAS = {…}`.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from glm_migrate.analysis.dependencies.entries import DependencyEntry
from glm_migrate.analysis.dependencies.specifiers import parse_requirement
from glm_migrate.knowledge.program_words import one_of
from glm_migrate.text.source import Source, Span

_REQUIRED = re.compile(f"(?i){one_of('requiring')}")
_LINES = re.compile(rb"[^\n]*\n?")


def parsed(text: str) -> ast.AST | None:
    """The syntax tree of a text; None where it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def setup_entries(source: Source) -> Iterator[DependencyEntry]:
    """Every requirement of a `setup.py`; one that is not a text of its own is locked."""
    tree = parsed(source.text)
    starts = _line_starts(source.utf8)
    for holder in _holders(tree) if tree is not None else ():
        for node in _texts(holder):
            yield from _of_text(source, node, _span(node, starts))


def _holders(tree: ast.AST) -> Iterator[ast.expr]:
    """The values of arguments that are named as requirements, and of variables that they read."""
    nodes = list(ast.walk(tree))
    given = [
        one.value for one in nodes if isinstance(one, ast.keyword) and _is_required(one.arg or "")
    ]
    yield from given
    read = {one.id for one in given if isinstance(one, ast.Name)}
    for node in nodes:
        if isinstance(node, ast.Assign):
            names = [one.id for one in node.targets if isinstance(one, ast.Name)]
            if any(name in read or _is_required(name) for name in names):
                yield node.value


def _is_required(name: str) -> bool:
    return _REQUIRED.search(name) is not None


def _texts(holder: ast.AST) -> Iterator[ast.Constant]:
    """The texts in an expression; the key of a dict is the name of an extra."""
    if isinstance(holder, ast.Constant) and isinstance(holder.value, str):
        yield holder
    inner = holder.values if isinstance(holder, ast.Dict) else ast.iter_child_nodes(holder)
    for node in inner:
        yield from _texts(node)


def _of_text(source: Source, node: ast.Constant, span: Span) -> Iterator[DependencyEntry]:
    assert isinstance(node.value, str)
    inner = Span(span.start + 1, span.end - 1)
    if source.slice(inner) == node.value and (found := parse_requirement(node.value, inner.start)):
        yield DependencyEntry(found.name, inner, found.clauses)
        return
    for line in node.value.splitlines():
        if found := parse_requirement(line.strip()):
            yield DependencyEntry(found.name, span, found.clauses, locked=True)


def _span(node: ast.Constant, starts: list[int]) -> Span:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    start = starts[node.lineno - 1] + node.col_offset
    return Span(start, starts[node.end_lineno - 1] + node.end_col_offset)


def _line_starts(text: bytes) -> list[int]:
    return [match.start() for match in _LINES.finditer(text)]
