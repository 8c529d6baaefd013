"""A revision is the commit, or a digest that changes with any byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.runner.fleet.repository_task import ARCHIVE, BARE, DIRECTORY, GIT, Repository
from glm_migrate.runner.fleet.revision import commit_time, identified, sized
from tests.campaign.hostile_repositories import git
from tests.runner.fleet.samples import clone, commit_of


def test_a_clone_and_its_mirror_are_at_the_same_commit(tmp_path: Path) -> None:
    root = clone(tmp_path / "r")
    git(root, "tag", "v1")
    git(tmp_path, "clone", "-q", "--mirror", "r", "m.git")

    for kind, path in ((GIT, root), (BARE, tmp_path / "m.git")):
        for revision in ("", "v1", commit_of(root)):
            found = identified(Repository("r", str(path), kind, revision))
            assert found.revision == commit_of(root)
        assert sized(Repository("r", str(path), kind)).size > 0


@pytest.mark.parametrize("revision", ["gone", "--output=x", "HEAD~9"])
def test_where_no_commit_is_the_repository_is_refused(tmp_path: Path, revision: str) -> None:
    found = identified(Repository("r", str(clone(tmp_path / "r")), GIT, revision))

    assert found.kind == "none"
    assert revision in found.refused


def test_a_digest_changes_with_the_content_and_the_names(tmp_path: Path) -> None:
    root = tmp_path / "d"
    root.mkdir()
    seen = set()
    for name, text in (("a.py", "1"), ("a.py", "2"), ("b.py", "2")):
        (root / name).write_text(text)
        seen.add(identified(Repository("d", str(root), DIRECTORY)).revision)
    archive = tmp_path / "a.zip"
    for text in ("1", "2"):
        archive.write_text(text)
        seen.add(identified(Repository("a", str(archive), ARCHIVE)).revision)

    assert len(seen) == 5
    assert identified(Repository("d", str(root), DIRECTORY)).revision in seen


def test_the_time_of_a_commit_is_its_own(tmp_path: Path) -> None:
    root = clone(tmp_path / "r")
    env = ("-c", "user.name=a", "-c", "user.email=a@b")
    git(root, *env, "commit", "-q", "--allow-empty", "-m", "x")

    versioned = Repository("r", str(root), GIT, commit_of(root))
    assert commit_time(versioned).year > 2020
    assert commit_time(Repository("d", str(root), DIRECTORY)).year == 1970


def test_a_digest_changes_with_a_link_to_a_directory(tmp_path: Path) -> None:
    (tmp_path / "d/s").mkdir(parents=True)
    (tmp_path / "d/t").mkdir()
    seen = {identified(Repository("d", str(tmp_path / "d"), DIRECTORY)).revision}
    for target in ("s", "t"):
        (tmp_path / "d/link").unlink(missing_ok=True)
        (tmp_path / "d/link").symlink_to(target)
        seen.add(identified(Repository("d", str(tmp_path / "d"), DIRECTORY)).revision)

    assert len(seen) == 3
