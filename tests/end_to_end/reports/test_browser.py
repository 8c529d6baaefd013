"""The HTML report in a real browser: it fits a phone, and it needs nothing but itself.

Skipped where no Chromium is installed.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glm_migrate.cli.main import run
from tests.report.browser import BROWSER, browse, title

ROOT = Path(__file__).parents[3]
MEASURE = """<script>
const root = document.documentElement;
const boxes = [...document.querySelectorAll('body *')].map((one) => one.getBoundingClientRect());
document.title = [innerWidth, root.scrollWidth, Math.max(...boxes.map((box) => box.right)),
  document.querySelectorAll('details').length, getComputedStyle(document.body).display].join(' ');
</script></body>"""

pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium on the path, in which the page could be opened"
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    projects = [str(ROOT / "fixtures" / name / "before") for name in ("service", "agent")]
    assert run(["report", *projects, "--format", "html", "-o", str(path)]) == 0
    return path


@pytest.mark.parametrize("width", [500, 1200])
def test_nothing_is_wider_than_the_window(page: Path, width: int) -> None:
    """Chromium's smallest window is 500 wide; narrower is what the frame below measures."""
    text = page.read_text(encoding="utf-8")
    probe = page.with_name(f"probe-{width}.html")
    open_text = re.sub(r"<meta http-equiv=[^>]*>", "", text)
    probe.write_text(open_text.replace("</body>", MEASURE), encoding="utf-8")

    told = title(browse(f"--window-size={width},900", "--dump-dom", probe.as_uri()))
    inner, scroll, right, details, _ = told.split()
    assert int(inner) == width
    assert int(scroll) <= width
    assert float(right) <= width
    assert int(details) >= 8


def test_a_phone_shows_cards_without_scrolling_sideways(page: Path) -> None:
    text = re.sub(r"<meta http-equiv=[^>]*>", "", page.read_text(encoding="utf-8"))
    inner = page.with_name("inner.html")
    inner.write_text(text, encoding="utf-8")
    frame = page.with_name("frame.html")
    frame.write_text(
        '<iframe src="inner.html" width="360" height="800"></iframe><script>'
        "onload = () => { const page = frames[0].document;"
        "document.title = [page.documentElement.scrollWidth,"
        "getComputedStyle(page.querySelector('td')).display].join(' '); };</script>",
        encoding="utf-8",
    )
    allowed = "--allow-file-access-from-files"

    told = title(browse(allowed, "--virtual-time-budget=3000", "--dump-dom", frame.as_uri()))
    assert told == "360 flex"


def test_a_screenshot_can_be_taken(page: Path) -> None:
    shot = page.with_suffix(".png")
    browse("--window-size=500,900", f"--screenshot={shot}", page.as_uri())

    assert shot.read_bytes().startswith(b"\x89PNG")
