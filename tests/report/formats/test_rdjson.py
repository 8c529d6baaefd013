"""reviewdog's diagnostics: columns in bytes, a fix as one suggestion."""

from __future__ import annotations

import json
from typing import Any

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.formats.rdjson import diagnostics
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.source import Span
from tests.report.sample_reports import (
    ALL,
    CONTEXT,
    finding,
    llm,
    replacement,
    source,
    span,
    unread,
)


def data(reports: Any = ALL) -> Any:
    return json.loads(diagnostics(reports, CONTEXT))


def test_columns_count_bytes_and_a_suggestion_keeps_a_fix_whole() -> None:
    code = source("a.py", "名 = f('glm-4', 1, t=2)\n")
    where = span(code, "'glm-4'")
    fix = Fix("Change both", (Edit(where, "'glm-4.6'"), Edit(span(code, ", t=2"), "")))

    (diagnostic,) = data([FileReport(code.path, code, (finding("a.py", where, fix=fix),))])[
        "diagnostics"
    ]

    assert diagnostic["location"]["range"] == {
        "start": {"line": 1, "column": 9},
        "end": {"line": 1, "column": 16},
    }
    assert diagnostic["suggestions"] == [
        {
            "range": {"start": {"line": 1, "column": 9}, "end": {"line": 1, "column": 24}},
            "text": "'glm-4.6', 1",
        }
    ]


def test_a_fix_that_is_only_for_reading_is_no_suggestion() -> None:
    code = source("a.py", "x\n")
    fix = replacement(Span(0, 1), "y", Applicability.DISPLAY)

    report = FileReport(code.path, code, (finding("a.py", Span(0, 1), fix=fix),))

    assert "suggestions" not in data([report])["diagnostics"][0]


def test_a_code_has_an_address_only_where_the_finding_has_one() -> None:
    codes = [one["code"] for one in data([llm()])["diagnostics"]]

    assert [("url" in code, code["value"]) for code in codes] == [
        (True, "GLM101"),
        (True, "GLM101"),
        (False, "GLM201"),
        (False, "GLM903"),
    ]


def test_a_file_that_could_not_be_read_has_its_diagnostic_at_the_start() -> None:
    (diagnostic,) = data([unread()])["diagnostics"]

    assert diagnostic["location"] == {
        "path": "app/gbk file.py",
        "range": {"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 1}},
    }
    assert "suggestions" not in diagnostic
