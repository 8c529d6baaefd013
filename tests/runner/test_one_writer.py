"""Two runs that write in one tree: the second waits; in two trees, none does."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from glm_migrate.runner.one_writer import one_writer

_SOON = 0.5  # seconds
_LATE = 30


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


class _Other(threading.Thread):
    """Another run that writes below a root, and notes that it waits and that it may write."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root
        self.waits, self.writes = threading.Event(), threading.Event()
        self.start()

    def run(self) -> None:
        with one_writer(self.root, self.waits.set):
            self.writes.set()


@pytest.mark.parametrize(("first", "second"), [("a", "a"), ("a", "a/b"), ("a/b", "a")])
def test_the_second_waits_for_the_first(tmp_path: Path, first: str, second: str) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    with one_writer(tmp_path / first, pytest.fail):
        other = _Other(tmp_path / second)
        assert other.waits.wait(_LATE)
        assert not other.writes.wait(_SOON)
    assert other.writes.wait(_LATE)
    other.join()


@pytest.mark.parametrize("second", ["b", "ab"])
def test_who_writes_elsewhere_does_not_wait(tmp_path: Path, second: str) -> None:
    for name in ("a", second):
        (tmp_path / name).mkdir()
    with one_writer(tmp_path / "a", pytest.fail):
        other = _Other(tmp_path / second)
        assert other.writes.wait(_LATE)
        assert not other.waits.is_set()
        other.join()


def test_where_nothing_can_be_kept_nobody_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with one_writer(tmp_path, pytest.fail), one_writer(tmp_path, pytest.fail):
        pass


def test_a_file_that_was_not_written_whole_still_locks_its_root(tmp_path: Path) -> None:
    with one_writer(tmp_path, pytest.fail):
        pass
    (file,) = (tmp_path / "state/glm-migrate/locks").iterdir()
    file.write_bytes(b"")
    with one_writer(tmp_path, pytest.fail):
        other = _Other(tmp_path)
        assert other.waits.wait(_LATE)
    other.join()


def test_files_of_roots_that_are_gone_go(tmp_path: Path) -> None:
    for name in ("gone", "here"):
        (tmp_path / name).mkdir()
        with one_writer(tmp_path / name, pytest.fail):
            pass
    (tmp_path / "gone").rmdir()
    with one_writer(tmp_path / "here", pytest.fail):
        pass

    assert len(list((tmp_path / "state/glm-migrate/locks").iterdir())) == 1
