"""Whether a decorator of the project lets arguments and results of a function through as they are.

Decorators of other packages (routes, caches, retries) are taken for ones that do.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import inside
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import Scope, dotted, enclosing


def changing(module: Module, function: cst.FunctionDef) -> str:
    """The first decorator that may change what goes in or comes out; empty where none does."""
    point = module.symbols.point(function)
    for decorator in function.decorators:
        called = decorator.decorator
        has_arguments = isinstance(called, cst.Call)
        if isinstance(called, cst.Call):
            called = called.func
        for resolved in module.resolver.resolve(called, point, 2).found:
            node, there = resolved.node, resolved.module
            if isinstance(node, cst.ClassDef):
                return f"@{dotted(called)}"
            if isinstance(node, cst.FunctionDef) and not _lets_through(there, node, has_arguments):
                return f"@{dotted(called)}"
    return ""


def _lets_through(module: Module, decorator: cst.FunctionDef, has_arguments: bool) -> bool:
    """Whether what `decorator` makes of a function calls that with what it is given, and no more.

    Args:
        has_arguments: It is called where it decorates, so what it returns is the decorator.
    """
    scope = module.symbols.scopes[decorator]
    makers = [scope]
    if has_arguments:
        inner = [one for one in _within(module, scope) if one.parent is scope]
        makers = inner if _parameter(scope) is None or inner else [scope]
    return bool(makers) and all(_passes_on(module, maker) for maker in makers)


def _passes_on(module: Module, maker: Scope) -> bool:
    """Whether `maker` gives back its function, or wrappers that only call it."""
    name = _parameter(maker)
    if name is None:
        return False
    wrappers = {one.name: one for one in _within(module, maker) if one.parent is maker}
    returned = module.symbols.returns.get(maker, [])
    for value in returned:
        if isinstance(value, cst.Name) and value.value == name:
            continue
        if not isinstance(value, cst.Name) or value.value not in wrappers:
            return False
        if not _only_calls(module, wrappers[value.value], name):
            return False
    return bool(returned)


def _within(module: Module, scope: Scope) -> Iterator[Scope]:
    return (
        one
        for one in module.symbols.scopes.values()
        if one.kind == "function" and scope in enclosing(one) and one is not scope
    )


def _parameter(scope: Scope) -> str | None:
    """The function that a decorator is given."""
    assert isinstance(scope.node, cst.FunctionDef)
    parameters = scope.node.params
    every = [*parameters.posonly_params, *parameters.params]
    return every[0].name.value if every else None


def _only_calls(module: Module, wrapper: Scope, name: str) -> bool:
    """Whether each result is that of `name`, called with the wrapper's own parameters unchanged."""
    assert isinstance(wrapper.node, cst.FunctionDef)
    calls = [
        call for call in module.symbols.by_called.get(name, ()) if _is_in(module, call, wrapper)
    ]
    if not calls or not all(_same_arguments(call, wrapper.node.params) for call in calls):
        return False
    if _parameters_change(module, wrapper):
        return False
    return all(
        any(inner is call for inner in inside(value) for call in _results(module, wrapper, calls))
        and not _is_built(value)
        for value in module.symbols.returns.get(wrapper, [])
    )


def _is_in(module: Module, node: cst.CSTNode, scope: Scope) -> bool:
    return scope in enclosing(module.symbols.point(node).scope)


def _results(module: Module, wrapper: Scope, calls: list[cst.Call]) -> list[cst.CSTNode]:
    """The calls, and the names in the wrapper that hold nothing but their results."""
    found: list[cst.CSTNode] = [*calls]
    for name, definitions in wrapper.definitions.items():
        values = [definition.value for definition in definitions]
        if values and all(
            value is not None
            and any(part is call for part in inside(value) for call in calls)
            and not _is_built(value)
            for value in values
        ):
            found += [
                use
                for use in module.symbols.uses.get(name, ())
                if isinstance(use, cst.Name) and _is_in(module, use, wrapper)
            ]
    return found


def _is_built(value: cst.BaseExpression) -> bool:
    """Whether more than a call (or a name) stands there, as in `call() + "-air"`."""
    while isinstance(value, cst.Await):
        value = value.expression
    return not isinstance(value, (cst.Call, cst.Name))


def _same_arguments(call: cst.Call, parameters: cst.Parameters) -> bool:
    own = [p.name.value for p in (*parameters.posonly_params, *parameters.params)]
    own += [p.name.value for p in parameters.kwonly_params]
    stars = (parameters.star_arg, parameters.star_kwarg)
    own += [p.name.value for p in stars if isinstance(p, cst.Param)]
    return all(
        isinstance(argument.value, cst.Name)
        and argument.value.value in own
        and (argument.keyword is None or argument.keyword.value == argument.value.value)
        for argument in call.args
    )


def _parameters_change(module: Module, wrapper: Scope) -> bool:
    names = [name for name, definitions in wrapper.definitions.items() if len(definitions) > 1]
    mutations = (
        mutation
        for name in wrapper.definitions
        for mutation in module.symbols.mutations_of(name, wrapper)
    )
    return any(mutations) or bool(names)
