"""Where a file of this commit is shown on the net, and what a report calls the project."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from glm_migrate.project.asking_git import ask

# `git@host:owner/name`, and addresses whose user and password belong to nobody else.
_SHORT = re.compile(r"(?:[^@/\s]+@)?(?P<host>[\w.-]+):(?P<path>[\w.~%+-][\w./~%+-]*)")
_LONG = re.compile(
    r"(?P<scheme>https?|ssh|git)://(?:[^@/\s]*@)?(?P<host>[\w.-]+)(?P<port>:\d+)?"
    r"(?P<path>/[\w./~%+-]*)?"
)


def links(environ: Mapping[str, str], root: str | None, url: str | None = None) -> str:
    """The address that a path from the root is appended to; empty where none is known.

    Args:
        environ: The variables of the process; runs of GitHub and GitLab name repository and commit.
        root: Of the repository.
        url: Address of the repository, as the user named it.
    """
    commit = environ.get("GITHUB_SHA") or environ.get("CI_COMMIT_SHA") or _commit(root)
    server, name = environ.get("GITHUB_SERVER_URL", ""), environ.get("GITHUB_REPOSITORY", "")
    named = url or (f"{server}/{name}" if server and name else environ.get("CI_PROJECT_URL", ""))
    base = _web(named or _word(root, "config", "--get", "remote.origin.url"))
    if not base or not commit:
        return ""
    shown = "-/blob" if "gitlab" in urlsplit(base).netloc or _is_gitlab(environ) else "blob"
    return f"{base}/{shown}/{commit}/"


def about(root: str | None, today: date) -> str:
    """The project, its commit and the day, as `app at 1a2b3c4, 2026-11-28`."""
    commit = _commit(root)[:7]
    name = Path(root or ".").resolve().name
    return f"{name} at {commit}, {today}" if commit else f"{name}, {today}"


def _is_gitlab(environ: Mapping[str, str]) -> bool:
    return environ.get("GITLAB_CI") == "true"


def _web(address: str) -> str:
    """The address of a repository's page; empty for a path, and never with a password."""
    text = address.strip().removesuffix("/").removesuffix(".git")
    if "://" in text:
        return _page(text)
    short = _SHORT.fullmatch(text)  # one letter is the drive of a path
    return f"https://{short['host']}/{short['path']}" if short and len(short["host"]) > 1 else ""


def _page(address: str) -> str:
    found = _LONG.fullmatch(address)
    if found is None:
        return ""
    port = found["port"] or "" if found["scheme"].startswith("http") else ""
    scheme = "http" if found["scheme"] == "http" else "https"
    return f"{scheme}://{found['host']}{port}{found['path'] or ''}"


def _commit(root: str | None) -> str:
    return _word(root, "rev-parse", "--verify", "--quiet", "HEAD")


def _word(root: str | None, *command: str) -> str:
    printed = ask(root, *command) if root else None
    return os.fsdecode(printed.output).strip() if printed else ""
