"""Git is asked about a repository, and nothing of the repository answers in its place."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

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
