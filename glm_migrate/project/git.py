"""What git knows: which files belong to a project, and which have changes that it does not hold.

Git is asked, never required: each question has a result for "no git" and "not a repository". A
repository may come from anybody, so no question lets it run anything: see `asking_git`.
"""

# Paths stay strings here: a `Path` per file costs more than searching the file.
# ruff: noqa: PTH110, PTH117, PTH118, PTH120

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from glm_migrate.config.repository import repository as repository
from glm_migrate.project.asking_git import GitOutput, ask
from glm_migrate.text import guarded

_LITERAL = "--literal-pathspecs"  # a file may be called `[a].py`
_ARGUMENTS = 400  # paths in one command line: well below every system's limit


class Listed(NamedTuple):
    """What belongs to a repository.

    Attributes:
        files: Relative to its root, with forward slashes.
        unreadable: Directories that git could not read, each with the reason.
    """

    files: list[str]
    unreadable: list[tuple[str, str]]


def listed(root: str, below: Sequence[str], skip: Iterable[str] = ()) -> Listed | None:
    """Files in `below` that git tracks or would add.

    Deleted files that git still tracks are among them. None when git gives none.

    Args:
        root: Of the repository.
        below: Directories relative to `root`.
        skip: Names of directories in which git need not search for files that it does not track.
    """
    skip = tuple(skip)
    skipped = [f"--exclude={name}" for name in sorted(skip)]
    flags = ("-co", "--exclude-standard", *skipped, "-z")
    printed = ask(root, _LITERAL, "ls-files", *flags, "--", *below)
    if printed is None:
        return None
    files = [name for name in printed.names if _is_below(name)]
    unreadable = list(printed.unreadable)
    for one in [name for name in files if name.endswith("/")] + _submodules(root, below):
        inner = listed(os.path.join(root, one), ["."], skip) or Listed([], [])
        start = one.rstrip("/")
        files += [f"{start}/{name}" for name in inner.files]
        unreadable += [(f"{start}/{name}", reason) for name, reason in inner.unreadable]
    return Listed([name for name in files if not name.endswith("/")], unreadable)


def _is_below(name: str) -> bool:
    """Whether a name stays below the root: anybody may have written an index or `.gitmodules`."""
    parts = name.split("/")
    return not os.path.isabs(name) and name[:1] != "/" and not {"..", ".git"}.intersection(parts)


def _submodules(root: str, below: Sequence[str]) -> list[str]:
    """Submodules in `below` that are checked out; git lists their directory but not their files.

    Only those that lie below the root and to which no link leads.
    """
    try:
        text = guarded.read(os.path.join(root, ".gitmodules"), guarded.LARGEST_SETTINGS).decode()
    except (OSError, UnicodeDecodeError):
        return []
    tops = [os.path.normpath(top) for top in below]
    return [
        path
        for path in dict.fromkeys(_paths(text))
        if any(top == "." or f"{path}/".startswith(f"{top}/") for top in tops)
        and _is_nested(root, path)
    ]


def _paths(text: str) -> Iterator[str]:
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        if equals and key.strip().lower() == "path":
            yield os.path.normpath(value.strip().strip('"')).replace(os.sep, "/")


def _is_nested(root: str, path: str) -> bool:
    """Whether a repository lies at `path`, strictly below the root, and no link leads there."""
    if path == "." or "\0" in path or not _is_below(path):
        return False
    there = os.path.join(os.path.realpath(root), path)
    return os.path.realpath(there) == there and os.path.exists(os.path.join(there, ".git"))


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


_SAME, _STAGED, _CHANGED, _IGNORED = "same", "staged", "changed", "ignored"


def uncommitted(paths: Iterable[str], *, staged_too: bool = True) -> Dirty:
    """Which of `paths` git could not bring back as they are now.

    `git status` would run the filters that a repository names, so contents are compared here. Line
    endings don't count, because git changes them as its settings say; a file that another filter
    makes different counts as changed.

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
        states = _states(os.path.realpath(root or ""), inside)
        for path in inside:
            state = states.get(path, _IGNORED)
            if state == _IGNORED:
                unversioned.append(path)
            elif state == _CHANGED or (state == _STAGED and staged_too):
                changed.append(path)
    return Dirty(tuple(sorted(changed)), tuple(sorted(unversioned)))


def _states(root: str, paths: Sequence[str]) -> Mapping[str, str]:
    """How each file stands to the last commit; none where git gives none."""
    names = [os.path.relpath(os.path.realpath(path), root).replace(os.sep, "/") for path in paths]
    staged = _staged(root, names)
    if staged is None:
        return {}
    committed = _committed(root, names)
    ignored = _ignored(root, [name for name in names if name not in staged])
    return {
        path: _IGNORED
        if name in ignored
        else _state(os.path.realpath(path), staged.get(name, ""), committed.get(name, ""))
        for path, name in zip(paths, names, strict=True)
    }


def _state(path: str, staged: str, committed: str) -> str:
    if not staged or not _holds(path, staged):
        return _CHANGED
    return _SAME if staged == committed else _STAGED


def _holds(path: str, name: str) -> bool:
    """Whether a file has the content that git calls `name`, but for line endings."""
    try:
        data = guarded.read(path)
    except OSError:
        return False
    make = hashlib.sha1 if len(name) == 40 else hashlib.sha256
    return any(
        make(b"blob %d\0%b" % (len(text), text)).hexdigest() == name
        for text in (data, data.replace(b"\r\n", b"\n"))
    )


def _staged(root: str, names: Sequence[str]) -> Mapping[str, str] | None:
    """File → what git calls its content in the index; empty for one in conflict."""
    found: dict[str, str] = {}
    for printed in _portions(root, names, _LITERAL, "ls-files", "-s", "-z", "--"):
        if printed is None:
            return None
        for entry in printed.names:  # mode, name of the content and stage, tab, path
            about, _, name = entry.partition("\t")
            _, content, stage = about.split(" ")
            found[name] = content if stage == "0" else ""
    return found


def _committed(root: str, names: Sequence[str]) -> Mapping[str, str]:
    """File → what git calls its content in the last commit; nothing where there is none yet."""
    found: dict[str, str] = {}
    for printed in _portions(root, names, "ls-tree", "-z", "--full-tree", "HEAD", "--"):
        for entry in printed.names if printed else ():  # mode, type and name, tab, path
            about, _, name = entry.partition("\t")
            found[name] = about.split(" ")[2]
    return found


def _ignored(root: str, names: Sequence[str]) -> frozenset[str]:
    if not names:
        return frozenset()
    printed = ask(root, "check-ignore", "-z", "--stdin", given=names)
    return frozenset(printed.names if printed else ())


def _portions(root: str, names: Sequence[str], *command: str) -> Iterator[GitOutput | None]:
    """What git says about `names`, a part of them at a time."""
    for first in range(0, len(names), _ARGUMENTS):
        yield ask(root, *command, *names[first : first + _ARGUMENTS])
