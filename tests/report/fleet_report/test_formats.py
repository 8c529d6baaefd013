"""The merged report in its formats: complete, escaped, without a server."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from glm_migrate.report import fleet_report
from glm_migrate.report.fleet_report import html, markdown, tables
from glm_migrate.report.fleet_report.json import data
from glm_migrate.report.fleet_report.summary import Summary, summary
from glm_migrate.report.fleet_report.trend import earlier
from tests.report.fleet_report.sample_records import a_failure, a_record

EVIL = "</script><img src=x onerror=alert(1)>|`*[x](y)"


def a_fleet(count: int = 3) -> Summary:
    records = [a_record(f"r{number}", owners=["@a/b"]) for number in range(count)]
    return summary([*records, a_failure("broken")], earlier=earlier(records[:1]))


def embedded(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


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


def test_the_page_holds_all_rows_as_data_and_the_worst_as_text() -> None:
    page = html.page(a_fleet(250))

    assert len(embedded(page)["rows"]) == 251
    assert page.count('<th scope="row">') == html._STATIC
    assert "only the 100 worst are shown" in page


def test_no_text_of_a_repository_becomes_markup() -> None:
    record = a_record(EVIL, owners=[EVIL], settings=[EVIL])
    page = html.page(summary([record]))

    assert "<img" not in page
    assert embedded(page)["rows"][0][0] == EVIL
    assert "[x](y)" not in markdown.page(summary([record]))


def test_nothing_but_the_one_script_may_run() -> None:
    page = html.page(a_fleet())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)

    assert policy is not None
    assert policy[1].startswith(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
    )
    assert not re.search(r"""(?:src|href)=["']https?:""", page)


def test_markdown_counts_what_it_leaves_out() -> None:
    text = markdown.page(a_fleet(250))

    assert "51 more repositories are in `report.html` and `report.json`." in text


def test_data_names_pages_and_patches() -> None:
    rows = {row["name"]: row for row in data(a_fleet())["repositories"]}

    assert rows["r0"]["page"].startswith("pages/r0-")
    assert rows["r0"]["patch"].startswith("patches/r0-")
    assert rows["broken"]["page"] is rows["broken"]["patch"] is None


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        pytest.param("USD 2/8 (d)", "USD 1/10 (d)", "input -50 %, output +25 %", id="one currency"),
        pytest.param("CNY 2/8 (d)", "USD 1/10 (d)", "not comparable", id="two currencies"),
        pytest.param("free (d)", "USD 1/10 (d)", "billed", id="free before"),
        pytest.param("USD 1/10 (d)", "USD 1/10 (d)", "the same", id="the same"),
        pytest.param("unknown", "USD 1/10 (d)", "not comparable", id="unknown"),
    ],
)
def test_costs_are_compared_where_that_means_something(before: str, after: str, words: str) -> None:
    assert tables.cost(before, after) == words


def test_the_headline_counts_states() -> None:
    assert tables.headline(a_fleet(1)) == (
        "2 repositories: needs a decision 1, not handled 1; 2 calls, 1 patch"
    )


def test_every_cell_of_the_page_names_its_column() -> None:
    page = html.page(a_fleet())

    assert re.findall(r"<td(?! data-label=\"[^\"]+\")[^>]*>", page) == []
    assert '<td data-label="calls">2</td>' in page
