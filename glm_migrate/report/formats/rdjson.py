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
from glm_migrate.report.records import Record, records
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
    return json.dumps(result, indent=2, ensure_ascii=False) + "\n"


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
        diagnostic["suggestions"] = [_suggestion(record.source, fix)]
    return diagnostic


def _suggestion(source: Source, fix: Fix) -> dict[str, Any]:
    start = min(edit.span.start for edit in fix.edits)
    end = max(edit.span.end for edit in fix.edits)
    moved = (
        Edit(Span(edit.span.start - start, edit.span.end - start), edit.text) for edit in fix.edits
    )
    text = edits.apply(source.utf8[start:end], [Fix(fix.title, tuple(moved))])
    return {"range": _range(source, Span(start, end)), "text": text.decode()}


def _range(source: Source | None, span: Span) -> dict[str, Any]:
    return {"start": _place(source, span.start), "end": _place(source, span.end)}


def _place(source: Source | None, offset: int) -> dict[str, int]:
    if source is None:
        return {"line": 1, "column": 1}
    line = source.position(offset).line
    return {"line": line, "column": offset - source.offset(line) + 1}
