"""What a function gives back to one of its callers, without what only the others pass to it."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue, ResolvedValues
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint


def of_this_call(
    module: Module,
    call: cst.Call,
    point: ProgramPoint,
    depth: int,
    function: ResolvedValue,
    returned: ResolvedValues,
) -> ResolvedValues:
    """`returned` without what only the other calls of the function pass to it."""
    if not any(one.calls for one in returned.found):
        return returned
    scope = function.module.symbols.scopes[function.node]
    others = {id(one) for one, _ in function.module.resolver.calls.callers(scope)} - {id(call)}
    foreign = [one for one in returned.found if any(id(by) in others for by in one.calls)]
    if not foreign:
        return returned
    passed = [module.resolver.resolve(one.value, point, depth) for one in call.args]
    own = {id(one.node) for values in passed for one in values.found}
    dropped = {id(one.node) for one in foreign} - own
    return replace(
        returned, found=tuple(one for one in returned.found if id(one.node) not in dropped)
    )
