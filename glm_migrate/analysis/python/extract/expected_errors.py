"""The errors that a program is ready for where a call raises them, whoever of its callers it is.

`except TypeError` around a call, or around the function that makes it, may be a fallback that runs
today; a call that raises no more switches it off.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module, mentioning
from glm_migrate.analysis.python.semantics.handlers import caught
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.knowledge.known_callables import callables

_EXPECTING = callables("expects-error")
_EXPECTED = (
    "TypeError"  # the one that a rule asks for; looking for others would cost time for nothing
)


def expected_errors(module: Module, node: cst.CSTNode, point: ProgramPoint) -> frozenset[str]:
    """The errors that are caught or expected around a call, or around those of its function."""
    found = {*caught(point), *_expected_by(module, node)}
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
