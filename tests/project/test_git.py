"""What git says about files that are about to be written."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from glm_migrate.project import git


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with three committed files, one of them with an odd name."""
    root = tmp_path / "repo"
    root.mkdir()
    monkeypatch.chdir(root)
    for name in ("a.py", "b.py", "[c] d.py"):
        (root / name).write_text("x = 1\n")
    run("init", "-q")
    run("add", ".")
    run("commit", "-qm", "start")
    return root


def run(*arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def change(name: str) -> None:
    Path(name).write_text("x = 2\n")


def test_committed_files_can_be_written(repository: Path) -> None:
    change("b.py")

    assert git.uncommitted(["a.py", "[c] d.py"]) == git.Dirty()


def test_changed_files_are_named(repository: Path) -> None:
    change("b.py")
    change("[c] d.py")

    assert git.uncommitted(["b.py", "a.py", "[c] d.py"]).changed == ("[c] d.py", "b.py")


def test_a_new_file_is_not_in_git(repository: Path) -> None:
    Path("new").mkdir()
    change("new/e.py")

    assert git.uncommitted(["new/e.py"]).changed == ("new/e.py",)


def test_staged_changes_count_unless_allowed(repository: Path) -> None:
    change("a.py")
    change("b.py")
    run("add", "a.py", "b.py")
    Path("b.py").write_text("x = 3\n")

    assert git.uncommitted(["a.py", "b.py"]).changed == ("a.py", "b.py")
    assert git.uncommitted(["a.py", "b.py"], staged_too=False).changed == ("b.py",)


def test_an_ignored_file_is_not_versioned(repository: Path) -> None:
    Path(".gitignore").write_text("out/\n")
    Path("out").mkdir()
    change("out/e.py")

    assert git.uncommitted(["out/e.py"]) == git.Dirty(unversioned=("out/e.py",))


def test_a_file_outside_of_any_repository(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "repository", lambda _: None)

    assert git.uncommitted(["a.py"]) == git.Dirty(unversioned=("a.py",))


def test_without_git_nothing_is_versioned(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    assert git.uncommitted(["a.py"]) == git.Dirty(unversioned=("a.py",))


def test_a_link_stands_for_its_file(repository: Path, tmp_path: Path) -> None:
    change("a.py")
    link = tmp_path / "link.py"
    link.symlink_to(repository / "a.py")

    assert git.uncommitted([str(link)]).changed == (str(link),)


def test_many_files_are_asked_about_in_portions(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "_ARGUMENTS", 1)
    change("a.py")
    change("b.py")

    assert git.uncommitted(["a.py", "b.py", "[c] d.py"]).changed == ("a.py", "b.py")


def test_a_hooks_environment_does_not_mislead(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change("a.py")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))

    assert git.uncommitted(["a.py"]).changed == ("a.py",)


def test_the_repository_of_a_directory(repository: Path) -> None:
    (repository / "deep/er").mkdir(parents=True)

    assert git.repository("deep/er") == str(repository)
    assert git.repository("/") is None


def test_submodules_below_other_directories_are_left_out(repository: Path) -> None:
    for name in ("libs/sub", "other"):
        Path(name).mkdir(parents=True)
        subprocess.run(["git", "init", "-q"], cwd=name, check=True)
        (Path(name) / "m.py").touch()
    Path(".gitmodules").write_text("\tpath = libs/sub\n\tpath = other\n\tpath = not/here\n")
    root = str(repository)

    assert git._submodules(root, ["."]) == ["libs/sub", "other"]
    assert git._submodules(root, ["libs"]) == ["libs/sub"]
    Path(".gitmodules").write_bytes(b"\xff")
    assert git._submodules(root, ["."]) == []
