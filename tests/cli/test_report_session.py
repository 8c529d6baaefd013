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
