"""The shortest way to "nothing to do", and when it is not taken."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from glm_migrate.cli import quick

PLAIN = b"x = 1\n"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of its own, without settings above it or in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [one for one in os.environ if one.startswith("GLM_MIGRATE")]:
        monkeypatch.delenv(name)
    (tmp_path / "a.py").write_bytes(PLAIN)
    (tmp_path / ".git").mkdir()
    return tmp_path


def test_a_file_that_names_no_model_is_answered_at_once(capsys: Captured) -> None:
    assert quick.finishes(["check", "a.py"])
    assert capsys.readouterr().out == "No findings. No GLM call seen; 1 file searched.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["check", "gone.py"], id="a file that is not there"),
        pytest.param(["check", "."], id="a directory"),
        pytest.param(["check", "--select", "GLM101", "a.py"], id="other flags"),
        pytest.param(["report", "a.py"], id="another command"),
        pytest.param([], id="nothing"),
    ],
)
def test_all_else_is_left_to_the_command_line(arguments: list[str]) -> None:
    assert not quick.finishes(arguments)


def test_a_file_that_names_a_model_is_left_to_it_too(folder: Path) -> None:
    (folder / "b.py").write_bytes(b"M = 'glm-4.5'\n")

    assert not quick.finishes(["check", "a.py", "b.py"])


def test_settings_are_left_to_it_too(folder: Path) -> None:
    (folder / "glm-migrate.toml").write_text('known-clients = ["x"]\n')

    assert not quick.finishes(["check", "a.py"])
