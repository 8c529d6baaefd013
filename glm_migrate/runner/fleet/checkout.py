"""The files of one revision of a repository, laid down in an empty directory.

They come from the object database, an archive or a copy: the work tree of a clone is not looked at,
because a commit does not name what is in it. What can't be laid down safely is left out and named.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import IO

from glm_migrate.project import asking_git
from glm_migrate.runner.fleet.archives import Member, members, readable
from glm_migrate.runner.fleet.machine_faults import why_not_written
from glm_migrate.runner.fleet.plain_directory import of_directory
from glm_migrate.runner.fleet.repository_task import (
    ARCHIVE,
    BARE,
    DIRECTORY,
    VERSIONED,
    Limits,
    NotHandled,
    Repository,
)
from glm_migrate.text import guarded

_PORTION = 16 << 20  # bytes of contents that git is asked for at a time
_CHUNK = 1 << 20
_LINK, _FILES = "120000", ("100644", "100755")
_ODD = frozenset({"", ".", "..", ".git"})
_LEADS_OUT = "a link that leads out of the repository"
_DEEPEST = 200  # parts of a name; libraries give up at some hundreds more
_LONGEST = 300  # characters of a name that are told
_MISSING = "git does not have its contents"
_TOO_LARGE = f"a file of more than {guarded.LARGEST >> 20} MB"


@dataclass
class Checkout:
    """A directory that is being filled.

    Attributes:
        left_out: Names of what was not laid down, each with the reason.
        modes: Of the files of a commit, as git writes them.
    """

    root: Path
    limits: Limits
    left_out: dict[str, str] = field(default_factory=dict)
    modes: dict[str, str] = field(default_factory=dict)
    _bytes: int = 0
    _files: int = 0
    _written: set[str] = field(default_factory=set)

    def fill(self, repository: Repository) -> None:
        """Lay down all files of a repository, in no order.

        Raises:
            NotHandled: it can't be read, takes more than the limits allow, or the machine has
                too little.
        """
        (self.root / ".git").mkdir(parents=True)  # the root of a repository, for whoever asks
        with readable():
            self._fill(repository)

    def _fill(self, repository: Repository) -> None:
        links: dict[str, str] = {}
        for member in _members(repository, self.modes):
            if reason := _refusal(member.name):
                self.left_out[_named(member.name)] = reason
                continue
            name = normpath(member.name)
            self._drop(name, links)
            if member.refusal:
                self.left_out[_named(name)] = member.refusal
            elif member.stream is None:
                links[name] = member.link
            else:
                self._refuse_above(self._bytes + member.size)
                self._write(name, member.stream)
        for name, target in links.items():
            self._link(name, target)
        self._drop_links_out(links)

    def _drop(self, name: str, links: dict[str, str]) -> None:
        """Have an earlier entry of the same name not count, as whoever unpacks an archive does."""
        links.pop(name, None)
        self.left_out.pop(name, None)
        if name in self._written:
            self._written.remove(name)
            (self.root / name).unlink()

    def _write(self, name: str, stream: IO[bytes]) -> None:
        self._count()
        path = self.root / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                while chunk := stream.read(_CHUNK):
                    self._weigh(len(chunk))
                    file.write(chunk)
            self._written.add(name)
        except OSError as error:  # a file where a directory is needed, a name that is too long
            if error.errno is None:  # of what is read
                raise
            self.left_out[name] = why_not_written(error)

    def _count(self) -> None:
        self._files += 1
        if self._files > self.limits.files:
            raise NotHandled("size", f"more than {self.limits.files} files")

    def _weigh(self, count: int) -> None:
        self._bytes += count
        self._refuse_above(self._bytes)

    def _refuse_above(self, size: int) -> None:
        if size > self.limits.checkout << 20:
            raise NotHandled("size", f"more than {self.limits.checkout} MB of files")

    def _drop_links_out(self, names: Iterable[str]) -> None:
        """Leave out links that lead out by way of others, until none does."""
        left = [name for name in names if (self.root / name).is_symlink()]
        while out := [name for name in left if not self._holds(name)]:
            for name in out:
                (self.root / name).unlink()
                self.left_out[name] = _LEADS_OUT
            left = [name for name in left if name not in self.left_out]

    def _holds(self, name: str) -> bool:
        """Whether what a link leads to in the end lies in the repository, and is not git's."""
        root, real = Path(os.path.realpath(self.root)), Path(os.path.realpath(self.root / name))
        return real.is_relative_to(root) and not real.is_relative_to(root / ".git")

    def _link(self, name: str, target: str) -> None:
        """A link whose own text leads nowhere but to other files of the repository."""
        self._count()
        leads = normpath(join(dirname(name), target))
        if target.startswith("/") or "\\" in target or _refusal(leads):
            self.left_out[name] = _LEADS_OUT
            return
        path = self.root / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(target)
        except OSError as error:
            self.left_out[name] = why_not_written(error)


def _refusal(name: str) -> str:
    """Why a name is not laid down; empty where it is."""
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or ".." in parts or (os.name == "nt" and set(name) & set(":\\")):
        return "a name that leads out of the repository"
    if "\0" in name or normpath(name) in _ODD:
        return "no name of a file"
    if len(parts) > _DEEPEST:
        return f"more than {_DEEPEST} directories deep"
    return "a directory of git's own" if ".git" in map(str.lower, parts) else ""


def _named(name: str) -> str:
    name = name.replace("\0", "\\0")
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST // 2]}…{name[-_LONGEST // 2 :]}"


def _members(repository: Repository, modes: dict[str, str]) -> Iterator[Member]:
    if repository.kind in VERSIONED:
        return _of_commit(repository, modes)
    if repository.kind == ARCHIVE:
        return _without_top(members(Path(repository.path)), Path(repository.path))
    if repository.kind == DIRECTORY:
        return of_directory(repository.path)
    raise NotHandled("unreadable", repository.refused or "nothing that can be read")


def _of_commit(repository: Repository, modes: dict[str, str]) -> Iterator[Member]:
    """The files of a commit, asked of git some megabytes at a time."""
    printed = _ask(repository, "ls-tree", "-r", "-z", "--long", "--full-tree", repository.revision)
    portion: list[tuple[str, str, str]] = []
    weight = 0
    for entry in printed.names:  # mode, type, object and size, tab, path
        about, _, name = entry.partition("\t")
        mode, _, content, size = about.split()
        if mode not in (*_FILES, _LINK):  # a submodule is another repository
            continue
        modes[name] = mode
        if not size.isdigit():
            yield Member(name, "", None, refusal=_MISSING)
            continue
        if int(size) > guarded.LARGEST:
            yield Member(name, "", None, refusal=_TOO_LARGE)
            continue
        portion.append((name, mode, content))
        weight += int(size)
        if weight > _PORTION:
            yield from _contents(repository, portion)
            portion, weight = [], 0
    yield from _contents(repository, portion)


def _contents(repository: Repository, entries: list[tuple[str, str, str]]) -> Iterator[Member]:
    if not entries:
        return
    sent = "".join(f"{content}\n" for _, _, content in entries).encode()
    stream = io.BytesIO(_ask(repository, "cat-file", "--batch", sent=sent).output)
    for name, mode, _ in entries:
        *_, size = stream.readline().split()
        if not size.isdigit():
            yield Member(name, "", None, refusal=_MISSING)
            continue
        data = stream.read(int(size))
        stream.read(1)
        link = os.fsdecode(data) if mode == _LINK else ""
        yield Member(name, link, None if mode == _LINK else io.BytesIO(data))


def _ask(repository: Repository, *arguments: str, sent: bytes = b"") -> asking_git.GitOutput:
    bare = repository.kind == BARE
    printed = asking_git.ask(repository.path, *arguments, sent=sent, bare=bare)
    if printed is None:
        raise NotHandled("unreadable", f"git can't read it ({arguments[0]} fails)")
    return printed


def _without_top(found: Iterator[Member], path: Path) -> Iterator[Member]:
    """An archive's entries; where all lie in one directory, as forges pack them, without it."""
    top = _common_top(path)
    for one in found:
        name = _plain(one.name)
        inner = name.removeprefix(f"{top}/") if top else name
        yield replace(one, name=inner)


def _plain(name: str) -> str:
    """A name of an archive without what says nothing: `./a//b` is `a/b`."""
    parts = (one for one in name.split("/") if one not in ("", "."))
    return f"{'/' if name.startswith('/') else ''}{'/'.join(parts)}"


def _common_top(path: Path) -> str:
    names = (_plain(one.name).split("/") for one in members(path))
    first = next(names, [""])
    if len(first) < 2 or first[0] in _ODD:
        return ""
    return first[0] if all(parts[0] == first[0] and len(parts) > 1 for parts in names) else ""
