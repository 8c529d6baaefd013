"""What runs of the program proved, beside the calls as they are now.

A proof holds for a call as long as the code that it is about is the same. The last item of the
guide is verified where every call that can be led to a stand-in is proved, and stale where code has
changed since; where calls were not proved, a person has the last word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glm_migrate.inventory.evidence import FAILED, PASSED
from glm_migrate.inventory.evidence import KeptEvidence as Proved
from glm_migrate.report.migration_report.document import Evidence, ReportedCall, State, many

_ELSEWHERE = ("gateway", "local", "other")  # hosts for which there is no stand-in


@dataclass(frozen=True)
class ProofSummary:
    """What is said of the last item.

    Attributes:
        state: How it stands; None where a person has the last word.
        evidence: What keeps it open, and what was proved.
    """

    state: State | None
    note: str
    evidence: tuple[Evidence, ...]


def proof(proved: Proved, calls: Sequence[ReportedCall], target: str) -> ProofSummary:
    """Compare what was kept with the calls as they are now."""
    wanted = [call for call in calls if call.record.host not in _ELSEWHERE]
    states = {id(call): _state(proved, call) for call in wanted}
    counts = {word: list(states.values()).count(word) for word in ("passed", "stale", "failed")}
    open_calls = [call for call in wanted if states[id(call)] != PASSED]
    state = _whole(counts, len(wanted), of_target=proved.target == target)
    note = _note(proved, counts, len(wanted), target)
    seen = (*_open(open_calls, states), *_passed(proved, wanted, states))
    return ProofSummary(state, note, seen)


def _state(proved: Proved, call: ReportedCall) -> str:
    """`passed`, `failed` or `unreached` as it was kept; `stale` where its code has changed."""
    record = call.record
    if site := proved.of(record.content):
        return site.state
    return "stale" if proved.at(str(record.path), record.scope) else "new"


def _whole(counts: dict[str, int], total: int, *, of_target: bool) -> State | None:
    if counts["failed"]:
        return State.DECISION
    if not of_target or counts["stale"]:
        return State.STALE
    return State.VERIFIED if total and counts["passed"] == total else None


def _note(proved: Proved, counts: dict[str, int], total: int, target: str) -> str:
    at = f" at {proved.commit}" if proved.commit else ""
    counted = f"{counts['passed']} of {many(total, 'call')} proved on {proved.date}{at}"
    if proved.target != target:
        return f"{counted}, but against {proved.target}; run verify again."
    if counts["failed"]:
        return f"{counted}, {counts['failed']} failed: see `glm-migrate verify`."
    if counts["stale"]:
        return f"{counted}; the code of {counts['stale']} has changed since; run verify again."
    if counts["passed"] == total:
        return f"{counted} by `{proved.command}`."
    return f"{counted}; the others are not proved: run a command that reaches them, or confirm."


_OPEN = {
    FAILED: ("decision", "failed when it was verified"),
    "stale": ("unseen", "its code has changed since it was verified"),
    "new": ("unseen", "it did not exist yet when the program was verified"),
    "unreached": ("unseen", "not proved when the program was verified"),
}


def _open(calls: Sequence[ReportedCall], states: dict[int, str]) -> Iterator[Evidence]:
    for call in calls:
        kind, words = _OPEN[states[id(call)]]
        yield Evidence(call.path, call.record.line, "", words, "", kind, call.link)


def _passed(
    proved: Proved, calls: Sequence[ReportedCall], states: dict[int, str]
) -> Iterator[Evidence]:
    for call in calls:
        site = proved.of(call.record.content)
        if site and states[id(call)] == PASSED:
            survived = f", {many(len(site.scenarios), 'scenario')} survived"
            words = f"proved{survived if site.scenarios else ''}"
            yield Evidence(call.path, call.record.line, "", words, "", "seen", call.link, (words,))
