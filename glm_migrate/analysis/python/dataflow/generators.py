"""What a generator function of the project yields, to whoever goes over its call."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import called_code
from glm_migrate.analysis.python.dataflow.decorators import changing
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, Scope, dotted
from glm_migrate.knowledge.known_callables import callables

_CONTEXTS = callables("makes-context")
_ByScope = Mapping[Scope, Sequence[cst.Yield]]


def generators_called(
    module: Module, call: cst.Call, point: ProgramPoint, depth: int
) -> Sequence[ResolvedValue]:
    """The generator functions that a call starts; none where it may go to others as well."""
    functions = called_code(module, call.func, point, depth)
    return functions if functions and all(map(_is_generator, functions)) else ()


def yields_of(module: Module, scope: Scope) -> Sequence[cst.Yield]:
    """The `yield`s of a function, in source order."""
    none: _ByScope = {}
    return module.remembered(module, yields_of, lambda: _every(module), none).get(scope, ())


def _every(module: Module) -> _ByScope:
    found: dict[Scope, list[cst.Yield]] = {}
    module.symbols.deferred.all()
    for node, point in module.symbols.points.items():
        if isinstance(node, cst.Yield):
            found.setdefault(point.scope.function, []).append(node)
    return found


def is_context_manager(function: cst.FunctionDef) -> bool:
    """Whether a generator is one that is entered by `with`, which takes its only item."""
    return decorated_with(function, _CONTEXTS)


def decorated_with(function: cst.FunctionDef, names: Collection[str]) -> bool:
    """Whether one of a function's decorators has one of `names`, called or not."""
    called = (getattr(one.decorator, "func", one.decorator) for one in function.decorators)
    return any(dotted(one).rpartition(".")[2] in names for one in called)


def _is_generator(function: ResolvedValue) -> bool:
    node, module = function.node, function.module
    if not isinstance(node, cst.FunctionDef) or is_context_manager(node):
        return False
    if b"yield" not in module.source.utf8:  # most files have none, and need not be read whole
        return False
    return bool(yields_of(module, module.symbols.scopes[node])) and not changing(module, node)
