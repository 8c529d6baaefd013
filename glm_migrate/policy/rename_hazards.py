"""What breaks in a call when its id moves to a model that thinks, and what must be done before.

A model without thinking sends text in every delta and spends no tokens on reasoning. Code that was
written for one may take a delta's text unguarded, or allow fewer tokens than the reasoning takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from glm_migrate.knowledge import answers
from glm_migrate.model.calls import ChatCall, Endpoint, hiding
from glm_migrate.model.streams import Excerpt, StreamLoop
from glm_migrate.model.unresolved import Unresolved
from glm_migrate.model.values import Literal
from glm_migrate.policy.migration import Migration, PlannedMove
from glm_migrate.policy.parameter_placement import place
from glm_migrate.policy.thinking import Thinking, stated
from glm_migrate.text.edits import Applicability, Edit
from glm_migrate.text.source import Span

_OFF = '{"type": "disabled"}'
_BLOCKS = "{} may send a thinking block before the text; select blocks by type"
_UNSEEN = (
    "the code that reads the stream was not found: {}; its text can be None while the model thinks"
)
_HIDDEN = (
    "cannot see {}, which may ask for a stream or allow few tokens; check that the code bears text "
    "that is None, and the limit reasoning"
)
_LIMITS = ("max_tokens", "max_completion_tokens")


@dataclass(frozen=True)
class Rename:
    """What is to become of one id, with what belongs to it.

    Attributes:
        beside: Edits of the same file without which the program would not do what it did.
        settles: The name of the call for which `beside` keeps thinking off.
        after: Edits that other fixes must have made before, each with its file.
    """

    decision: PlannedMove
    beside: tuple[Edit, ...] = ()
    settles: Span | None = None
    after: tuple[tuple[Path, Edit], ...] = ()


def plan(
    literal: Literal, call: ChatCall | None, migration: Migration, beside: Endpoint | None = None
) -> Rename | None:
    """What to do with the id at `literal`, as `call` uses it; None when it is not old.

    Args:
        beside: Where requests go by what stands beside an id whose call is not seen.
    """
    decision = migration.decide(literal, call, beside)
    if decision is None:
        return None
    if call is None or decision.applicability is None or not _comes_on(decision, call, migration):
        return Rename(decision)
    if not call.gives_completions:
        return Rename(_with_reason(decision, _BLOCKS.format(migration.target.id)))
    if limit := _small_limit(call):
        return _kept_off(literal, decision, call, migration, limit)
    if hidden := next(hiding(call), None):
        return Rename(_with_reason(decision, _HIDDEN.format(hidden)))
    return _after_guards(decision, call)


def _comes_on(decision: PlannedMove, call: ChatCall, migration: Migration) -> bool:
    """Whether thinking comes on with the new id, as far as is seen."""
    if decision.old.thinking != "none" or not migration.target.thinks:
        return False
    return migration.names_target(decision.new) and stated(call) in (None, Thinking.UNSEEN)


def _small_limit(call: ChatCall) -> str:
    """A limit that reasoning is likely to use up, as `max_tokens=64`; empty where there is none."""
    for argument, _, number in (one for name in _LIMITS for one in call.numbers(name)):
        if number <= answers().short_max_tokens:
            return f"{argument.name}={number:g}"
    return ""


def _kept_off(
    literal: Literal, decision: PlannedMove, call: ChatCall, migration: Migration, limit: str
) -> Rename:
    """The rename together with `thinking` switched off, or only with the user's word."""
    why = (
        f"{limit} is likely to be used up by reasoning, which {migration.target.id} does unless it "
        "is told not to; leave more room, or switch thinking off for this call"
    )
    placed = place(call, "thinking", _OFF)
    if (
        literal.path != call.source.path
        or not placed.edits
        or migration.settings.thinking == "on"
        or not migration.asks_vendor(call)
        or not _all_move(call, migration, decision.applicability)
    ):
        return Rename(_with_reason(decision, why))
    return Rename(decision, beside=placed.edits, settles=call.name_span)


def _all_move(call: ChatCall, migration: Migration, applicability: Applicability | None) -> bool:
    """Whether every id of the call is that of a model without thinking and moves with this one."""
    if not call.model.complete:
        return False
    plans = [migration.decide(literal, call) for literal in call.model.candidates]
    return all(
        one is not None
        and one.applicability is applicability
        and one.old.thinking == "none"
        and not migration.stays(literal)
        for one, literal in zip(plans, call.model.candidates, strict=True)
    )


def _after_guards(decision: PlannedMove, call: ChatCall) -> Rename:
    """The rename once every reader of the stream that is seen bears text that is None."""
    if unseen := next(_unseen(call), None):
        return Rename(_with_reason(decision, _UNSEEN.format(unseen)))
    after: list[tuple[Path, Edit]] = []
    for loop, excerpt in _mind_none(call):
        line = (
            loop.source.position(excerpt.span.start).line if excerpt.path == loop.source.path else 0
        )
        where = f" at line {line}" if line else ""
        why = f"`{excerpt.text}`{where} can be None while the model thinks; guard it first"
        if not excerpt.repair.edits or excerpt.repair.why_not:
            return Rename(_with_reason(decision, why))
        after += ((excerpt.path, edit) for edit in excerpt.repair.edits)
        if decision.applicability is Applicability.SAFE:
            decision = replace(decision, advice=why)
    return Rename(decision, after=tuple(dict.fromkeys(after)))


def _unseen(call: ChatCall) -> Iterator[Unresolved]:
    """Where the text, or something that holds it, gets out of sight."""
    yield from call.unseen_readers
    for loop in call.consumers:
        yield from loop.unseen_texts


def _mind_none(call: ChatCall) -> Iterator[tuple[StreamLoop, Excerpt]]:
    return ((loop, excerpt) for loop in call.consumers for excerpt in loop.nullable)


def _with_reason(decision: PlannedMove, why: str) -> PlannedMove:
    advice = f"{decision.advice}; {why}" if decision.advice else why
    return replace(decision, applicability=Applicability.UNSAFE, advice=advice)
