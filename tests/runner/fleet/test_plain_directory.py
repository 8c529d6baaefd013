"""A plain directory is read in one order, without following links."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from glm_migrate.runner.fleet.plain_directory import below, of_directory
from glm_migrate.runner.fleet.repository_task import NotHandled


@pytest.fixture
def top(tmp_path: Path) -> Path:
    (tmp_path / "d/s").mkdir(parents=True)
    (tmp_path / "d/.git").mkdir()
    for name in ("d/s/b.py", "d/a.py", "d/.git/config"):
        (tmp_path / name).write_text("x")
    (tmp_path / "d/link").symlink_to("s")
    (tmp_path / "d/out").symlink_to(tmp_path)
    return tmp_path / "d"


def test_files_and_links_also_to_directories_are_there(top: Path) -> None:
    found = [(one.name, one.link) for one in of_directory(str(top))]

    assert found == [("a.py", ""), ("link", "s"), ("out", str(top.parent)), ("s/b.py", "")]


def refusing(monkeypatch: pytest.MonkeyPatch, refused: Path) -> None:
    scan = os.scandir

    def scandir(path: str) -> object:
        if Path(path) == refused:
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_a_directory_that_can_not_be_searched_is_named(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing(monkeypatch, top / "s")
    found = {one.name: one.refusal for one in of_directory(str(top))}

    assert found == {"a.py": "", "link": "", "out": "", "s/": "Permission denied"}
    assert [path for path, error in below(str(top)) if error] == [str(top / "s")]


def test_one_of_which_nothing_can_be_read_is_refused(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing(monkeypatch, top)

    with pytest.raises(NotHandled, match="Permission denied"):
        list(of_directory(str(top)))
