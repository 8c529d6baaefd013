"""The children of a node that mean something: no blanks, commas, parentheses or operators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

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
        if isinstance(child, cst.CSTNode):
            yield child
        elif isinstance(child, (tuple, list)):
            for item in child:
                if isinstance(item, cst.CSTNode):
                    yield item
