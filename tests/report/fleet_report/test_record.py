"""A record is plain values, and one of a failure has the same fields."""

from __future__ import annotations

import json

from glm_migrate.report.fleet_report.record import SCHEMA, of_failure
from glm_migrate.runner.fleet.repository_task import TaskFailure
from tests.report.fleet_report.sample_records import a_task


def test_a_failure_says_what_and_why_and_no_secret() -> None:
    key = "sk-abcdefghijkl0123456789"
    found = of_failure(a_task("a"), TaskFailure("settings", f"unknown key {key}"))

    assert found["schema"] == SCHEMA
    assert found["state"] == "failed"
    assert found["failure"] == {"kind": "settings", "message": f"unknown key {'*' * len(key)}"}
    assert key not in json.dumps(found)
