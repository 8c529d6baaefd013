"""The files of a revision, as git holds them.

Contents are read as git holds them: no filter, no hook and no attribute of the repository runs.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from glm_migrate.project.asking_git import ask


class RevisionEntry(NamedTuple):
    """What git knows of a file: its kind, and the name of its content."""

    mode: str
    digest: str


def entries(root: str, revision: str) -> dict[str, RevisionEntry] | None:
    """The files of a revision by their paths; None where git does not know it."""
    named = f"{revision}^{{tree}}"
    listed = ask(root, "ls-tree", "-r", "-z", "--full-tree", named)
    if listed is None or revision.startswith("-"):
        return None
    found: dict[str, RevisionEntry] = {}
    for line in listed.names:
        about, _, path = line.partition("\t")
        mode, _, digest = about.split()
        found[path] = RevisionEntry(mode, digest)
    return found


def content(root: str, digest: str) -> bytes | None:
    """The content that git calls `digest`; None where it is not there, as in a partial clone."""
    printed = ask(root, "cat-file", "blob", digest)
    return printed.output if printed else None


def digest_of(data: bytes, size: int) -> str:
    """What git calls a content, in a repository whose names have `size` digits."""
    make = hashlib.sha1 if size == 40 else hashlib.sha256
    return make(b"blob %d\0%b" % (len(data), data)).hexdigest()
