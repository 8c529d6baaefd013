"""What git knows of a revision: its files, their contents, and what it calls a content."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from glm_migrate.project import revisions


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode().strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/a.py").write_bytes(b"old\r\n\xff")
    (tmp_path / "run.sh").write_text("#!/bin/sh\n")
    (tmp_path / "run.sh").chmod(0o755)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "old")
    return tmp_path


def test_the_files_of_a_revision_are_those_that_git_lists(repository: Path) -> None:
    (repository / "new.py").write_text("x\n")
    found = revisions.entries(str(repository), "HEAD")

    assert found is not None
    assert {path: entry.mode for path, entry in found.items()} == {
        "run.sh": "100755",
        "tests/a.py": "100644",
    }


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", ""])
def test_a_revision_that_is_none_has_no_files(repository: Path, revision: str) -> None:
    assert revisions.entries(str(repository), revision) is None


def test_a_content_is_read_as_git_holds_it(repository: Path) -> None:
    found = revisions.entries(str(repository), "HEAD")
    assert found is not None
    digest = found["tests/a.py"].digest
    (repository / "tests/a.py").write_bytes(b"changed")

    assert revisions.content(str(repository), digest) == b"old\r\n\xff"
    assert revisions.content(str(repository), "0" * len(digest)) is None


def test_a_digest_is_that_of_git(repository: Path) -> None:
    digest = git(repository, "rev-parse", "HEAD:tests/a.py")

    assert revisions.digest_of(b"old\r\n\xff", len(digest)) == digest
    assert len(revisions.digest_of(b"", 64)) == 64
