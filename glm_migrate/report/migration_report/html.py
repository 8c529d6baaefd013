"""The migration report as one HTML file: no script, nothing from elsewhere, readable on a phone.

Everything that comes from a checked file is escaped; a policy in the page forbids whatever would
slip through. States are words, colours only repeat them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from glm_migrate.report.migration_report.document import Document, Evidence, Item, ReportedCall
from glm_migrate.report.migration_report.overview import (
    cost,
    decision,
    headline,
    owned,
    settled,
    since,
)
from glm_migrate.report.migration_report.words import counts as counted
from glm_migrate.report.migration_report.words import (
    facts,
    label,
    omitted,
    open_evidence,
    outcome,
    seen,
    tally,
)
from glm_migrate.text.source import located

_STYLE = Path(__file__).with_name("report.css")
_GAP = "<span>   …\n</span>"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(document: Document) -> str:
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Document) -> Iterator[str]:
    title = f"Migration to {_text(document.target)}"
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{title}</title>"
    yield f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style>"
    yield "</head>"
    yield "<body>"
    yield '<a class="skip" href="#calls">Skip to the calls</a>'
    yield "<header>"
    yield f"<h1>{title}</h1>"
    if document.about:
        yield f"<p>{_text(document.about)}</p>"
    yield _bar(document)
    yield f"<p>{_text(headline(document))}.</p>"
    yield from (f"<p>{_text(line)}.</p>" for line in cost(document))
    yield f'<p><a href="{escape(document.guide)}">The vendor’s guide</a></p>'
    yield from _since(document)
    yield "</header>"
    yield "<main>"
    yield from _checklist(document)
    yield from _moves(document)
    yield from _decisions(document)
    yield from _calls(document)
    yield from _unchecked(document)
    yield from _files(document)
    yield "</main>"
    yield f"<footer><p>glm-migrate {_text(document.version)}</p></footer>"
    yield "</body>"
    yield "</html>"


def _checklist(document: Document) -> Iterator[str]:
    yield '<section aria-labelledby="checklist">'
    yield '<h2 id="checklist">Checklist</h2>'
    yield from _table_head("The eight items of the guide", ("Item", "State", "Found"))
    for item in document.items:
        yield _row(item)
    yield "</tbody></table>"
    yield "<h3>Evidence</h3>"
    for number, item in enumerate(document.items, 1):
        yield from _details(number, item)
    yield "</section>"


def _moves(document: Document) -> Iterator[str]:
    if not document.moves:
        return
    yield '<section aria-labelledby="models">'
    yield '<h2 id="models">Models</h2>'
    yield from _table_head("What becomes of older ids", ("Older id", "New id", "Calls"))
    for old, new, count in document.moves:
        yield _table_row(_text(old), [("New id", _text(new)), ("Calls", str(count))])
    yield "</tbody></table>"
    yield "</section>"


def _since(document: Document) -> Iterator[str]:
    if document.since is not None:
        first, *lines = since(document.since, document.target)
        yield f"<p>{_text(first)}</p><ul>"
        yield from (f"<li>{_text(line)}</li>" for line in lines)
        yield "</ul>"


def _decisions(document: Document) -> Iterator[str]:
    found = document.decisions
    if not found:
        return
    yield '<section aria-labelledby="decisions">'
    yield f'<h2 id="decisions">Decisions ({len(found)})</h2>'
    yield "<ul>"
    for one in found:
        owners = f"<small>{_text(owned(one).strip())}</small>" if one.owners else ""
        code = f"<b>{_text(one.code)}</b>"
        yield f"<li>{_place(one.place, one.link)} {code} {_prose(decision(one))}{owners}</li>"
    yield "</ul></section>"


def _row(item: Item) -> str:
    link = f'<a href="{escape(item.item.url)}">{_text(item.item.title)}</a>'
    return _table_row(
        link, [("State", _badge(item.state.value)), ("Found", _text(tally(item)) or "–")]
    )


def _table_row(head: str, cells: Iterable[tuple[str, str]]) -> str:
    """A row; the roles keep it one for readers where a phone shows it as a card."""
    inner = "".join(f'<td role="cell" data-label="{name}">{cell}</td>' for name, cell in cells)
    return f'<tr role="row"><th scope="row" role="rowheader">{head}</th>{inner}</tr>'


def _badge(state: str) -> str:
    return f'<span class="state {state.split()[0]}">{_text(state)}</span>'


def _details(number: int, item: Item) -> Iterator[str]:
    summary = f"{number}. {item.item.title}: {item.state.value}{counted(item)}"
    yield f"<details><summary>{_text(summary)}</summary>"
    yield f"<blockquote>{_prose(item.item.quote)}</blockquote>"
    yield f"<p>{_text(item.note)}</p>"
    if item.evidence:
        yield "<ul>"
        yield from (f"<li>{_evidence(one)}</li>" for one in open_evidence(item))
        yield from (f"<li><i>seen</i> {_prose(words)}</li>" for words in seen(item))
        yield "</ul>"
    yield "</details>"


def _evidence(one: Evidence) -> str:
    code = f" <b>{_text(one.code)}</b>" if one.code else ""
    advice = f" <small>{_prose(one.advice)}</small>" if one.advice else ""
    kind = f"<i>{_text(label(one))}</i>"
    return f"{_place(one.place, one.link)}{code} {kind} {_prose(one.message)}{advice}"


def _place(place: str, link: str) -> str:
    return f'<a href="{escape(link)}"><code>{_text(place)}</code></a>'


def _calls(document: Document) -> Iterator[str]:
    yield '<section aria-labelledby="calls">'
    yield f'<h2 id="calls">Calls ({len(document.calls)})</h2>'
    if not document.calls:
        yield "<p>No GLM call was found.</p>"
    for call in document.calls:
        yield from _call(call)
    yield "</section>"


def _call(call: ReportedCall) -> Iterator[str]:
    record = call.record
    scope = f" in <code>{_text(record.scope)}</code>" if record.scope else ""
    yield f'<article class="call {record.state}">'
    place = _place(located(call.path, record.line), call.link)
    yield f"<h3>{place}{scope} {_badge(outcome(record).replace('`', ''))}</h3>"
    yield "<dl>"
    last = ""
    for name, text in facts(record):
        if name != last:
            yield f"<dt>{_text(name)}</dt>"
        yield f"<dd>{_prose(text)}</dd>"
        last = name
    yield "</dl>"
    yield from _listings(call)
    yield "</article>"


def _bar(document: Document) -> str:
    """A square for each item, in the colour of its state, and in words how many are settled."""
    squares = "".join(
        f'<b class="{item.state.value.split()[0]}" title="{escape(item.item.title)}: '
        f'{item.state.value}"></b>'
        for item in document.items
    )
    return (
        f'<p><span class="bar" aria-hidden="true">{squares}</span> {_text(settled(document))}</p>'
    )


def _listings(call: ReportedCall) -> Iterator[str]:
    if not call.listings:
        return
    yield "<details><summary>Code and diff</summary>"
    for one in call.listings:
        where = "" if one.path == call.path else f" in <code>{_text(one.path)}</code>"
        lines = _GAP.join("".join(_code_row(*row) for row in hunk) for hunk in one.hunks)
        more = f"<p>{_text(omitted(one))}</p>" if one.omitted else ""
        yield f"<p>{_text(one.title)}{where}</p><pre>{lines}</pre>{more}"
    yield "</details>"


def _code_row(number: int, sign: str, text: str) -> str:
    tag = {"+": "ins", "-": "del"}.get(sign, "span")
    shown = "" if sign == "-" else str(number)
    return f"<{tag}>{shown:>4} {sign} {_text(text)}\n</{tag}>"


def _unchecked(document: Document) -> Iterator[str]:
    yield '<section aria-labelledby="unchecked">'
    yield '<h2 id="unchecked">What was not checked, and why</h2>'
    if not document.unchecked:
        yield "<p>Nothing.</p>"
    yield "<ul>"
    for one in document.unchecked:
        yield f"<li><b>{_text(one.what)}</b>: {_text(one.why)}{_folded(one.places)}</li>"
    yield "</ul>"
    if document.suppressed:
        yield "<h3>Suppressed findings</h3><ul>"
        for evidence, _ in document.suppressed:
            yield f"<li>{_evidence(evidence)}</li>"
        yield "</ul>"
    yield "</section>"


def _folded(places: Iterable[str]) -> str:
    items = "".join(f"<li><code>{_text(place)}</code></li>" for place in places)
    return f"<details><summary>places</summary><ul>{items}</ul></details>" if items else ""


def _files(document: Document) -> Iterator[str]:
    if not document.files:
        return
    yield '<section aria-labelledby="files">'
    yield f'<h2 id="files">Files ({len(document.files)})</h2>'
    yield from _table_head("How each file ends", ("File", "State", "Findings", "Calls"))
    for file in document.files:
        counts = [("Findings", str(file.findings)), ("Calls", str(file.calls))]
        cells = [("State", _badge(file.state)), *counts]
        yield _table_row(f"<code>{_text(file.path)}</code>", cells)
    yield "</tbody></table></section>"


def _table_head(caption: str, columns: Iterable[str]) -> Iterator[str]:
    yield f'<table role="table"><caption>{_text(caption)}</caption>'
    yield '<thead role="rowgroup"><tr role="row">'
    yield "".join(f'<th scope="col" role="columnheader">{_text(one)}</th>' for one in columns)
    yield '</tr></thead><tbody role="rowgroup">'


def _text(text: str) -> str:
    return escape(text)


def _prose(text: str) -> str:
    """Text with its code, between backticks, set as code; a lonely backtick stays one."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return "".join(
        f"<code>{escape(one)}</code>" if index % 2 else escape(one)
        for index, one in enumerate(parts)
    )
