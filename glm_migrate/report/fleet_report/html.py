"""The merged report as one HTML file: all repositories to sort, filter and search, no server.

The rows are data in the page and one script draws those that are asked for, a portion at a time; it
makes text, never markup, and a policy in the page lets nothing else run. Without a script the worst
repositories and all other tables are there to read.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from glm_migrate.report.fleet_report.fleet_tables import (
    WORDS,
    ShownTable,
    cells,
    headline,
    tables,
    titles,
)
from glm_migrate.report.fleet_report.summary import STATES, Row, Summary

_HERE = Path(__file__).parent
_SHARED = _HERE.parent / "migration_report" / "report.css"
_STATIC = 100  # repositories that are there without a script
_NUMBERS = ("calls", "fixable", "decide", "not seen")
_NAMES = (*("repository", "state", "team", *_NUMBERS), *("ids", "libraries", "trend", "patch"))


def page(fleet: Summary) -> str:
    return "\n".join(_lines(fleet)) + "\n"


def _lines(fleet: Summary) -> Iterator[str]:
    script = (_HERE / "fleet.js").read_text(encoding="utf-8")
    style = _SHARED.read_text(encoding="utf-8") + (_HERE / "fleet.css").read_text(encoding="utf-8")
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_policy(script)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>Migration of the fleet</title>\n<style>\n{style}</style>\n</head>\n<body>"
    yield '<a class="skip" href="#repositories">Skip to the repositories</a>'
    yield f"<header><h1>Migration of the fleet</h1><p>{escape(headline(fleet))}.</p></header>"
    yield "<main>"
    for table in tables(fleet):
        yield from _table(table)
    yield from _repositories(fleet.rows)
    yield "</main>"
    yield f'<script type="application/json" id="data">{_data(fleet)}</script>'
    yield f"<script>{script}</script>\n</body>\n</html>"


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = f"style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _table(table: ShownTable) -> Iterator[str]:
    is_long = len(table.rows) > 20
    yield f"<details{'' if is_long else ' open'}><summary><h2>{escape(table.title)}</h2></summary>"
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    yield f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>'
    yield from (f"<tr>{_cells(table.columns, row)}</tr>" for row in table.rows)
    yield "</tbody></table></div></details>"


def _cells(names: Sequence[str], texts: Sequence[str]) -> str:
    """Cells, each with the name of its column: a narrow window shows it beside the text."""
    return "".join(_cell(name, escape(text)) for name, text in zip(names, texts, strict=True))


def _cell(name: str, html: str, kind: str = "") -> str:
    look = f' class="{kind}"' if kind else ""
    return f'<td data-label="{escape(name)}"{look}>{html}</td>'


def _repositories(rows: Sequence[Row]) -> Iterator[str]:
    yield '<section aria-labelledby="repositories"><h2 id="repositories">Repositories</h2>'
    yield '<form id="filters" hidden><label>Search <input type="search" id="search"></label>'
    yield '<label>State <select id="state"><option value="">all</option></select></label>'
    yield '<label>Team <select id="team"><option value="">all</option></select></label>'
    yield '<label>Item <select id="item"><option value="">all</option></select></label>'
    yield '<output id="count" aria-live="polite"></output></form>'
    yield '<div class="wide"><table id="fleet"><thead><tr>'
    yield "".join(f'<th scope="col">{name}</th>' for name in _NAMES)
    yield "</tr></thead><tbody>"
    yield from (_row(row) for row in rows[:_STATIC])
    yield '</tbody></table></div><button id="more" hidden>Show more</button>'
    if len(rows) > _STATIC:
        yield f"<noscript>Without a script only the {_STATIC} worst are shown.</noscript>"
    yield "</section>"


def _row(row: Row) -> str:
    fields = cells(row)
    name = escape(fields.pop("repository"))
    link = f'<a href="pages/{row.file}.html">{name}</a>' if row.has_page else name
    state = fields.pop("state") + (f": {row.failure}" if row.failure else "")
    patch = f'<a href="patches/{row.file}.patch">patch</a>' if row.patched else ""
    head = f'<th scope="row">{link}</th>' + _cell("state", escape(state), f"state {row.state}")
    return f"<tr>{head}{_cells(_NAMES[2:-1], list(fields.values()))}{_cell('patch', patch)}</tr>"


def _data(fleet: Summary) -> str:
    """Lists instead of objects, and numbers for words: a third of the bytes."""
    keys = list(titles())
    states = sorted({state for row in fleet.rows for state in row.items.values()})
    fields = {
        "states": [[one, WORDS[one]] for one in STATES],
        "titles": list(titles().values()),
        "itemStates": states,
        "rows": [_numbers(row, keys, states) for row in fleet.rows],
    }
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _numbers(row: Row, keys: Sequence[str], states: Sequence[str]) -> list[object]:
    """A row as `fleet.js` reads it."""
    items = [states.index(row.items[key]) if key in row.items else -1 for key in keys]
    return [
        *(row.name, STATES.index(row.state), row.teams, row.calls),
        *(row.open["fixable"], row.open["decision"], row.open["unseen"]),
        *(", ".join(row.ids), ", ".join(row.packages), row.trend, row.patched),
        *(row.file, row.has_page, row.failure, items),
    ]
