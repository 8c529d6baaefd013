"""The errors that a program is ready for where a call raises them, whoever of its callers it is.

`except TypeError` around a call, or around the function that makes it, may be a fallback that runs
today; a call that raises no more switches it off. So may `except Exception` that asks again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import callees
from glm_migrate.analysis.python.dataflow.effects import called, inside
from glm_migrate.analysis.python.dataflow.interface import Module, mentioning
from glm_migrate.analysis.python.semantics.handlers import caught
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, Scope, dotted
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.text.source import Span

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
    if _EXPECTED not in found:
        found |= _expected_by_callers(module, point.scope.function)
    return frozenset(found)


def _expected_by_callers(module: Module, function: Scope) -> frozenset[str]:
    """The errors that are caught or expected around the calls of a function; remembered.

    One function can hold hundreds of calls and be called at as many places.
    """
    return module.remembered(
        _expected_by_callers,
        function,
        lambda: frozenset(_around_callers(module, function)),
        in_cycle=frozenset(),
    )


def _around_callers(module: Module, function: Scope) -> Iterator[str]:
    files = list(mentioning(module, _EXPECTED))
    for call, there in module.resolver.calls.callers(function):
        if there in files:
            yield from caught(there.symbols.point(call))
            yield from _expected_by(there, call)


def _expected_by(module: Module, node: cst.CSTNode) -> Iterator[str]:
    """`with suppress(TypeError):`, `with pytest.raises(TypeError):`."""
    span = module.span(node)
    for block, kinds in _blocks(module):
        if block.start <= span.start and span.end <= block.end:
            yield from kinds


def _blocks(module: Module) -> Sequence[tuple[Span, Sequence[str]]]:
    """The bodies of such statements, each with the errors; remembered."""
    return module.remembered(_blocks, None, lambda: tuple(_find_blocks(module)), in_cycle=())


def _find_blocks(module: Module) -> Iterator[tuple[Span, Sequence[str]]]:
    parents = module.symbols.parents
    for name in _EXPECTING:
        for call in module.symbols.by_called.get(name, ()):
            item = parents.get(call)
            block = parents.get(item) if isinstance(item, cst.WithItem) else None
            kinds = [dotted(one.value).rpartition(".")[2] for one in call.args if dotted(one.value)]
            if isinstance(block, cst.With) and kinds:
                yield module.span(block.body), kinds


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
