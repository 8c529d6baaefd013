"""A baseline in use: written, kept in step by fixes, pruned, shown; what it never hides."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from glm_migrate.cli.baseline_files import BaselineFiles
from glm_migrate.cli.baseline_session import Inspection
from glm_migrate.cli.exits import CLEAN, FAILED, FOUND
from glm_migrate.cli.main import run
from glm_migrate.cli.options import Options
from glm_migrate.errors import UsageError

CALL = "client.chat.completions.create(model={}, messages=[]{})"
HEAD = "from zai import ZaiClient\n\nclient = ZaiClient()\n\n\ndef ask():\n    return "
CODE = HEAD + CALL.format('"glm-4.5"', ", temperature=0.2, top_p=0.9") + "\n"
MORE = "\n\ndef more():\n    return " + CALL.format('"glm-4.5"', "") + "\n"
FILE = "accepted.toml"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("PRE_COMMIT", "GLM_MIGRATE_CONFIG", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    Path("pyproject.toml").write_text(f'[tool.glm-migrate]\nbaseline = "{FILE}"\n', "utf-8")
    put("app.py", CODE)
    return tmp_path


def put(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def text(name: str = FILE) -> str:
    return Path(name).read_text(encoding="utf-8")


def codes(capsys: Captured, *arguments: str) -> list[str]:
    """Where a check finds what, as `7 GLM101`."""
    capsys.readouterr()
    run(["check", "--output-format=concise", *arguments])
    lines = capsys.readouterr().out.splitlines()
    return [f"{x.split(':')[1]} {x.split()[1]}" for x in lines if ".py:" in x]


def test_what_is_written_is_accepted_and_said(capsys: Captured) -> None:
    assert run(["baseline", "write", "--reason", "contract"]) == CLEAN
    assert "accepted.toml: 2 findings accepted in 1 file; 2 new, 0 gone" in capsys.readouterr().err

    assert run(["check"]) == CLEAN
    assert "2 findings accepted by the baseline." in capsys.readouterr().out


def test_a_second_write_changes_nothing() -> None:
    run(["baseline", "write", "--reason", "contract", "--until", "2099-01-31"])
    first = text()

    run(["baseline", "write"])

    assert text() == first
    assert 'until = 2099-01-31, reason = "contract"' in first


def test_a_new_finding_and_a_changed_line_are_reported(capsys: Captured) -> None:
    run(["baseline", "write"])
    put("app.py", "# moved\n" + CODE + MORE)

    assert codes(capsys) == ["12 GLM202", "12 GLM101"]

    put("app.py", CODE.replace("0.2", "0.3"))
    assert codes(capsys) == ["7 GLM101", "7 GLM201"]


def test_a_missing_baseline_is_an_error_that_says_how_to_make_it(capsys: Captured) -> None:
    assert run(["check"]) == FAILED
    assert f"no such baseline: {FILE}; 'glm-migrate baseline write' creates it" in (
        capsys.readouterr().err
    )


def test_a_baseline_can_be_named_and_left_out(capsys: Captured) -> None:
    assert run(["baseline", "write", "--baseline", "other.toml"]) == CLEAN
    assert codes(capsys, "--baseline", "other.toml") == []
    assert codes(capsys, "--baseline", "") == ["7 GLM101", "7 GLM201"]
    assert run(["check", "--baseline", "x.json"]) == FAILED


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("../outside.toml", id="outside of the repository"),
        pytest.param("notes.txt", id="no TOML file"),
        pytest.param("pyproject.toml", id="another file"),
    ],
)
def test_settings_cannot_have_another_file_overwritten(name: str, project: Path) -> None:
    (project / ".git").mkdir()
    put("pyproject.toml", f'[tool.glm-migrate]\nbaseline = "{name}"\n')
    before = text("pyproject.toml")

    assert run(["baseline", "write"]) == FAILED
    assert text("pyproject.toml") == before
    assert not (project.parent / "outside.toml").exists()


def test_a_fix_leaves_what_is_accepted_and_keeps_it_accepted(capsys: Captured) -> None:
    run(["baseline", "write", "--select", "GLM101"])

    assert run(["fix", "--allow-no-vcs"]) == CLEAN
    assert text("app.py") == CODE.replace(", top_p=0.9", "")
    assert codes(capsys) == []
    assert run(["undo"]) == CLEAN
    assert codes(capsys, "--select", "GLM101") == []


def test_what_else_a_call_needs_rests_on_the_id_that_stays(capsys: Captured) -> None:
    call = CALL.format('"glm-4.5"', ", stream=True, tools=TOOLS")
    put("app.py", HEAD.replace("return ", "for one in ") + call + ":\n        print(one)\n")
    run(["baseline", "write"])

    assert "GLM401" not in text()
    assert codes(capsys) == []


def test_entries_without_a_finding_are_told_and_pruned(capsys: Captured) -> None:
    put("gone.py", CODE)
    run(["baseline", "write"])
    Path("gone.py").unlink()
    put("app.py", CODE.replace(", top_p=0.9", ""))
    capsys.readouterr()

    run(["check"])
    assert "4 entries without a finding; 'glm-migrate baseline prune'" in capsys.readouterr().err
    assert run(["baseline", "prune", "--check"]) == FOUND
    assert text().count("mark") == 4
    assert run(["baseline", "prune"]) == CLEAN
    assert text().count("mark") == 0
    assert run(["baseline", "prune", "--check"]) == CLEAN


def test_only_what_was_checked_is_judged(capsys: Captured) -> None:
    put("sub/other.py", CODE)
    run(["baseline", "write"])
    put("sub/other.py", "")
    put("app.py", "")
    capsys.readouterr()

    run(["baseline", "prune", "sub", "--select", "GLM101"])
    assert [line.split('"')[1:4:2] for line in text().splitlines() if "mark" in line] == [
        ["app.py", "GLM101"],
        ["app.py", "GLM201"],
        ["sub/other.py", "GLM201"],
    ]
    run(["baseline", "write", "sub"])
    assert "sub/other.py" not in text()
    assert "app.py" in text()


def test_a_file_that_cannot_be_read_is_not_accepted(capsys: Captured) -> None:
    run(["baseline", "write"])
    accepted = text()
    put("app.py", CODE + "def :\n")
    capsys.readouterr()

    assert run(["baseline", "write"]) == CLEAN
    assert "1 file could not be checked, which no baseline hides" in capsys.readouterr().err
    assert text() == accepted
    assert codes(capsys) == ["8 GLM901"]


def test_what_has_expired_is_reported_and_gets_a_new_date(capsys: Captured) -> None:
    yesterday = date.today() - timedelta(1)
    run(["baseline", "write", "--until", "2099-12-31", "--reason", "contract"])
    put(FILE, text().replace("2099-12-31", yesterday.isoformat()))

    assert codes(capsys) == ["7 GLM101", "7 GLM201"]
    run(["check"])
    assert f"{FILE}: 2 entries expired and no longer accepted" in capsys.readouterr().err

    run(["baseline", "write", "--until", "2099-01-31"])
    assert text().count('until = 2099-01-31, reason = "contract"') == 2
    assert codes(capsys) == []


@pytest.mark.parametrize("command", [["baseline", "write"], ["check", "--add-ignore=contract"]])
def test_a_day_that_is_over_accepts_nothing_and_is_refused(
    command: list[str], capsys: Captured
) -> None:
    yesterday, today = date.today() - timedelta(1), date.today()

    assert run([*command, "--until", yesterday.isoformat()]) == FAILED
    assert f"'--until': {yesterday} is in the past" in capsys.readouterr().err
    assert run([*command, "--until", today.isoformat()]) == CLEAN


def test_the_list_tells_how_each_entry_stands(capsys: Captured) -> None:
    run(["baseline", "write", "--reason", "contract"])
    put("app.py", "\n" + CODE.replace(", top_p=0.9", "").replace(", temperature=0.2", ""))
    put("app.py", CODE.replace("return", "x = 1; return") + MORE)
    put("bad.py", "glm = )\n")
    capsys.readouterr()

    assert run(["baseline", "show", "--output-format", "json"]) == CLEAN
    listed = json.loads(capsys.readouterr().out)
    assert [(one["code"], one["state"], one["row"], one["reason"]) for one in listed] == [
        ("GLM101", "stale", None, "contract"),
        ("GLM201", "stale", None, "contract"),
    ]
    put("app.py", "\n" + CODE)
    assert run(["baseline", "show"]) == CLEAN
    shown = capsys.readouterr().out
    assert 'app.py:8: GLM101 "glm-4.5" is older than glm-4.6 (contract)' in shown
    assert shown.endswith("2 accepted.\n")


def test_the_report_counts_what_is_accepted_as_open(capsys: Captured) -> None:
    run(["baseline", "write"])
    capsys.readouterr()
    run(["report"])
    accepted = capsys.readouterr().out
    Path("pyproject.toml").unlink()

    run(["report"])
    assert accepted.splitlines()[1:] == capsys.readouterr().out.splitlines()[1:]


def test_sarif_names_the_reason(capsys: Captured) -> None:
    run(["baseline", "write", "--reason", "contract", "--select", "GLM101"])
    capsys.readouterr()

    run(["check", "--output-format", "sarif", "--select", "GLM101"])
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert result["suppressions"] == [{"kind": "external", "justification": "contract"}]


def test_each_project_of_a_repository_has_its_own(capsys: Captured) -> None:
    put("sub/pyproject.toml", '[tool.glm-migrate]\nbaseline = "own.toml"\n')
    put("sub/app.py", CODE)
    run(["baseline", "write", "sub"])

    assert "app.py" in text("sub/own.toml")
    assert run(["baseline", "write"]) == CLEAN
    assert "sub/app.py" not in text()
    assert codes(capsys) == []


def test_a_notebook_has_entries_too(capsys: Captured) -> None:
    lines = CODE.splitlines(keepends=True)
    cell: dict[str, object] = {"cell_type": "code", "source": lines, "metadata": {}}
    cell |= {"outputs": [], "execution_count": None}
    book = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    put("a.ipynb", json.dumps(book))
    Path("app.py").unlink()
    run(["baseline", "write"])

    assert text().count("a.ipynb") == 2
    assert run(["check"]) == CLEAN


def test_standard_input_has_none() -> None:
    with pytest.raises(UsageError, match="needs files"):
        Inspection(Options.of(("-",), (), isolated=True))


def test_a_run_without_a_baseline_has_nothing_to_tell() -> None:
    files = BaselineFiles.of([])

    assert files.accepted == {}
    assert list(files.remarks([], [], ["."], lambda path: pytest.fail(path))) == []
