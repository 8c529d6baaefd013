"""Tell the files apart that can hold a site, before LibCST is even imported.

Exact in one direction: what is rejected here holds no old id as a whole string and names neither a
chat method nor a client nor the `messages` that every raw request body has. The standard library's
parser only ever rejects; where it can't read a file (newer syntax, too deep), LibCST is asked.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from functools import cache

from glm_migrate.source import Source

_METHODS = frozenset({"completions", "asyncCompletions", "ChatCompletion", "model_api"})
_BODY_KEYS = frozenset({"model", "messages"})  # of a raw request


def may_hold_sites(source: Source, is_old: Callable[[str], bool], known: tuple[str, ...]) -> bool:
    """Whether `source` can hold a chat call or an old id."""
    words = _words() | {name.rpartition(".")[2] for name in known}
    tree = _parse(source)
    return tree is None or _holds(tree, words, is_old)


@cache
def _words() -> frozenset[str]:
    """Methods, constructors and functions through which a chat model is asked."""
    from glm_migrate import knowledge

    names = (*knowledge.constructors(), *knowledge.functions())
    generic = {"post", "request", "stream", "urlopen", "Request", "Session", "session", "Client"}
    last = frozenset(name.rpartition(".")[2] for name in names)
    return _METHODS | (last - generic)


def _parse(source: Source) -> ast.AST | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _holds(tree: ast.AST, words: frozenset[str], is_old: Callable[[str], bool]) -> bool:
    stack: list[ast.AST] = [tree]
    body_keys: set[str] = set()
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is ast.Constant:
            value = node.value  # type: ignore[attr-defined]
            if not isinstance(value, str) or len(value) > 120:
                continue
            if value in _BODY_KEYS:
                body_keys.add(value)
            if body_keys == _BODY_KEYS or is_old(value):
                return True
            continue
        if kind is ast.Name:
            if node.id in words:  # type: ignore[attr-defined]
                return True
            continue
        if kind is ast.keyword and node.arg in _BODY_KEYS:  # type: ignore[attr-defined]
            body_keys.add(node.arg)  # type: ignore[attr-defined]
            if body_keys == _BODY_KEYS:
                return True
        if kind is ast.Attribute and node.attr in words:  # type: ignore[attr-defined]
            return True
        if kind is ast.alias and node.name.rpartition(".")[2] in words:  # type: ignore[attr-defined]
            return True
        stack.extend(ast.iter_child_nodes(node))
    return False
