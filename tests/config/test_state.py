"""Where journals lie: in the user's directory, wherever the system says that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.config import state


@pytest.mark.parametrize("given", ["relative", ""])
def test_without_a_usable_name_it_is_below_the_home(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", given)
    monkeypatch.setenv("HOME", "/home/li")

    assert state.journals() == "/home/li/.local/state/glm-migrate/journals"


def test_only_an_open_journal_tells_of_an_interrupted_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert not state.may_be_interrupted()

    folder = Path(state.journals())
    folder.mkdir(parents=True)
    (folder / "1.done").touch()
    assert not state.may_be_interrupted()

    (folder / f"2{state.OPEN}").touch()
    assert state.may_be_interrupted()
