"""GitLab's list of issues, and the names that let it recognise one."""

from __future__ import annotations

import json
from typing import Any

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.formats.gitlab import code_quality
from glm_migrate.text.source import Span
from tests.report.sample_reports import (
    ALL,
    CONTEXT,
    finding,
    llm,
    source,
    suppressed,
    unread,
)


def data(reports: Any = ALL) -> Any:
    return json.loads(code_quality(reports, CONTEXT))


def test_an_issue_has_a_place_from_the_root_and_a_severity_of_gitlab() -> None:
    first, *_ = data()

    assert first == {
        "description": "GLM101: `glm-4.5` is older than glm-4.6",
        "check_name": "GLM101",
        "fingerprint": first["fingerprint"],
        "severity": "major",
        "location": {
            "path": "app/llm.py",
            "positions": {"begin": {"line": 3, "column": 9}, "end": {"line": 3, "column": 18}},
        },
    }
    assert [issue["severity"] for issue in data([llm()])] == [
        *("major", "major"),
        *("minor", "info"),
    ]


def test_a_file_that_could_not_be_read_has_its_issue_at_the_start() -> None:
    (issue,) = data([unread()])

    assert issue["location"]["positions"] == {
        "begin": {"line": 1, "column": 1},
        "end": {"line": 1, "column": 1},
    }


def test_equal_findings_of_a_file_have_different_fingerprints() -> None:
    code = source("a.py", "glm-4\nglm-4\n")
    found = (finding("a.py", Span(0, 5)), finding("a.py", Span(6, 11)))

    assert len({issue["fingerprint"] for issue in data([FileReport(code.path, code, found)])}) == 2


def test_suppressed_findings_are_no_issues() -> None:
    assert data([suppressed()]) == []
