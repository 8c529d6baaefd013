"""The journal: what is read back of it, wherever it ends, and how long it stays."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from glm_migrate.config import state
from glm_migrate.runner import journal, replacing
from glm_migrate.runner.journal import Journal
from glm_migrate.runner.replacing import FileReplacement


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Path(state.journals())


def noted(tmp_path: Path, *changes: tuple[str, bytes | None, bytes | None]) -> Journal:
    begun = Journal("fix")
    begun.note(
        [replacing.beside(FileReplacement(tmp_path / n, old, new)) for n, old, new in changes]
    )
    return begun


CHANGES = (
    ("a.py", b"x = 1\r\n\n\xff", b"y"),
    (os.fsdecode(b"\xffb.py"), b"", None),
    ("new.toml", None, b"z\n"),
)


def test_what_was_noted_is_read_back(tmp_path: Path) -> None:
    noted(tmp_path, *CHANGES).end(keep=True)
    (record,) = journal.done()

    assert record.kind == "fix"
    assert [(one.path.name, one.before, one.after) for one in record.entries] == [
        (name, before, journal.digest(after)) for name, before, after in CHANGES
    ]


def test_wherever_it_ends_the_whole_entries_before_are_read(tmp_path: Path, folder: Path) -> None:
    noted(tmp_path, *CHANGES).end(keep=True)
    (file,) = folder.iterdir()
    data = file.read_bytes()
    read = []
    for size in range(len(data) + 1):
        file.write_bytes(data[:size])
        (record,) = journal.done()
        assert record.damaged == (size < len(data))  # its name says how many records it has
        names = [one.path.name for one in record.entries]
        assert names == [name for name, _, _ in CHANGES][: len(names)]
        read.append(len(names))

    assert read == sorted(read)
    assert {*read} == {0, 1, 2, 3}


def test_files_that_were_refused_are_none_of_the_run(tmp_path: Path) -> None:
    begun = noted(tmp_path, *CHANGES)
    begun.forget([tmp_path / "a.py"])
    begun.end(keep=True)

    assert [one.path.name for one in journal.done()[0].entries] == [n for n, _, _ in CHANGES[1:]]


def test_a_run_that_goes_on_is_not_interrupted(tmp_path: Path, folder: Path) -> None:
    begun = noted(tmp_path, *CHANGES)

    assert [file.suffix for file in folder.iterdir()] == [state.OPEN]
    assert list(journal.interrupted()) == []
    begun.end(keep=False)
    assert list(folder.iterdir()) == []


def test_a_run_that_noted_nothing_yet_is_forgotten(tmp_path: Path, folder: Path) -> None:
    noted(tmp_path).end(keep=True)
    (file,) = folder.iterdir()
    file.replace(file.with_suffix(state.OPEN))

    assert list(journal.interrupted()) == []
    assert list(folder.iterdir()) == []


def test_only_the_last_runs_are_kept(tmp_path: Path) -> None:
    for number in range(53):
        noted(tmp_path, (f"{number}.py", b"", b"x")).end(keep=True)
    kept = journal.done()

    assert len(kept) == 50
    assert kept[0].entries[0].path.name == "52.py"


def test_nobody_else_can_read_it(tmp_path: Path, folder: Path) -> None:
    noted(tmp_path, *CHANGES).end(keep=True)
    (file,) = folder.iterdir()

    assert file.stat().st_mode & 0o077 == folder.stat().st_mode & 0o077 == 0


DAMAGE = {
    "room that was never filled": lambda data: data[:90] + b"\0" * 300,
    "another program's file": lambda data: b"[]\n\n",
    "a false size": lambda data: data.replace(b'"bytes": 0', b'"bytes": 9', 1),
    "no text": lambda data: b"\xff\xfe garbage\n" + data,
    "a byte of a file": lambda data: data.replace(b"x = 1", b"x = 2"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_journal_of_a_whole_run_is_known_as_such(
    tmp_path: Path, folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    noted(tmp_path, *CHANGES).end(keep=True)
    (file,) = folder.iterdir()
    file.write_bytes(damage(file.read_bytes()))

    assert [one.damaged for one in journal.done()] == [True]


@pytest.mark.parametrize("damage", list(DAMAGE.values())[1:], ids=list(DAMAGE)[1:])
def test_a_damaged_journal_of_an_interrupted_run_is_not_taken_for_an_empty_one(
    tmp_path: Path, folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    begun = noted(tmp_path, *CHANGES)
    begun._stream.close()
    (file,) = folder.iterdir()
    file.write_bytes(damage(file.read_bytes()))

    (record,) = journal.interrupted()
    assert record.damaged
    journal.settle(record, keep=True)
    assert [one.suffix for one in folder.iterdir()] == [".damaged"]
