"""Attributes that code sets from outside of their class: `bot.client = …`, `setattr(bot, …)`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Class, Module, mentioning
from glm_migrate.analysis.python.dataflow.named_attributes import set_by_name, set_in_file
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, dotted

# The object whose attribute is set, and what sets it.
_Set = tuple[cst.BaseExpression, Definition]
# The text of a variable, and which scope binds it.
_Variable = tuple[str, int]


def set_from_outside(
    module: Module, klass: Class, name: str
) -> Iterator[tuple[Module, Definition]]:
    """What sets an attribute of instances of a class, in the files that name it."""
    for there, holder, definition in _in_project(module, name):
        owned = there.resolver.attributes.class_of(holder, there.symbols.point(holder))
        if owned is not None and owned.is_related(klass):
            yield there, definition


def is_set_on_member(module: Module, name: str, members: Collection[str]) -> bool:
    """Whether code sets an attribute of one of the `members` of a class: `Model.FAST.code = …`."""
    holders = (holder for _, holder, _ in _in_project(module, name))
    return any(isinstance(one, cst.Attribute) and one.attr.value in members for one in holders)


def set_on_variable(module: Module, node: cst.Attribute) -> Sequence[Definition]:
    """What sets an attribute of a variable in its file, whatever object that holds."""
    holder = _variable(module, node.value)
    return _by_variable(module, node.attr.value).get(holder, ()) if holder is not None else ()


def _by_variable(module: Module, name: str) -> Mapping[_Variable, Sequence[Definition]]:
    """What sets an attribute of that name in a file, by the variables it is of; remembered."""

    def find() -> Mapping[_Variable, Sequence[Definition]]:
        found = defaultdict[_Variable, list[Definition]](list)
        by_name = ((one.holder, one.definition) for one in set_in_file(module, name))
        for target, definition in (*_assigned(module, name), *by_name):
            if (holder := _variable(module, target)) is not None:
                found[holder].append(definition)
        return found

    return module.remembered(_by_variable, name, find, in_cycle={})


def _variable(module: Module, node: cst.BaseExpression) -> _Variable | None:
    """The text of a variable, and the scope that binds it; None where it is no variable."""
    text = dotted(node)
    if not text or node not in module.symbols.parents:
        return None
    return text, id(module.symbols.point(node).scope.lookup(text.partition(".")[0]))


def _in_project(
    module: Module, name: str
) -> Iterator[tuple[Module, cst.BaseExpression, Definition]]:
    """Whatever sets an attribute of that name, of whatever object."""
    for there in mentioning(module, f".{name}"):
        yield from ((there, holder, one) for holder, one in _assigned(there, name))
    yield from ((one.module, one.holder, one.definition) for one in set_by_name(module, name))


def _assigned(module: Module, name: str) -> Sequence[_Set]:
    """`bot.client = …` of that name in a file; remembered."""
    return module.remembered(
        _assigned, name, lambda: list(_find_assigned(module, name)), in_cycle=[]
    )


def _find_assigned(module: Module, name: str) -> Iterator[_Set]:
    module.symbols.deferred.naming(name)
    for text, mutations in tuple(module.symbols.mutations.items()):
        for one in mutations if text.endswith(".") else ():
            target = one.target
            if isinstance(target, cst.Attribute) and target.attr.value == name:
                yield target.value, Definition(name, Kind.ASSIGN, target, one.point, one.value)
