"""Attributes that are set by their name as a text: `setattr(o, "model", v)`.

The same is done by items of `vars(o)` and `o.__dict__`, and by what these are updated with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import libcst as cst

from glm_migrate.analysis.python.dataflow.dict_entries import entries_at
from glm_migrate.analysis.python.dataflow.interface import Module, mentioning
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, dotted
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import ordered

_NAMESPACE = "__dict__"
_WORDS = (*ordered("sets-by-name"), _NAMESPACE)  # one of these stands in a file that does so


@dataclass(frozen=True, eq=False)
class NamedAttribute:
    """One statement that sets an attribute of `holder`."""

    module: Module
    holder: cst.BaseExpression
    definition: Definition


def set_by_name(module: Module, name: str) -> Iterator[NamedAttribute]:
    """Where the project sets an attribute of that name so, of whatever object."""
    files = {id(one): one for word in _WORDS for one in mentioning(module, word)}
    for one in files.values():
        if name in one.source.text and not one.is_document:
            yield from set_in_file(one, name)


def set_in_file(module: Module, name: str) -> Sequence[NamedAttribute]:
    """Where a file does so; remembered."""
    return module.remembered(set_in_file, name, lambda: list(_found(module, name)), in_cycle=[])


def _found(module: Module, name: str) -> Iterator[NamedAttribute]:
    yield from _written(module).get(name, ())
    for holder, call in _updates(module):
        yield from _by_update(module, holder, call, name)


def _written(module: Module) -> Mapping[str, Sequence[NamedAttribute]]:
    """What a file sets so under a name that stands there, by the names; remembered."""

    def find() -> Mapping[str, Sequence[NamedAttribute]]:
        found = defaultdict[str, list[NamedAttribute]](list)
        _read_bodies(module)
        for one in (*_by_setattr(module), *_by_item(module)):
            found[one.definition.name].append(one)
        return found

    return module.remembered(_written, module, find, in_cycle={})


def _read_bodies(module: Module) -> None:
    for word in _WORDS:
        module.symbols.deferred.naming(word)


def _made(
    module: Module, holder: cst.BaseExpression, name: str, node: cst.CSTNode, value: cst.CSTNode
) -> NamedAttribute:
    assert isinstance(value, cst.BaseExpression)
    definition = Definition(name, Kind.ASSIGN, node, module.symbols.point(node), value)
    return NamedAttribute(module, holder, definition)


def _by_setattr(module: Module) -> Iterator[NamedAttribute]:
    """`setattr(o, "model", v)`, and the method of `object` or of `o` that does it."""
    calls = [one for one in module.symbols.by_called.get("setattr", ()) if _is_name(one.func)]
    for call in (*calls, *module.symbols.by_called.get("__setattr__", ())):
        values = [one.value for one in call.args if not one.star and one.keyword is None]
        if len(values) not in (2, 3) or len(values) < len(call.args):
            continue
        is_method = len(values) == 2 and isinstance(call.func, cst.Attribute)
        holder = call.func.value if isinstance(call.func, cst.Attribute) else values[0]
        if name := text_of(values[-2]):
            yield _made(module, holder if is_method else values[0], name, call, values[-1])


def _is_name(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name)


def _by_item(module: Module) -> Iterator[NamedAttribute]:
    """`vars(o)["model"] = v`, `o.__dict__["model"] = v`."""
    parents = module.symbols.parents
    for text in module.symbols.strings:
        index = parents.get(text)
        target = parents.get(parents[index]) if isinstance(index, cst.Index) else None
        statement = parents.get(target) if isinstance(target, cst.Subscript) else None
        if isinstance(statement, cst.AssignTarget):
            statement = parents.get(statement)
        if not isinstance(target, cst.Subscript) or not isinstance(statement, cst.Assign):
            continue
        holder, name = namespace_holder(target.value), text_of(text)
        if holder is not None and name and statement.value is not target:
            yield _made(module, holder, name, target, statement.value)


def _updates(module: Module) -> Sequence[tuple[cst.BaseExpression, cst.Call]]:
    """The calls of a file that update the attributes of an object, with that; remembered."""

    def find() -> Iterator[tuple[cst.BaseExpression, cst.Call]]:
        _read_bodies(module)
        for call in module.symbols.by_called.get("update", ()):
            namespace = call.func.value if isinstance(call.func, cst.Attribute) else None
            holder = namespace_holder(namespace) if namespace is not None else None
            if holder is not None:
                yield holder, call

    return module.remembered(_updates, module, lambda: list(find()), in_cycle=[])


def _by_update(
    module: Module, holder: cst.BaseExpression, call: cst.Call, name: str
) -> Iterator[NamedAttribute]:
    """`vars(o).update(model=v)`, `o.__dict__.update({"model": v})`."""
    for argument in call.args:
        if argument.keyword is not None and argument.keyword.value == name:
            yield _made(module, holder, name, argument, argument.value)
        elif argument.keyword is None:
            point = module.symbols.point(call)
            found = entries_at(module, argument.value, point).under(name)
            here = (entry for entry in found.entries if entry.module is module)
            yield from (_made(module, holder, name, one.node, one.value) for one in here)


def namespace_holder(namespace: cst.BaseExpression) -> cst.BaseExpression | None:
    """The object whose attributes a dict is; None where it is no such dict."""
    if isinstance(namespace, cst.Attribute) and namespace.attr.value == _NAMESPACE:
        return namespace.value
    if not isinstance(namespace, cst.Call) or len(namespace.args) != 1:
        return None
    return namespace.args[0].value if dotted(namespace.func) == "vars" else None
