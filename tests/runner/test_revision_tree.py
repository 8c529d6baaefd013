"""The tree of a revision is laid down as git holds it, and the user's tree is not touched."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from glm_migrate.errors import UsageError
from glm_migrate.runner import revision_tree


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "user"
    (root / "tests").mkdir(parents=True)
    (root / "tests/a.py").write_bytes(b"old\r\n\xff")
    (root / "run.sh").write_text("#!/bin/sh\n")
    (root / "run.sh").chmod(0o755)
    (root / "link").symlink_to("run.sh")
    (root / ".gitattributes").write_text("tests export-ignore\n*.py filter=bad\n")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "old")
    git(root, "config", "filter.bad.smudge", "touch ran; cat")
    (root / "tests/a.py").write_bytes(b"new")
    return root


def test_files_are_as_git_holds_them(repository: Path) -> None:
    with revision_tree.tree(str(repository), "HEAD") as folder:
        assert (folder / "tests/a.py").read_bytes() == b"old\r\n\xff"
        assert (folder / "run.sh").stat().st_mode & 0o111
        assert (folder / "link").is_symlink()
        assert not (folder / "ran").exists()
        assert not folder.is_relative_to(repository)

    assert (repository / "tests/a.py").read_bytes() == b"new"
    assert not folder.exists()


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", ""])
def test_a_revision_that_is_none_is_an_error(repository: Path, revision: str) -> None:
    with (
        pytest.raises(UsageError, match="no such revision"),
        revision_tree.tree(str(repository), revision),
    ):
        pass


def test_a_tree_that_leads_out_of_itself_is_refused(repository: Path) -> None:
    def made(*words: str, given: bytes = b"") -> str:
        done = subprocess.run(["git", *words], cwd=repository, input=given, capture_output=True)
        return done.stdout.decode().strip()

    blob = made("hash-object", "-w", "--stdin", given=b"x")
    link = made("hash-object", "-w", "--stdin", given=b"/")
    inner = made("mktree", given=f"100644 blob {blob}\tb\n".encode())
    both = f"120000 blob {link}\ta\n040000 tree {inner}\ta\n"
    for entries in (both, f"040000 tree {inner}\t..\n"):
        tree = made("mktree", given=entries.encode())
        with (
            pytest.raises(UsageError, match="outside of its tree"),
            revision_tree.tree(str(repository), tree),
        ):
            pass
