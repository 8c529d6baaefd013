"""Text of a delta that may be None and gets to code of which nothing is seen."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import Effect, EffectKind, called
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.collected_text import gets_out_of_sight, is_read
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.streams.nullable_text import bears_none, nullable
from glm_migrate.analysis.python.streams.unseen_readers import is_followed, part_unseen
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unresolved import Reason, Unresolved

# What gives back its arguments, or says something about them, and bears None.
_BEARING = callables(
    "dumps", "dumps-to", "tests", "makes-object", "reads-attribute", "as-text", "sets-default"
)
_MADE = (cst.Dict, cst.List, cst.Tuple, cst.Set, cst.Call)
_LEAVING = frozenset(
    {EffectKind.NAMED, EffectKind.RETURNED, EffectKind.YIELDED, EffectKind.PASSED}
    | {EffectKind.STORED, EffectKind.APPENDED}
)


def unseen_texts(consumer: Consumer) -> Iterator[Unresolved]:
    """Uses of a text of which it is not seen whether they bear None."""
    guarded = {(one.path, one.span) for one in nullable(consumer)}
    for one in consumer.parts(Part.CONTENT):
        excerpt = one.excerpt()
        if (excerpt.path, excerpt.span) in guarded or bears_none(consumer, one):
            continue
        if way := _way(consumer, one):
            yield part_unseen(one, *way)


def _way(consumer: Consumer, one: PartUse) -> tuple[Reason, str, str] | None:
    """How a text gets out of sight; None where it stays in sight."""
    use = one.effect
    if is_followed(consumer.answer, one, use):
        return None
    if use.kind is EffectKind.PASSED and isinstance(use.by, cst.Call):
        return None if called(use.by) in _BEARING else (Reason.PASSED, called(use.by), "")
    if isinstance(use.made, _MADE) and use.kind in _LEAVING:
        return Reason.USED_WITHIN, "", use.kind.value
    if use.kind in (EffectKind.RETURNED, EffectKind.YIELDED) and use.made is None:
        return Reason.USED, "", use.kind.value
    return (Reason.READ_OUT_OF_SIGHT, "", "") if _is_kept(one, use) else None


def _is_kept(one: PartUse, use: Effect) -> bool:
    """Whether it is put into something from which it gets out of sight."""
    if use.kind not in (EffectKind.APPENDED, EffectKind.STORED) or use.target is None:
        return False
    target = use.target
    if isinstance(target, cst.Attribute) and use.kind is EffectKind.STORED:
        return not is_read(one.module, target) or gets_out_of_sight(one.module, target)
    container = target.value if isinstance(target, cst.Subscript) else target
    return gets_out_of_sight(one.module, container)
