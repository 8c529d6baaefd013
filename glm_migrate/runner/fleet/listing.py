"""What `REPOS` names → repositories: the entries of a directory, or the lines of a file.

Nothing is opened here but directories, and no address is asked; a line that names nothing becomes a
repository that says so.
"""

# Paths stay strings here: there can be very many.
# ruff: noqa: PTH110, PTH112, PTH113, PTH114, PTH118, PTH208

from __future__ import annotations

import codecs
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from glm_migrate.errors import UsageError
from glm_migrate.runner.fleet.archives import is_archive
from glm_migrate.runner.fleet.repository_task import (
    ARCHIVE,
    BARE,
    DIRECTORY,
    GIT,
    NONE,
    REMOTE,
    VERSIONED,
    Repository,
)
from glm_migrate.text import guarded

_URL = re.compile(r"(?:[a-z+]+://|[\w.-]+@[\w.-]+:)", re.IGNORECASE)
_USER = re.compile(r"(?<=//)[^/]*@")
_PASSWORD = re.compile(r"^(?P<user>[\w.@+-]+):(?!//)\S*@(?=[\w.-]+:)")  # git takes none there
_MARKS = (
    *((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")),
    *((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")),
)
_DEPTH = 4  # directories of groups between `REPOS` and a repository


def listed(repos: Path, output: Path | None = None) -> list[Repository]:
    """The repositories, each under a name of its own, by name.

    Args:
        output: What a run writes; it is no repository.

    Raises:
        UsageError: there is no such file or directory, or it names none.
    """
    if not repos.exists():
        raise UsageError(f"no such file or directory: {repos}")
    found = _in_directory(repos) if repos.is_dir() else _in_file(repos)
    if repos.is_file() and is_archive(str(repos)):
        found = iter([Repository(repos.name, str(repos.resolve()), ARCHIVE)])
    if output is not None:
        place = os.path.realpath(output)
        found = (one for one in found if os.path.realpath(one.path or os.sep) != place)
    named = sorted(_distinct(found), key=lambda one: one.name)
    if not named:
        raise UsageError(f"{repos} names no repository")
    return named


def kind_of(path: str) -> str:
    """What can be read at a path; `none` for nothing."""
    if os.path.isdir(path):
        if os.path.exists(os.path.join(path, ".git")):
            return GIT
        return BARE if _is_bare(path) else DIRECTORY
    return ARCHIVE if os.path.isfile(path) and is_archive(path) else NONE


def _is_bare(path: str) -> bool:
    is_there = (os.path.isdir(os.path.join(path, name)) for name in ("objects", "refs"))
    return all(is_there) and os.path.isfile(os.path.join(path, "HEAD"))


def _in_directory(top: Path) -> Iterator[Repository]:
    kind = kind_of(str(top))
    if kind != DIRECTORY:
        yield Repository(top.resolve().name, str(top.resolve()), kind)
        return
    yield from _below(str(top.resolve()), "", _DEPTH)


def _below(top: str, group: str, depth: int) -> Iterator[Repository]:
    for name in sorted(os.listdir(os.path.join(top, group))):
        inner = f"{group}/{name}" if group else name
        path = os.path.join(top, inner)
        kind = kind_of(path)
        if kind == DIRECTORY and depth and _is_group(path, depth):
            if not os.path.islink(path):  # what it leads to is listed where it lies, or not at all
                yield from _below(top, inner, depth - 1)
        elif kind in VERSIONED or (kind != NONE and not name.startswith(".")):
            yield Repository(inner, path, kind)


def _is_group(path: str, depth: int) -> bool:
    """Whether a directory holds repositories rather than code."""
    try:
        inner = [os.path.join(path, name) for name in os.listdir(path)]
    except OSError:
        return False
    clones = [one for one in inner if os.path.isdir(one) and kind_of(one) in VERSIONED]
    if not all(map(os.path.islink, clones)):
        return True
    files = [one for one in inner if os.path.isfile(one)]
    if files:  # nothing but archives; one that lies beside code is a file of it, as is a link
        return all(map(is_archive, files))
    if clones:
        return True
    groups = [one for one in inner if os.path.isdir(one) and not os.path.islink(one)]
    return depth > 1 and any(_is_group(one, depth - 1) for one in groups)


def _in_file(file: Path) -> Iterator[Repository]:
    text = _decoded(guarded.read(str(file)))
    for line in map(str.strip, text.splitlines()):
        if line and not line.startswith("#"):
            yield _line(line, file.parent)


def _decoded(data: bytes) -> str:
    """The text of a list; in UTF-16, as some editors write it, where it begins with its mark."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    return data.decode("utf-8-sig", "surrogateescape")


def _line(line: str, base: Path) -> Repository:
    """`PATH`, or `PATH REVISION` with a tab or blanks between; paths are relative to the file."""
    if "\0" in line:
        return _refused(line.replace("\0", "\\0"), "a line with a NUL byte names nothing")
    if _PASSWORD.match(line):
        return _refused(line, "git takes no password there; write user@host:path")
    if _URL.match(line):
        address, _, revision = line.replace("\t", " ").partition(" ")
        return Repository(_nameable(address), address, REMOTE, revision.strip())
    path, revision = _split(line, base)
    full = os.path.normpath(base.absolute() / path)
    kind = kind_of(full)
    refused = f"nothing that can be read is at {path}" if kind == NONE else ""
    return Repository(path.rstrip("/"), full, kind, revision, refused=refused)


def _refused(line: str, reason: str) -> Repository:
    name = _nameable(line)
    return Repository(name, name, NONE, refused=reason)


def _nameable(address: str) -> str:
    """An address without what it tells of a user, or at least without the password."""
    return _PASSWORD.sub(r"\g<user>@", _USER.sub("", address), count=1)


def _split(line: str, base: Path) -> tuple[str, str]:
    if "\t" in line:
        path, _, revision = line.partition("\t")
        return path.strip(), revision.strip()
    if os.path.exists(base / line) or " " not in line:
        return line, ""
    path, _, revision = line.rpartition(" ")
    return path.rstrip(), revision


def _is_through_link(repository: Repository) -> bool:
    return repository.kind != REMOTE and os.path.islink(repository.path)


def _distinct(found: Iterable[Repository]) -> Iterator[Repository]:
    """Each revision of a repository once, where it lies, under a name that no other has.

    Those of one name are told apart by their revision, and where that does not, by a number.
    """
    once: dict[tuple[str, str], Repository] = {}
    for one in sorted(found, key=_is_through_link):
        place = one.path if one.kind in (REMOTE, NONE) else os.path.realpath(one.path)
        once.setdefault((place, one.revision or "HEAD"), one)
    names = Counter(one.name for one in once.values())
    given: set[str] = set()
    for one in once.values():
        name = f"{one.name}@{one.revision or 'HEAD'}" if names[one.name] > 1 else one.name
        others = (f"{name}-{number}" for number in count(2))
        name = next(chosen for chosen in chain([name], others) if chosen not in given)
        given.add(name)
        yield replace(one, name=name)
