"""The words that all formats of the migration report share."""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.inventory.call_records import (
    UNSEEN,
    CallSummary,
    Left,
    ModelChange,
    PropertyChange,
)
from glm_migrate.report.migration_report.call_code import Listing
from glm_migrate.report.migration_report.document import (
    SETTLED,
    Document,
    Evidence,
    Item,
    State,
    many,
)
from glm_migrate.report.migration_report.overview import settled
from glm_migrate.report.text_style import clean
from glm_migrate.rules.codes import OUTDATED_MODEL_ID

PRICE = "price of 1M tokens in/out"
_ENDS = {
    "clean": "clean",
    "fixable": "`fix` settles it",
    "decision": "needs a decision",
    "unseen": "cannot see",
}
# Kind of evidence → how many of it there are, and what one of it is called.
_KINDS = {
    "fixable": ("fixable", "fixable"),
    "decision": ("to decide", "decide"),
    "unseen": ("not seen", "not seen"),
    "accepted": ("accepted", "accepted"),
    "note": ("to know", "note"),
    "seen": ("", "seen"),
}
_GROUPS = 8  # different things that calls are seen to send
_PLACES = 5  # places of one of them


def bar(document: Document) -> str:
    """A sign for each item: settled, to be fixed or decided, to be done by a person."""
    signs = {State.MANUAL: "✋"} | dict.fromkeys(SETTLED, "✅")
    row = "".join(signs.get(item.state, "⚠️") for item in document.items)
    return f"{row} {settled(document)}"


def counts(item: Item) -> str:
    """The numbers behind a state, as ` (2 fixable, 1 to decide)`."""
    text = tally(item)
    return f" ({text})" if text else ""


def tally(item: Item) -> str:
    """The numbers behind a state; empty where nothing was found."""
    parts = [
        f"{count} {word}"
        for kind, (word, _) in _KINDS.items()
        if word and (count := item.count(kind))
    ]
    return ", ".join(parts)


def label(one: Evidence) -> str:
    """What kind of evidence it is, in a word or two."""
    return _KINDS[one.kind][1]


def open_evidence(item: Item) -> list[Evidence]:
    """All but what is seen and in order."""
    return [one for one in item.evidence if one.kind != "seen"]


def seen(item: Item) -> Iterator[str]:
    """What the calls are seen to send, the same together: `temperature=0.3 at a.py:3, b.py:7`."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for one in item.evidence:
        if one.kind == "seen":
            groups.setdefault(one.key, []).append(one.place)
    for (words, *_), places in list(groups.items())[:_GROUPS]:
        more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
        yield f"{words} at {', '.join(places[:_PLACES])}{more}"
    if len(groups) > _GROUPS:
        yield f"and {len(groups) - _GROUPS} more; the calls below have them all"


def numbers(item: Item) -> tuple[int, int, int]:
    """Fixable, to decide, not seen."""
    return item.count("fixable"), item.count("decision"), item.count("unseen")


def outcome(record: CallSummary) -> str:
    """How a call ends."""
    return _ENDS[record.state]


def facts(record: CallSummary) -> Iterator[tuple[str, str]]:
    """All that there is to say about a call, name by name."""
    yield "client", clean(_client(record))
    has_finding = any(left.code == OUTDATED_MODEL_ID for left in (*record.left, *record.notes))
    for line in dict.fromkeys(model_line(model, has_finding) for model in record.models):
        yield "model", clean(line)
    for name, text in ((PRICE, _each(record, "price")), ("context", _each(record, "context"))):
        if text:
            yield name, clean(text)
    yield "thinking", shown(record.thinking)
    yield "sampling", clean(shown(record.sampling))
    for title in record.will:
        yield "fix", clean(title)
    for title in record.may:
        yield "with --unsafe-fixes", clean(title)
    for left in record.left:
        yield "left to you", clean(left_line(left))
    for note in record.notes:
        yield "worth knowing", clean(left_line(note))


def omitted(listing: Listing) -> str:
    """How many rows a listing leaves out."""
    return f"… {many(listing.omitted, 'more line')}"


def _client(record: CallSummary) -> str:
    if record.client == UNSEEN:
        return record.endpoint
    return f"{record.client}, sends to {record.endpoint}"


def model_line(model: ModelChange, has_finding: bool = False) -> str:
    """`glm-4.5-air → glm-4.6 (your decision: dearer)`; without the reason where it is `told`."""
    if not model.id:
        return f"cannot see: {model.why}"
    if model.how == "same":
        return f"{model.id} ({model.why})"
    arrow = f"{model.id} → {model.becomes}" if model.becomes != model.id else model.id
    if model.how == "safe":
        return arrow
    who = "your decision" if model.how == "unsafe" else "by hand"
    return f"{arrow} ({who})" if has_finding else f"{arrow} ({who}: {model.why})"


def left_line(left: Left) -> str:
    return f"{left.code} {left.message}" + (f"; {left.advice}" if left.advice else "")


def shown(change: PropertyChange) -> str:
    return change.before if change.is_none else f"{change.before} → {change.after}"


def _each(record: CallSummary, name: str) -> str:
    """A property of the models, each once; with their names where the models differ in it."""
    texts = {model.id: shown(getattr(model, name)) for model in record.models if model.id}
    if len(set(texts.values())) < 2:
        return next(iter(texts.values()), "")
    return "; ".join(f"{id}: {text}" for id, text in texts.items())
