"""One run of `check` or `fix`, without the command line around it."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from glm_migrate.cli.exits import CLEAN, FOUND
from glm_migrate.cli.options import Options
from glm_migrate.cli.session import Session
from glm_migrate.errors import UsageError
from glm_migrate.project import batches, git
from glm_migrate.project.batches import Unit
from glm_migrate.runner import dispatch, schedule
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome

OLD = (
    b"from zai import ZaiClient\n"
    b"ZaiClient().chat.completions.create(model='glm-4.5', messages=[], top_p=0.5)\n"
)
NEW = OLD.replace(b"glm-4.5", b"glm-4.6")
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with one file to migrate, in no repository."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(git, "repository", lambda _: None)
    for name in ("PRE_COMMIT", "GLM_MIGRATE_CONFIG", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "app.py").write_bytes(OLD)
    return tmp_path


def session(*paths: str, **flags: Any) -> Session:
    given = {"isolated": True, "jobs": 1, "select": ["GLM101"], **flags}
    return Session(Options.of(paths, (), **given))


def test_a_check_reports_and_writes_nothing(folder: Path, capsys: Captured) -> None:
    assert session(output_format="concise").check() == FOUND

    assert capsys.readouterr().out.startswith("app.py:2:43: GLM101 [*] ")
    assert (folder / "app.py").read_bytes() == OLD


def test_a_fix_writes_what_is_safe(folder: Path) -> None:
    assert session(allow_no_vcs=True).fix() == CLEAN
    assert (folder / "app.py").read_bytes() == NEW


def test_a_diff_of_a_fix_is_printed_and_nothing_is_written(folder: Path, capsys: Captured) -> None:
    assert session(diff=True).fix() == FOUND

    assert "+ZaiClient().chat.completions.create(model='glm-4.6'" in capsys.readouterr().out
    assert (folder / "app.py").read_bytes() == OLD


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        ({"exit_zero": True}, CLEAN),
        ({"fail_on": "error"}, FOUND),
        ({"ignore": ["GLM101"]}, CLEAN),
    ],
    ids=["--exit-zero", "--fail-on", "--ignore"],
)
def test_flags_decide_what_fails(flags: dict[str, Any], code: int) -> None:
    assert session(quiet=True, **flags).check() == code


def test_a_fix_can_be_told_to_fail() -> None:
    assert session(allow_no_vcs=True, exit_non_zero_on_fix=True).fix() == FOUND


def test_standard_input_is_fixed_to_standard_output(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(OLD)))

    assert session("-").fix() == CLEAN
    assert capfdbinary.readouterr().out == NEW


def test_files_and_settings_are_shown_without_a_check(capsys: Captured) -> None:
    assert session(show_files=True).check() == CLEAN
    assert capsys.readouterr().out == "app.py\n"
    assert session(show_settings=True).check() == CLEAN
    assert 'select = ["GLM101"]' in capsys.readouterr().out


def test_a_missing_path_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match=r"no such file or directory: ap\.py.*app\.py"):
        session("ap.py").check()


def test_a_directory_without_files_is_a_remark_and_no_failure(
    folder: Path, capsys: Captured
) -> None:
    (folder / "app.py").unlink()

    assert session().check() == CLEAN
    assert "no Python code or settings files found" in capsys.readouterr().err
    assert session(quiet=True).check() == CLEAN
    assert capsys.readouterr().err == ""


def test_what_git_could_not_bring_back_is_not_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dirty = SimpleNamespace(changed=["app.py"], unversioned=[])
    monkeypatch.setattr(git, "uncommitted", lambda *_, **__: dirty)

    with pytest.raises(UsageError, match=r"app\.py"):
        session().fix()
    assert (folder / "app.py").read_bytes() == OLD
    assert session(allow_dirty=True).fix() == CLEAN


def test_a_diff_goes_to_the_file_that_is_named(folder: Path, capsys: Captured) -> None:
    assert session(diff=True, output_file=Path("out.patch")).fix() == FOUND

    printed = capsys.readouterr()
    assert (folder / "out.patch").read_text(encoding="utf-8").startswith("--- app.py\n+++ app.py\n")
    assert printed.out == ""
    assert "Would fix 1 finding:" in printed.err


def test_beside_a_diff_lines_are_those_of_the_file_that_is(folder: Path, capsys: Captured) -> None:
    (folder / "app.py").write_bytes(
        OLD.replace(b"ZaiClient()", b"for one in ZaiClient()").replace(
            b"5)\n", b"5, stream=True):\n"
        )
        + b"    print(one.choices[0].delta.content)\nglm = 1  # noqa: GLM101\n"
        + OLD.replace(b"glm-4.5", b"glm-4-long")
    )
    session(diff=True, select=["GLM"], output_format="concise").fix()
    rows = {line.split(":")[1] for line in capsys.readouterr().err.splitlines() if ".py:" in line}

    assert "6" in rows
    assert not {"7", "8", "9"} & rows


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        pytest.param({"output_format": "concise"}, True, id="a line each"),
        pytest.param({"output_format": "full"}, True, id="with code"),
        pytest.param({"output_format": "grouped"}, True, id="by file"),
        pytest.param({"output_format": "concise", "quiet": True}, True, id="quiet"),
        pytest.param({"output_format": "short"}, False, id="the most urgent of all"),
        pytest.param({"output_format": "json"}, False, id="for machines"),
        pytest.param({"output_format": "concise", "statistics": True}, False, id="counts"),
        pytest.param({"output_format": "concise", "diff": True}, False, id="a patch"),
        pytest.param({"output_format": "concise", "silent": True}, False, id="silent"),
        pytest.param(
            {"output_format": "concise", "output_file": Path("out.txt")}, False, id="to a file"
        ),
    ],
)
def test_what_is_found_is_told_before_the_run_ends(
    folder: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    flags: dict[str, Any],
    told: bool,
) -> None:
    (folder / "later.py").write_bytes(OLD)
    seen: list[str] = []
    plain = dispatch.of_unit

    def of_unit(unit: Unit, job: Job) -> tuple[Outcome, ...]:
        seen.append(capsys.readouterr().out)
        return plain(unit, job)

    monkeypatch.setattr(schedule, "of_unit", of_unit)
    assert session(**flags).check() == FOUND
    rest = capsys.readouterr().out

    assert [seen[0], "app.py" in seen[1], "later.py" in seen[1]] == ["", told, False]
    assert not told or "later.py" in rest


def test_a_file_that_another_unit_leads_to_keeps_what_its_own_unit_says(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "app.py").write_bytes(
        b"from ids import MODEL\n" + OLD.replace(b"'glm-4.5'", b"MODEL")
    )
    (folder / "ids.py").write_bytes(b"MODEL = 'glm-4.5'\n\n\ndef show():\n    print(MODEL)\n")
    monkeypatch.setattr(batches, "MAX_UNIT", 130)  # too small for both
    assert session(output_format="concise", unsafe_fixes=True).check() == FOUND

    assert capsys.readouterr().out.startswith("ids.py:1:9: GLM101 [*]")
