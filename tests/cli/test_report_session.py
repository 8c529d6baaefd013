"""One run of `report`, without the command line around it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.cli.exits import CLEAN, FAILED
from glm_migrate.cli.options import Options
from glm_migrate.cli.report_session import report
from glm_migrate.errors import UsageError
from glm_migrate.project import git
from glm_migrate.runner import task

CALL = "from zai import ZaiClient\nZaiClient().chat.completions.create(model='glm-4.5')\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(git, "repository", lambda _: None)
    (tmp_path / "app.py").write_text(CALL, encoding="utf-8")
    return tmp_path


def options(*paths: str, **flags: Any) -> Options:
    return Options.of(paths, (), isolated=True, jobs=1, quiet=True, **flags)


def test_findings_do_not_fail_a_report_and_its_calls_are_surveyed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert report(options("."), "json") == CLEAN
    document = json.loads(capsys.readouterr().out)

    assert [call["models"][0]["after"] for call in document["calls"]] == ["glm-4.6"]
    assert document["summary"]["searched"] == 1


def test_a_report_goes_into_a_file_where_one_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(options(output_file=folder / "report.txt"), "text") == CLEAN

    assert capsys.readouterr().out == ""
    assert (folder / "report.txt").read_text("utf-8").startswith("Migration to glm-4.6\n")


def test_silence_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(options(silent=True), "text") == CLEAN
    assert capsys.readouterr() == ("", "")


def test_standard_input_is_refused() -> None:
    with pytest.raises(UsageError, match="report needs files: name a directory"):
        report(options("-"), "text")


def test_a_missing_path_is_refused() -> None:
    with pytest.raises(UsageError, match=r"no such file or directory: ap\.py.*app\.py"):
        report(options("ap.py"), "text")


def test_a_defect_of_ours_fails_the_report_and_is_told_beside_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task, "_check", lambda *_: 1 / 0)

    assert report(options(), "text") == FAILED
    out, err = capsys.readouterr()
    assert out.startswith("Migration to glm-4.6\n")
    assert "ZeroDivisionError" in err


def test_decisions_name_the_owners_of_their_files(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "CODEOWNERS").write_text("*.py @acme/app\n", encoding="utf-8")
    (folder / "app.py").write_text(CALL.replace("4.5", "4-flash"), encoding="utf-8")
    report(options("."), "text")

    decisions = capsys.readouterr().out.partition("\nDecisions (")[2].partition("\n\n")[0]
    assert decisions.count("(@acme/app)") == decisions.count("  - app.py:2 GLM") > 0


def test_what_has_changed_since_an_earlier_report_is_told(
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    earlier = tmp_path_factory.mktemp("kept") / "earlier.json"
    report(options(".", output_file=earlier), "json")
    (folder / "app.py").write_text(CALL.replace("4.5", "4.6"), encoding="utf-8")
    report(options("."), "text", since=earlier)

    changes = capsys.readouterr().out.partition("\nSince ")[2].splitlines()
    assert changes[1] == "  - Model identifier: fixable → done, 1 open place → 0"
