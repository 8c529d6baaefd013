"""The children of a node that mean something: no blanks, commas, parentheses or operators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TypeGuard

import libcst as cst

_LAYOUT = frozenset(
    {
        "lpar", "rpar", "comma", "equal", "semicolon", "dot", "colon", "leading_lines", "header",
        "footer", "lines_after_decorators", "trailing_whitespace", "lbrace", "rbrace", "lbracket",
        "rbracket", "operator", "star", "asynchronous", "star_ind", "posonly_ind", "separator",
        "as_name_whitespace", "indent", "default_indent", "default_newline", "encoding", "keyword",
    }
)  # fmt: skip
_FIELDS: dict[type, tuple[str, ...]] = {}
_ARE_NODES: dict[type, bool] = {}


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Semantic children in source order, those in sequences one by one."""
    kind = type(node)
    names = _FIELDS.get(kind)
    if names is None:
        names = _FIELDS[kind] = tuple(
            f.name
            for f in fields(kind)
            if f.name not in _LAYOUT and not f.name.startswith("whitespace")
        )
    for name in names:
        child = getattr(node, name)
        if isinstance(child, (tuple, list)):
            yield from filter(_is_node, child)
        elif _is_node(child):
            yield child


def _is_node(value: object) -> TypeGuard[cst.CSTNode]:
    """Whether it is a node; to ask that of each alone takes long."""
    kind = type(value)
    known = _ARE_NODES.get(kind)
    if known is None:
        known = _ARE_NODES[kind] = issubclass(kind, cst.CSTNode)
    return known
