"""What is drawn while a run lasts, and that nothing is where nobody watches."""

from __future__ import annotations

import io
import sys

import pytest

from glm_migrate.cli import progress


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def watched(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Standard error as a terminal; set in the test itself, for capturing sets it before each."""
    monkeypatch.setattr(sys, "stderr", found := Screen())
    monkeypatch.setenv("TERM", "xterm")
    return found


@pytest.mark.parametrize(
    ("shown", "files", "written"),
    [
        pytest.param(True, 2_000, "Searching 2,000 files …", id="many"),
        pytest.param(True, 10, "", id="few"),
        pytest.param(False, 2_000, "", id="quiet"),
    ],
)
def test_a_long_search_is_told(
    monkeypatch: pytest.MonkeyPatch, shown: bool, files: int, written: str
) -> None:
    screen = watched(monkeypatch)
    progress.Meter(shown=shown).searching(files)

    assert screen.getvalue() == written


def test_what_was_told_of_a_search_is_wiped_out(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = watched(monkeypatch)
    meter = progress.Meter(shown=True)
    meter.searching(2_000)
    meter.close()

    assert screen.getvalue().endswith("\r\x1b[K")


def test_where_nobody_watches_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", found := io.StringIO())
    monkeypatch.setattr(progress, "PATIENCE", -1)
    meter = progress.Meter(shown=True)
    meter.searching(2_000)
    meter.show(1, 2)
    meter.close()

    assert list(progress.track([1, 2], 2, shown=True)) == [1, 2]
    assert found.getvalue() == ""


def test_a_short_run_draws_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = watched(monkeypatch)
    meter = progress.Meter(shown=True)
    meter.show(1, 2)
    meter.close()

    assert screen.getvalue() == ""


@pytest.mark.parametrize(
    ("total", "drawn"),
    [
        pytest.param(progress._LONG + 1, True, id="much"),
        pytest.param(progress._LONG, False, id="little"),
    ],
)
def test_a_bar_for_much_work_is_there_at_once(
    monkeypatch: pytest.MonkeyPatch, total: int, drawn: bool
) -> None:
    screen = watched(monkeypatch)
    meter = progress.Meter(shown=True)
    meter.show(0, total)
    meter.close()

    assert ("Files that mention GLM" in screen.getvalue()) is drawn


def test_a_bar_makes_room_for_results_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = watched(monkeypatch)
    meter = progress.Meter(shown=True)
    meter.show(0, progress._LONG + 1)
    before = sys.stdout
    meter.hide()
    shown = screen.getvalue()
    meter.show(1, progress._LONG + 1)

    assert sys.stdout is before
    assert "Files that mention GLM" in screen.getvalue()[len(shown) :]
    meter.close()
