"""The migration report as data; `report.schema.json` beside this module describes it."""

from __future__ import annotations

import json
from typing import Any

from glm_migrate.inventory.call_records import Left, ModelChange, PropertyChange
from glm_migrate.report.migration_report.call_code import Listing
from glm_migrate.report.migration_report.cost import Total, totals
from glm_migrate.report.migration_report.document import (
    KINDS,
    Delta,
    Document,
    Evidence,
    Item,
    ReportedCall,
)
from glm_migrate.report.text_style import cleaned, escaped_json
from glm_migrate.text.source import CellRow, shown_row

_CHANGES = {" ": None, "+": "added", "-": "removed"}
VERSION = 1  # of the schema; grows when a field changes its meaning or goes


def page(document: Document) -> str:
    return escaped_json(json.dumps(data(document), ensure_ascii=False, indent=2)) + "\n"


def data(document: Document) -> dict[str, Any]:
    """The document as plain values; text of checked files without secrets or control characters."""
    plain: dict[str, Any] = cleaned(_data(document))
    return plain


def _data(document: Document) -> dict[str, Any]:
    return {
        "schema": VERSION,
        "tool": {"name": "glm-migrate", "version": document.version},
        "target": document.target,
        "guide": document.guide,
        "green": document.is_green,
        "about": document.about or None,
        "moves": [{"id": old, "becomes": new, "calls": n} for old, new, n in document.moves],
        "cost": [_total(one) for one in totals([call.record for call in document.calls])],
        "since": _since(document.since) if document.since else None,
        "summary": {
            "searched": document.searched,
            "calls": len(document.calls),
            "items": {item.item.key: item.state.value for item in document.items},
        },
        "items": [_item(item) for item in document.items],
        "calls": [_call(call) for call in document.calls],
        "files": [
            {
                "path": file.path,
                "state": file.state,
                "findings": file.findings,
                "calls": file.calls,
            }
            for file in document.files
        ],
        "unchecked": [
            {"what": one.what, "why": one.why, "places": list(one.places)}
            for one in document.unchecked
        ],
        "suppressed": [
            {**_evidence(one), "reason": reason or None} for one, reason in document.suppressed
        ],
    }


def _total(one: Total) -> dict[str, Any]:
    before, after = ({"input": sums[0], "output": sums[1]} for sums in (one.before, one.after))
    return {"currency": one.currency, "calls": one.calls, "before": before, "after": after}


def _since(change: Delta) -> dict[str, Any]:
    before, after = change.calls
    return {
        "about": change.since or None,
        "target": change.target,
        "calls": {"before": before, "after": after},
        "items": [
            {
                "key": one.key,
                "state": {"before": one.before or None, "after": one.after},
                "open": {"before": one.open_before, "after": one.open_after},
            }
            for one in change.items
        ],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "key": item.item.key,
        "title": item.item.title,
        "url": item.item.url,
        "quote": item.item.quote,
        "required": item.item.required,
        "state": item.state.value,
        "counts": {kind: item.count(kind) for kind in KINDS},
        "note": item.note,
        "evidence": [_evidence(one) for one in item.evidence],
    }


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "path": one.path,
        "line": shown_row(one.line),
        **_cell(one.line),
        "code": one.code or None,
        "kind": one.kind,
        "message": one.message,
        "advice": one.advice or None,
        "link": one.link,
        "owners": list(one.owners),
    }


def _cell(line: int) -> dict[str, int]:
    """The cell in which a line of a notebook is counted."""
    return {"cell": line.cell} if isinstance(line, CellRow) else {}


def _call(call: ReportedCall) -> dict[str, Any]:
    record = call.record
    return {
        "path": call.path,
        "line": shown_row(record.line),
        **_cell(record.line),
        "column": record.column,
        "link": call.link,
        "scope": record.scope or None,
        "called": record.called,
        "client": record.client,
        "endpoint": record.endpoint,
        "state": record.state,
        "models": [_model(model) for model in record.models],
        "thinking": _change(record.thinking),
        "sampling": _change(record.sampling),
        "fix": list(record.will),
        "unsafe": list(record.may),
        "left": [_left(one) for one in record.left],
        "notes": [_left(one) for one in record.notes],
        "hidden": list(record.hidden),
        "listings": [_listing(one) for one in call.listings],
    }


def _listing(one: Listing) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "path": one.path,
        "hunks": [[_row(*row) for row in hunk] for hunk in one.hunks],
        "omitted": one.omitted,
    }


def _row(number: int, sign: str, text: str) -> dict[str, Any]:
    line = None if sign == "-" else number
    return {"line": line, "change": _CHANGES[sign], "text": text}


def _model(model: ModelChange) -> dict[str, Any]:
    return {
        "before": model.id or None,
        "after": model.becomes or None,
        "how": model.how,
        "why": model.why or None,
        "price": _change(model.price),
        "context": _change(model.context),
    }


def _change(change: PropertyChange) -> dict[str, str]:
    return {"before": change.before, "after": change.after}


def _left(one: Left) -> dict[str, Any]:
    return {"code": one.code, "message": one.message, "advice": one.advice or None}
