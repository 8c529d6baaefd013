"""What is left after fixes that are only shown, told of the files as they are.

After a plan, places count in the text that would be written. Whoever reads a diff has the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from glm_migrate.engine.plan import Fixed
from glm_migrate.model.findings import Finding, Hop
from glm_migrate.suppression.decisions import Decision, decision_on
from glm_migrate.text.edits import Edit, Fix, original
from glm_migrate.text.source import Span

Plans = Mapping[Path, Fixed]


def as_given(finding: Finding, plans: Plans) -> Finding:
    """`finding` with its places in the files as they are."""
    trace = tuple(_hop(hop, plans) for hop in finding.trace)
    site = _hop(finding.call_site, plans) if finding.call_site else None
    moved = replace(finding, trace=trace, call_site=site)
    fixed = plans.get(finding.path)
    if fixed is None:
        return moved
    return replace(moved, span=_span(finding.span, fixed), fix=_fix(finding.fix, fixed))


def decisions_as_given(fixed: Fixed) -> tuple[Decision, ...]:
    """The questions that a plan would make undetectable, at their places in the file as it is."""
    return tuple(decision_on(one, one.span.start, fixed.before) for one in fixed.undetectable)


def _span(span: Span, fixed: Fixed) -> Span:
    start = original(span.start, fixed.rounds)
    return Span(start, max(start, original(max(span.start, span.end - 1), fixed.rounds) + 1))


def _fix(fix: Fix | None, fixed: Fixed) -> Fix | None:
    """A fix whose edits the file as it is would take as well; else none."""
    if fix is None:
        return None
    moved: list[Edit] = []
    for edit in fix.edits:
        start = original(edit.span.start, fixed.rounds)
        place = Span(start, start + edit.span.end - edit.span.start)
        if fixed.before.slice(place) != fixed.after.slice(edit.span):
            return None
        moved.append(replace(edit, span=place))
    try:
        return replace(fix, edits=tuple(moved))
    except ValueError:  # what stood between two edits was put in by the plan
        return None


def _hop(hop: Hop, plans: Plans) -> Hop:
    fixed = plans.get(hop.path)
    if fixed is None:
        return hop
    offset = original(fixed.after.offset(hop.line), fixed.rounds)
    return replace(hop, line=fixed.before.position(offset).line)
