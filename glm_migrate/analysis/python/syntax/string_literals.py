"""What string literals stand for; LibCST asks the compiler for each, which takes far longer."""

from __future__ import annotations

from ast import literal_eval
from functools import lru_cache

import libcst as cst


def meaning(node: cst.SimpleString) -> str | bytes:
    """What a string literal stands for."""
    literal = node.value
    if "\\" in literal or literal[0] not in "\"'" or literal[:3] in ('"""', "'''"):
        return _evaluated(literal)
    return literal[1:-1]


def joined(node: cst.BaseString) -> str | bytes | None:
    """What a literal, or literals in a row, stand for; None where one is formatted."""
    if isinstance(node, cst.SimpleString):
        return meaning(node)
    return node.evaluated_value if isinstance(node, cst.ConcatenatedString) else None


@lru_cache(maxsize=4096)
def _evaluated(literal: str) -> str | bytes:
    value: str | bytes = literal_eval(literal)
    return value
