"""The last lines of a report: how much was found, and what can be fixed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from glm_migrate.report.footer import footer
from glm_migrate.report.formats import render
from tests.report.sample_reports import (
    CONTEXT,
    graded,
)
from tests.report.sample_reports import suppressed as suppressed_report


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param([], "No findings. No GLM call seen; 3 files searched.\n", id="nothing"),
        pytest.param(["none"], "Found 1 finding (1 file).\n", id="one of each word"),
        pytest.param(
            ["safe", "none"],
            "Found 2 findings (1 file).\n[*] 1 fixable with 'glm-migrate fix'.\n",
            id="only safe fixes",
        ),
        pytest.param(
            ["safe", "unsafe", "unsafe"],
            "Found 3 findings (1 file).\n"
            "[*] 1 fixable with 'glm-migrate fix' "
            "(2 unsafe fixes available with --unsafe-fixes).\n",
            id="both",
        ),
        pytest.param(
            ["unsafe"],
            "Found 1 finding (1 file).\n"
            "No safe fixes (1 unsafe fix available with --unsafe-fixes).\n",
            id="only unsafe fixes",
        ),
        pytest.param(
            ["unseen", "unseen"],
            "Found 2 findings (1 file).\n2 calls could not be resolved (GLM903).\n",
            id="calls not resolved",
        ),
    ],
)
def test_footer(found: list[str], expected: str) -> None:
    assert footer([graded(*found)], CONTEXT) == expected
    assert expected in render("full", [graded(*found)], CONTEXT)


def test_suppressed_findings_are_counted_on_request() -> None:
    reports = [suppressed_report()]

    assert footer(reports, CONTEXT) == "No findings. No GLM call seen; 3 files searched.\n"
    assert footer(reports, replace(CONTEXT, verbose=True)) == (
        "No findings. No GLM call seen; 3 files searched.\n3 findings suppressed.\n"
    )
