"""What string literals stand for; LibCST asks the compiler for each, which takes far longer.

LibCST reads literals that Python refuses, as `"\\x"` and `b"é"`. Such a literal stands for nothing,
and `problem` says what Python says.
"""

from __future__ import annotations

import re
import warnings
from ast import literal_eval
from functools import lru_cache

import libcst as cst

# What Python may refuse; `\\N` needs a name that exists, so each one is tried.
_SUSPECT = re.compile(
    r"\\x(?![0-9a-fA-F]{2})|\\u(?![0-9a-fA-F]{4})|\\U(?!000[0-9a-fA-F]{5}|0010[0-9a-fA-F]{4})|\\N"
)

# An escape, and what would end a literal: a quote, or a backslash before a field.
_ESCAPE = re.compile(r'\\.|\\\Z|"', re.DOTALL)


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
    try:
        return node.evaluated_value if isinstance(node, cst.ConcatenatedString) else None
    except (SyntaxError, ValueError):
        return None


def may_be_refused(text: str) -> bool:
    """Whether a program with this text may hold a literal that Python refuses."""
    return _SUSPECT.search(text) is not None or not text.isascii()


def problem(node: cst.CSTNode, above: cst.CSTNode | None) -> str:
    """Why Python refuses a literal, or the text of an f-string that stands in `above`."""
    if isinstance(node, cst.SimpleString):
        return _refusal(node.value)
    if isinstance(node, cst.FormattedStringText) and isinstance(above, cst.FormattedString):
        return "" if "r" in above.prefix.lower() else _refusal(_as_literal(node.value))
    return ""


def _as_literal(part: str) -> str:
    """The text between two fields of an f-string as a literal; it may begin and end in quotes."""
    inner = _ESCAPE.sub(lambda m: m.group() if len(m.group()) > 1 else f"\\{m.group()}", part)
    return f'"""{inner}"""'


def _refusal(literal: str) -> str:
    if not may_be_refused(literal):
        return ""
    try:
        _value(literal)
    except (SyntaxError, ValueError) as error:
        return str(getattr(error, "msg", error))
    return ""


def text_of(node: cst.CSTNode) -> str:
    """The text of one plain string literal; empty for all else."""
    value = meaning(node) if isinstance(node, cst.SimpleString) else ""
    return value if isinstance(value, str) else ""


@lru_cache(maxsize=4096)
def _evaluated(literal: str) -> str | bytes:
    try:
        return _value(literal)
    except (SyntaxError, ValueError):
        return ""


def _value(literal: str) -> str | bytes:
    with warnings.catch_warnings():  # about users' escapes
        warnings.simplefilter("ignore")
        value: str | bytes = literal_eval(literal)
    return value
