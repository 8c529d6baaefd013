"""reviewdog's diagnostic format.

Its columns count UTF-8 bytes, not characters, and each suggestion can be accepted on its own. So
the edits of a fix, which make sense only together, become one suggestion over all of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import Record, records
from glm_migrate.report.text_style import escaped_json
from glm_migrate.text import edits
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.source import Source, Span


def diagnostics(reports: Sequence[FileReport], context: ReportContext) -> str:
    """One `DiagnosticResult`."""
    result = {
        "source": {"name": "glm-migrate"},
        "severity": "WARNING",
        "diagnostics": [
            _diagnostic(record) for record in records(reports, context.base, cwd=context.cwd)
        ],
    }
    return escaped_json(json.dumps(result, indent=2, ensure_ascii=False)) + "\n"


def _diagnostic(record: Record) -> dict[str, Any]:
    finding = record.finding
    code = {"value": finding.code}
    if finding.url:
        code["url"] = finding.url
    diagnostic: dict[str, Any] = {
        "message": finding.message,
        "location": {"path": record.path, "range": _range(record.source, finding.span)},
        "severity": finding.severity.name,
        "code": code,
    }
    fix = finding.fix
    if fix and record.source and record.edits and fix.applicability > Applicability.DISPLAY:
        diagnostic["suggestions"] = [_suggestion(record.source, record)]
    return diagnostic


def _suggestion(source: Source, record: Record) -> dict[str, Any]:
    pieces = record.stored_edits
    start, end = pieces[0][0].start, pieces[-1][0].end
    moved = (Edit(Span(at.start - start, at.end - start), text) for at, text in pieces)
    text = edits.apply(source.stored[start:end], [Fix("", tuple(moved))])
    return {"range": _stored_range(source, Span(start, end)), "text": text.decode()}


def _range(source: Source | None, span: Span) -> dict[str, Any]:
    if source is None:
        return {"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 1}}
    return _stored_range(source, Span(*map(source.stored_offset, span)))


def _stored_range(source: Source, span: Span) -> dict[str, Any]:
    return {"start": _place(source, span.start), "end": _place(source, span.end)}


def _place(source: Source, offset: int) -> dict[str, int]:
    if source.stored is source.utf8:
        line = source.position(offset).line
        return {"line": line, "column": offset - source.offset(line) + 1}
    begin = source.stored.rfind(b"\n", 0, offset) + 1
    return {"line": source.stored.count(b"\n", 0, offset) + 1, "column": offset - begin + 1}
