"""The errors that a program is ready for where a call raises them, whoever of its callers it is.

`except TypeError` around a call, or around the function that makes it, may be a fallback that runs
today; a call that raises no more switches it off. So may `except Exception` that asks again.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import callees
from glm_migrate.analysis.python.dataflow.effects import called, inside
from glm_migrate.analysis.python.dataflow.interface import Module, mentioning
from glm_migrate.analysis.python.semantics.handlers import caught
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.knowledge.known_callables import callables

_Try = cst.Try | cst.TryStar
_EVERY = frozenset({"", "Exception", "BaseException"})
_EXPECTING = callables("expects-error")
_EXPECTED = (
    "TypeError"  # the one that a rule asks for; looking for others would cost time for nothing
)


def expected_errors(module: Module, node: cst.CSTNode, point: ProgramPoint) -> frozenset[str]:
    """The errors that are caught or expected around a call, or around those of its function."""
    found = {*caught(point), *_expected_by(module, node)}
    if _is_asked_again(module, node, point):
        found.add(_EXPECTED)
    files = list(mentioning(module, _EXPECTED))
    if _EXPECTED not in found and files:
        for call, there in module.resolver.calls.callers(point.scope.function):
            if there in files:
                found |= {*caught(there.symbols.point(call)), *_expected_by(there, call)}
    return frozenset(found)


def _expected_by(module: Module, node: cst.CSTNode) -> Iterator[str]:
    """`with suppress(TypeError):`, `with pytest.raises(TypeError):`."""
    parents = module.symbols.parents
    for name in _EXPECTING:
        for call in module.symbols.by_called.get(name, ()):
            item = parents.get(call)
            block = parents.get(item) if isinstance(item, cst.WithItem) else None
            if isinstance(block, cst.With) and _holds(module, block, node):
                kinds = (one.value for one in call.args)
                yield from (dotted(kind).rpartition(".")[2] for kind in kinds if dotted(kind))


def _holds(module: Module, block: cst.With, node: cst.CSTNode) -> bool:
    outer, inner = module.span(block.body), module.span(node)
    return outer.start <= inner.start and inner.end <= outer.end


def _is_asked_again(module: Module, node: cst.CSTNode, point: ProgramPoint) -> bool:
    """Whether a handler of every error asks in another way, itself or through a function."""
    blocks = [one for one, arm in point.branches if isinstance(one, _Try) and arm == 0]
    handlers = [one for block in blocks for one in block.handlers]
    return isinstance(node, cst.Call) and any(
        _asks(module, handler, called(node), node)
        for handler in handlers
        if _name_of(handler) in _EVERY
    )


def _name_of(handler: cst.ExceptHandler | cst.ExceptStarHandler) -> str:
    return dotted(handler.type).rpartition(".")[2] if handler.type is not None else ""


def _asks(module: Module, handler: cst.CSTNode, method: str, other: cst.Call) -> bool:
    """Whether `method` is called in a handler with other arguments, or in a function it calls."""
    calls = [one for one in inside(handler) if isinstance(one, cst.Call)]
    if any(called(one) == method and not one.deep_equals(other) for one in calls):
        return True
    functions = [one for call in calls for one in callees(module, call)]
    return any(
        isinstance(one, cst.Call) and called(one) == method
        for function in functions
        if isinstance(function.node, cst.FunctionDef)
        for one in inside(function.node)
    )
