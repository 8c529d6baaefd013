"""What a loop goes over: the items of lists, as written and as added later, and entries of dicts.

`for model in sorted(MODELS)`, `for model in TABLE.values()`, `for name, url in TABLE.items()`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from glm_migrate.analysis.python.dataflow.aliases import is_own, key_of, root
from glm_migrate.analysis.python.dataflow.dict_entries import DictEntry, entries_of
from glm_migrate.analysis.python.dataflow.handed_functions import called_name
from glm_migrate.analysis.python.dataflow.interface import Alias, Module, ResolvedValue
from glm_migrate.analysis.python.dataflow.limits import MAX_CHANGES
from glm_migrate.analysis.python.dataflow.mutations import mutations
from glm_migrate.analysis.python.dataflow.reads import uses
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.knowledge.known_callables import callables

_COLUMNS = (callables("lists-keys"), callables("lists-values"))
_SAME_ITEMS = callables("lists", "sorts", "sets", "iterates", "wraps-items")
_EXTENDING = callables("extends")
_FILLING = callables("appends") | _EXTENDING
_DICTS = callables("builds-dict")
_LISTS = (cst.List, cst.Tuple, cst.Set)


@dataclass(frozen=True)
class IteratedItems:
    """IteratedItems that were seen, each where it is written, and whether these are all."""

    found: tuple[ResolvedValue, ...] = ()
    complete: bool = True


@dataclass(frozen=True)
class IteratedPairs:
    """Keys and values of dicts, and whether these are all; None for a key that is no expression."""

    found: tuple[tuple[ResolvedValue | None, ResolvedValue], ...] = ()
    complete: bool = True


def items_at(
    module: Module, node: cst.BaseExpression, point: ProgramPoint, depth: int
) -> IteratedItems:
    """The items of lists, and the keys or values of dicts, that an expression gives one by one."""
    gathering = _Gathering(depth)
    gathering.go_over(module, node, point)
    return gathering.items


def added_to(listed: ResolvedValue, depth: int) -> IteratedItems:
    """What is put into a list through the variables that hold it, before its use or after it."""
    gathering = _Gathering(depth)
    gathering.add_changes(listed.aliases)
    return gathering.items


def pairs_at(
    module: Module, table: cst.BaseExpression, point: ProgramPoint, depth: int
) -> IteratedPairs:
    """The entries of the dicts that an expression can be."""
    values = module.resolver.resolve(table, point, depth)
    parts = [_pairs_of(one) for one in values.found]
    return IteratedPairs(
        tuple(pair for part in parts for pair in part.found),
        all(part.complete for part in parts) and not values.unresolved and not values.limits,
    )


def viewed(node: cst.BaseExpression, methods: Collection[str]) -> cst.BaseExpression | None:
    """`TABLE` of `TABLE.items()`."""
    if not isinstance(node, cst.Call) or node.args or not isinstance(node.func, cst.Attribute):
        return None
    return node.func.value if node.func.attr.value in methods else None


class _Gathering:
    """Gathers items, those of a list once, however often it is put into others."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._found: list[ResolvedValue] = []
        self._complete = True
        self._seen: set[object] = set()
        self._lists: list[tuple[Module, cst.BaseExpression, ProgramPoint]] = []

    @property
    def items(self) -> IteratedItems:
        """All of them, with those of the lists that were put into others."""
        for one in self._lists:  # grows while it is gone through
            self.go_over(*one)
        self._lists.clear()
        return IteratedItems(tuple(self._found), self._complete)

    def go_over(self, module: Module, node: cst.BaseExpression, point: ProgramPoint) -> None:
        """Gather what a loop over an expression meets."""
        node = _unwrapped(node)
        for column, methods in enumerate(_COLUMNS):
            if (table := viewed(node, methods)) is not None:
                self._take_column(pairs_at(module, table, point, self._depth), column)
                return
        values = module.resolver.resolve(node, point, self._depth)
        self._complete &= not values.unresolved and not values.limits
        for one in values.found:
            if self._is_new(id(one.node)):
                self._take(one)
            if isinstance(one.node, _LISTS):
                self.add_changes(one.aliases)

    def add_changes(self, aliases: Iterable[Alias]) -> None:
        """Gather what is put into a list through variables."""
        for alias in aliases:
            if not self._is_new(key_of(alias)):
                continue
            changes = _changes(alias)
            self._complete &= len(changes) <= MAX_CHANGES
            for change in changes[:MAX_CHANGES]:
                self._take_change(alias.module, change)

    def _is_new(self, key: object) -> bool:
        is_new = key not in self._seen
        self._seen.add(key)
        return is_new

    def _take(self, listed: ResolvedValue) -> None:
        node, module = listed.node, listed.module
        if isinstance(node, _LISTS) and module.program.query.may_look_at(len(node.elements)):
            for one in node.elements:
                if isinstance(one, cst.StarredElement):
                    self._lists.append((module, one.value, listed.point))
                else:
                    item = ResolvedValue(module, one.value, listed.point, listed.via)
                    self._found.append(item)
        elif isinstance(node, cst.Dict) or _makes_dict(node):
            self._take_column(_pairs_of(listed), 0)
        else:
            self._complete = False

    def _take_column(self, pairs: IteratedPairs, place: int) -> None:
        column = [pair[place] for pair in pairs.found]
        self._found += [one for one in column if one is not None]
        self._complete &= pairs.complete and None not in column

    def _take_change(self, module: Module, change: _Change) -> None:
        if change.many:
            self._lists.append((module, change.value, change.point))
        else:
            self._found.append(ResolvedValue(module, change.value, change.point))


def _unwrapped(node: cst.BaseExpression) -> cst.BaseExpression:
    """`MODELS` of `sorted(set(MODELS))`."""
    while isinstance(node, cst.Call) and node.args and dotted(node.func) in _SAME_ITEMS:
        node = node.args[0].value
    return node


def _makes_dict(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Call) and dotted(node.func) in _DICTS


@dataclass(frozen=True)
class _Change:
    """What a statement puts into a list: one item, or those of another list."""

    value: cst.BaseExpression
    point: ProgramPoint
    many: bool


def _changes(alias: Alias) -> Sequence[_Change]:
    """What is put into the list that a variable holds; remembered."""
    none: Sequence[_Change] = ()
    return alias.module.remembered(_changes, key_of(alias), lambda: _find_changes(alias), none)


def _find_changes(alias: Alias) -> Sequence[_Change]:
    point = alias.module.symbols.point
    found = [
        _Change(call.args[-1].value, point(call), called_name(call) in _EXTENDING)
        for call in _filling(alias)
    ]
    for one in mutations(alias):
        if isinstance(one.target, cst.Subscript) and one.value is not None:
            is_part = any(isinstance(part.slice, cst.Slice) for part in one.target.slice)
            found.append(_Change(one.value, one.point, is_part))
    return found


def _filling(alias: Alias) -> Iterator[cst.Call]:
    """The calls `models.append(…)` and `models.extend(…)` on a variable."""
    parents = alias.module.symbols.parents
    for use in uses(alias):
        method = parents.get(use)
        call = parents.get(method) if isinstance(method, cst.Attribute) else None
        if not isinstance(call, cst.Call) or call.func is not method or not call.args:
            continue
        if called_name(call) in _FILLING and dotted(use) == alias.text and _is_of(alias, use):
            yield call


def _is_of(alias: Alias, use: cst.BaseExpression) -> bool:
    """Whether an attribute is read of the instance whose attribute is meant."""
    base, scope = root(use), alias.module.symbols.point(use).scope
    return alias.owner is None or (base is not None and is_own(alias, base, scope))


def _pairs_of(table: ResolvedValue) -> IteratedPairs:
    entries = entries_of(table)
    found = tuple(map(_pair, reversed(entries.entries)))  # as they are written
    return IteratedPairs(found, not entries.unresolved)


def _pair(one: DictEntry) -> tuple[ResolvedValue | None, ResolvedValue]:
    value = ResolvedValue(one.module, one.value, one.point, one.via)
    if not isinstance(one.node, cst.DictElement):  # a word, or a statement that sets it
        return None, value
    return ResolvedValue(one.module, one.node.key, one.point, one.via), value
