"""Variables of a context: `MODEL = ContextVar("m", default="…")`, `MODEL.set(…)`, `MODEL.get()`."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.imported_names import is_one_of
from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValue,
    ResolvedValues,
    mentioning,
)
from glm_migrate.analysis.python.dataflow.limits import MAX_CHANGES
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint
from glm_migrate.knowledge.known_callables import callables

_MAKERS = callables("makes-context-variable")


def value_of_context(
    module: Module, call: cst.Call, point: ProgramPoint, depth: int
) -> ResolvedValues | None:
    """What `MODEL.get()` gives back; None where it asks no such variable, or nothing is seen."""
    called = call.func
    if not isinstance(called, cst.Attribute) or called.attr.value != "get":
        return None
    made = _variables(module, called.value, point, depth)
    parts = [part for one in made for part in _values(one, depth)]
    parts += [module.resolver.resolve(one.value, point, depth) for one in call.args]
    result = ResolvedValues.sum(parts)
    return result if made and result.found else None


def makes_variable(node: cst.CSTNode, point: ProgramPoint) -> bool:
    """Whether an expression makes a context variable."""
    return isinstance(node, cst.Call) and is_one_of(node, point, _MAKERS)


def _variables(
    module: Module, node: cst.BaseExpression, point: ProgramPoint, depth: int
) -> list[ResolvedValue]:
    """The calls that make the context variable that an expression is."""
    found = module.resolver.resolve(node, point, depth).found
    return [one for one in found if makes_variable(one.node, one.point)]


def _values(made: ResolvedValue, depth: int) -> Iterator[ResolvedValues]:
    """The default of a context variable, and what the program sets it to."""
    assert isinstance(made.node, cst.Call)
    for one in made.node.args:
        if one.keyword is not None and one.keyword.value == "default":
            yield made.module.resolver.resolve(one.value, made.point, depth).behind(made.via)
    for name in dict.fromkeys(one.name for one in made.definitions):
        for there in mentioning(made.module, name):
            for call in there.symbols.by_called.get("set", ())[:MAX_CHANGES]:
                if _sets(there, call, name, made, depth):
                    point = there.symbols.point(call)
                    yield there.resolver.resolve(call.args[0].value, point, depth)


def _sets(there: Module, call: cst.Call, name: str, made: ResolvedValue, depth: int) -> bool:
    """Whether a call is `MODEL.set(value)` of the variable that `made` is."""
    called = call.func
    if not isinstance(called, cst.Attribute) or len(call.args) != 1 or call.args[0].star:
        return False
    holder = called.value
    if not isinstance(holder, (cst.Name, cst.Attribute)):
        return False
    last = holder.attr.value if isinstance(holder, cst.Attribute) else holder.value
    if last != name:
        return False
    found = there.resolver.resolve(holder, there.symbols.point(call), depth).found
    return any(one.node is made.node for one in found)
