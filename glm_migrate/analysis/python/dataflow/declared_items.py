"""The declared types of what a collection holds: `ZhipuAI` of `dict[str, ZhipuAI]`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Annotation, ResolvedValues
from glm_migrate.analysis.python.semantics.scopes import dotted
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.knowledge.known_callables import callables

_OF_ITEMS = callables("type-of-items")
_OF_VALUES = callables("type-of-values")
_OF_PLACES = callables("type-of-places")
_AROUND = callables("type-around")


class ItemAccess(Enum):
    """How items are taken: one by one, as values of a mapping, or by a key or place."""

    ITEM = (True, False)
    VALUE = (False, True)
    LOOKED_UP = (True, True)


def with_declared_items(
    result: ResolvedValues, holder: ResolvedValues, access: ItemAccess
) -> ResolvedValues:
    """`result`, what a collection gives in that way, with the types declared for that."""
    notes = (
        Annotation(one.module, item, one.point)
        for one in holder.annotations
        for item in _items(one.node, access)
    )
    return result + ResolvedValues(annotations=tuple(notes))


def _items(node: cst.BaseExpression, access: ItemAccess) -> Iterator[cst.BaseExpression]:
    """The types of items in an annotation; of a dict those of its values."""
    if isinstance(node, cst.SimpleString):
        try:
            node = cst.parse_expression(str(meaning(node)))
        except cst.ParserSyntaxError:
            return
    if isinstance(node, cst.BinaryOperation):
        yield from (*_items(node.left, access), *_items(node.right, access))
    if not isinstance(node, cst.Subscript):
        return
    of_items, of_values = access.value
    word = dotted(node.value).rpartition(".")[2]
    inner = [one.slice.value for one in node.slice if isinstance(one.slice, cst.Index)]
    if word in _AROUND:
        yield from (item for one in inner for item in _items(one, access))
    elif word in _OF_VALUES:
        yield from inner[1:2] if of_values else ()
    elif word in _OF_ITEMS or (word in _OF_PLACES and _are_alike(inner)):
        yield from inner[:1] if of_items else ()


def _are_alike(inner: Sequence[cst.BaseExpression]) -> bool:
    """Whether a tuple holds one type, as `tuple[ZhipuAI, ...]`."""
    return len(inner) == 1 or isinstance(inner[1], cst.Ellipsis)
