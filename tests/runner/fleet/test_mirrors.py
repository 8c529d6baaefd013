"""An address becomes a bare repository with one commit; no command and no password gets in."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.runner.fleet.mirrors import mirrored
from glm_migrate.runner.fleet.repository_task import BARE, NONE, REMOTE, Repository
from glm_migrate.runner.fleet.revision import identified
from tests.campaign.hostile_repositories import git
from tests.runner.fleet.samples import clone, commit_of


def remote(address: str, revision: str = "") -> Repository:
    return Repository("name", address, REMOTE, revision)


def test_what_is_asked_for_is_there(tmp_path: Path) -> None:
    root = clone(tmp_path / "r")
    first = commit_of(root)
    git(root, "tag", "v1")
    clone(root, {"b.py": b"y = 2\n"})
    address = f"file://{root}"

    for revision, commit in (("", commit_of(root)), ("v1", first), ("", commit_of(root))):
        found = identified(mirrored(remote(address, revision), tmp_path / "m"))
        assert (found.kind, found.revision) == (BARE, commit)
    assert len(list((tmp_path / "m").iterdir())) == 1


def test_a_later_run_sees_the_later_commit_whatever_the_history_became(tmp_path: Path) -> None:
    root = clone(tmp_path / "r")
    address = f"file://{root}"
    mirrored(remote(address), tmp_path / "m")
    git(root, "commit", "-q", "--amend", "-m", "another")

    assert identified(mirrored(remote(address), tmp_path / "m")).revision == commit_of(root)


def test_what_a_killed_run_left_is_made_whole_and_no_repository_around_it_is_used(
    tmp_path: Path,
) -> None:
    root, around = clone(tmp_path / "r"), clone(tmp_path / "around")
    address = f"file://{root}"
    mirror = Path(mirrored(remote(address), around / "m").path)
    (mirror / "HEAD").unlink()
    again = identified(mirrored(remote(address), around / "m"))

    assert (again.kind, again.revision) == (BARE, commit_of(root))
    assert not list((around / ".git").rglob("asked"))


@pytest.mark.parametrize("address", ["file:///nowhere", "ext::sh -c touch% ran", "fd::17"])
def test_what_can_not_be_fetched_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.chdir(tmp_path)
    found = mirrored(remote(address), tmp_path / "m")

    assert (found.kind, found.path) == (NONE, "")
    assert "git can't fetch HEAD of it" in found.refused
    assert not list(tmp_path.rglob("ran"))


@pytest.mark.parametrize("revision", ["--upload-pack=touch ran", "a:refs/heads/b", "gone"])
def test_a_revision_is_a_name_and_no_option(tmp_path: Path, revision: str) -> None:
    root = clone(tmp_path / "r")

    assert mirrored(remote(f"file://{root}", revision), tmp_path / "m").kind == NONE
    assert not list(tmp_path.rglob("ran"))


def test_no_address_is_written_down(tmp_path: Path) -> None:
    root = clone(tmp_path / "r")
    address = f"file://user:hunter2@{root}"
    mirrored(remote(f"file://{root}"), tmp_path / "m")
    mirrored(remote(address), tmp_path / "m")

    texts = [path.read_bytes() for path in (tmp_path / "m").rglob("*") if path.is_file()]
    assert texts
    assert not any(b"hunter2" in text or str(root).encode() in text for text in texts)
