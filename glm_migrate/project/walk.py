"""Directories → the files that are wanted, asked of git where there is git, else of the disk.

Excluded directories and virtual environments are left before they are read, so that they cost
nothing however large they are. Links to directories are not followed: a loop can't be entered.
"""

# Paths stay strings here: a `Path` per file costs more than searching the file.
# ruff: noqa: PTH118

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import basename, dirname
from typing import TYPE_CHECKING

from glm_migrate.project import git
from glm_migrate.text import guarded

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

    from glm_migrate.project.filters import Filters

ENVIRONMENT_MARK = "pyvenv.cfg"
_IGNORE_FILE = ".gitignore"


def by_repository(tops: Sequence[str]) -> dict[str, list[str]]:
    """`tops` by the root of their repository, which is empty for those outside of any."""
    groups: dict[str, list[str]] = {}
    for top in tops:
        groups.setdefault(git.repository(os.path.realpath(top)) or "", []).append(top)
    return groups


@dataclass
class Found:
    """What a search came upon.

    Attributes:
        files: In no order.
        unreadable: Directories that could not be read, each with the reason.
    """

    files: list[str] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)

    def add(self, other: Found) -> None:
        self.files += other.files
        self.unreadable |= other.unreadable


def from_git(root: str, tops: Sequence[str], filters: Filters) -> Found | None:
    """What lies in `tops`, all in the repository `root`; None when git gives none.

    A directory that git ignores and the user names is searched without asking git.
    """
    real = {os.path.relpath(os.path.realpath(top), root).replace(os.sep, "/"): top for top in tops}
    named = {part for below in real for part in below.split("/")}
    listed = git.listed(root, list(real), skip=filters.exclude.plain - named)
    if listed is None:
        return None
    found = Found()
    for below, top in real.items():
        start = "" if below == "." else f"{below}/"
        inside = [name[len(start) :] for name in listed.files if name.startswith(start)]
        hidden = {
            f"{name}/"[len(start) :]: why
            for name, why in listed.unreadable
            if f"{name}/".startswith(start)
        }
        if inside or hidden or not git.is_ignored(root, below):
            found.add(_chosen(top, inside, hidden, filters))
        else:
            found.add(from_disk(top, filters, ignore_files=False))
    return found


def _chosen(top: str, names: Sequence[str], hidden: Mapping[str, str], filters: Filters) -> Found:
    """Those of `names` and of the unread directories `hidden` that the filters take."""
    base = filters.relative(top)
    environments = {dirname(name) for name in names if basename(name) == ENVIRONMENT_MARK} - {""}
    open_directories = {"": True}

    def is_open(directory: str) -> bool:
        if directory not in open_directories:
            open_directories[directory] = (
                directory not in environments
                and is_open(dirname(directory))
                and not filters.prunes(basename(directory), _join(base, directory))
            )
        return open_directories[directory]

    found, prefix = Found(), "" if top == "." else os.path.join(top, "")
    for name in names:
        directory, _, last = name.rpartition("/")
        if filters.takes(last, _join(base, name)) and is_open(directory):
            found.files.append(prefix + name.replace("/", os.sep))
    for name, reason in hidden.items():
        if is_open(name.rstrip("/")):
            found.unreadable[(prefix + name.replace("/", os.sep)).rstrip(os.sep) or top] = reason
    return found


def from_disk(top: str, filters: Filters, ignore_files: bool) -> Found:
    """What lies below `top`; ignore files from `top` down count, if wanted."""
    found = Found()
    stack: list[tuple[str, str, tuple[_IgnoreFile, ...]]] = [
        ("" if top == "." else top, filters.relative(top), ())
    ]
    while stack:
        directory, relative, above = stack.pop()
        entries = _entries(directory, found)
        names = {entry.name for entry in entries}
        if ENVIRONMENT_MARK in names and directory not in ("", top):
            continue
        ignored = above
        if ignore_files and _IGNORE_FILE in names:
            ignored = (*above, _IgnoreFile(directory, relative))
        for entry in entries:
            path = _join(relative, entry.name)
            is_directory = entry.is_dir(follow_symlinks=False)
            if is_directory and filters.prunes(entry.name, path):
                continue
            if not is_directory and not filters.takes(entry.name, path):
                continue
            if ignored and _is_ignored(ignored, path, is_directory):
                continue
            if is_directory:
                stack.append((os.path.join(directory, entry.name), path, ignored))
            elif _is_file(entry):
                found.files.append(os.path.join(directory, entry.name))
    return found


def _entries(directory: str, found: Found) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(directory or ".") as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):  # gone meanwhile
        return []
    except OSError as error:
        found.unreadable[directory or "."] = error.strerror or str(error)
        return []


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether this is a file, or a link that leads to one; a link may lead back to itself."""
    try:
        return entry.is_file()
    except OSError:
        return False


class _IgnoreFile:
    """The ignore file of one directory."""

    def __init__(self, directory: str, relative: str) -> None:
        from pathspec import GitIgnoreSpec

        self._base = f"{relative}/" if relative else ""
        self._spec: GitIgnoreSpec = GitIgnoreSpec.from_lines(_ignore_lines(directory))

    def verdict(self, path: str, is_directory: bool) -> bool | None:
        """Whether the file says to ignore `path` (True), to keep it (False), or nothing."""
        inner = path[len(self._base) :] + ("/" if is_directory else "")
        return self._spec.check_file(inner).include


def _ignore_lines(directory: str) -> list[str]:
    """The lines of an ignore file; like git, nothing where it is none that can be read."""
    path = os.path.join(directory, _IGNORE_FILE)
    try:
        data = guarded.read(path, guarded.LARGEST_SETTINGS)
    except OSError:
        return []
    return data.decode(errors="replace").splitlines()


def _is_ignored(files: Sequence[_IgnoreFile], path: str, is_directory: bool) -> bool:
    verdicts = (file.verdict(path, is_directory) for file in reversed(files))
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _join(directory: str, name: str) -> str:
    return f"{directory}/{name}" if directory else name
