"""ruff's JSON record with the fields of a migration added, as a list or one record a line.

Consumers of ruff's output can read it unchanged. Rows and columns count from 1, in code points;
end positions are exclusive.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import Record, records, relative
from glm_migrate.report.text_style import escaped_json
from glm_migrate.suppression.comments import comment_row
from glm_migrate.text.source import CellRow, Position, Source, shown_row


def array(reports: Sequence[FileReport], context: ReportContext) -> str:
    """All records as one JSON list."""
    return (
        escaped_json(json.dumps(list(_objects(reports, context)), indent=2, ensure_ascii=False))
        + "\n"
    )


def lines(reports: Sequence[FileReport], context: ReportContext) -> str:
    """One record a line."""
    return "".join(
        escaped_json(json.dumps(one, ensure_ascii=False)) + "\n"
        for one in _objects(reports, context)
    )


def _objects(reports: Sequence[FileReport], context: ReportContext) -> Iterator[dict[str, Any]]:
    for record in records(reports, context.cwd, cwd=context.cwd):
        yield _object(record, context)


def _object(record: Record, context: ReportContext) -> dict[str, Any]:
    finding = record.finding
    row = record.start.line
    return {
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "severity": finding.severity.word,
        "filename": _absolute(finding.path, context),
        "cell": record.cell,
        "location": _location(record.start),
        "end_location": _location(record.end),
        "noqa_row": shown_row(_comment_row(record.source, row) if record.source else row),
        "url": finding.url or None,
        "advice": finding.advice or None,
        "fix": _fix(record),
        "checklist": finding.checklist or None,
        "required": finding.required,
        "call": finding.call or None,
        "trace": [
            {
                "filename": relative(hop.path, context.cwd, context.cwd),
                "row": shown_row(hop.line),
                **({"cell": hop.line.cell} if isinstance(hop.line, CellRow) else {}),
                "name": hop.name,
            }
            for hop in finding.trace
        ],
        "fingerprint": record.fingerprint,
    }


def _comment_row(source: Source, row: int) -> int:
    """Where a comment about `row` can stand, as `shown_row` takes it."""
    return source.position(source.offset(comment_row(source, row))).line


def _fix(record: Record) -> dict[str, Any] | None:
    fix = record.finding.fix
    if fix is None:
        return None
    return {
        "applicability": fix.applicability.word,
        "message": fix.title,
        "edits": [
            {
                "content": edit.text,
                **_cell_of(record.position(edit.span.start)),
                "location": _location(record.position(edit.span.start)),
                "end_location": _location(record.position(edit.span.end)),
            }
            for edit in record.edits
        ],
    }


def _location(position: Position) -> dict[str, int]:
    return {"row": shown_row(position.line), "column": position.column}


def _cell_of(position: Position) -> dict[str, int]:
    """The cell of a notebook's edit: one fix may change several."""
    return {"cell": position.line.cell} if isinstance(position.line, CellRow) else {}


def _absolute(path: PurePath, context: ReportContext) -> str:
    return path.name if path.name == "-" else os.path.normpath(context.cwd / path)
