"""Parts of an answer that a list or a queue holds on their way from one loop to another.

What is put into a variable, `chunks.append(chunk)` or `queue.put(chunk)`, is what a loop over it or
`queue.get()` gives, also where the variable has another name there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from math import inf
from typing import Protocol

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import callees
from glm_migrate.analysis.python.dataflow.closure import closure
from glm_migrate.analysis.python.dataflow.effects import called
from glm_migrate.analysis.python.dataflow.interface import Class, Module, mentioning
from glm_migrate.analysis.python.dataflow.limits import MAX_LOCAL_HOPS
from glm_migrate.analysis.python.semantics.scopes import (
    Definition,
    Kind,
    ProgramPoint,
    Scope,
    owner,
)
from glm_migrate.analysis.python.streams.answer_schema import Part, Reading, merged
from glm_migrate.knowledge.known_callables import callables

_PUTTING = callables("appends", "queues")
_HELD = frozenset({Part.LINE, Part.CHUNK, Part.CHOICE, Part.DELTA})

# A scope or class of a file, and the variable or attribute of it.
Variable = tuple[Module, object, str]
# What is put into a variable, or as which element of tuples that are put there.
_Puts = Mapping[tuple[Variable, int | None], list[cst.BaseExpression]]


class ValueReader(Protocol):
    """What reads the expressions that are put into variables."""

    def of(self, module: Module, node: cst.CSTNode) -> Reading | None:
        """The reading of an expression where it stands."""


class HeldParts:
    """What the variables of the files hold that were read so far.

    Attributes:
        modules: These files.
    """

    def __init__(self, reader: ValueReader) -> None:
        self._reader = reader
        self._puts: dict[Module, _Puts] = {}
        self._known: dict[tuple[Variable, ...], list[Variable]] = {}
        self.modules: dict[Module, None] = {}

    def of(
        self, module: Module, node: cst.CSTNode, point: ProgramPoint, index: int | None = None
    ) -> Reading | None:
        """A stream of what was put into a variable; None where that is no part of an answer.

        Args:
            index: The element of the tuples that are put there.
        """
        self.enter(module)
        tables = [(one, table) for one in tuple(self.modules) if (table := self._put_in(one))]
        if not tables:
            return None
        keys = [(one, index) for one in self._variables(module, node, point)]
        values = ((there, v) for there, table in tables for k in keys for v in table.get(k, ()))
        found = merged(self._reader.of(there, value) for there, value in values)
        if found is None or found.part not in _HELD or found.depth:
            return None
        return replace(found, depth=1, timed=True, loop=None, held=True)

    def _variables(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> list[Variable]:
        """As `variables`, found once for all places that name the same ones."""
        first = tuple(_named(module, node, point))
        if first not in self._known:
            self._known[first] = _same_object(first)
        return self._known[first]

    def enter(self, module: Module) -> None:
        """Take what a file puts into variables into account."""
        self.modules.setdefault(module)

    def is_made(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> bool:
        """Whether a variable, or one that is given to it, is set to something in the project."""
        return any(
            scope is there.symbols.root or definition.kind is not Kind.PARAMETER
            for there, scope, name in variables(module, node, point)
            if isinstance(scope, Scope)
            for definition in scope.definitions.get(name, ())
        )

    def _put_in(self, module: Module) -> _Puts:
        """What the statements of a file put into each variable."""
        if module not in self._puts:
            self._puts[module] = found = defaultdict(list)
            for call in puts(module):
                assert isinstance(call.func, cst.Attribute)
                for key in variables(module, call.func.value, module.symbols.point(call)):
                    for index, value in _items(call):
                        found[key, index].append(value)
        return self._puts[module]


def puts(module: Module) -> Iterator[cst.Call]:
    """The calls of a file that put something into a variable or attribute."""
    for word in _PUTTING:
        for call in module.symbols.by_called.get(word, ()):
            if call.args and is_put(call):
                yield call


def is_put(call: cst.Call) -> bool:
    """`chunks.append(chunk)`, `self.queue.put(chunk)`"""
    function = call.func
    return (
        isinstance(function, cst.Attribute)
        and isinstance(function.value, (cst.Name, cst.Attribute))
        and called(call) in _PUTTING
    )


def _items(call: cst.Call) -> Iterator[tuple[int | None, cst.BaseExpression]]:
    """What is put there, and of a tuple what is in it; `insert` takes its place first."""
    plain = [one.value for one in call.args if one.keyword is None]
    value = (plain or [one.value for one in call.args])[-1 if called(call) == "insert" else 0]
    yield None, value
    if isinstance(value, cst.Tuple):
        yield from ((index, one.value) for index, one in enumerate(value.elements))


def variables(module: Module, node: cst.CSTNode, point: ProgramPoint) -> list[Variable]:
    """The variables, under all the names that an object has, that an expression may stand for."""
    return _same_object(_named(module, node, point))


def _same_object(first: Iterable[Variable]) -> list[Variable]:
    """The variables that may have the object of one of `first`."""
    return closure(first, _given_by, most=inf, hops=MAX_LOCAL_HOPS)


def _named(module: Module, node: cst.CSTNode, point: ProgramPoint) -> Iterator[Variable]:
    """The variable that an expression is, or the attribute in each class that may have it."""
    if isinstance(node, cst.Name) and (scope := point.scope.lookup(node.value)) is not None:
        yield module, scope, node.value
    elif isinstance(node, cst.Attribute):
        own = owner(node.value, point.scope)
        klass: Class | None = module.klass(own) if own is not None else None
        if own is None:
            klass = module.resolver.attributes.class_of(node.value, point)
        for one in klass.ancestors if klass is not None else ():
            yield one.module, one.node, node.attr.value


def _given_by(variable: Variable) -> Iterator[Variable]:
    """The variables from which one gets its object."""
    module, holder, name = variable
    if isinstance(holder, Scope):
        for definition in holder.definitions.get(name, ()):
            yield from _behind(module, definition)
    elif isinstance(holder, cst.ClassDef):
        for there, definition in module.klass(holder).definitions(name):
            yield from _behind(there, definition)


def _behind(module: Module, definition: Definition) -> Iterator[Variable]:
    """The variables whose object a definition gives another name."""
    if definition.kind is Kind.PARAMETER:
        scope = definition.point.scope
        for argument, call, there in module.resolver.calls.passed(scope, definition):
            yield from _named(there, argument, there.symbols.point(call))
    elif definition.kind is Kind.IMPORT and definition.member:
        source = module.program.imported(module, definition.module)
        if source is not None:
            yield source, source.symbols.root, definition.member
    elif definition.kind is Kind.ASSIGN and definition.value is not None:
        yield from _named(module, definition.value, definition.point)


def takers(module: Module, call: cst.Call) -> Iterator[Module]:
    """The files that name what `call` puts something into, or whose functions are given it."""
    assert isinstance(call.func, cst.Attribute)
    for there, scope, name in variables(module, call.func.value, module.symbols.point(call)):
        yield from mentioning(there, name) if scope is there.symbols.root else (there,)
        for use in there.symbols.uses.get(name, ()):
            argument = there.symbols.parents.get(use)
            given = there.symbols.parents.get(argument) if argument is not None else None
            if isinstance(given, cst.Call):
                yield from (one.module for one in callees(there, given))
