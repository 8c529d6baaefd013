"""The words that all formats of the migration report share."""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.reporters.checklist.document import Document, Item, State, many
from glm_migrate.reporters.style import masked, printable
from glm_migrate.survey import CallRecord, Change, Left, ModelChange

_ENDS = {
    "clean": "clean",
    "fixable": "`fix` settles it",
    "decision": "needs a decision",
    "unseen": "cannot see",
}
_KINDS = (
    ("fixable", "fixable"),
    ("decision", "to decide"),
    ("unseen", "not seen"),
    ("note", "to know"),
)


def headline(document: Document) -> str:
    """How many items stand how, in one line."""
    parts = [f"{state.value} {count}" for state in State if (count := document.in_state(state))]
    files = sum(file.state != "clean" for file in document.files)
    return (
        f"{', '.join(parts)}; {many(len(document.calls), 'call')}, "
        f"{files} of {many(document.searched, 'file')} not settled"
    )


def counts(item: Item) -> str:
    """The numbers behind a state, as ` (2 fixable, 1 to decide)`."""
    parts = [f"{count} {word}" for kind, word in _KINDS if (count := item.count(kind))]
    return f" ({', '.join(parts)})" if parts else ""


def numbers(item: Item) -> tuple[int, int, int]:
    """Fixable, to decide, not seen."""
    return item.count("fixable"), item.count("decision"), item.count("unseen")


def outcome(record: CallRecord) -> str:
    """How a call ends."""
    return _ENDS[record.state]


def facts(record: CallRecord) -> Iterator[tuple[str, str]]:
    """All that there is to say about a call, name by name."""
    yield "client", _clean(f"{record.client} → {record.endpoint}")
    for model in record.models:
        yield "model", _clean(model_line(model))
    for name, text in (("price", _first(record, "price")), ("context", _first(record, "context"))):
        if text:
            yield name, text
    yield "thinking", shown(record.thinking)
    yield "sampling", _clean(shown(record.sampling))
    for title in record.will:
        yield "fix", _clean(title)
    for title in record.may:
        yield "with --unsafe-fixes", _clean(title)
    for left in record.left:
        yield "left to you", _clean(left_line(left))
    for note in record.notes:
        yield "worth knowing", _clean(left_line(note))


def model_line(model: ModelChange) -> str:
    """`glm-4.5-air → glm-4.6 (your decision: dearer)`."""
    if not model.id:
        return f"cannot see: {model.why}"
    if model.how == "same":
        return f"{model.id} ({model.why})"
    arrow = f"{model.id} → {model.becomes}" if model.becomes != model.id else model.id
    if model.how == "safe":
        return arrow
    return f"{arrow} ({'your decision' if model.how == 'unsafe' else 'by hand'}: {model.why})"


def left_line(left: Left) -> str:
    return f"{left.code} {left.message}" + (f"; {left.advice}" if left.advice else "")


def shown(change: Change) -> str:
    return change.before if change.is_none else f"{change.before} → {change.after}"


def _first(record: CallRecord, name: str) -> str:
    """A property of the models; each once."""
    texts = (shown(getattr(model, name)) for model in record.models if model.id)
    return "; ".join(dict.fromkeys(texts))


def _clean(text: str) -> str:
    return masked(printable(text))
