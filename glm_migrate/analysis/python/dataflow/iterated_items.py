"""What a loop goes over: the items of lists, as written and as added later, and entries of dicts.

`for model in sorted(MODELS)`, `for model in TABLE.values()`, `for name, url in TABLE.items()`; the
members of an enumeration, and what a generator function yields, are items as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.aliases import is_own, key_of, root
from glm_migrate.analysis.python.dataflow.dict_entries import entries_of
from glm_migrate.analysis.python.dataflow.enumerations import is_enumeration, members
from glm_migrate.analysis.python.dataflow.generators import generators_called, yields_of
from glm_migrate.analysis.python.dataflow.handed_functions import called_name
from glm_migrate.analysis.python.dataflow.imported_names import is_one_of
from glm_migrate.analysis.python.dataflow.interface import (
    Alias,
    Module,
    ResolvedValue,
    ResolvedValues,
)
from glm_migrate.analysis.python.dataflow.known_entries import DictEntry
from glm_migrate.analysis.python.dataflow.limits import MAX_CHANGES, MAX_YIELDING
from glm_migrate.analysis.python.dataflow.mutations import mutations
from glm_migrate.analysis.python.dataflow.passed_by_callers import of_this_call
from glm_migrate.analysis.python.dataflow.reads import uses
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.knowledge.known_callables import callables

_COLUMNS = (callables("lists-keys"), callables("lists-values"))
_SAME_ITEMS = callables("lists", "sorts", "sets", "iterates", "wraps-items", "draws-items")
_CHAINS = callables("joins-items")
_CHAINS_ITEMS = callables("joins-items-of-items")
_EXTENDING = callables("extends")
_FILLING = callables("appends") | _EXTENDING
_DICTS = callables("builds-dict")
_LISTS = (cst.List, cst.Tuple, cst.Set)
_MADE_LISTS = (cst.ListComp, cst.SetComp, cst.GeneratorExp)
_JOINING = (cst.Add, cst.BitOr)


@dataclass(frozen=True)
class IteratedItems:
    """Items that were seen, each where it is written, and whether these are all."""

    found: tuple[ResolvedValue, ...] = ()
    complete: bool = True


def value_of_item(item: ResolvedValue, depth: int) -> ResolvedValues:
    """What an item can be; one that was followed already is what it is."""
    if item.definitions or item.calls:
        return ResolvedValues((item,))
    return item.module.resolver.resolve(item.node, item.point, depth).behind(item.via)


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


def items_in(listed: ResolvedValue, depth: int) -> IteratedItems:
    """The items of what an expression was followed to."""
    gathering = _Gathering(depth)
    gathering.take(listed)
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
        self._generators = 0
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
        for column, methods in enumerate(_COLUMNS):
            if (table := viewed(node, methods)) is not None:
                self._take_column(pairs_at(module, table, point, self._depth), column)
                return
        if isinstance(node, cst.Call) and self._take_yielded(module, node, point):
            return
        values = module.resolver.resolve(node, point, self._depth)
        self._complete &= not values.unresolved and not values.limits
        for one in values.found:
            if self._is_new(id(one.node)):
                self.take(one)
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

    def take(self, listed: ResolvedValue) -> None:
        """Gather the items of what was followed to an expression."""
        node = listed.node
        if isinstance(node, _LISTS) and self._may_look_at(listed, node):
            self._take_elements(listed, node)
        elif isinstance(node, cst.Dict) or _makes_dict(node):
            self._take_column(_pairs_of(listed), 0)
        elif isinstance(node, cst.ClassDef):
            self._take_members(listed, node)
        elif isinstance(node, _MADE_LISTS) and _keeps_all(node.for_in):
            self._found.append(_inner(listed, node.elt))
        elif (parts := _parts_of(listed)) is not None:
            self._lists += ((listed.module, one, listed.point) for one in parts)
        elif (several := _collected(listed)) is not None:
            self._take_several(listed, several)
        else:
            self._complete = False

    def _may_look_at(self, listed: ResolvedValue, node: cst.List | cst.Tuple | cst.Set) -> bool:
        return listed.module.program.query.may_look_at(len(node.elements))

    def _take_elements(self, listed: ResolvedValue, node: cst.List | cst.Tuple | cst.Set) -> None:
        for one in node.elements:
            if isinstance(one, cst.StarredElement):
                self._lists.append((listed.module, one.value, listed.point))
            else:
                item = ResolvedValue(listed.module, one.value, listed.point, listed.via)
                self._found.append(item)

    def _take_members(self, listed: ResolvedValue, node: cst.ClassDef) -> None:
        """The members of an enumeration, each as `Models.FAST` would be."""
        klass = listed.module.klass(node)
        if not is_enumeration(klass):
            self._complete = False
            return
        for definition in members(klass):
            member = cst.Attribute(node.name, cst.Name(definition.name))
            found = klass.module.resolver.attributes.of_class(
                klass, member.attr.value, member, klass.module.end, self._depth
            )
            self._take_values(found.behind(listed.via))

    def _take_yielded(self, module: Module, call: cst.Call, point: ProgramPoint) -> bool:
        """Gather what generator functions yield to a call of them; whether it goes to such."""
        functions = generators_called(module, call, point, self._depth)
        for one in functions:
            if self._is_new((call, one.node)) and self._may_go_into_another():
                for node in yields_of(one.module, one.module.symbols.scopes[one.node]):
                    self._take_yield(module, call, point, one, node)
        return bool(functions)

    def _may_go_into_another(self) -> bool:
        """Count a generator; false where too many are gone over already."""
        self._generators += 1
        self._complete &= self._generators <= MAX_YIELDING
        return self._generators <= MAX_YIELDING

    def _take_yield(
        self,
        module: Module,
        call: cst.Call,
        point: ProgramPoint,
        function: ResolvedValue,
        node: cst.Yield,
    ) -> None:
        there = function.module.symbols.point(node)
        if isinstance(node.value, cst.From):
            self._lists.append((function.module, node.value.item, there))
        elif node.value is None or not function.module.program.query.may_look_at(1):
            self._complete = False
        else:
            values = function.module.resolver.resolve(node.value, there, self._depth)
            own = of_this_call(module, call, point, self._depth, function, values)
            hop = module.hop(call, f"{module.short(call.func)}()")
            self._take_values(own.behind((hop,)), call)

    def _take_values(self, values: ResolvedValues, *calls: cst.Call) -> None:
        """Gather what was followed to its end."""
        self._complete &= not values.unresolved and not values.limits
        self._found += (replace(one, calls=(*calls, *one.calls)) for one in values.found)

    def _take_several(self, listed: ResolvedValue, lists: cst.BaseExpression) -> None:
        """Gather the items of each of several lists, which are the items of one."""
        outer = items_at(listed.module, lists, listed.point, self._depth)
        self._complete &= outer.complete
        self._lists += (
            (one.module, one.node, one.point)
            for one in outer.found
            if isinstance(one.node, cst.BaseExpression)
        )

    def _take_column(self, pairs: IteratedPairs, place: int) -> None:
        column = [pair[place] for pair in pairs.found]
        self._found += [one for one in column if one is not None]
        self._complete &= pairs.complete and None not in column

    def _take_change(self, module: Module, change: _Change) -> None:
        if change.many:
            self._lists.append((module, change.value, change.point))
        else:
            self._found.append(ResolvedValue(module, change.value, change.point))


def _parts_of(listed: ResolvedValue) -> Sequence[cst.BaseExpression] | None:
    """The lists whose items are those of another: `MODELS` of `sorted(MODELS)`, both of `A + B`."""
    node = listed.node
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, _JOINING):
        return node.left, node.right
    if not isinstance(node, cst.Call) or not node.args or any(one.star for one in node.args):
        return None
    given = [one.value for one in node.args]
    if is_one_of(node, listed.point, _CHAINS):
        return given
    return given[:1] if is_one_of(node, listed.point, _SAME_ITEMS) else None


def _collected(listed: ResolvedValue) -> cst.BaseExpression | None:
    """The list of lists of `chain(*LISTS)` and `chain.from_iterable(LISTS)`."""
    node = listed.node
    if not isinstance(node, cst.Call) or len(node.args) != 1:
        return None
    given = node.args[0]
    is_spread = given.star == "*" and is_one_of(node, listed.point, _CHAINS)
    is_whole = not given.star and is_one_of(node, listed.point, _CHAINS_ITEMS)
    return given.value if is_spread or is_whole else None


def _keeps_all(loop: cst.CompFor) -> bool:
    """Whether a comprehension leaves nothing out but what is empty: `[m for m in MODELS if m]`."""
    return all(isinstance(one.test, cst.Name) for one in loop.ifs) and (
        loop.inner_for_in is None or _keeps_all(loop.inner_for_in)
    )


def _inner(listed: ResolvedValue, node: cst.BaseExpression) -> ResolvedValue:
    """What a comprehension makes of each item, as it is evaluated where it stands."""
    return ResolvedValue(listed.module, node, listed.module.symbols.point(node), listed.via)


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
