"""The merged report as data."""

from __future__ import annotations

from glm_migrate.report.fleet_report.json import data
from tests.report.fleet_report.sample_records import a_fleet


def test_data_names_pages_and_patches() -> None:
    rows = {row["name"]: row for row in data(a_fleet())["repositories"]}

    assert rows["r0"]["page"].startswith("pages/r0-")
    assert rows["r0"]["patch"].startswith("patches/r0-")
    assert rows["broken"]["page"] is rows["broken"]["patch"] is None
