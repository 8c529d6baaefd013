"""The page of a fleet: complete, escaped, without a server."""

from __future__ import annotations

import re

from glm_migrate.report.fleet_report import html, markdown
from glm_migrate.report.fleet_report.summary import summary
from tests.report.fleet_report.sample_records import EVIL, a_fleet, a_record, embedded


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


def test_every_cell_of_the_page_names_its_column() -> None:
    page = html.page(a_fleet())

    assert re.findall(r"<td(?! data-label=\"[^\"]+\")[^>]*>", page) == []
    assert '<td data-label="calls">2</td>' in page
