"""What a report says before its details: how far it is, what it costs, what has changed."""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.report.migration_report.cost import Sums, Total, totals
from glm_migrate.report.migration_report.document import (
    SETTLED,
    Delta,
    Document,
    Evidence,
    ItemChange,
    State,
    many,
)

# State → how one item stands, and how several do, what asks for most first.
_STANDS = {
    State.DECISION: ("needs a decision", "need a decision"),
    State.FIXABLE: ("can be fixed", "can be fixed"),
    State.UNSEEN: ("couldn't be checked", "couldn't be checked"),
    State.STALE: ("has a stale proof", "have a stale proof"),
    State.MANUAL: ("is for a person to check", "are for a person to check"),
    State.DONE: ("is done", "are done"),
    State.VERIFIED: ("is verified", "are verified"),
    State.CONFIRMED: ("is confirmed", "are confirmed"),
    State.NONE: ("does not apply", "do not apply"),
}


def headline(document: Document) -> str:
    """How the items stand, how many calls there are and how many files are open, in one line."""
    calls = f"{many(len(document.calls), 'call')}, " if document.surveyed else ""
    settled = {"clean", "unseen"} if document.is_green else {"clean"}  # a person confirmed the rest
    open_files = sum(file.state not in settled for file in document.files)
    files = "no file still open"
    if open_files:
        files = f"{open_files} of {many(document.searched, 'file')} still open"
    return f"{_standing(document)}; {calls}{files}"


def _standing(document: Document) -> str:
    """`5 of 8 items need a decision, 1 couldn't be checked, 2 are done`."""
    counted = [(state, count) for state in _STANDS if (count := document.in_state(state))]
    parts = [f"{count} {_STANDS[state][count > 1]}" for state, count in counted]
    if not parts:
        return "no items"
    number, _, rest = parts[0].partition(" ")
    return ", ".join([f"{number} of {many(len(document.items), 'item')} {rest}", *parts[1:]])


def settled(document: Document) -> str:
    """How many items are settled, in words."""
    count = sum(item.state in SETTLED for item in document.items)
    return f"{count} of {len(document.items)} items settled"


def cost(document: Document) -> Iterator[str]:
    """What the migration changes in the price of all calls, one line per currency."""
    known = totals([call.record for call in document.calls])
    if document.calls and not known:
        yield "Cost change over all calls: unknown"
    for one in known:
        yield f"Cost change over {_calls(one)}, at 1M tokens in/out each: {_change(one)}"
    unknown = len(document.calls) - sum(one.calls for one in known)
    if known and unknown:
        yield f"Cost change of {many(unknown, 'further call')}: unknown"


def _calls(total: Total) -> str:
    return many(total.calls, "call")


def _change(total: Total) -> str:
    before, after = _sums(total.before), _sums(total.after)
    if before == after:
        return f"none ({total.currency} {before})"
    return f"{total.currency} {before} → {after}"


def _sums(sums: Sums) -> str:
    return "/".join(f"{one:g}" for one in sums)


def decision(one: Evidence) -> str:
    """What to decide and what to do about it."""
    return f"{one.message}; {one.advice}" if one.advice else one.message


def owned(one: Evidence) -> str:
    """Who owns it, in brackets; empty where nobody is named."""
    return f" ({', '.join(one.owners)})" if one.owners else ""


def since(change: Delta, target: str) -> Iterator[str]:
    """What is otherwise than in the earlier report, one line each; the first names it."""
    other = f", to {change.target}" if change.target != target else ""
    yield f"Since {change.since or 'the earlier report'}{other}:"
    before, after = change.calls
    if before != after:
        yield f"{many(before, 'call')} → {after}"
    yield from map(_item, change.items)
    if not change.items and before == after:
        yield "nothing has changed"


def _item(one: ItemChange) -> str:
    state = one.after if one.before == one.after else f"{one.before or 'not told'} → {one.after}"
    places = f"{many(one.open_before, 'open place')} → {one.open_after}"
    return f"{one.title}: {state}" + (f", {places}" if one.open_before != one.open_after else "")
