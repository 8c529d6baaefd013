"""How an item of the checklist stands, and what speaks for it.

An item is done only where everything that could concern it was looked at. What the tool can't see
and what only a person can do stays open until a person confirms it in the settings; a confirmation
never hides something to fix or to decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from glm_migrate.knowledge.guide import ChecklistItem
from glm_migrate.report.migration_report.document import (
    KINDS,
    Evidence,
    Item,
    ReportedCall,
    State,
    many,
)
from glm_migrate.report.migration_report.proof import ProofSummary
from glm_migrate.report.text_style import clean

# What only a person can do, whatever the tool found.
_BY_HAND = {
    "prompts": "Read the prompts: shorter and clearer instructions go with a model that thinks.",
    "verification": "Run your use cases and regression tests against the target; look at"
    " randomness, latency, cost and complete arguments of streamed tool calls.",
}
_STREAMED = {"streaming": "stream", "tool-streaming": "stream with tools"}


@dataclass(frozen=True)
class NotRun:
    """The rules of an item that did not run.

    Attributes:
        ignored: Switched off by name, which is the user's word.
        unselected: Left out of a selection.
        all: No rule of the item ran.
    """

    ignored: tuple[str, ...] = ()
    unselected: tuple[str, ...] = ()
    all: bool = False

    @property
    def leaves_open(self) -> tuple[str, ...]:
        """The rules without which nothing can be said."""
        return (*self.ignored, *self.unselected) if self.all else self.unselected


@dataclass(frozen=True)
class Known:
    """What there is to judge items by.

    Attributes:
        findings: Of each item, those that are silenced as well.
        seen_through: The calls of which the user accepted that they are not resolved, by place.
        gaps: Files that could not be checked.
        loaded: Where else a program may get an id from.
        settings: Ids that set the model of a call that is not seen.
        set_ids: The same as what is seen of the model.
        confirmed: What a person says about an item.
        surveyed: The calls are known.
        proof: What runs of the program say about the last item; None where there were none.
        addresses: Of the vendor's, where no call is seen that could be sent there.
    """

    findings: Mapping[str, tuple[Evidence, ...]]
    calls: tuple[ReportedCall, ...]
    seen_through: Mapping[tuple[str, int], Evidence]
    gaps: tuple[Evidence, ...]
    loaded: tuple[Evidence, ...]
    settings: tuple[Evidence, ...]
    not_run: Mapping[str, NotRun]
    confirmed: Mapping[str, str]
    surveyed: bool = True
    proof: ProofSummary | None = None
    addresses: tuple[Evidence, ...] = ()
    set_ids: tuple[Evidence, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing here asks a model, as far as everything was looked at."""
        open_gaps = any(gap.kind != "accepted" for gap in self.gaps)
        hints = (*self.loaded, *self.settings, *self.addresses)
        return self.surveyed and not (self.calls or open_gaps or hints)


def item(about: ChecklistItem, known: Known) -> Item:
    found = (*known.findings.get(about.key, ()), *_unseen(about, known), *_seen(about, known))
    proof = known.proof if about.key == "verification" and not known.is_empty else None
    if proof:
        found = (*found, *proof.evidence)
    evidence = tuple(sorted(found, key=lambda one: KINDS.index(one.kind)))
    not_run = known.not_run[about.key]
    state = _state(about, known, evidence)
    if proof and proof.state and state in (State.MANUAL, State.CONFIRMED):
        state = proof.state
    if proof and state in (State.VERIFIED, State.STALE, State.MANUAL):
        note = proof.note
    elif state is State.CONFIRMED:
        note = f"Confirmed in the settings: {known.confirmed[about.key]}"
    elif state is State.UNSEEN and not_run.leaves_open:
        note = f"Not all rules of this item ran: {', '.join(not_run.leaves_open)} did not."
    elif state is State.NONE or about.key not in _BY_HAND:
        note = _checked(about, known)
    else:
        note = _BY_HAND[about.key]
    return Item(about, state, evidence, note)


def _state(about: ChecklistItem, known: Known, evidence: tuple[Evidence, ...]) -> State:
    kinds = {one.kind for one in evidence}
    if "decision" in kinds:
        return State.DECISION
    if "fixable" in kinds:
        return State.FIXABLE
    is_open = "unseen" in kinds or bool(known.not_run[about.key].leaves_open)
    if about.key in known.confirmed and (is_open or about.key in _BY_HAND) and not known.is_empty:
        return State.CONFIRMED
    if about.key in _BY_HAND and not (known.settings or known.addresses):
        return State.NONE if known.is_empty else State.MANUAL
    if is_open:
        return State.UNSEEN
    return State.DONE if _concerns(about, known) or "accepted" in kinds else State.NONE


def _concerns(about: ChecklistItem, known: Known) -> bool:
    """Whether something is seen to which the item applies: of a model the id itself tells."""
    if about.key == "model-identifier" and known.set_ids:
        return True
    return not known.surveyed or bool(_calls(about, known))


def _calls(about: ChecklistItem, known: Known) -> tuple[ReportedCall, ...]:
    calls = known.calls
    if about.key in _STREAMED:
        calls = tuple(call for call in calls if call.record.streams)
    if about.key == "tool-streaming":
        calls = tuple(call for call in calls if call.record.tools)
    return calls


def _unseen(about: ChecklistItem, known: Known) -> Iterator[Evidence]:
    """What may hide something that the item is about."""
    if about.key != "model-identifier":
        yield from known.settings
    yield from known.addresses
    if about.key in _BY_HAND:
        return
    yield from _hidden(about, known)
    for gap in known.gaps:
        yield gap if gap.kind == "accepted" else replace(gap, kind="unseen")
    if about.key == "model-identifier":
        yield from known.loaded


def _hidden(about: ChecklistItem, known: Known) -> Iterator[Evidence]:
    """The calls of which the part that matters for the item is not seen."""
    for call in _calls(about, known):
        record = call.record
        own = [one for one in record.proofs if one.item == about.key]
        hidden = [one for one in own if not one.seen]
        ignored = ", ".join(known.not_run[about.key].ignored)
        if not own and ignored:
            yield _evidence(call, f"{ignored} would tell, and is ignored", "unseen")
        if not hidden:
            continue
        if accepted := known.seen_through.get((call.path, record.line)):
            yield accepted
        else:
            yield _evidence(call, hidden[0].words, "unseen")


def _seen(about: ChecklistItem, known: Known) -> Iterator[Evidence]:
    """What the calls are seen to send."""
    if about.key == "model-identifier":
        yield from known.set_ids
    for call in known.calls:
        for proof in call.record.proofs:
            if proof.item == about.key and proof.seen:
                yield _evidence(call, proof.words, "seen")


def _evidence(call: ReportedCall, words: str, kind: str) -> Evidence:
    words = clean(words)
    return Evidence(call.path, call.record.line, "", words, "", kind, call.link, (words,))


def _checked(about: ChecklistItem, known: Known) -> str:
    if not known.surveyed:
        return ""
    if not known.calls:
        has_trace = known.settings or known.addresses
        return "The call is not seen." if has_trace else "No GLM call was found."
    if about.key not in _STREAMED:
        return f"{many(len(known.calls), 'call')} checked."
    count, what = len(_calls(about, known)), _STREAMED[about.key]
    if not count:
        return f"No call is seen to {what}."
    return f"{count} of {many(len(known.calls), 'call')} may {what}."
