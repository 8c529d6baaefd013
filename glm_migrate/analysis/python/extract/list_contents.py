"""What is put into a list behind its display: `tools = []`, then `tools.append(…)`.

A list that is filled later is not what its display says. Every statement that adds to it under one
of its names counts, wherever in the function or class it stands, since what comes of it is only
that something may be in the list.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Alias, ResolvedValue
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.knowledge.known_callables import callables

_ADDING_ONE = callables("appends")
_ADDING_MANY = callables("extends")

Addition = tuple[cst.BaseExpression, ProgramPoint, bool]  # the bool: it is added item by item


def additions(resolved: ResolvedValue) -> Iterator[tuple[ResolvedValue, bool]]:
    """What is added to the list that `resolved` is, and whether its items are added, not itself."""
    if not isinstance(resolved.node, cst.List):
        return
    seen: set[cst.CSTNode] = set()
    for alias in resolved.aliases:
        for node, point, many in _calls(alias):
            if node not in seen:
                seen.add(node)
                yield ResolvedValue(alias.module, node, point), many


def _calls(alias: Alias) -> Iterator[Addition]:
    """`tools.append(one)`, `tools.insert(0, one)`, `tools.extend(more)`."""
    symbols = alias.module.symbols
    for word in (*_ADDING_ONE, *_ADDING_MANY):
        for call in symbols.by_called.get(word, ()):
            point = symbols.points[call]
            if not isinstance(call.func, cst.Attribute) or not call.args:
                continue
            if _is_meant(alias, call.func.value, point):
                yield call.args[-1].value, point, word in _ADDING_MANY


def _is_meant(alias: Alias, node: cst.BaseExpression, point: ProgramPoint) -> bool:
    """Whether an expression has the name, in the same function or, for an attribute, class."""
    if dotted(node) != alias.text:
        return False
    if "." in alias.text:
        return alias.owner is None or _class_of(point) is _class_of(alias.point)
    return point.scope.lookup(alias.text) is alias.scope


def _class_of(point: ProgramPoint) -> object:
    scope = point.scope
    while scope.parent is not None and scope.kind != "class":
        scope = scope.parent
    return scope
