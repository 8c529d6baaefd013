"""What git knows: which files belong to a project, and which have changes that it does not hold.

Git is asked, never required: each question has an answer for "no git" and "not a repository".
"""

# Paths stay strings here: a `Path` per file costs more than searching the file.
# ruff: noqa: PTH100, PTH110, PTH118, PTH120

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

# Set while a git hook runs; they would make git answer for that repository whatever `-C` says.
_INHERITED = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE"),
)
_LITERAL = "--literal-pathspecs"  # a file may be called `[a].py`
_ARGUMENTS = 400  # paths in one command line: well below every system's limit


def repository(directory: str) -> str | None:
    """The root of the repository that holds `directory`, without asking git."""
    here = os.path.abspath(directory)
    while not os.path.exists(os.path.join(here, ".git")):
        above = os.path.dirname(here)
        if above == here:
            return None
        here = above
    return here


def listed(root: str, below: Sequence[str], skip: Iterable[str] = ()) -> list[str] | None:
    """Files in `below` that git tracks or would add, relative to `root`, with forward slashes.

    Deleted files that git still tracks are among them. None when git has no answer.

    Args:
        root: Of the repository.
        below: Directories relative to `root`.
        skip: Names of directories in which git need not search for files that it does not track.
    """
    skipped = [f"--exclude={name}" for name in sorted(skip)]
    flags = ("-co", "--exclude-standard", *skipped, "-z")
    output = ask(root, _LITERAL, "ls-files", *flags, "--", *below)
    if output is None:
        return None
    files = os.fsdecode(output).split("\0")[:-1]
    nested = [name for name in files if name.endswith("/")] + _submodules(root, below)
    for one in nested:
        inner = listed(os.path.join(root, one), ["."], skip) or []
        files += [f"{one.rstrip('/')}/{name}" for name in inner]
    return [name for name in files if not name.endswith("/")]


def _submodules(root: str, below: Sequence[str]) -> list[str]:
    """Submodules in `below` that are checked out; git lists their directory but not their files."""
    try:
        text = Path(root, ".gitmodules").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    paths = re.findall(r"^\s*path\s*=\s*(.+?)\s*$", text, re.MULTILINE)
    tops = [os.path.normpath(top) for top in below]
    return [
        path
        for path in paths
        if os.path.exists(os.path.join(root, path, ".git"))
        and any(top == "." or f"{path}/".startswith(f"{top}/") for top in tops)
    ]


def is_ignored(root: str, path: str) -> bool:
    """Whether git ignores `path`, given relative to `root`."""
    return ask(root, "check-ignore", "-q", "--", path) is not None


class Dirty(NamedTuple):
    """What stands against writing some files.

    Attributes:
        changed: Files with changes that are not in the last commit.
        unversioned: Files that no repository holds, or whose repository git can't read.
    """

    changed: tuple[str, ...] = ()
    unversioned: tuple[str, ...] = ()


def uncommitted(paths: Iterable[str], *, staged_too: bool = True) -> Dirty:
    """Which of `paths` git could not bring back as they are now.

    Args:
        paths: Files that are about to be written.
        staged_too: Count changes that are staged as well.
    """
    groups: dict[str | None, list[str]] = {}
    for path in paths:
        root = repository(os.path.dirname(os.path.realpath(path)))
        groups.setdefault(root, []).append(path)
    changed: list[str] = []
    unversioned = groups.pop(None, [])
    for root, inside in groups.items():
        states = _states(root or "", inside)
        for path in inside:
            state = "!!" if states is None else states.get(os.path.realpath(path), "")
            if state == "!!":
                unversioned.append(path)
            elif state and (staged_too or state[1] != " "):
                changed.append(path)
    return Dirty(tuple(sorted(changed)), tuple(sorted(unversioned)))


def _states(root: str, paths: Sequence[str]) -> dict[str, str] | None:
    """Real path → the two letters of `git status`, for files that are not as committed."""
    states: dict[str, str] = {}
    real_root = os.path.realpath(root)
    names = [os.path.relpath(os.path.realpath(path), real_root) for path in paths]
    for first in range(0, len(names), _ARGUMENTS):
        output = ask(
            *(real_root, _LITERAL, "status", "--porcelain", "-z", "--no-renames"),
            *("--ignored=traditional", "--untracked-files=all", "--"),
            *names[first : first + _ARGUMENTS],
        )
        if output is None:
            return None
        for entry in os.fsdecode(output).split("\0")[:-1]:
            states[os.path.normpath(os.path.join(real_root, entry[3:]))] = entry[:2]
    return states


def ask(root: str, *arguments: str) -> bytes | None:
    """What `git` prints, run in `root`; None when it is missing or fails."""
    import subprocess

    environment = {name: value for name, value in os.environ.items() if name not in _INHERITED}
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    try:
        done = subprocess.run(
            ["git", "-C", root, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment,
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
