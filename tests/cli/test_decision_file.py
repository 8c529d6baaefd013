"""The file of decisions of a project: where it is, what it holds, how it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.cli.decision_file import DecisionFile
from glm_migrate.config.loading import Settings
from glm_migrate.config.schema import Config
from glm_migrate.errors import ConfigError
from glm_migrate.project import git
from glm_migrate.runner import write
from glm_migrate.suppression.decisions import FILE, Decision, settle

NONE = Settings(Config(), None)
ASKED = Decision("GLM301", "app.py", 3, "abc", "ask", "thinking comes on", "decide", "2026-01-02")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory that is in no repository."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(git, "repository", lambda _: None)
    return tmp_path.resolve()


def opened(*paths: str, settings: Settings = NONE) -> DecisionFile:
    return DecisionFile(paths, settings)


def test_it_lies_in_the_working_directory_where_nothing_else_is_known(folder: Path) -> None:
    (folder / "app").mkdir()

    assert opened("app").path == opened().path == folder / FILE


def test_it_lies_beside_the_settings(folder: Path) -> None:
    (folder / "app").mkdir()
    settings = Settings(Config(), folder / "app" / "pyproject.toml")

    assert opened("app", settings=settings).path == folder / "app" / FILE


def test_it_lies_at_the_root_of_the_repository_before_all_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "repository", lambda _: str(folder))
    (folder / "app").mkdir()
    settings = Settings(Config(), folder / "app" / "pyproject.toml")

    assert opened("app", settings=settings).path == folder / FILE


def add(file: DecisionFile, found: list[Decision]) -> int:
    with write.run() as run:
        return file.add(found, run)


def save(file: DecisionFile, decisions: tuple[Decision, ...]) -> None:
    with write.run() as run:
        file.save(decisions, run)


def test_for_files_outside_of_the_working_directory_it_lies_with_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("here", "there"):
        (folder / name).mkdir()
    monkeypatch.chdir(folder / "here")

    assert opened(str(folder / "there")).path == folder / "there" / FILE


def test_a_file_that_is_not_there_holds_nothing_and_is_not_written(folder: Path) -> None:
    file = opened()
    save(file, ())

    assert (file.decisions, dict(file.open_by_file)) == ((), {})
    assert add(file, []) == 0
    assert not (folder / FILE).exists()


def test_a_question_is_kept_under_its_path_from_the_root(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "app").mkdir()
    settings = Settings(Config(), folder / "pyproject.toml")
    monkeypatch.chdir(folder / "app")

    assert add(opened(settings=settings), [ASKED]) == 1
    (kept,) = opened(settings=settings).decisions
    assert kept.path == "app/app.py"
    assert list(opened(settings=settings).open_by_file) == [str(folder / "app" / "app.py")]


def test_a_question_that_is_settled_stays_settled() -> None:
    file = opened()
    add(file, [ASKED])
    save(file, settle(file.decisions, lambda _: True, "by Li"))
    again = opened()

    assert again.still_open([ASKED]) == []
    assert add(again, [ASKED]) == 0
    assert [one.settled for one in opened().decisions] == ["by Li"]


def test_a_file_that_would_be_the_same_is_not_written(folder: Path) -> None:
    add(opened(), [ASKED])
    file = opened()
    (folder / FILE).unlink()
    save(file, file.decisions)

    assert not (folder / FILE).exists()


def test_a_file_that_can_not_be_read_is_named(folder: Path) -> None:
    (folder / FILE).mkdir()

    with pytest.raises(ConfigError, match=FILE):
        opened()


def test_messages_name_it_from_the_working_directory(folder: Path) -> None:
    assert opened().shown == FILE
    assert opened().root == folder


def test_a_link_that_leads_out_is_not_followed(folder: Path) -> None:
    (folder / "app").mkdir()
    (folder / "secret").write_text("")
    (folder / "app" / FILE).symlink_to("../secret")
    settings = Settings(Config(), folder / "app" / "pyproject.toml")

    with pytest.raises(ConfigError, match=f"{FILE}: it (points|is a link) to"):
        opened("app", settings=settings)
