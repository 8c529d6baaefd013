"""An address of a network → a bare repository that holds the one commit which is looked at.

The addresses are the user's, and so is what git needs to reach them: credentials, proxies, keys.
Nothing waits for an answer at a terminal. What a server sends is only kept here, never checked out,
and no address is written down, for it can hold a password.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from glm_migrate.project import asking_git
from glm_migrate.runner.fleet.repository_task import BARE, NONE, Repository

_SECONDS = 900  # one commit of a large repository over a slow line
_PROTOCOLS = ("https", "ssh", "http", "git", "file")
_OURS = "refs/glm-migrate/asked"
_SWITCHES = (
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    "protocol.allow=never",
    *(f"protocol.{name}.allow=always" for name in _PROTOCOLS),
    "submodule.recurse=false",
    "gc.auto=0",
)


def mirrored(repository: Repository, folder: Path) -> Repository:
    """The commit that a remote repository has now, below `folder`; refused where git has none."""
    place = folder / f"{hashlib.sha256(repository.path.encode()).hexdigest()[:24]}.git"
    wanted = repository.revision or "HEAD"
    is_name = not wanted.startswith("-") and ":" not in wanted
    if is_name and _made(place) and _fetch(place, repository.path, wanted):
        return replace(repository, path=str(place), kind=BARE, revision=_OURS)
    reason = f"git can't fetch {wanted} of it; 'git ls-remote' with its address tells why"
    return replace(repository, path="", kind=NONE, refused=reason)


def _made(place: Path) -> bool:
    """Have a bare repository there: made where there is none, or what a killed run left of one."""
    place.mkdir(parents=True, exist_ok=True)
    return _git(place, "init", "--quiet", "--bare", "--template=")


def _fetch(place: Path, address: str, wanted: str) -> bool:
    flags = ("--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", "--force")
    return _git(place, "fetch", *flags, "--", address, f"{wanted}:{_OURS}")


def _git(place: Path, *arguments: str) -> bool:
    """Whether git does it to the repository `place`; what it prints may hold an address."""
    program = asking_git.program()
    if program is None:
        return False
    switches = [word for setting in _SWITCHES for word in ("-c", setting)]
    try:
        process = subprocess.Popen(
            [program, *switches, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(place),
            start_new_session=True,  # without a terminal that could be asked for a password
        )
    except OSError:
        return False
    _RUNNING.add(process)
    try:
        return process.wait(_SECONDS) == 0
    except subprocess.TimeoutExpired:
        _end(process)
        return False
    finally:
        _RUNNING.discard(process)


_RUNNING: set[subprocess.Popen[bytes]] = set()


def end_fetches() -> None:
    """Have what is being fetched end at once, as one that failed."""
    for process in tuple(_RUNNING):
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git with the programs that it has started, which are of its session."""
    if os.name == "nt":
        process.kill()
    else:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")


def _environment(place: Path) -> dict[str, str]:
    """Ours, with the repository named, so that none is looked for around it."""
    kept = {name: text for name, text in os.environ.items() if name not in _PLACES}
    return {
        **kept,
        "GIT_DIR": str(place.absolute()),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": ":".join(_PROTOCOLS),
    }
