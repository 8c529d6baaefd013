"""At which revision a repository is handled, and how large it is: the commit, or a digest.

The digest of what no version control holds covers the name and content of every file, so that the
same digest means the same result.
"""

# Paths stay strings here, as in `listing`.
# ruff: noqa: PTH118

from __future__ import annotations

import hashlib
import os
import re
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from glm_migrate.project import asking_git
from glm_migrate.runner.fleet.plain_directory import below
from glm_migrate.runner.fleet.repository_task import (
    ARCHIVE,
    BARE,
    DIRECTORY,
    NONE,
    VERSIONED,
    Repository,
)
from glm_migrate.text import guarded

_CHUNK = 1 << 20
_COMMITTED = re.compile(rb"^committer [^\n]*> (\d+) ([+-])(\d\d)(\d\d)$", re.MULTILINE)
_LAST = 253_370_764_800  # seconds to the year 9999; a commit can claim to be of any time
_DAY = timedelta(days=1)
_UNREADABLE = b"none"  # for the digest of what can't be read
_LARGEST = 1 << 30  # bytes of an archive or of a file that are digested


def identified(repository: Repository) -> Repository:
    """`repository` at the commit that its revision names; refused where there is none."""
    if repository.kind == NONE:
        return repository
    if repository.kind in VERSIONED:
        return _at_commit(repository)
    try:
        digest = _of_file(repository.path) if repository.kind == ARCHIVE else _of_tree(repository)
    except OSError as error:
        return _refused(repository, f"it can't be read: {error.strerror or error}")
    return replace(repository, revision=f"sha256:{digest}")


def commit_time(repository: Repository) -> datetime:
    """When the commit was made; of what is not versioned the first day of 1970."""
    found = None
    if repository.kind in VERSIONED:
        arguments = ("cat-file", "commit", repository.revision)
        found = asking_git.ask(repository.path, *arguments, bare=repository.kind == BARE)
    committed = _COMMITTED.search(found.output) if found else None
    if committed is None:
        return datetime(1970, 1, 1, tzinfo=timezone.utc)
    hours, minutes = int(committed[3]), int(committed[4])
    shift = timedelta(hours=hours, minutes=minutes) * (-1 if committed[2] == b"-" else 1)
    seconds = min(int(committed[1]), _LAST)
    return datetime.fromtimestamp(seconds, tz=timezone(shift if abs(shift) < _DAY else _DAY * 0))


def sized(repository: Repository) -> Repository:
    """`repository` with the bytes that it takes: of a clone those of its objects."""
    if repository.kind == ARCHIVE:
        return replace(repository, size=_size(repository.path))
    if repository.kind == DIRECTORY:
        return replace(repository, size=_size_below(repository.path))
    inner = "objects" if repository.kind == BARE else os.path.join(".git", "objects")
    return replace(repository, size=_size_below(os.path.join(repository.path, inner)))


def _at_commit(repository: Repository) -> Repository:
    wanted = repository.revision or "HEAD"
    if wanted.startswith("-"):
        return _refused(repository, f"no revision: {wanted}")
    found = asking_git.ask(
        repository.path,
        *("rev-parse", "--quiet", "--verify", "--end-of-options", f"{wanted}^{{commit}}"),
        bare=repository.kind == BARE,
    )
    if found is None:
        return _refused(repository, f"git finds no commit {wanted}")
    return replace(repository, revision=found.output.decode().strip())


def _refused(repository: Repository, reason: str) -> Repository:
    return replace(repository, kind=NONE, refused=reason)


def _of_file(path: str) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:  # noqa: PTH123
        while (chunk := file.read(_CHUNK)) and file.tell() <= _LARGEST:
            digest.update(chunk)
    digest.update(str(_size(path)).encode())
    return digest.hexdigest()


def _of_tree(repository: Repository) -> str:
    digest = hashlib.sha256()
    for path, error in below(repository.path):
        name = os.path.relpath(path, repository.path)
        digest.update(os.fsencode(f"{name}\0") + (_UNREADABLE if error else _digest(path)))
    return digest.hexdigest()


def _digest(path: str) -> bytes:
    if os.path.islink(path):  # noqa: PTH114
        return b"link" + hashlib.sha256(os.fsencode(os.readlink(path))).digest()  # noqa: PTH115
    try:
        return b"file" + hashlib.sha256(guarded.read(path)).digest()
    except OSError:
        return _UNREADABLE


def _size_below(top: str) -> int:
    return sum(_size(path) for path, _ in below(top))


def _size(path: str) -> int:
    with suppress(OSError):
        return os.lstat(path).st_size
    return 0
