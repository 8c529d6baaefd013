"""Repositories to look at, and work to hand to an engine."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from glm_migrate.runner.fleet.repository_task import (
    ARCHIVE,
    BARE,
    DIRECTORY,
    GIT,
    FleetSettings,
    Limits,
    NotHandled,
    Repository,
    Result,
    Task,
)
from tests.campaign.hostile_repositories import git, repository

__all__ = [
    "ARCHIVE",
    "BARE",
    "DIRECTORY",
    "GIT",
    "clone",
    "commit_of",
    "expect_gone",
    "marked",
    "task",
]


def clone(root: Path, files: dict[str, bytes] | None = None) -> Path:
    """A repository with one call, and more files."""
    repository(root)
    for name, data in (files or {}).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    if files:
        git(root, "add", "-A")
        git(root, "commit", "-qm", "more")
    return root


def commit_of(root: Path) -> str:
    return (root / ".git" / (root / ".git/HEAD").read_text().split()[1]).read_text().strip()


def task(name: str, limits: Limits | None = None, size: int = 0) -> Task:
    """A task for work that looks at its name only."""
    settings = FleetSettings(limits=limits or Limits())
    return Task(Repository(name, "", DIRECTORY, "sha256:0", size), settings, "1")


def work(asked: Task, scratch: str) -> Result:
    """What the name says: sleep, spin, fill the memory, die, refuse, or answer."""
    name = asked.repository.name
    if name.startswith("marks"):
        Path(name.partition(": ")[2]).write_text(str(os.getpid()))
        time.sleep(3600)
    if name == "sleeps":
        time.sleep(3600)
    if name.startswith("pauses"):
        time.sleep(0.5)
    while name == "spins":
        pass
    if name == "fills":
        return Result({"state": "clean", "data": len(bytearray(8 << 30))})
    if name == "crashes":
        os.kill(os.getpid(), signal.SIGSEGV)
    if name == "raises":
        raise ValueError("secret")
    if name == "refuses":
        raise NotHandled("size", "too large")
    if name.startswith("dies once"):
        mark = Path(name.partition(": ")[2])
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if name == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    Path(scratch, "made").write_text("x")
    return Result({"state": "clean", "repository": name})


def marked(path: Path) -> int:
    """The process that has written its number to a file."""
    end = time.monotonic() + 60
    while not path.exists() or not path.read_text():
        assert time.monotonic() < end
        time.sleep(0.02)
    return int(path.read_text())


def expect_gone(process: int) -> None:
    end = time.monotonic() + 10
    while _is_running(process):
        assert time.monotonic() < end
        time.sleep(0.02)


def _is_running(process: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
