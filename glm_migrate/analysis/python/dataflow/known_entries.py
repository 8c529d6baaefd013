"""Entries of dicts as they were found, each with the place in which its value is evaluated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Alias, Module
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint
from glm_migrate.model.findings import Hop
from glm_migrate.model.unresolved import Unresolved


@dataclass(frozen=True, eq=False)
class DictEntry:
    """One key of a dict, with the place in which its value is evaluated.

    Attributes:
        node: The `DictElement`, the keyword `Arg` of `dict(…)`, or the statement that sets it.
        container: The dict display or `dict(…)` call that holds `node`; None for a statement.
        conditional: Not set on every path.
        replaceable: Another dict may be there, which has the key as well and comes later.
        aliases: The variables through which the dict was reached.
        calls: The calls that pass the dict on as an argument.
    """

    key: str
    value: cst.BaseExpression
    module: Module
    point: ProgramPoint
    node: cst.CSTNode
    container: cst.Dict | cst.Call | None = None
    conditional: bool = False
    replaceable: bool = False
    via: tuple[Hop, ...] = ()
    aliases: tuple[Alias, ...] = ()
    calls: tuple[cst.Call, ...] = ()


@dataclass(frozen=True, eq=False)
class Entries:
    """Entries by priority: of two with one key, the first is the one that is read."""

    entries: tuple[DictEntry, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()

    def __add__(self, other: Entries) -> Entries:
        return Entries(self.entries + other.entries, self.unresolved + other.unresolved)

    @cached_property
    def _by_key(self) -> dict[str, list[DictEntry]]:
        found: dict[str, list[DictEntry]] = {}
        for entry in self.entries:
            found.setdefault(entry.key, []).append(entry)
        return found

    def under(self, key: str) -> Entries:
        """Those of one key alone."""
        return replace(self, entries=tuple(self._by_key.get(key, ())))

    def over(self, older: Entries) -> Entries:
        """These entries written over `older` ones: a certain entry hides an older one."""
        hidden = {entry.key for entry in self.entries if not entry.conditional}
        kept = tuple(entry for entry in older.entries if entry.key not in hidden)
        return Entries(self.entries + kept, self.unresolved + older.unresolved)

    def maybe(self) -> Entries:
        return replace(self, entries=tuple(replace(e, conditional=True) for e in self.entries))
