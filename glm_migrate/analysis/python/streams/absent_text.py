"""`delta["content"]` of a parsed chunk that has no such key, as while the model thinks."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import EffectKind, inside
from glm_migrate.analysis.python.streams.answer_schema import TEXTS, Part
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.streams.refused_text import passed_without_text
from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Span

_KEY_HANDLERS = frozenset({"KeyError", "LookupError"})


def may_be_absent(consumer: Consumer, one: PartUse) -> bool:
    """Whether a read of the text by its key raises where the delta has none."""
    if not isinstance(one.node, cst.Subscript) or one.reading.part not in TEXTS:
        return False
    if one.effect.kind is EffectKind.OTHER:  # stored in, deleted
        return False
    holder = consumer.answer.of(one.module, one.node.value)
    if holder is not None and holder.depth:  # one text of a list
        return False
    if consumer.expected(one.module, one.node) & _KEY_HANDLERS:
        return False
    tests = consumer.tests(one.module, one.node)
    passed = passed_without_text(consumer, one)
    return not any(
        _asks_for(consumer, one, inner, bears=any(test is other for other in passed))
        for test in tests
        for inner in inside(test)
    )


def _asks_for(consumer: Consumer, one: PartUse, node: cst.CSTNode, *, bears: bool) -> bool:
    """Whether a part of a condition looks at the text, or for the key in the delta.

    Args:
        bears: A delta without text comes past the condition, so that only the key counts.
    """
    reading = consumer.answer.of(one.module, node)
    if reading is None:
        return False
    if reading.part is one.reading.part:
        return not bears
    parents = one.module.symbols.parents
    parent = parents.get(node)
    return (
        reading.is_(Part.DELTA)
        and isinstance(parent, cst.ComparisonTarget)
        and isinstance(parent.operator, (cst.In, cst.NotIn))
    )


def with_get(one: PartUse) -> Edit:
    """`.get("content")` for `["content"]`."""
    assert isinstance(one.node, cst.Subscript)
    part = one.node.slice[0].slice
    assert isinstance(part, cst.Index)
    start = one.module.span(one.node.value).end
    end = one.module.bare(one.node).end
    return Edit(Span(start, end), f".get({one.module.code(part.value)})")
