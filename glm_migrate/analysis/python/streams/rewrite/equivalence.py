"""Is a loop that joins first and acts afterwards the same program as before?

A rewrite is safe only where everything that stays in the loop is understood: it must not end the
loop early, must not run once a fragment where it ran once a call, and must neither share variables
with what moves behind the loop nor do anything that was seen after it.
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from glm_migrate.analysis.python.streams.answer_schema import OF_FRAGMENT, Part
from glm_migrate.analysis.python.streams.consumer import Consumer
from glm_migrate.analysis.python.streams.loop_variables import OWNERS, Variables, with_other_names
from glm_migrate.analysis.python.streams.rewrite.fragment_reads import reads_otherwise
from glm_migrate.analysis.python.streams.rewrite.fragment_sources import Form, FragmentReader
from glm_migrate.analysis.python.streams.rewrite.loop_end import ends_otherwise
from glm_migrate.analysis.python.streams.rewrite.repeated_lines import repeated
from glm_migrate.analysis.python.streams.rewrite.visible_actions import acts, acts_later
from glm_migrate.analysis.python.streams.verdict import Defect
from glm_migrate.model.streams import Shape
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason

_OF_CALLS = OF_FRAGMENT | {Part.FRAGMENT}


def unsafe_reason(
    consumer: Consumer, reader: FragmentReader, defects: Sequence[Defect]
) -> UnsafeReason | None:
    """Why the result is not certainly the same on streams with whole calls; None when it is."""
    shapes = {defect.shape for defect in defects}
    if Shape.ONE_BUFFER in shapes and Shape.SPECULATIVE not in shapes:
        return UnsafeReason(UnsafeKind.ONE_STRING)
    if reader.form is Form.FIRST:
        return UnsafeReason(UnsafeKind.READS_ONE_CALL)
    if reader.form is Form.LAST:
        return UnsafeReason(UnsafeKind.KEPT_LAST_CALLS)
    if reason := ends_otherwise(consumer, reader) or reads_otherwise(consumer, reader):
        return reason
    if reason := repeated(consumer, reader) or _mixes(consumer, reader):
        return reason
    if again := _read_again(consumer):
        return UnsafeReason(UnsafeKind.READ_AGAIN, str(again))
    if shared := _shared(consumer, reader):
        names = ", ".join(f"`{name}`" for name in sorted(shared)[:3])
        return UnsafeReason(UnsafeKind.SHARES_NAMES, names)
    if acts(consumer, reader.moved) and (line := acts_later(consumer, reader)):
        return UnsafeReason(UnsafeKind.RUNS_LATER, str(line))
    return None


def _read_again(consumer: Consumer) -> int:
    """The line that reads fragments through another loop, as of a list of chunks; 0 if none.

    Fragments are joined in place, so that who reads them again gets joined ones.
    """
    own = {id(use.node) for use in consumer.seen}
    others = (use for use in consumer.everywhere if id(use.node) not in own)
    fragments = (use for use in others if use.reading.part in _OF_CALLS)
    return next((use.module.line(use.node) for use in fragments), 0)


def _mixes(consumer: Consumer, reader: FragmentReader) -> UnsafeReason | None:
    """Why it matters that a comprehension did its part for all calls of a delta before the rest."""
    if reader.form is not Form.EACH or not isinstance(reader.anchor, cst.For):
        return None
    first, then = acts(consumer, (reader.anchor.iter,)), acts(consumer, (reader.anchor.body,))
    if first and then:
        return UnsafeReason(UnsafeKind.OTHER_ORDER)
    made, used = Variables(consumer), Variables(consumer)
    made.read(reader.anchor.iter)
    used.read(reader.anchor.body)
    both = with_other_names(consumer, used.changed) & made.used
    both |= with_other_names(consumer, made.changed) & used.used
    return UnsafeReason(UnsafeKind.CHANGED_AFTER, min(both)) if both else None


def _shared(consumer: Consumer, reader: FragmentReader) -> frozenset[str]:
    """Names that both the moved code and the rest of the loop use, one of them changing it."""
    moved, rest = Variables(consumer), Variables(consumer)
    for node in reader.moved:
        moved.read(node, skip=(reader.listed,))
    rest.read(reader.loop.body, skip=reader.moved)
    if isinstance(reader.loop, cst.For):
        rest.bind(reader.loop.target)
        rest.read(reader.loop.iter)
    else:
        rest.read(reader.loop.test)
    both: set[str] = set()
    for one, other in ((moved, rest), (rest, moved)):
        changed = with_other_names(consumer, one.changed - {reader.part})
        both |= changed & other.used
        if changed & OWNERS:
            both |= {name for name in other.used if name.partition(".")[0] in OWNERS}
    return frozenset(both - {reader.part})
