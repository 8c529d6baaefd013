"""What is noted of what some work reads, and when it is still the same."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from glm_migrate.project.boundary import Boundary
from glm_migrate.project.cache.recording import RecordingBoundary, is_same
from glm_migrate.project.cache.signatures import Signatures


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.chdir(root)
    (root / "a.py").write_text("one = 1\n")
    (root / "sub").mkdir()
    (tmp_path / "b.py").write_text("")
    (root / "out.py").symlink_to(tmp_path / "b.py")
    return root


def recorded(root: Path, work: Callable[[Boundary], object]) -> RecordingBoundary:
    plain = Boundary((str(root),))
    within = RecordingBoundary(plain.roots, signatures=Signatures(plain))
    with suppress(OSError):
        work(within)
    return within


def still(root: Path, within: RecordingBoundary) -> bool:
    plain = Boundary((str(root),))
    return is_same(within.reads, plain, Signatures(plain))


def _edit(root: Path) -> None:
    (root / "a.py").write_text("two = 2\n")


def _remove(root: Path) -> None:
    (root / "a.py").unlink()


def _create(root: Path) -> None:
    (root / "none.py").write_text("")


def _create_below(root: Path) -> None:
    (root / "sub" / "x.py").write_text("")


def _move_in(root: Path) -> None:
    (root / "out.py").unlink()
    (root / "out.py").symlink_to(root / "a.py")


READS = {
    "a file that changes": (lambda within: within.read("a.py"), _edit),
    "a file that goes": (lambda within: within.read("a.py"), _remove),
    "a file that comes": (lambda within: within.read("none.py"), _create),
    "a directory that gets a file": (lambda within: within.names("sub"), _create_below),
    "a link that leads elsewhere": (lambda within: within.expect("out.py"), _move_in),
}


@pytest.mark.parametrize(("work", "change"), READS.values(), ids=READS)
def test_what_was_read_is_the_same_until_it_changes(
    root: Path, work: Callable[[Boundary], object], change: Callable[[Path], None]
) -> None:
    within = recorded(root, work)
    assert within.reads.untold == []
    assert still(root, within)
    change(root)

    assert not still(root, within)


def test_a_file_that_is_written_anew_with_the_same_text_is_the_same(root: Path) -> None:
    within = recorded(root, lambda within: within.read("a.py"))
    _remove(root)
    (root / "a.py").write_text("one = 1\n")

    assert still(root, within)


def test_a_file_that_changes_under_way_is_told_as_such(root: Path) -> None:
    def work(within: Boundary) -> None:
        within.read("a.py")
        _edit(root)
        within.read("a.py")

    assert recorded(root, work).reads.untold == ["a.py"]


def test_a_folder_that_lies_outside_is_no_obstacle(root: Path) -> None:
    within = recorded(root, lambda within: within.names(".."))

    assert within.reads.untold == []
    assert still(root, within)


def test_a_file_that_took_too_long_is_told_as_such(root: Path) -> None:
    assert recorded(root, lambda within: within.exhausted("a.py")).reads.untold == ["a.py"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# glm-migrate: ignore[GLM101] until=2030-01-01\n", True),
        ("# wait until\n", False),
        ("# glm-migrate: ignore[GLM101]\n", False),
    ],
)
def test_a_suppression_with_a_last_day_is_noted(root: Path, text: str, expected: bool) -> None:
    (root / "a.py").write_text(text)

    assert recorded(root, lambda within: within.read("a.py")).reads.dated is expected


@pytest.mark.parametrize("is_recent", [True, False])
def test_what_changes_between_its_signature_and_its_reading_is_not_kept(
    root: Path, is_recent: bool
) -> None:
    if not is_recent:
        os.utime(root / "a.py", (1, 1))
    plain = Boundary((str(root),))
    signatures = Signatures(plain)
    within = RecordingBoundary(plain.roots, signatures=signatures)
    signatures.of("a.py")
    signatures.of("sub")
    _edit(root)
    _create_below(root)
    within.read("a.py")
    within.names("sub")

    assert within.reads.untold == ["a.py", "sub"]
