"""What a class's own `__getattr__` gives for the name of an attribute."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import (
    Class,
    Module,
    ResolvedValue,
    ResolvedValues,
)
from glm_migrate.analysis.python.dataflow.items import item_of
from glm_migrate.analysis.python.semantics.scopes import dotted

# What an attribute of a value can be, read in a file.
OfValue = Callable[[Module, ResolvedValue], ResolvedValues]


def looked_up(klass: Class, name: str, of_value: OfValue, depth: int) -> ResolvedValues | None:
    """What `__getattr__` gives for a name; None where that is not seen."""
    result = ResolvedValues.sum(
        _by_name(module, value, word, name, of_value, depth)
        for module, value, word in _returned(klass)
    )
    return result if result.found else None


def _returned(klass: Class) -> Iterator[tuple[Module, cst.BaseExpression, str]]:
    """What the methods return, each with the parameter that is the name."""
    for current in klass.ancestors:
        for module, definition in current.definitions("__getattr__"):
            function = definition.node
            if isinstance(function, cst.FunctionDef) and len(function.params.params) == 2:
                word = function.params.params[1].name.value
                scope = module.symbols.scopes[function]
                for value in module.symbols.returns.get(scope, ()):
                    yield module, value, word


def _by_name(
    module: Module, value: cst.BaseExpression, word: str, name: str, of_value: OfValue, depth: int
) -> ResolvedValues:
    """`d[word]`, `d.get(word)` or `getattr(o, word)`, where `word` stands for `name`."""
    point = module.symbols.point(value)
    holder = _holder_of(value, word)
    if holder is None:
        return ResolvedValues()
    if isinstance(value, cst.Call) and isinstance(value.func, cst.Name):
        found = module.resolver.resolve(holder, point, depth).found
        return ResolvedValues.sum(of_value(module, one) for one in found)
    return item_of(module, holder, name, point, depth)


def _holder_of(value: cst.BaseExpression, word: str) -> cst.BaseExpression | None:
    """What is asked for the name that `word` holds; None where it is something else."""
    if isinstance(value, cst.Subscript) and len(value.slice) == 1:
        index = value.slice[0].slice
        is_word = isinstance(index, cst.Index) and dotted(index.value) == word
        return value.value if is_word else None
    if not isinstance(value, cst.Call):
        return None
    given = [one.value for one in value.args]
    if dotted(value.func) == "getattr" and len(given) > 1 and dotted(given[1]) == word:
        return given[0]
    is_get = isinstance(value.func, cst.Attribute) and value.func.attr.value == "get"
    is_word = bool(given) and dotted(given[0]) == word
    return (
        value.func.value if is_get and is_word and isinstance(value.func, cst.Attribute) else None
    )
