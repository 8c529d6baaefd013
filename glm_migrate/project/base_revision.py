"""The revision that a change is measured against, and what it holds in place of today's files."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from glm_migrate.errors import UsageError
from glm_migrate.project import revisions
from glm_migrate.project.asking_git import ask, program

FLAG = "--diff-base"
_HASH = re.compile(r"[0-9a-f]{40}")
_WORKED_OUT = re.compile(r"[~^@]|HEAD|[0-9a-f]{7,39}$")  # only with the history at hand
_ALIKE = 0.5  # of the lines of the longer file; git's own measure for a renamed one


@dataclass(frozen=True)
class BaseRevision:
    """A commit of a repository.

    Attributes:
        root: Of the repository.
        name: As the user wrote it.
        commit: The digits of the commit that files are compared with.
        remark: What the user should know about the choice; empty for nothing.
    """

    root: str
    name: str
    commit: str
    remark: str = ""
    _by_path: dict[str, bytes | None] = field(default_factory=dict, compare=False)

    def content(self, path: str) -> bytes | None:
        """What the file held; None for a new one. `path` starts at the root, with `/`.

        Raises:
            UsageError: git does not hold the content, as in a partial clone.
        """
        if path not in self._by_path:
            entry = self.entries.get(path)
            self._by_path[path] = self._read(path, entry.digest) if entry else None
        return self._by_path[path]

    @cached_property
    def entries(self) -> dict[str, revisions.RevisionEntry]:
        return revisions.entries(self.root, self.commit) or {}

    def former(self, path: str, data: bytes) -> str:
        """The path that a file had: its own, or that of a file that is gone and much like it."""
        if path in self.entries:
            return path
        ending = os.path.splitext(path)[1]  # noqa: PTH122
        gone = [one for one in self.entries if one.endswith(ending) and not self._is_there(one)]
        same = (one for one in gone if self._is_same(one, data))
        if exact := next(same, ""):
            return exact
        rated = [(_likeness(self.content(one) or b"", data), one) for one in gone]
        likeness, best = max(rated, default=(0.0, path))
        return best if likeness >= _ALIKE else path

    def _is_there(self, path: str) -> bool:
        return os.path.lexists(os.path.join(self.root, path))  # noqa: PTH118

    def _is_same(self, path: str, data: bytes) -> bool:
        digest = self.entries[path].digest
        return revisions.digest_of(data, len(digest)) == digest

    def _read(self, path: str, digest: str) -> bytes:
        data = revisions.content(self.root, digest)
        if data is None:
            raise UsageError(
                f"{FLAG} {self.name}: this clone does not hold {path} of that revision; a clone "
                "without --filter does"
            )
        return data


def _likeness(before: bytes, after: bytes) -> float:
    """How many of the lines two files have in common, from 0 to 1."""
    old, new = (Counter(filter(None, one.split(b"\n"))) for one in (before, after))
    return (old & new).total() / max(old.total(), new.total(), 1)


def resolve(root: str, name: str) -> BaseRevision:
    """Where the work at hand branched off from the revision `name`.

    Raises:
        UsageError: git does not know the revision; the message says what to do in a shallow clone.
    """
    tip = _commit(root, name)
    is_shallow = _word(root, "rev-parse", "--is-shallow-repository") == "true"
    if not tip:
        raise UsageError(f"{FLAG} {name}: {_unknown(root, name, is_shallow)}")
    if branched := _word(root, "merge-base", tip, "HEAD"):
        return BaseRevision(root, name, branched)
    remark = ""
    if is_shallow:
        remark = (
            f"Warning: {FLAG} {name}: this clone is shallow and does not reach back to where the "
            f"work branched off, so lines that have changed in {name} since count as changed; "
            "fetch more commits (actions/checkout: fetch-depth: 0)"
        )
    return BaseRevision(root, name, tip, remark)


def _commit(root: str, name: str) -> str:
    if not name or name.startswith("-"):
        return ""
    return _word(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")


def _word(root: str, *command: str) -> str:
    printed = ask(root, *command)
    return os.fsdecode(printed.output).strip() if printed else ""


def not_known(root: str) -> str:
    """Why git told of no such revision."""
    return f"git knows no such revision in {root}" if program() else "git is not on the path"


def _unknown(root: str, name: str, is_shallow: bool) -> str:
    if not is_shallow:
        return not_known(root)
    return (
        f"this clone is shallow and does not hold it; fetch it first, as with '{_fetching(name)}' "
        "(actions/checkout: fetch-depth: 0)"
    )


def _fetching(name: str) -> str:
    """The command that fetches a revision; what only git can work out needs the history."""
    if _HASH.fullmatch(name):
        return f"git fetch --depth=1 origin {name}"
    if _WORKED_OUT.search(name):
        return "git fetch --unshallow"
    branch = name.removeprefix("origin/")
    return f"git fetch --depth=1 origin {branch}:refs/remotes/origin/{branch}"
