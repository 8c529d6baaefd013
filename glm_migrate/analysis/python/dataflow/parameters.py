"""What a parameter can be: its default, an option's default, what calls in the project pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.configured_objects import hydra_settings
from glm_migrate.analysis.python.dataflow.decorators import changing
from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValue,
    ResolvedValues,
    given_up,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.items import item_in
from glm_migrate.analysis.python.dataflow.iterated_items import items_at
from glm_migrate.analysis.python.dataflow.limits import MAX_CALLS
from glm_migrate.analysis.python.dataflow.node_inputs import node_input
from glm_migrate.analysis.python.dataflow.settings_reads import each, value_of_variable
from glm_migrate.analysis.python.semantics.scopes import Definition, ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import meaning, text_of
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unresolved import Reason

_FIELD_MAKERS = callables("declares-default")
_OPTIONS = callables("declares-option")


def value_of_parameter(module: Module, definition: Definition, depth: int) -> ResolvedValues:
    """All that is seen to be passed; what else may be is unresolved."""
    assert isinstance(definition.node, cst.Param)
    scope = definition.point.scope
    given = list(_arguments(module, definition, depth))
    if module.resolver.calls.is_caller_known(scope) and any(one.found for one in given):
        return ResolvedValues.sum(given)
    parts = [*_defaults(module, definition, depth), *given]
    parts.append(hydra_settings(module, definition))
    parts.append(node_input(module, definition, depth))
    if definition.node.star == "**":  # a dict of its own, filled by the callers
        own = ResolvedValue(module, definition.node, definition.point)
        parts.append(ResolvedValues((own,)))
    word = scope.name or "the lambda"
    if module.resolver.calls.has_too_many_callers(scope):
        parts.append(given_up(Reason.TOO_MANY_CALLERS, word, f"{MAX_CALLS:,}"))
    parts.append(unresolved(Reason.PARAMETER, definition.name, word))
    return ResolvedValues.sum(parts)


def default_of(
    module: Module, value: cst.BaseExpression, point: ProgramPoint, depth: int
) -> ResolvedValues:
    """A default, also when it is wrapped as in `Field(default=…)` or `Query("…")`."""
    resolve = module.resolver.resolve
    if not isinstance(value, cst.Call):
        return resolve(value, point, depth)
    if dotted(value.func).rpartition(".")[2] not in _FIELD_MAKERS:
        return resolve(value, point, depth)
    variables = _variables_of(module, value, depth)
    for argument in value.args:
        word = argument.keyword.value if argument.keyword else ""
        if word in ("default", "") and argument.star == "":
            return variables + resolve(argument.value, point, depth)
        if word == "default_factory" and isinstance(argument.value, cst.Lambda):
            return resolve(argument.value.body, point, depth)
    return unresolved(Reason.NO_DEFAULT, module.short(value))


def _variables_of(module: Module, call: cst.Call, depth: int) -> ResolvedValues:
    """What files set the variables to that an option is read from: `envvar="MODEL"`."""
    named = (one.value for one in call.args if one.keyword and one.keyword.value == "envvar")
    found = ResolvedValues()
    for node in named:
        for text in filter(None, map(text_of, each(node))):
            found += value_of_variable(module, text, call, depth)
    return found


def _defaults(module: Module, definition: Definition, depth: int) -> Iterator[ResolvedValues]:
    if definition.value is not None:
        yield _default(module, definition, definition.value, depth)
    function = definition.point.scope.node
    if isinstance(function, cst.FunctionDef):
        yield from _option_defaults(module, function, definition.name, depth)


def _default(
    module: Module, definition: Definition, value: cst.BaseExpression, depth: int
) -> ResolvedValues:
    """A default as it is where the function is made: `def ask(self, model=MODEL)` in a class.

    What is done to such an object until the function runs counts.
    """
    made, inside = module.symbols.point(value), definition.point

    def as_used(one: ResolvedValue) -> ResolvedValue:
        aliases = (replace(a, point=inside) if a.point is made else a for a in one.aliases)
        return replace(one, aliases=tuple(aliases))

    return default_of(module, value, made, depth).map(as_used)


def _option_defaults(
    module: Module, function: cst.FunctionDef, name: str, depth: int
) -> Iterator[ResolvedValues]:
    """`@click.option("--model", default=…)` above a function with a parameter `model`."""
    for decorator in function.decorators:
        call = decorator.decorator
        if not isinstance(call, cst.Call) or name not in _option_names(call):
            continue
        for argument in call.args:
            if argument.keyword is not None and argument.keyword.value == "default":
                yield module.resolver.resolve(argument.value, module.symbols.point(call), depth)
        yield _variables_of(module, call, depth)


def _option_names(call: cst.Call) -> set[str]:
    """The parameters that `option("-m", "--model")` may be given as; none for other calls."""
    if dotted(call.func).rpartition(".")[2] not in _OPTIONS:
        return set()
    words = [a.value for a in call.args if a.keyword is None]
    return {
        str(meaning(word)).lstrip("-").replace("-", "_")
        for word in words
        if isinstance(word, cst.SimpleString)
    }


def _arguments(module: Module, definition: Definition, depth: int) -> Iterator[ResolvedValues]:
    """What the calls in the project pass, unless a decorator may change it on the way."""
    scope, calls = definition.point.scope, module.resolver.calls
    decorator = changing(module, scope.node) if isinstance(scope.node, cst.FunctionDef) else ""
    if decorator:
        yield unresolved(Reason.DECORATED_INPUT, decorator, scope.name)
        return
    for argument, call, there in calls.passed(scope, definition):
        point = there.symbols.points[call]
        with module.program.as_instance(calls.instance_at(point, there)):
            found = there.resolver.resolve(argument, point, depth)
        yield found.map(lambda one, by=call: replace(one, calls=(by, *one.calls)))  # type: ignore[misc]
    yield from _spread(module, definition, depth)


def _spread(module: Module, definition: Definition, depth: int) -> Iterator[ResolvedValues]:
    """What dicts and lists hold that calls in the project spread: `ask(*args, **options)`."""
    calls = module.resolver.calls
    for given, key, call, there in calls.spread(definition.point.scope, definition, _length):
        if key is None:
            yield unresolved(Reason.POSITIONAL_SPREAD, there.short(given))
        else:
            yield _held(module, given, key, call, there, depth)


def _length(module: Module, call: cst.Call, given: cst.BaseExpression) -> int | None:
    """How many items a list has that `call` spreads, where it is one that is written out."""
    point = module.symbols.points[call]
    found = module.resolver.resolve(given, point).found
    node = found[0].node if len(found) == 1 else None
    if not isinstance(node, (cst.Tuple, cst.List)):
        return None
    items, written = items_at(module, given, point, 0), len(node.elements)
    return written if items.complete and len(items.found) == written else None


def _held(
    module: Module,
    given: cst.BaseExpression,
    key: str | int,
    call: cst.Call,
    there: Module,
    depth: int,
) -> ResolvedValues:
    """What a call spreads under a name or at a place."""
    point = there.symbols.points[call]
    with module.program.as_instance(module.resolver.calls.instance_at(point, there)):
        records = there.resolver.resolve(given, point, depth).found
        found = ResolvedValues.sum(item_in(one, key, depth) for one in records)
    return found.map(lambda one: replace(one, calls=(call, *one.calls)))
