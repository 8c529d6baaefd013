"""Runs are taken back byte for byte, and files that changed since stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.config import state
from glm_migrate.runner import journal, undo, write
from glm_migrate.runner.replacing import FileReplacement

OLD, NEW = b"x = 1\r\n\xff", b"x = 2\r\n\xff"


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files that a run wrote, and a third that it made."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    tree = tmp_path / "tree"
    tree.mkdir()
    for name in ("a.py", "b.py"):
        (tree / name).write_bytes(OLD)
    with write.run() as run:
        run.commit([FileReplacement(tree / name, OLD, NEW) for name in ("a.py", "b.py")])
        run.save(tree / "made.toml", b"made\n")
    return tree


def contents(tree: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in tree.iterdir()}


def anywhere(_: str) -> bool:
    return True


def killed(tree: Path) -> None:
    """Have the run be one that was killed after its last rename."""
    (file,) = Path(state.journals()).iterdir()
    file.replace(file.with_suffix(state.OPEN))


def test_a_whole_run_is_taken_back(tree: Path) -> None:
    (record,) = undo.undoable(anywhere)
    taken = undo.take_back(record)

    assert contents(tree) == {"a.py": OLD, "b.py": OLD}
    assert sorted(path.name for path in taken.restored) == ["a.py", "b.py", "made.toml"]
    assert taken.left == ()
    assert undo.undoable(anywhere) == []


def test_a_file_that_changed_since_is_left_and_the_run_is_kept(tree: Path) -> None:
    (tree / "a.py").write_bytes(b"mine")
    (tree / "made.toml").unlink()
    (record,) = undo.undoable(anywhere)
    taken = undo.take_back(record)

    assert contents(tree) == {"a.py": b"mine", "b.py": OLD}
    assert [(one.path.name, one.detail) for one in taken.left] == [
        ("a.py", "changed since the run wrote it; left as it is")
    ]
    (tree / "a.py").write_bytes(NEW)
    assert undo.take_back(undo.undoable(anywhere)[0]).left == ()
    assert contents(tree) == {"a.py": OLD, "b.py": OLD}


def test_a_link_in_the_place_of_a_file_is_left(tree: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim.py"
    victim.write_bytes(NEW)
    (tree / "a.py").unlink()
    (tree / "a.py").symlink_to(victim)
    taken = undo.take_back(undo.undoable(anywhere)[0])

    assert [one.path.name for one in taken.left] == ["a.py"]
    assert victim.read_bytes() == NEW


def test_runs_of_other_projects_are_not_listed() -> None:
    assert undo.undoable(lambda _: False) == []


def test_an_interrupted_run_is_rolled_back(tree: Path) -> None:
    killed(tree)
    (tree / "b.py").write_bytes(OLD)

    assert undo.is_interrupted(anywhere)
    (taken,) = undo.recover(anywhere)

    assert contents(tree) == {"a.py": OLD, "b.py": OLD}
    assert sorted(path.name for path in taken.restored) == ["a.py", "made.toml"]
    assert not undo.is_interrupted(anywhere)
    assert not list(Path(state.journals()).iterdir())


def test_an_interrupted_run_of_another_project_stays(tree: Path) -> None:
    killed(tree)

    assert not undo.is_interrupted(lambda _: False)
    assert undo.recover(lambda _: False) == []
    assert undo.is_interrupted(anywhere)


def test_a_file_edited_after_the_interruption_stays_and_so_does_its_old_text(tree: Path) -> None:
    killed(tree)
    (tree / "a.py").write_bytes(b"mine")
    (taken,) = undo.recover(anywhere)

    assert contents(tree) == {"a.py": b"mine", "b.py": OLD}
    assert [one.path.name for one in taken.left] == ["a.py"]
    (record,) = journal.done()
    assert record.entries[0].before == OLD


def test_a_file_that_can_not_be_restored_keeps_the_journal(tree: Path) -> None:
    killed(tree)
    (tree / "a.py").unlink()
    (tree / "a.py").mkdir()

    with pytest.raises(write.WriteFailed, match=r"cannot write .*a\.py: Is a directory"):
        undo.recover(anywhere)
    assert undo.is_interrupted(anywhere)
