"""The merged report in a real browser: it sorts, filters and searches, and a phone shows it whole.

Skipped where no Chromium is installed.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.report import fleet_report
from glm_migrate.report.fleet_report.summary import summary
from tests.report.browser import BROWSER, browse, title
from tests.report.fleet_report.sample_records import a_failure, a_record

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")

USED = """<script>
const body = document.querySelector("#fleet tbody"), seen = {};
const names = () => [...body.rows].slice(0, 3).map((row) => row.cells[0].textContent);
const type = (id, value, name) => {
  find(id).value = value; find(id).dispatchEvent(new Event(name));
};
const find = (id) => document.getElementById(id);
seen.drawn = body.rows.length;
seen.told = find("count").textContent;
find("more").click();
seen.more = body.rows.length;
document.querySelectorAll("#fleet thead button")[0].click();
seen.byName = names();
document.querySelectorAll("#fleet thead button")[5].click();
seen.byOpen = names();
type("search", "R0249", "input");
seen.searched = names();
type("search", "", "input");
type("state", [...find("state").options].find((one) => one.text === "not handled").value, "change");
seen.filtered = names();
seen.sideways = document.documentElement.scrollWidth - innerWidth;
document.title = JSON.stringify(seen);
</script></body>"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = [a_record(f"r{number:04}", decisions=number % 7) for number in range(450)]
    told = summary([*records, a_failure("broken")])
    path = tmp_path_factory.mktemp("fleet") / "report.html"
    path.write_text(fleet_report.render("html", told), encoding="utf-8")
    return path


def test_its_policy_lets_its_own_script_run(page: Path) -> None:
    dom = browse("--dump-dom", page.as_uri())

    assert "451 of 451 repositories" in dom


def test_it_sorts_filters_and_searches(page: Path) -> None:
    seen = _used(page)

    assert (seen["drawn"], seen["more"]) == (200, 400)
    assert seen["byName"] == ["broken", "r0000", "r0001"]
    assert seen["byOpen"] == ["r0006", "r0013", "r0020"]
    assert seen["searched"] == ["r0249"]
    assert seen["filtered"] == ["broken"]


def test_nothing_is_wider_than_the_window(page: Path) -> None:
    assert _used(page)["sideways"] <= 0


def test_a_phone_names_every_figure(page: Path) -> None:
    inner = page.with_name("inner.html")
    inner.write_text(_open(page), encoding="utf-8")
    frame = page.with_name("frame.html")
    frame.write_text(
        '<iframe src="inner.html" width="390" height="844"></iframe><script>'
        "onload = () => { const page = frames[0].document;"
        "const cells = [...page.querySelectorAll('td')].filter((cell) => cell.textContent);"
        "const label = (cell) => frames[0].getComputedStyle(cell, '::before').content;"
        "document.title = [page.documentElement.scrollWidth, cells.length > 1000,"
        "cells.every((cell) => /[a-z]/.test(label(cell)))].join(' '); };</script>",
        encoding="utf-8",
    )
    dom = browse(
        "--allow-file-access-from-files",
        *("--virtual-time-budget=3000", "--dump-dom", frame.as_uri()),
    )

    assert title(dom) == "390 true true"


def _used(page: Path) -> dict[str, Any]:
    """What the page shows when it is used."""
    probe = page.with_name("probe.html")
    probe.write_text(_open(page).replace("</body>", USED), encoding="utf-8")
    told: dict[str, Any] = json.loads(title(browse("--dump-dom", probe.as_uri())))
    return told


def _open(page: Path) -> str:
    """The page without its policy, so that a test can look into it."""
    return re.sub(r"<meta http-equiv=[^>]*>", "", page.read_text(encoding="utf-8"))
