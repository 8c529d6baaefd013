"""The migration report for a terminal or a log: plain lines, no colour, no markup."""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.report.formats.frame import CodeRow
from glm_migrate.report.migration_report.call_code import CODE, Listing
from glm_migrate.report.migration_report.document import SETTLED, Document, Item, ReportedCall
from glm_migrate.report.migration_report.overview import (
    cost,
    decision,
    headline,
    owned,
    settled,
    since,
)
from glm_migrate.report.migration_report.words import (
    counts,
    facts,
    label,
    omitted,
    open_evidence,
    outcome,
    seen,
)
from glm_migrate.text.source import located


def page(document: Document) -> str:
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Document) -> Iterator[str]:
    yield f"Migration to {document.target}"
    yield headline(document)
    yield _bar(document)
    yield f"Guide: {document.guide}"
    if document.about:
        yield f"Project: {document.about}"
    yield from cost(document)
    yield from _since(document)
    yield ""
    for number, item in enumerate(document.items, 1):
        yield from _item(number, item)
    yield from _decisions(document)
    yield ""
    yield f"Calls ({len(document.calls)})"
    for call in document.calls:
        yield from _call(call, document.detailed)
    yield ""
    yield "What was not checked, and why"
    for one in document.unchecked:
        yield f"  - {one.what}: {one.why}"
        yield from (f"      {place}" for place in one.places)
    if not document.unchecked:
        yield "  - nothing"
    if document.suppressed:
        yield ""
        yield "Suppressed findings"
        for evidence, reason in document.suppressed:
            why = f" ({reason})" if reason else ""
            yield f"  - {evidence.place} {evidence.code} {evidence.message}{why}"


def _bar(document: Document) -> str:
    """A square for each item, filled where it is settled."""
    squares = ("■" if item.state in SETTLED else "□" for item in document.items)
    return f"{''.join(squares)} {settled(document)}"


def _since(document: Document) -> Iterator[str]:
    if document.since is not None:
        first, *lines = since(document.since, document.target)
        yield first
        yield from (f"  - {line}" for line in lines)


def _decisions(document: Document) -> Iterator[str]:
    if document.decisions:
        yield ""
        yield f"Decisions ({len(document.decisions)})"
    for one in document.decisions:
        yield f"  - {one.place} {one.code} {decision(one)}{owned(one)}"


def _item(number: int, item: Item) -> Iterator[str]:
    yield f"{number}. {item.item.title}: {item.state.value}{counts(item)}"
    yield f"   {item.note}"
    yield f"   {item.item.url}"
    for one in open_evidence(item):
        code = f" {one.code}" if one.code else ""
        reason = f" ({one.advice})" if one.kind == "accepted" else ""
        yield f"   - {one.place}{code} [{label(one)}] {one.message}{reason}"
    yield from (f"   - [seen] {words}" for words in seen(item))


def _call(call: ReportedCall, detailed: bool) -> Iterator[str]:
    record = call.record
    scope = f" in {record.scope}" if record.scope else ""
    yield f"  {located(call.path, record.line)}{scope}: {outcome(record)}"
    yield from (f"    {name}: {text}" for name, text in facts(record))
    for one in call.listings:
        where = "" if one.path == call.path else f" in {one.path}"
        yield from _listing(one, where, detailed)


def _listing(one: Listing, where: str, detailed: bool) -> Iterator[str]:
    """The first line of a call and the lines that its fixes change, or all of them."""
    if one.kind == CODE and not detailed:
        yield from (f"    {one.title}: {hunk[0][2]}" for hunk in one.hunks[:1])
        return
    yield f"    {one.title}{where}:"
    size = max((len(str(number)) for hunk in one.hunks for number, _, _ in hunk), default=0)
    for place, hunk in enumerate(one.hunks):
        if place and detailed:
            yield f"      {'…':>{size}}"
        yield from (_line(row, size) for row in hunk if detailed or row[1] != " ")
    if one.omitted:
        yield f"      {omitted(one)}"


def _line(row: CodeRow, size: int) -> str:
    number, sign, text = row
    return f"      {'' if sign == '-' else number:>{size}} {sign} {text}".rstrip()
