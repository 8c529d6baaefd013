"""The migration report of one run, and its short form for GitHub Actions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from glm_migrate.cli.options import Options
from glm_migrate.cli.report_document import assembled, summarize
from glm_migrate.config.schema import Config
from glm_migrate.config.version import VERSION
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.project import git
from glm_migrate.project.boundary import ANYWHERE
from glm_migrate.report.migration_report.document import Document, State
from tests.report.sample_calls import GUIDE, call

GITHUB = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "us/app",
    "GITHUB_SHA": "abc",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, in no repository and no run of GitHub's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(git, "repository", lambda _: None)
    for name in (*GITHUB, "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def made(*configs: Config, surveyed: bool = True) -> Document:
    report = FileReport(Path("app.py"), None, calls=(call(),))
    options = Options.of((), (), isolated=True)
    given = configs or (Config(),)
    return assembled(options, given, ["app.py"], [report], ANYWHERE, surveyed=surveyed)


def note(document: Document, key: str) -> str:
    return next(one.note for one in document.items if one.item.key == key)


def test_the_document_is_about_the_target_and_the_files_that_were_searched() -> None:
    found = made()

    assert (found.target, found.guide, found.version) == ("glm-4.6", GUIDE, VERSION)
    assert (found.searched, len(found.calls), found.surveyed) == (1, 1, True)


def test_a_run_that_was_no_survey_says_nothing_of_calls() -> None:
    assert not made(surveyed=False).surveyed


def test_a_rule_that_is_off_in_any_of_the_settings_did_not_run() -> None:
    off = replace(Config(), select=("GLM1",))

    assert "Not all rules" not in note(made(), "sampling")
    assert "Not all rules" in note(made(Config(), off), "sampling")


def test_a_confirmation_comes_from_the_settings_of_the_run() -> None:
    confirmed = replace(Config(), confirmed={"prompts": "read by Li"})

    assert note(made(confirmed, Config()), "prompts").endswith("read by Li")
    assert made(Config(), confirmed).in_state(State.CONFIRMED) == 0


def test_a_link_leads_to_the_commit_only_in_a_run_of_github(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "://" not in made().calls[0].link
    for name, value in GITHUB.items():
        monkeypatch.setenv(name, value)

    assert made().calls[0].link == "https://github.com/us/app/blob/abc/app.py#L3"


def test_the_short_form_is_appended_to_the_summary_of_the_step(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "summary.md"
    path.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))

    assert summarize(made(), [], Config()) == ""
    text = path.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert "glm-4.6" in text


def test_a_summary_that_can_not_be_written_says_why(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder))

    assert summarize(made(), [], Config()).startswith(f"{folder}: ")
