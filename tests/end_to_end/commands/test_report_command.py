"""`report` as a gate, with links, and what it says first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from glm_migrate.cli.exits import CLEAN, FOUND
from glm_migrate.cli.main import run
from tests.project.test_revisions import git

ASK = 'client.chat.completions.create(model="{}", temperature=0.2, messages=[])\n'
HEAD = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "shop"
    root.mkdir()
    monkeypatch.chdir(root)
    for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA", "CI_PROJECT_URL"):
        monkeypatch.delenv(name, raising=False)
    text = HEAD + ASK.format("glm-4.5") * 2 + ASK.format("glm-4-air")
    (root / "app.py").write_text(text, encoding="utf-8")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "x")
    return root


def test_it_is_a_gate_only_where_that_is_asked_for(folder: Path) -> None:
    assert run(["report"]) == CLEAN
    assert run(["report", "--fail-unless-green"]) == FOUND

    (folder / "app.py").write_text("x = 1\n", encoding="utf-8")
    assert run(["report", "--fail-unless-green"]) == CLEAN


def test_the_page_says_of_what_it_is_and_what_becomes_of_each_id(capsys: Captured) -> None:
    assert (
        run(["report", "--output-format", "markdown", "--repo-url", "https://h.org/o/r"]) == CLEAN
    )
    page = capsys.readouterr().out

    assert page.startswith("## Migration to glm-4.6: shop at ")
    assert " of 8 items settled" in page
    assert "| glm-4.5 | glm-4.6 | 2 |\n| glm-4-air | glm-4.6 | 1 |\n" in page
    assert "(https://h.org/o/r/blob/" in page


def test_the_data_have_the_same(capsys: Captured) -> None:
    run(["report", "--format", "json"])
    data = json.loads(capsys.readouterr().out)

    assert data["about"].startswith("shop at ")
    assert data["moves"][0] == {"id": "glm-4.5", "becomes": "glm-4.6", "calls": 2}


def test_the_html_page_has_them_as_well(capsys: Captured) -> None:
    run(["report", "--output-format", "html"])
    page = capsys.readouterr().out

    assert "<p>shop at " in page
    assert '<td role="cell" data-label="New id">glm-4.6</td>' in page
