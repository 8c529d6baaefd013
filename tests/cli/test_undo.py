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
