"""What tells that a file is not the one that it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from glm_migrate.project.boundary import Boundary
from glm_migrate.project.cache import signatures
from glm_migrate.project.cache.signatures import ABSENT, Signatures


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text("one = 1\n")
    return tmp_path


def taken(folder: Path, name: str = "a.py") -> str:
    return Signatures(Boundary((str(folder),))).of(str(folder / name))


def _same_size(path: Path) -> None:
    path.write_text("two = 2\n")


def _same_size_and_time(path: Path) -> None:
    status = path.stat()
    path.write_text("two = 2\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _replaced(path: Path) -> None:
    path.rename(path.with_suffix(".old"))
    path.write_text("two = 2\n")


def _linked(path: Path) -> None:
    path.rename(path.with_suffix(".old"))
    path.symlink_to(path.with_suffix(".old"))


@pytest.mark.parametrize("change", [_same_size, _same_size_and_time, _replaced, _linked])
@pytest.mark.parametrize("settled", [True, False], ids=["long ago", "just now"])
def test_a_change_is_told(
    folder: Path, change: Callable[[Path], None], settled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if settled:
        monkeypatch.setattr(signatures, "_COARSE", -(10**12))
    before = taken(folder)
    change(folder / "a.py")

    assert taken(folder) != before


def test_an_unchanged_file_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert taken(folder) == taken(folder)
    monkeypatch.setattr(signatures, "_COARSE", -(10**12))
    assert taken(folder) == taken(folder)


def test_a_file_that_is_edited_is_told_by_what_is_edited(folder: Path) -> None:
    path = str(folder / "a.py")
    within = Boundary((str(folder),))
    edited = [Signatures(within.over({path: data})).of(path) for data in (b"1", b"2", b"1")]

    assert edited[0] == edited[2] != edited[1]


def test_a_directory_is_told_by_what_lies_in_it(folder: Path) -> None:
    before = taken(folder, ".")
    (folder / "b.py").write_text("")

    assert taken(folder, ".") != before


def test_nothing_is_told_as_nothing(folder: Path) -> None:
    assert taken(folder, "none.py") == ABSENT
    assert taken(folder, "a.py/none.py") == ABSENT


def test_a_directory_that_is_led_elsewhere_is_told(folder: Path) -> None:
    (folder / "x").mkdir()
    (folder / "x" / "a.py").write_text("")
    before = taken(folder, "x/a.py")
    (folder / "x").rename(folder / "y")
    (folder / "x").symlink_to(folder / "y")

    assert taken(folder, "x/a.py") != before
