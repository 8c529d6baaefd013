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
_BODY_KEY = "messages"


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
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is ast.Constant:
            value = node.value  # type: ignore[attr-defined]
            short = isinstance(value, str) and len(value) < 120
            if short and (value == _BODY_KEY or is_old(value)):
                return True
            continue
        if kind is ast.Name:
            if node.id in words:  # type: ignore[attr-defined]
                return True
            continue
        if kind is ast.keyword and node.arg == _BODY_KEY:  # type: ignore[attr-defined]
            return True
        if kind is ast.Attribute and node.attr in words:  # type: ignore[attr-defined]
            return True
        if kind is ast.alias and node.name.rpartition(".")[2] in words:  # type: ignore[attr-defined]
            return True
        stack.extend(ast.iter_child_nodes(node))
    return False
