"""Answers to questions about files, kept until one of the files changes.

A question has a name, which says all that is asked and of which files; what the files were when it
was found is kept with the result. So each question has one result, the last one.
"""

# Paths stay strings here, as in `prefilter`.
# ruff: noqa: PTH109

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

from glm_migrate.project.boundary import Boundary
from glm_migrate.project.cache import fingerprint, place
from glm_migrate.project.cache.signatures import UNKNOWN, Signatures, of_bytes
from glm_migrate.project.cache.store import CacheStore, digest

if TYPE_CHECKING:
    from glm_migrate.text.source import Source

_MOST = 200_000  # files of a table

Found = dict[str, int]  # what a search came upon: path → what it says of the file, never 0
IsSecret = Callable[["Source | None", str], bool]
Search = Callable[[list[str]], Mapping[str, int]]


@dataclass(frozen=True)
class CachedResults:
    """The results of earlier runs of this tool in this working directory.

    Attributes:
        scope: Part of the name of every question.
        is_secret: Whether a text, of a file if there is one, shows what must not lie on disk.
    """

    store: CacheStore
    scope: tuple[str, ...]
    within: Boundary
    signatures: Signatures
    is_secret: IsSecret

    @classmethod
    def opened(cls, directory: str, within: Boundary, is_secret: IsSecret) -> CachedResults | None:
        """Those in a directory, by default the user's; None where none can be kept or believed."""
        store = place.opened(directory, within)
        if store is None:
            return None
        scope = (fingerprint.of_tool(store), os.getcwd(), *(within.roots or ()))
        return cls(store, scope, within, Signatures(within), is_secret)

    def name(self, kind: str, *parts: str) -> str:
        """The name of a question."""
        return digest(kind, *self.scope, *parts)

    def known(self, name: str, of: str) -> Any:
        """The result of a question; None where there is none for what the files are now."""
        kept = self.store.load(name)
        return kept[1] if isinstance(kept, list) and len(kept) == 2 and kept[0] == of else None

    def keep(self, name: str, of: str, result: object) -> None:
        self.store.save(name, [of, result])

    def state(self, paths: Iterable[str]) -> str:
        """What some files are now, in one word; empty where that can't be told of each."""
        signatures = self.signatures.of_each(paths)
        return "" if UNKNOWN in signatures else digest(*signatures)

    def found(self, kind: str, parts: Sequence[str], files: Sequence[str], search: Search) -> Found:
        """What a search comes upon in some files, each of which is searched when it is new.

        Args:
            parts: What else the search depends on.
            search: Says what it comes upon in files, each for itself.
        """
        name, state = self.name(kind, *parts, *files), self.state(files)
        known = self.known(name, state) if state else None
        if is_found(known):
            return dict(known)
        found = self._from_table(self.name(f"{kind} table", *parts), files, search)
        if state:
            self.keep(name, state, found)
        return found

    def _from_table(self, name: str, files: Sequence[str], search: Search) -> Found:
        """The result put together from those for each file."""
        table = self.store.load(name)
        table = table if is_table(table) else {}
        now = {path: self.signatures.of(path) for path in files}
        fresh = [path for path in files if not now[path] or table.get(path, ("",))[0] != now[path]]
        more = search(fresh)
        new = {path: (now[path], more.get(path, 0)) for path in fresh}
        every = {**table, **new}
        if fresh:
            kept = every if len(every) <= _MOST else {path: every[path] for path in files}
            self.store.save(name, kept)
        return {path: every[path][1] for path in files if every[path][1]}

    def contents(self, paths: Sequence[str], parts: Sequence[str]) -> str:
        """What is in some files, in one word, whenever they were written."""
        name = self.name("contents", *parts)
        table = self.store.load(name)
        table = table if is_table(table, str) else {}
        now = {path: self.signatures.of(path) for path in paths}
        fresh = [path for path in paths if not now[path] or table.get(path, ("",))[0] != now[path]]
        every = {path: entry for path, entry in table.items() if path in now}
        every |= {path: (now[path], self._content(path)) for path in fresh}
        if fresh:
            self.store.save(name, every)
        return digest(*(every[path][1] for path in paths))

    def _content(self, path: str) -> str:
        try:
            return of_bytes(self.within.read(path))
        except OSError as error:
            return f"not read: {error.errno}"


def is_found(value: object) -> TypeGuard[Found]:
    """Whether it is what a search comes upon."""
    return isinstance(value, dict) and all(
        isinstance(path, str) and type(number) is int for path, number in value.items()
    )


def is_table(value: object, kind: type = int) -> bool:
    """Whether it holds a signature and a result of one kind for each path."""
    return isinstance(value, dict) and all(
        isinstance(entry, list)
        and len(entry) == 2
        and type(entry[0]) is str
        and type(entry[1]) is kind
        for entry in value.values()
    )
