"""How often each rule found something: the answer to "how much is there to do".

The mark says how many of a rule's findings `glm-migrate fix` would fix under the flags of this run:
`[*]` all, `[-]` some, `[?]` none, but some with `--unsafe-fixes`, `[ ]` none.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Finding
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import awaits_unsafe, is_fixable
from glm_migrate.report.footer import footer


@dataclass(frozen=True)
class _RuleCount:
    code: str
    name: str
    count: int
    fixable: int
    waiting: int

    @property
    def mark(self) -> str:
        if self.fixable:
            return "[*]" if self.fixable == self.count else "[-]"
        return "[?]" if self.waiting else "[ ]"


def table(reports: Sequence[FileReport], context: ReportContext) -> str:
    """Count, code, mark and name of each rule, the most frequent first, then the summary."""
    rows = _rows(reports, context)
    size = max((len(str(row.count)) for row in rows), default=0)
    text = "".join(f"{row.count:>{size}}\t{row.code}\t{row.mark} {row.name}\n" for row in rows)
    return text if context.quiet else text + footer(reports, context)


def array(reports: Sequence[FileReport], context: ReportContext) -> str:
    """The same as a JSON list of objects."""
    objects = [
        {
            "code": row.code,
            "name": row.name,
            "count": row.count,
            "fixable": row.fixable > 0,
            "fixable_count": row.fixable,
            "unsafe_count": row.waiting,
        }
        for row in _rows(reports, context)
    ]
    return json.dumps(objects, indent=2) + "\n"


def _rows(reports: Sequence[FileReport], context: ReportContext) -> list[_RuleCount]:
    by_code: dict[str, list[Finding]] = {}
    for report in reports:
        for finding in report.findings:
            by_code.setdefault(finding.code, []).append(finding)
    rows = [
        _RuleCount(
            code,
            found[0].name,
            len(found),
            sum(is_fixable(finding, context.unsafe_fixes) for finding in found),
            sum(awaits_unsafe(finding, context.unsafe_fixes) for finding in found),
        )
        for code, found in by_code.items()
    ]
    return sorted(rows, key=lambda row: (-row.count, row.code))
