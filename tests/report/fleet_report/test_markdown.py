"""The merged report as Markdown."""

from __future__ import annotations

from glm_migrate.report.fleet_report import markdown
from tests.report.fleet_report.sample_records import a_fleet


def test_markdown_counts_what_it_leaves_out() -> None:
    text = markdown.page(a_fleet(250))

    assert "51 more repositories are in `report.html` and `report.json`." in text
