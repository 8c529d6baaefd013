"""What is let go between units, and what processes share."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from glm_migrate.runner import memory


class Circle:
    """What only a look for circles finds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def circle() -> Iterator[weakref.ref[Circle]]:
    gc.disable()
    yield weakref.ref(Circle())
    gc.enable()


@pytest.mark.parametrize(
    ("size", "is_gone"),
    [
        pytest.param(memory._MUCH, True, id="much"),
        pytest.param(memory._MUCH - 1, False, id="little"),
    ],
)
def test_circles_are_looked_for_behind_much_source(
    tmp_path: Path, circle: weakref.ref[Circle], size: int, is_gone: bool
) -> None:
    (tmp_path / "a.py").write_bytes(b"x" * size)
    memory.give_back([str(tmp_path / "a.py"), str(tmp_path / "gone.py")])

    assert (circle() is None) is is_gone


def test_nothing_stays_frozen_behind_the_start_of_processes() -> None:
    with memory.shared():
        assert gc.get_freeze_count() > 0

    assert gc.get_freeze_count() == 0


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_every_system_can_collect(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr("sys.platform", platform)

    memory._collect()


def test_another_c_library_has_its_own_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda _: object())

    memory._trim()
