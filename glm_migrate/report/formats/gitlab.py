"""GitLab's Code Quality report.

The fingerprint holds no line number, so that GitLab recognises a finding after lines moved; it is
unique in a report because equal findings of a file are numbered.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Severity
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import records
from glm_migrate.report.text_style import escaped_json
from glm_migrate.text.source import Position

# Of info, minor, major, critical and blocker.
_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def code_quality(reports: Sequence[FileReport], context: ReportContext) -> str:
    """A JSON list of issues; paths are relative to the repository, as GitLab wants them."""
    issues = [
        {
            "description": f"{record.finding.code}: {record.finding.message}",
            "check_name": record.finding.code,
            "fingerprint": record.fingerprint,
            "severity": _SEVERITIES[record.finding.severity],
            "location": {
                "path": record.path,
                "positions": dict(
                    zip(("begin", "end"), map(_place, record.extent_on_disk), strict=True)
                ),
            },
        }
        for record in records(reports, context.base, cwd=context.cwd)
    ]
    return escaped_json(json.dumps(issues, indent=2, ensure_ascii=False)) + "\n"


def _place(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}
