"""The merged report in its formats: complete, escaped, without a server."""

from __future__ import annotations

import pytest

from glm_migrate.report import fleet_report
from glm_migrate.report.fleet_report.summary import summary
from tests.report.fleet_report.sample_records import a_fleet, a_record


@pytest.mark.parametrize("name", fleet_report.FILES)
def test_every_format_tells_every_table_and_repository(name: str) -> None:
    text = fleet_report.render(name, a_fleet())

    for word in (
        "r0",
        "r2",
        "broken",
        "more than 1 seconds",
        "a/b",
        "glm-4.5-x",
        "zhipuai==2.1.5",
    ):
        assert word in text
    assert text.endswith("\n")


@pytest.mark.parametrize("name", fleet_report.FILES)
def test_an_empty_fleet_is_a_report_too(name: str) -> None:
    assert fleet_report.render(name, summary([]))


@pytest.mark.parametrize("name", fleet_report.FILES)
def test_every_format_tells_what_was_left_out(name: str) -> None:
    left = [{"path": f"{one}.py", "why": "a link that leads out"} for one in "ab"]
    text = fleet_report.render(name, summary([a_record("r", left_out=left)]))

    assert "a link that leads out" in text
    assert "r: a.py" in text
