"""Exit codes, and how a run earns them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glm_migrate.inventory.file_report import FileReport

CLEAN = 0
FOUND = 1
FAILED = 2
INTERRUPTED = 130


def reaches(reports: Iterable[FileReport], fail_on: str) -> bool:
    """Whether any finding is at least as bad as `fail_on`, the word of a severity."""
    from glm_migrate.model.findings import Severity

    least = Severity[fail_on.upper()]
    return any(finding.severity >= least for report in reports for finding in report.findings)
