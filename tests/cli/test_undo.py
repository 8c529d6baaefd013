"""`undo`: what `fix` wrote is taken back, and a run that was killed is noticed by the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.cli import interrupted_runs, undo
from glm_migrate.cli.exits import CLEAN, FAILED, FOUND
from glm_migrate.cli.main import run
from glm_migrate.config import state
from glm_migrate.project.boundary import ANYWHERE, Boundary

OLD = (
    b"from zai import ZaiClient\n"
    b'ZaiClient().chat.completions.create(model="glm-4.5", messages=[], temperature=1)\n'
)
NEW = OLD.replace(b"4.5", b"4.6")
DECIDED = b'from zai import ZaiClient\nZaiClient().chat.completions.create(model="glm-4-plus")\n'
DECISIONS = "glm-migrate-decisions.toml"
FIX = ("fix", "--allow-no-vcs", "--quiet", "--select=GLM1")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "pyproject.toml").touch()
    (folder / "a.py").write_bytes(OLD)
    (folder / "b.py").write_bytes(OLD)
    return folder


def killed() -> None:
    """Have the last run be one that was killed after it had written one of the files."""
    file = max(Path(state.journals()).iterdir())
    file.replace(file.with_suffix(state.OPEN))
    Path("b.py").write_bytes(OLD)


def test_the_last_run_is_taken_back(capsys: pytest.CaptureFixture[str]) -> None:
    run(FIX)
    assert Path("a.py").read_bytes() == Path("b.py").read_bytes() == NEW
    capsys.readouterr()

    assert run(["undo"]) == CLEAN
    assert capsys.readouterr().out.endswith(": 2 files restored.\n")
    assert Path("a.py").read_bytes() == Path("b.py").read_bytes() == OLD
    assert run(["undo"]) == FAILED
    assert "no run to undo in this project" in capsys.readouterr().err


def test_the_questions_go_with_the_rewrite_that_hid_them(project: Path) -> None:
    Path("a.py").write_bytes(DECIDED)
    run(FIX)
    assert Path(DECISIONS).exists()

    assert run(["undo"]) == CLEAN
    assert Path("a.py").read_bytes() == DECIDED
    assert sorted(path.name for path in project.iterdir()) == ["a.py", "b.py", "pyproject.toml"]


def test_a_file_that_changed_since_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    run(FIX)
    Path("a.py").write_bytes(b"mine\n")
    capsys.readouterr()

    assert run(["undo"]) == FOUND
    assert "a.py: changed since the run wrote it; left as it is" in capsys.readouterr().out
    assert Path("a.py").read_bytes() == b"mine\n"
    assert Path("b.py").read_bytes() == OLD


def test_an_earlier_run_by_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    run([*FIX, "a.py"])
    run([*FIX, "b.py"])
    capsys.readouterr()
    run(["undo", "--list"])
    last, first = capsys.readouterr().out.splitlines()

    assert last.endswith(": 1 file")
    assert run(["undo", first.split()[0]]) == CLEAN
    assert (Path("a.py").read_bytes(), Path("b.py").read_bytes()) == (OLD, NEW)
    assert run(["undo", "nonsense"]) == FAILED
    assert "no run in this project has an id like 'nonsense'" in capsys.readouterr().err


def test_runs_of_other_projects_are_not_shown(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(FIX)
    (tmp_path / "other").mkdir()
    (tmp_path / "other/pyproject.toml").touch()
    monkeypatch.chdir(tmp_path / "other")
    capsys.readouterr()

    assert run(["undo", "--list"]) == CLEAN
    assert capsys.readouterr().out == "No run to undo in this project.\n"


@pytest.mark.parametrize("command", ["check", "report", "fix --diff", "check a.py b.py"])
def test_a_run_that_only_looks_says_that_one_was_interrupted(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    run(FIX)
    killed()
    capsys.readouterr()
    run(command.split())

    assert "an earlier run was interrupted while it wrote" in capsys.readouterr().err
    assert (Path("a.py").read_bytes(), Path("b.py").read_bytes()) == (NEW, OLD)


def test_the_next_fix_takes_it_back_and_starts_again(capsys: pytest.CaptureFixture[str]) -> None:
    run(FIX)
    killed()
    capsys.readouterr()
    run([one for one in FIX if one != "--quiet"])
    told = capsys.readouterr()

    assert "Warning: an earlier run was interrupted. Undid the run of " in told.err
    assert "Fixed 2 findings" in told.out
    assert Path("a.py").read_bytes() == Path("b.py").read_bytes() == NEW


def test_undo_takes_back_an_interrupted_run_before_any_other() -> None:
    run([*FIX, "b.py"])
    run([*FIX, "a.py"])
    file = max(Path(state.journals()).iterdir())
    file.replace(file.with_suffix(state.OPEN))

    assert run(["undo"]) == CLEAN
    assert (Path("a.py").read_bytes(), Path("b.py").read_bytes()) == (OLD, NEW)


def test_a_journal_that_can_not_be_kept_keeps_everything_as_it_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "blocked").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "blocked"))

    assert run(FIX) == FAILED
    told = capsys.readouterr().err
    assert "Not a directory; nothing was written; XDG_STATE_HOME can name another place" in told
    assert Path("a.py").read_bytes() == OLD


def test_nothing_is_said_where_nothing_is_interrupted() -> None:
    said: list[str] = []
    for writes in (False, True):
        interrupted_runs.settle(ANYWHERE, writes, said.append)
    run(FIX)
    killed()
    interrupted_runs.settle(Boundary(("/nowhere",)), True, said.append)

    assert said == []
    assert undo.command.name == "undo"


def test_a_run_that_wrote_in_two_projects_is_undone_in_both_or_in_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "c.py").write_bytes(OLD)
    run([*FIX, ".", "../other"])
    capsys.readouterr()

    assert run(["undo"]) == FAILED
    assert f"that run also wrote {other / 'c.py'}, outside" in capsys.readouterr().err
    assert Path("a.py").read_bytes() == (other / "c.py").read_bytes() == NEW

    monkeypatch.chdir(tmp_path)
    assert run(["undo"]) == CLEAN
    assert (other / "c.py").read_bytes() == OLD


def test_files_of_another_project_are_named_when_a_killed_run_is_taken_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "c.py").write_bytes(OLD)
    run([*FIX, ".", "../other"])
    killed()

    assert run(["undo"]) == CLEAN
    assert f"{other / 'c.py'}: restored as well, outside of this project" in capsys.readouterr().out


def damage(suffix: str = "") -> Path:
    """Change the last journal; the result is its new path."""
    file = max(Path(state.journals()).iterdir())
    file.write_bytes(b"[]\n\n")
    return file.replace(file.with_suffix(suffix or file.suffix))


def test_a_damaged_journal_is_named_and_stands_in_no_other_runs_way(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(FIX)
    Path("c.py").write_bytes(OLD)
    run(FIX)
    file = damage()
    capsys.readouterr()

    assert run(["check", "-q", "--exit-zero", "."]) == CLEAN
    assert run(["undo"]) == CLEAN
    output = capsys.readouterr()
    assert f"{file} is damaged, so that run can't be undone" in output.err
    assert output.out.endswith(": 2 files restored.\n")
    assert Path("c.py").read_bytes() == NEW


def test_a_damaged_journal_of_a_killed_run_is_never_taken_for_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(FIX)
    file = damage(state.OPEN)
    capsys.readouterr()

    assert run(["check", "--exit-zero", "."]) == CLEAN
    assert "an earlier run was interrupted" in capsys.readouterr().err
    assert run(["undo"]) == FOUND
    kept = file.with_name(f"{file.name.partition('.')[0]}.damaged")
    assert str(kept) in capsys.readouterr().out
    assert kept.exists()
    assert run(["undo"]) == FAILED


@pytest.mark.parametrize("is_there", [True, False])
def test_a_file_of_decisions_that_leads_out_of_the_project_is_refused(
    tmp_path: Path, is_there: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.py").write_bytes(DECIDED)
    if is_there:
        (tmp_path / "outside.toml").touch()
    Path(DECISIONS).symlink_to(tmp_path / "outside.toml")

    assert run(FIX) == FAILED
    assert f"it is a link to {tmp_path / 'outside.toml'}" in capsys.readouterr().err
    assert not is_there or (tmp_path / "outside.toml").read_bytes() == b""
    assert is_there or not (tmp_path / "outside.toml").exists()
    assert Path("a.py").read_bytes() == DECIDED
