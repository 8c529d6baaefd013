"""Git is asked about a repository, and nothing of the repository answers in its place."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from glm_migrate.project import asking_git
from glm_migrate.project.asking_git import ask


def test_names_are_told_as_git_has_them(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "a b\n.py").touch()

    answer = ask(str(tmp_path), "ls-files", "-z", "--others")

    assert answer is not None
    assert answer.names == ("a b\n.py",)
    assert answer.unreadable == ()


def test_where_there_is_no_repository_there_is_no_answer(tmp_path: Path) -> None:
    assert ask(str(tmp_path), "ls-files", "-z") is None


def test_a_pipe_in_place_of_the_index_is_not_waited_for(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    os.mkfifo(tmp_path / ".git/index")

    assert ask(str(tmp_path), "ls-files", "-z") is None


def packed(top: Path) -> None:
    os.mkfifo(top / ".git/packed-refs")


def included(top: Path) -> None:
    os.mkfifo(top / ".git/more")
    with (top / ".git/config").open("a") as file:
        file.write("[include]\n\tpath = more\n")


def elsewhere(top: Path) -> None:
    (top / ".git").rename(top / "real")
    (top / "real/HEAD").unlink()
    os.mkfifo(top / "real/HEAD")
    (top / ".git").write_text("gitdir: real\n")


def of_a_second_work_tree(top: Path) -> None:
    (top / ".git").rename(top / "shared")
    (top / "shared/tree").mkdir()
    (top / "shared/tree/commondir").write_text("..\n")
    (top / "shared/tree/HEAD").write_text("ref: refs/heads/main\n")
    (top / ".git").write_text("gitdir: shared/tree\n")
    os.mkfifo(top / "shared/packed-refs")


@pytest.mark.parametrize("plant", [packed, included, elsewhere, of_a_second_work_tree])
def test_no_pipe_in_a_repository_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plant: Callable[[Path], None]
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    plant(tmp_path)
    monkeypatch.setattr(subprocess, "Popen", None)  # git would wait

    assert ask(str(tmp_path), "ls-files", "-z") is None


def test_a_second_work_tree_is_asked(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path / "one")], check=True)
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    commit = ["git", *who, "commit", "-q", "--allow-empty", "-m", "start"]
    subprocess.run(commit, cwd=tmp_path / "one", check=True)
    add = ["git", "worktree", "add", "-q", str(tmp_path / "two")]
    subprocess.run(add, cwd=tmp_path / "one", check=True)
    (tmp_path / "two/a.py").touch()

    answer = ask(str(tmp_path / "two"), "ls-files", "-z", "--others")

    assert answer is not None
    assert answer.names == ("a.py",)


def test_where_git_waited_once_it_is_not_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "d").mkdir()
    os.mkfifo(tmp_path / "d/.gitignore")
    monkeypatch.setattr(asking_git, "_SOON", 0.2)
    question = ("ls-files", "-z", "--others", "--exclude-standard")

    assert ask(str(tmp_path), *question) is None
    monkeypatch.setattr(subprocess, "Popen", None)
    assert ask(str(tmp_path), *question) is None


def test_a_pipe_in_a_folder_is_looked_for_where_git_takes_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "git"
    slow.write_text("#!/bin/sh\nsleep 1\nprintf 'a.py\\0'\n")
    slow.chmod(0o755)
    (tmp_path / "r/.git").mkdir(parents=True)
    (tmp_path / "r/d").mkdir()
    monkeypatch.setattr(asking_git, "program", lambda: str(slow))
    monkeypatch.setattr(asking_git, "_ignoring", lambda git: ())
    monkeypatch.setattr(asking_git, "_SOON", 0.1)

    answer = ask(str(tmp_path / "r"), "ls-files")
    assert answer is not None
    assert answer.names == ("a.py",)

    os.mkfifo(tmp_path / "r/d/.gitattributes")
    assert ask(str(tmp_path / "r"), "ls-files") is None
