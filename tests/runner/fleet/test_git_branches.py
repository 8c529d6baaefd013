"""A patch becomes a commit; work tree, index and other branches stay."""

from __future__ import annotations

import subprocess
from datetime import datetime, timezone
from pathlib import Path

import pytest

from glm_migrate.errors import UsageError
from glm_migrate.report.fleet_report.patch import FileChange, Message, mail
from glm_migrate.runner.fleet import git_branches
from glm_migrate.runner.fleet.repository_task import BARE, GIT, Repository
from tests.campaign.hostile_repositories import OLD, SETTINGS, git
from tests.runner.fleet.samples import clone, commit_of

AFTER = OLD.replace("glm-4.5", "glm-4.6").encode()
WHEN = datetime(2026, 11, 28, tzinfo=timezone.utc)


def patch(commit: str, after: bytes = AFTER) -> bytes:
    change = FileChange("a.py", "100644", OLD.encode(), after)
    return mail([change], Message("Migrate", "why — 中文\n"), commit, WHEN)


def said(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=root, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout


def test_the_branch_holds_the_patch_and_nothing_else_changes(tmp_path: Path) -> None:
    root = clone(tmp_path / "r")
    commit = commit_of(root)
    before = said(root, "status", "--porcelain", "--branch"), (root / ".git/index").read_bytes()
    problem = git_branches.commit(Repository("r", str(root), GIT, commit), "glm/x", patch(commit))

    assert problem == ""
    assert said(root, "show", "glm/x:a.py").encode() == AFTER
    assert said(root, "log", "-1", "--format=%an %B%P", "glm/x").split() == [
        *("glm-migrate", "Migrate", "why", "—", "中文", commit),
    ]
    after = said(root, "status", "--porcelain", "--branch"), (root / ".git/index").read_bytes()
    assert after == before


def test_made_again_it_is_the_same_and_another_is_left_alone(tmp_path: Path) -> None:
    root = clone(tmp_path / "r")
    git(tmp_path, "clone", "-q", "--mirror", "r", "m.git")
    repository = Repository("m", str(tmp_path / "m.git"), BARE, commit_of(root))

    assert git_branches.commit(repository, "glm", patch(repository.revision)) == ""
    assert git_branches.commit(repository, "glm", patch(repository.revision)) == ""
    other = patch(repository.revision, b"x\n")
    assert "something else" in git_branches.commit(repository, "glm", other)
    assert said(tmp_path / "m.git", "show", "glm:a.py").encode() == AFTER


def test_no_command_of_the_repository_runs(tmp_path: Path) -> None:
    root = clone(tmp_path / "r")
    commit, mark = commit_of(root), tmp_path / "ran"
    for key, value in SETTINGS.values():
        git(root, "config", key, value.format(f"touch {mark}"))
    git(root, "config", "filter.x.clean", f"touch {mark}")
    (root / ".git/info/attributes").write_text("* filter=x\n")

    assert git_branches.commit(Repository("r", str(root), GIT, commit), "b", patch(commit)) == ""
    assert not mark.exists()


def test_a_patch_that_does_not_fit_is_told(tmp_path: Path) -> None:
    root = clone(tmp_path / "r", {"a.py": b"other\n"})
    repository = Repository("r", str(root), GIT, commit_of(root))

    assert "does not take" in git_branches.commit(repository, "b", patch(repository.revision))


@pytest.mark.parametrize(
    "name", ["", "HEAD", "@", "-x", "a..b", "a b", "a/.b", "x.lock", "a@{1}", "a\n"]
)
def test_names_that_git_refuses_are_refused_at_once(name: str) -> None:
    with pytest.raises(UsageError):
        git_branches.expect_name(name)
    git_branches.expect_name("glm/4.6-migration")


@pytest.mark.parametrize("after", [AFTER, AFTER.replace(b"\n", b"\r\n")])
def test_a_name_that_looks_like_changes_is_none(tmp_path: Path, after: bytes) -> None:
    name = "diff --git a/diff --git b.py"
    root = clone(tmp_path / "r", {name: OLD.encode()})
    commit = commit_of(root)
    change = FileChange(name, "100644", OLD.encode(), after)
    sent = mail([change], Message("Migrate", "diff --git a/x b/x"), commit, WHEN)

    assert git_branches.commit(Repository("r", str(root), GIT, commit), "b", sent) == ""
    assert said(root, "show", f"b:{name}").encode().splitlines() == after.splitlines()


def test_no_part_of_an_index_is_left(tmp_path: Path) -> None:
    root = clone(tmp_path / "r")
    commit = commit_of(root)
    git(root, "config", "core.splitIndex", "true")
    git(root, "config", "splitIndex.maxPercentChange", "0")
    before = sorted(path.name for path in (root / ".git").iterdir())

    assert git_branches.commit(Repository("r", str(root), GIT, commit), "b", patch(commit)) == ""
    assert sorted(path.name for path in (root / ".git").iterdir()) == before
