"""Tests under a name: `has_text = bool(delta.content)`, then `if has_text:`."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import called, inside
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.knowledge.known_callables import callables

_TESTING = callables("gives-truth")
_TELLING = (cst.Call, cst.Comparison, cst.UnaryOperation, cst.BooleanOperation)


def inside_named(module: Module, test: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The expressions of a test, and of what its names are bound to."""
    for inner in inside(test):
        yield inner
        if isinstance(named := _only_value(module, inner), _TELLING):
            yield from inside(named)


def named_test(module: Module, node: cst.CSTNode) -> cst.BaseExpression | None:
    """What a name stands for that is bound to one test alone; None for all else."""
    value = _only_value(module, node)
    return value if value is not None and _is_test(value) else None


def _only_value(module: Module, node: cst.CSTNode) -> cst.BaseExpression | None:
    if not isinstance(node, cst.Name) or node not in module.symbols.parents:
        return None
    scope = module.symbols.point(node).scope.lookup(node.value)
    definitions = scope.definitions[node.value] if scope is not None else ()
    return definitions[0].value if len(definitions) == 1 else None


def _is_test(value: cst.BaseExpression) -> bool:
    """Whether an expression comes to true or false, and is no text or object itself."""
    if isinstance(value, cst.BooleanOperation):
        return _is_test(value.left) and _is_test(value.right)
    if isinstance(value, cst.UnaryOperation):
        return isinstance(value.operator, cst.Not)
    is_call = isinstance(value, cst.Call) and called(value) in _TESTING
    return is_call or isinstance(value, cst.Comparison)
