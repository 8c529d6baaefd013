"""The documentation as a site: it builds without a warning, and has a page per rule.

`python -m tests.end_to_end.test_site` writes the pages of the rules anew.
"""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from glm_migrate.report import rule_pages
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule import Rule

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = DOCS / "rules"
NAVIGATION = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
_MADE = "<!-- Made by `python -m tests.end_to_end.test_site`; a test compares it. -->\n"
_RULES = {rule.name: rule for rule in all_rules()}


def page(rule: Rule) -> str:
    """The page of a rule on the site."""
    return f"{_MADE}\n{rule_pages.page(rule, short=True)}"


@pytest.mark.parametrize("rule", _RULES.values(), ids=_RULES)
def test_a_page_says_what_the_rule_says(rule: Rule) -> None:
    written = (PAGES / f"{rule.name}.md").read_text(encoding="utf-8")

    assert written == page(rule), "run python -m tests.end_to_end.test_site"


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    assert {path.stem for path in PAGES.iterdir()} == set(_RULES)


def test_every_page_is_in_the_navigation() -> None:
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}

    assert pages == set(re.findall(r"[\w/.-]+\.md", NAVIGATION.partition("\nnav:")[2]))


@pytest.mark.skipif(
    not (find_spec("mkdocs") and find_spec("material")), reason="the extra `docs` is not installed"
)
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    for name in ("index.html", "faq/index.html", "rules/outdated-model-id/index.html"):
        assert (tmp_path / name).is_file()


if __name__ == "__main__":
    PAGES.mkdir(exist_ok=True)
    for one in all_rules():
        (PAGES / f"{one.name}.md").write_text(page(one), encoding="utf-8")
