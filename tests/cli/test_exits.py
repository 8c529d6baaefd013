"""How bad a run is."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.cli import exits
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.text.source import Span


def report(*severities: Severity) -> FileReport:
    found = (Finding(Path("a"), "GLM101", "x", Span(0, 1), "m", one) for one in severities)
    return FileReport(Path("a"), None, tuple(found))


@pytest.mark.parametrize(
    ("severity", "reached"),
    [
        (Severity.INFO, {"info"}),
        (Severity.WARNING, {"info", "warning"}),
        (Severity.ERROR, {"info", "warning", "error"}),
    ],
)
def test_a_finding_reaches_what_is_no_worse_than_it(severity: Severity, reached: set[str]) -> None:
    reports = [report(), report(severity)]

    assert {one.word for one in Severity if exits.reaches(reports, one.word)} == reached


def test_without_a_finding_nothing_is_reached() -> None:
    assert not exits.reaches([report()], "info")
