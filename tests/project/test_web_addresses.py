"""Where a report's links lead: to the user's address, the CI run's, or that of the remote."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from glm_migrate.project.web_addresses import about, links
from tests.project.test_revisions import git

GITHUB = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "o/r",
    "GITHUB_SHA": "abc",
}
GITLAB = {"GITLAB_CI": "true", "CI_PROJECT_URL": "https://git.example/o/r", "CI_COMMIT_SHA": "abc"}


@pytest.mark.parametrize(
    ("environ", "url", "base"),
    [
        pytest.param(GITHUB, None, "https://github.com/o/r/blob/abc/", id="GitHub"),
        pytest.param(GITLAB, None, "https://git.example/o/r/-/blob/abc/", id="GitLab"),
        pytest.param(GITHUB, "https://x.org/a/", "https://x.org/a/blob/abc/", id="the user's"),
        pytest.param({}, "https://x.org/a", "", id="no commit"),
        pytest.param({}, None, "", id="nothing"),
    ],
)
def test_the_base_of_links(environ: dict[str, str], url: str | None, base: str) -> None:
    assert links(environ, None, url) == base


@pytest.mark.parametrize(
    ("remote", "base"),
    [
        pytest.param("git@github.com:o/r.git", "https://github.com/o/r/blob/abc/", id="ssh, short"),
        pytest.param("ssh://git@h.org:22/o/r.git", "https://h.org/o/r/blob/abc/", id="ssh"),
        pytest.param(
            "https://me:x@h.org:80/o/r", "https://h.org:80/o/r/blob/abc/", id="a password"
        ),
        pytest.param("https://gitlab.com/o/r", "https://gitlab.com/o/r/-/blob/abc/", id="GitLab"),
        pytest.param("/srv/r.git", "", id="a path"),
        pytest.param("C:/r", "", id="a path with a drive"),
        pytest.param("file:///srv/r", "", id="a file"),
        pytest.param("javascript://x/%0aalert(1)", "", id="a script"),
        pytest.param('https://h.org/"><b>', "", id="markup"),
    ],
)
def test_the_remote_names_the_page(tmp_path: Path, remote: str, base: str) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", remote)

    assert links({"GITHUB_SHA": "abc"}, str(tmp_path)) == base


def test_what_a_report_is_about(tmp_path: Path) -> None:
    root = tmp_path / "app"
    root.mkdir()
    day = date(2026, 11, 28)
    assert about(str(root), day) == "app, 2026-11-28"

    git(root, "init", "-q")
    git(root, "commit", "-qm", "x", "--allow-empty")
    name, _, commit = about(str(root), day).partition(" at ")
    assert (name, len(commit.partition(",")[0])) == ("app", 7)
