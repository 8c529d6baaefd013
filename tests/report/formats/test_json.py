"""ruff's record with the fields of a migration, as a list or one a line."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.formats.json import array, lines
from glm_migrate.text.source import Span
from tests.report.sample_reports import (
    ALL,
    CONTEXT,
    finding,
    source,
    span,
)
from tests.report.sample_reports import unread as unread_report


def data(reports: Any = ALL) -> Any:
    return json.loads(array(reports, CONTEXT))


def test_a_record_holds_place_fix_trace_and_fingerprint() -> None:
    record, *_ = data()

    assert record == {
        "code": "GLM101",
        "name": "outdated-model-id",
        "message": "`glm-4.5` is older than glm-4.6",
        "severity": "error",
        "filename": "/repo/app/llm.py",
        "cell": None,
        "location": {"row": 3, "column": 9},
        "end_location": {"row": 3, "column": 18},
        "noqa_row": 3,
        "url": "https://docs.z.ai/guides/overview/migrate-to-glm-4.6#1-update-model-identifier",
        "advice": None,
        "fix": {
            "applicability": "safe",
            "message": 'Use "glm-4.6"',
            "edits": [
                {
                    "content": '"glm-4.6"',
                    "location": {"row": 3, "column": 9},
                    "end_location": {"row": 3, "column": 18},
                }
            ],
        },
        "checklist": "model-identifier",
        "required": True,
        "call": "app.llm.ask",
        "trace": [
            {"filename": "main.py", "row": 7, "name": "ask"},
            {"filename": "llm.py", "row": 3, "name": "MODEL"},
        ],
        "fingerprint": sha256(b"llm.py\0GLM101\0glm-4.5\0" + b"0").hexdigest(),
    }
    assert list(record)[:3] == ["code", "name", "message"]


def test_a_file_that_could_not_be_read_has_a_record_at_its_start() -> None:
    (record,) = data([unread_report()])

    assert record["location"] == record["end_location"] == {"row": 1, "column": 1}
    assert (record["fix"], record["url"], record["checklist"], record["noqa_row"]) == (
        *(None, None, None),
        1,
    )


def test_standard_input_keeps_its_name() -> None:
    code = source("-", "x\n")

    (record,) = data([FileReport(Path("-"), code, (finding("-", Span(0, 1)),))])

    assert record["filename"] == "-"


def test_a_record_tells_where_a_comment_can_stand() -> None:
    code = source("a.py", "f('glm-4', '''\n''')\n")

    (record,) = data([FileReport(code.path, code, (finding("a.py", span(code, "'glm-4'")),))])

    assert (record["location"]["row"], record["noqa_row"]) == (1, 2)


def test_the_lines_are_the_records_of_the_list() -> None:
    found = lines(ALL, CONTEXT).splitlines()

    assert [json.loads(line) for line in found] == data()


def test_why_no_fix_is_applied_is_part_of_the_record() -> None:
    assert [one["advice"] for one in data()[:2]] == [None, "It costs three times as much: decide."]
