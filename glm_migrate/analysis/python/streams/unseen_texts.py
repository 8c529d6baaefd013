"""Text of a delta that may be None and gets to code of which nothing is seen."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import callees
from glm_migrate.analysis.python.dataflow.effects import Effect, EffectKind, called
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.collected_text import gets_out_of_sight
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.streams.nullable_text import bears_none, nullable
from glm_migrate.knowledge.known_callables import callables

# What gives back its arguments, or says something about them, and bears None.
_BEARING = callables(
    "dumps", "dumps-to", "tests", "makes-object", "reads-attribute", "as-text", "sets-default"
)
_KEPT = frozenset({EffectKind.APPENDED, EffectKind.STORED})


def unseen_texts(consumer: Consumer) -> Iterator[str]:
    """Uses of a text, one clause each, of which it is not seen whether they bear None."""
    guarded = {(one.path, one.span) for one in nullable(consumer)}
    for one in consumer.parts(Part.CONTENT):
        excerpt = one.excerpt()
        if (excerpt.path, excerpt.span) in guarded or bears_none(consumer, one):
            continue
        if word := _way(one, one.effect):
            yield f"`{one.module.short(one.node)}` at line {one.module.line(one.node)} is {word}"


def _way(one: PartUse, use: Effect) -> str:
    """What is done with a text out of sight; empty where it stays in sight."""
    if use.kind is EffectKind.PASSED and isinstance(use.by, cst.Call):
        if callees(one.module, use.by) or called(use.by) in _BEARING:
            return ""
        return f"passed to `{called(use.by)}`"
    if use.kind not in _KEPT or use.made is not None or use.target is None:
        return ""
    target = use.target
    container = target.value if isinstance(target, cst.Subscript) else target
    return "kept and read out of sight" if gets_out_of_sight(one.module, container) else ""
