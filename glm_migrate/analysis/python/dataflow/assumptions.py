"""What else holds where a call asks one of some models: which definitions can stand beside theirs.

A function for several vendors chooses client, address and model together: by a test of the id, or
in one branch each. A value that is only chosen with another model is none for this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from glm_migrate.analysis.python.dataflow.conditions import conditions, holds, only_definition
from glm_migrate.analysis.python.dataflow.dict_keys import text_of_key
from glm_migrate.analysis.python.dataflow.effects import inside
from glm_migrate.analysis.python.dataflow.interface import Assumption, Module, ResolvedValue
from glm_migrate.analysis.python.semantics.reaching_definitions import exclusive, share_loop
from glm_migrate.analysis.python.semantics.scopes import (
    Definition,
    ProgramPoint,
    dotted,
    owner_of_method,
)
from glm_migrate.analysis.python.syntax.string_literals import text_of


@dataclass(frozen=True, eq=False)
class Way:
    """How one text came to a call: through which definitions, and as an argument of which calls.

    Attributes:
        under: The keys under which it is written in tables, each with all keys of its table.
    """

    node: cst.CSTNode
    text: str
    definitions: tuple[Definition, ...]
    calls: tuple[cst.Call, ...]
    under: tuple[tuple[str, frozenset[str]], ...] = ()

    @staticmethod
    def of(value: ResolvedValue) -> Way | None:
        """The way of a literal text; None for all else."""
        text = text_of(value.node)
        if not text:
            return None
        under = tuple(_keys_above(value.module, value.node))
        return Way(value.node, text, value.definitions, value.calls, under)


@dataclass(frozen=True, eq=False)
class KnownWays:
    """That one of some texts came to a call, each on its way.

    Attributes:
        known: The attributes of the object that are tested around the call, and what they are.
    """

    ways: tuple[Way, ...]
    known: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def that(
        values: Iterable[ResolvedValue], module: Module, point: ProgramPoint
    ) -> KnownWays | None:
        """That one of `values` is used at `point`; None where that says nothing about others."""
        led = [(way, value) for value in values if (way := Way.of(value))]
        known = tuple(_tested_attributes(module, point))
        says_something = led and (
            known or all(way.definitions or one.via or way.calls for way, one in led)
        )
        return KnownWays(tuple(way for way, _ in led), known) if says_something else None

    def allows(self, module: Module, definition: Definition, depth: int) -> bool:
        """Whether `definition` of `module` can have run together with one of the ways."""
        if any(_contradicts(module, definition, *one, depth) for one in self.known):
            return False
        return any(_agree(module, way, definition, depth) for way in self.ways)

    def is_within(self, record: cst.CSTNode) -> bool:
        """Whether one of the texts is written in a record, whose other fields go with it."""
        nodes = {id(way.node) for way in self.ways}
        return any(id(one) in nodes for one in inside(record))

    def keys_among(self, keys: frozenset[str]) -> frozenset[str]:
        """Under which of `keys` one of the texts stands in a table with the same keys."""
        return frozenset(key for way in self.ways for key, all_ in way.under if all_ == keys)

    def is_made_by(self, call: cst.Call, callers: Sequence[cst.Call]) -> bool:
        """Whether a function runs because of `call`, where it is called by all of `callers`."""
        known = self._among(callers)
        return not all(known) or any(id(call) in one for one in known)

    def knows_caller(self, callers: Sequence[cst.Call]) -> bool:
        """Whether it says which of `callers` a function is called by."""
        return all(self._among(callers))

    def _among(self, callers: Sequence[cst.Call]) -> list[set[int]]:
        """Of each way, those of `callers` that pass its text on."""
        return [set(map(id, way.calls)) & set(map(id, callers)) for way in self.ways]


@dataclass(frozen=True, eq=False)
class KnownCalls:
    """That functions run because of some calls, beside what else is assumed."""

    calls: tuple[cst.Call, ...]
    beside: Assumption | None = None

    def allows(self, module: Module, definition: Definition, depth: int) -> bool:
        return self.beside is None or self.beside.allows(module, definition, depth)

    def is_within(self, record: cst.CSTNode) -> bool:
        return self.beside is not None and self.beside.is_within(record)

    def keys_among(self, keys: frozenset[str]) -> frozenset[str]:
        return self.beside.keys_among(keys) if self.beside is not None else frozenset()

    def is_made_by(self, call: cst.Call, callers: Sequence[cst.Call]) -> bool:
        known = self._among(callers)
        if known:
            return id(call) in known
        return self.beside is None or self.beside.is_made_by(call, callers)

    def knows_caller(self, callers: Sequence[cst.Call]) -> bool:
        beside = self.beside is not None and self.beside.knows_caller(callers)
        return beside or bool(self._among(callers))

    def _among(self, callers: Sequence[cst.Call]) -> set[int]:
        return set(map(id, self.calls)) & set(map(id, callers))


def _tested_attributes(module: Module, point: ProgramPoint) -> Iterator[tuple[str, str]]:
    """The attributes that are known to equal a text at `point`: `if self.kind == "glm":`."""
    for condition in conditions(point, module.symbols):
        test = condition.test
        if not condition.outcome or not isinstance(test, cst.Comparison):
            continue
        target = test.comparisons[0]
        text, name = text_of(target.comparator), dotted(test.left)
        is_equal = len(test.comparisons) == 1 and isinstance(target.operator, cst.Equal)
        if is_equal and text and name.startswith("self."):
            yield name, text


def _contradicts(
    module: Module, definition: Definition, attribute: str, text: str, depth: int
) -> bool:
    """Whether `definition` does not run where an attribute of the same object is `text`."""
    if not definition.point.branches:
        return False
    names = _names_of(module, definition, attribute)
    return any(
        holds(condition, name, text, module, depth) is (not condition.outcome)
        for condition in conditions(definition.point, module.symbols)
        for name in condition.subjects & names
    )


def _names_of(module: Module, definition: Definition, attribute: str) -> frozenset[str]:
    """What holds an attribute that is set once, where `definition` runs."""
    within, word = owner_of_method(definition.point.scope), attribute.removeprefix("self.")
    if within is None:
        return frozenset()
    found = module.resolver.attributes.definitions(module.klass(within), word)
    value = found[0][1].value if len(found) == 1 else None
    if value is None:
        return frozenset()
    is_here = found[0][1].point.scope is definition.point.scope
    return frozenset({attribute, dotted(value)} if is_here else {attribute})


def _keys_above(module: Module, node: cst.CSTNode) -> Iterator[tuple[str, frozenset[str]]]:
    """The keys of the dict displays around `node`, each with all keys of its display."""
    above, parents = node, module.symbols.parents
    while isinstance(entry := parents.get(above), cst.DictElement):
        table = parents.get(entry)
        if above is entry.key or not isinstance(table, cst.Dict):
            return
        every = (one.key for one in table.elements if isinstance(one, cst.DictElement))
        keys = frozenset(text_of_key(module, one) or "" for one in every)
        yield text_of_key(module, entry.key) or "", keys
        above = table


def _agree(module: Module, way: Way, definition: Definition, depth: int) -> bool:
    if any(_is_of_other_class(module, one, definition) for one in way.definitions):
        return False
    if not definition.point.branches:
        return True
    return _is_passable(module, way, definition, depth) and not any(
        _replaces(module, one, definition) for one in way.definitions
    )


def _is_of_other_class(module: Module, chosen: Definition, definition: Definition) -> bool:
    """Whether `definition` is none of the class that `chosen` is an attribute of.

    Such are the classes of several vendors, each with its own model and address. What a class
    sets by itself hides what it derives.
    """
    own, other = _class_of(chosen), _class_of(definition)
    if own is None or other is None or own is other:
        return False
    if not module.klass(other).definitions(chosen.name):
        return False
    subclasses = module.resolver.attributes.subclasses(module.klass(other))
    by_node = {one.node: one for one in subclasses}
    return own not in by_node or bool(by_node[own].definitions(definition.name))


def _class_of(definition: Definition) -> cst.ClassDef | None:
    """The class that a definition gives an attribute, in its body or on `self`."""
    scope = definition.point.scope
    if isinstance(scope.node, cst.ClassDef):
        return scope.node
    return owner_of_method(scope) if isinstance(definition.node, cst.Attribute) else None


def _is_passable(module: Module, way: Way, definition: Definition, depth: int) -> bool:
    """Whether the tests around `definition` let the text pass, where they ask about it."""
    for condition in conditions(definition.point, module.symbols):
        for name in condition.subjects:
            found = only_definition(name, condition.point, module.symbols)
            if found is None or all(found[0] is not one for one in way.definitions):
                continue
            if holds(condition, name, way.text, module, depth) is (not condition.outcome):
                return False
    return True


def _replaces(module: Module, chosen: Definition, definition: Definition) -> bool:
    """Whether wherever `definition` runs, what `chosen` defines is defined anew."""
    here, there = definition.point, chosen.point
    if here.scope is not there.scope or chosen is definition:
        return False
    if share_loop(here.branches, there.branches):
        return False
    return any(
        other is not chosen
        and here.branches[: len(other.point.branches)] == other.point.branches
        and (other.point.order > there.order or exclusive(other.point, there))
        for other in _definitions_beside(module, chosen)
    )


def _definitions_beside(module: Module, chosen: Definition) -> Sequence[Definition]:
    """All definitions, in its scope, of the variable or attribute that `chosen` defines."""
    variables = chosen.point.scope.definitions.get(chosen.name, [])
    if any(one is chosen for one in variables):
        return variables
    for attributes in module.symbols.attributes.values():
        same = attributes.get(chosen.name, [])
        if any(one is chosen for one in same):
            return [one for one in same if one.point.scope is chosen.point.scope]
    return []
