"""The migration report for the body of a pull request: GitHub's Markdown, limited in size.

What does not fit is counted, never dropped in silence; the calls give way first, so the checklist
and what was not checked always fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from glm_migrate.report.migration_report.call_code import CODE, Hunk, Listing
from glm_migrate.report.migration_report.document import (
    SETTLED,
    Document,
    Evidence,
    Item,
    NotChecked,
    ReportedCall,
    State,
    many,
)
from glm_migrate.report.migration_report.overview import cost, decision, headline, owned, since
from glm_migrate.report.migration_report.words import PRICE, bar, facts, numbers, omitted, outcome
from glm_migrate.text.source import located

LIMIT = 60_000  # characters; GitHub takes 65,536 in a body
_EVIDENCE = 5  # places of an item
_PLACES = 10  # places of one reason in what was not checked
_REASONS = 40  # reasons there
_DECISIONS = 20
_COLUMNS = ("call", "client", "model", "thinking", "sampling", "price", "context", "fix", "left")
_BACKTICKS = re.compile("`+")
_OPEN = ("decision", "fixable", "unseen")
_MARKS = {State.MANUAL: "✋ "} | dict.fromkeys(SETTLED, "✅ ")
# What `facts` calls the cells; the names that are not here go into the last column.
_CELL = {name: name for name in _COLUMNS} | {"with --unsafe-fixes": "fix", PRICE: "price"}


def page(document: Document, limit: int = LIMIT) -> str:
    """The report in at most `limit` characters."""
    head = "".join(f"{line}\n" for line in _head(document))
    tail = "".join(f"{line}\n" for line in _tail(document))
    room = limit - len(head) - len(tail) - 800
    rows = _fitting(map(_row, document.calls), room)
    table = _table(document.calls, rows)
    blocks = _fitting(map(_block, document.calls), room - len(table))
    return f"{head}{table}{_listings(document.calls, blocks)}{tail}"


def short(document: Document) -> str:
    """The eight items and what was not checked, without the calls: for the summary of a CI step."""
    return "".join(f"{line}\n" for line in (*_head(document), *_tail(document)))


def _head(document: Document) -> Iterator[str]:
    yield f"## Migration to {document.target}{_about(document)}\n"
    yield f"{bar(document)}\n"
    yield f"{headline(document)}. [The vendor's guide]({document.guide}).\n"
    yield "| | checklist item | state | fixable | to decide | not seen | why, and where |"
    yield "|---:|---|---|---:|---:|---:|---|"
    for number, item in enumerate(document.items, 1):
        yield _item(number, item)
    yield from _moves(document)
    yield from (f"\n{cell(line)}." for line in cost(document))
    yield from _since(document)
    yield from _decisions(document)


def _since(document: Document) -> Iterator[str]:
    if document.since is not None:
        first, *lines = since(document.since, document.target)
        yield f"\n{cell(first)}\n"
        yield from (f"- {cell(line)}" for line in lines)


def _decisions(document: Document) -> Iterator[str]:
    """What somebody must decide, and who owns the file; the first of many."""
    found = document.decisions
    if found:
        yield f"\n### Decisions ({len(found)})\n"
    for one in found[:_DECISIONS]:
        yield f"- [ ] {_evidence(one)} {cell(decision(one))}{cell(owned(one))}"
    if len(found) > _DECISIONS:
        yield f"- {len(found) - _DECISIONS} more; `--output-format html` has them all"


def _about(document: Document) -> str:
    return f": {cell(document.about)}" if document.about else ""


def _moves(document: Document) -> Iterator[str]:
    """The older ids, and what becomes of them."""
    if document.moves:
        yield "\n| older id | new id | calls |\n|---|---|---:|"
    for old, new, count in document.moves:
        yield f"| {cell(old)} | {cell(new)} | {count} |"


def _item(number: int, item: Item) -> str:
    mark = _MARKS.get(item.state, "⚠️ ")
    cells = [
        str(number),
        f"[{cell(item.item.title)}]({item.item.url})",
        f"{mark}{item.state.value}",
        *map(str, numbers(item)),
        "<br>".join(filter(None, [cell(item.note), _places(item), _rest(item)])),
    ]
    return f"| {' | '.join(cells)} |"


def _places(item: Item) -> str:
    links = list(dict.fromkeys(_evidence(one) for one in item.evidence if one.kind in _OPEN))
    more = f", {len(links) - _EVIDENCE} more" if len(links) > _EVIDENCE else ""
    return ", ".join(links[:_EVIDENCE]) + more


def _rest(item: Item) -> str:
    """What asks for nothing, counted."""
    kinds = (("accepted", "accepted"), ("note", "to know"))
    return ", ".join(f"{count} {word}" for kind, word in kinds if (count := item.count(kind)))


def _evidence(one: Evidence) -> str:
    code = f" {one.code}" if one.code else ""
    return f"[{cell(one.place)}]({_address(one.link)}){code}"


def _fitting(texts: Iterable[str], room: int) -> list[str]:
    """The first of the texts, as many as fit."""
    fit: list[str] = []
    for text in texts:
        room -= len(text)
        if room < 0:
            break
        fit.append(text)
    return fit


def _table(calls: Sequence[ReportedCall], rows: Sequence[str]) -> str:
    if not calls:
        return "\nNo GLM call was found.\n"
    head = f"\n<details><summary>Calls ({len(calls)})</summary>\n\n"
    head += f"| {' | '.join(_COLUMNS)} |\n|{'---|' * len(_COLUMNS)}\n"
    dropped = len(calls) - len(rows)
    rest = f"\n{dropped} more calls do not fit here; `--output-format html` has them all.\n"
    return f"{head}{''.join(rows)}{rest if dropped else ''}\n</details>\n"


def _call_link(call: ReportedCall) -> str:
    return f"[{located(cell(call.path), call.record.line)}]({_address(call.link)})"


def _row(call: ReportedCall) -> str:
    cells: dict[str, list[str]] = {name: [] for name in _COLUMNS}
    scope = f" in `{call.record.scope}`" if call.record.scope else ""
    cells["call"] = [f"{_call_link(call)}{scope}: {cell(outcome(call.record))}"]
    for name, text in facts(call.record):
        note = "unsafe: " if name.startswith("with") else ""
        cells[_CELL.get(name, "left")].append(note + cell(text))
    return f"| {' | '.join('<br>'.join(parts) for parts in cells.values())} |\n"


def _listings(calls: Sequence[ReportedCall], blocks: Sequence[str]) -> str:
    """The code and the diffs of calls, folded; those of which nothing is known are left out."""
    if not any(blocks):
        return ""
    dropped = sum(bool(call.listings) for call in calls[len(blocks) :])
    rest = f"\nOf {many(dropped, 'more call')} they do not fit here.\n" if dropped else ""
    head = "\n<details><summary>Code and diff of each call</summary>\n"
    return f"{head}{''.join(blocks)}{rest}\n</details>\n"


def _block(call: ReportedCall) -> str:
    """The call as it stands, and what each kind of fix changes."""
    scope = f" in `{call.record.scope}`" if call.record.scope else ""
    head = f"\n**{_call_link(call)}**{scope}\n"
    return head + "".join(_listing(call, one) for one in call.listings) if call.listings else ""


def _listing(call: ReportedCall, one: Listing) -> str:
    """The rows between fences that none of them can close."""
    texts = "\n@@ … @@\n".join(_hunk(hunk, one.kind != CODE) for hunk in one.hunks)
    fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(texts)), default=0))
    where = "" if one.path == call.path else f" in {cell(one.path)}"
    title = "" if one.kind == CODE else f"\n{cell(one.title)}{where}:\n"
    language = "python" if one.kind == CODE else "diff"
    more = f"\n{omitted(one)}\n" if one.omitted else ""
    return f"{title}\n{fence}{language}\n{texts}\n{fence}\n{more}"


def _hunk(hunk: Hunk, is_diff: bool) -> str:
    return "\n".join(f"{sign if is_diff else ''}{text}" for _, sign, text in hunk)


def _tail(document: Document) -> Iterator[str]:
    yield "\n### What was not checked, and why\n"
    for one in document.unchecked[:_REASONS]:
        yield f"- {cell(one.what)}: {cell(one.why)}{_listed(one)}"
    if len(document.unchecked) > _REASONS:
        more = len(document.unchecked) - _REASONS
        yield f"- {more} more reasons; `--output-format html` has them all"
    if not document.unchecked:
        yield "- nothing"
    if document.suppressed:
        count = many(len(document.suppressed), "suppressed finding")
        yield f"- {count}: {_some(_silenced(document))}"


def _silenced(document: Document) -> list[str]:
    return [
        f"{one.place} {one.code}" + (f" ({why})" if why else "") for one, why in document.suppressed
    ]


def _listed(one: NotChecked) -> str:
    return f" ({_some(one.places)})" if one.places else ""


def _some(places: Sequence[str]) -> str:
    more = f", {len(places) - _PLACES} more" if len(places) > _PLACES else ""
    return ", ".join(map(cell, places[:_PLACES])) + more


def cell(text: str) -> str:
    """Text in a table: no markup of its own but code between backticks, no mention of a person."""
    parts = " ".join(text.split()).split("`")
    if len(parts) % 2 == 0:  # a lonely backtick would swallow the rest of the cell
        return _plain(" ".join(text.split())).replace("`", "&#96;")
    return "`".join(_code(one) if index % 2 else _plain(one) for index, one in enumerate(parts))


def _code(text: str) -> str:
    return text.replace("|", "\\|")


def _plain(text: str) -> str:
    escapes: Iterable[tuple[str, str]] = (
        ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "\\|"), ("*", "&#42;"), ("_", "&#95;"),
        ("[", "&#91;"), ("]", "&#93;"), ("@", "&#64;"), ("#", "&#35;"), ("~", "&#126;"),
    )  # fmt: skip
    # `&` goes first and `#` would break the others, so each character is replaced once.
    table = str.maketrans(dict(escapes))
    return text.translate(table)


def _address(link: str) -> str:
    return link.replace("(", "%28").replace(")", "%29")
