"""Whether a run remembers, and what of a file may lie on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.cli.options import Options
from glm_migrate.cli.remembering import cached_results, shows_secret
from glm_migrate.project.boundary import Boundary
from glm_migrate.project.decoding import decode

KEY = "sk-" + "a1B2" * 6


@pytest.fixture
def within(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Boundary:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GLM_MIGRATE_NO_CACHE")
    (tmp_path / "project").mkdir()
    return Boundary((str(tmp_path / "project"),))


def options(**more: object) -> Options:
    return Options.of(paths=(), config=(), isolated=False, **more)


def test_a_run_of_a_command_remembers(within: Boundary) -> None:
    assert cached_results(options(remembers=True), within) is not None


def test_a_program_that_makes_a_run_of_its_own_does_not(within: Boundary) -> None:
    assert cached_results(options(), within) is None


def test_what_was_said_on_the_command_line_goes_first(
    within: Boundary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLM_MIGRATE_CACHE_DIR", str(tmp_path / "variable"))
    place = str(tmp_path / "flag")
    found = cached_results(options(remembers=True, cache_dir=place), within)

    assert found is not None
    assert found.store.directory == place


@pytest.mark.parametrize(
    ("name", "text", "said", "expected"),
    [
        ("a.py", "", f"it sends {KEY}", True),
        ("a.py", "password = 'tiger-lily'", "ask('tiger-lily')", True),
        ("a.py", "", '"glm-4.5" is outdated', False),
        ("a.yaml", "model: glm-4.5", '"glm-4.5" is set (`model`)', False),
    ],
)
def test_words_with_a_secret_are_told(name: str, text: str, said: str, expected: bool) -> None:
    assert shows_secret(decode(Path(name), text.encode()), said) is expected


def test_words_about_no_file_are_looked_at_too() -> None:
    assert shows_secret(None, f"it sends {KEY}")
