"""Functions that are given to other code as values, and the calls that this code makes of them.

`run(show)` gives `show` to `run`, which calls its parameter; `map(show, chunks)` gives it to code
that is not of the project. Both are found from the function on, by the names that stand for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Handed, Module
from glm_migrate.analysis.python.dataflow.limits import MAX_LOCAL_HOPS, MAX_RECORDS
from glm_migrate.analysis.python.dataflow.page_handlers import handler_of, is_given, widgets_for
from glm_migrate.analysis.python.semantics.scopes import Scope, dotted, is_static
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.knowledge.widget_facts import PageHandler

_PASSING = callables("hands-over", "passes-keywords", "calls-with-rest")
_STARTING = callables("starts-function")
_FOR_EACH = callables("calls-for-each")


def handed(module: Module, scope: Scope, modules: Iterable[Module]) -> Iterator[Handed]:
    """The calls in `modules` that are given the function or lambda that `scope` is."""
    if isinstance(scope.node, cst.Lambda):
        yield from _as_argument(module, scope.node)
        return
    for there in modules:
        for alias in there.symbols.known_as(scope.name):
            for use in there.symbols.uses.get(alias, ()):
                for one in _as_argument(there, use):
                    if _is_meant(there, use, scope.node):
                        yield one


def calls_of_handed(
    given: Iterable[Handed], target: cst.CSTNode
) -> Iterator[tuple[cst.Call, Module]]:
    """The calls that functions of the project make of `target`, which is given to them."""
    seen: set[cst.CSTNode] = set()
    for module, name in _names(given, 0):
        for call in module.symbols.by_called.get(name, ()):
            if call not in seen and _is_meant(module, call.func, target):
                seen.add(call)
                yield call, module


def _names(given: Iterable[Handed], hops: int) -> Iterator[tuple[Module, str]]:
    """The parameters and attributes that may hold a function, each in the file that has it."""
    for one in given:
        for module, scope, name in _parameters(one):
            yield module, name
            if hops < MAX_LOCAL_HOPS:
                uses = module.symbols.uses_of(name, scope)
                yield from _attributes(module, uses)
                further = (found for use in uses for found in _as_argument(module, use))
                yield from _names(further, hops + 1)


def _parameters(one: Handed) -> Iterator[tuple[Module, Scope, str]]:
    """The parameter that takes the function, for each function that the call may go to."""
    call, argument, there = one
    for resolved in there.resolver.resolve(call.func, there.symbols.point(call)).found:
        module, node = resolved.module, resolved.node
        if isinstance(node, cst.ClassDef):
            made = module.klass(node).scope.definitions.get("__init__", ())
            node = next((each.node for each in made), node)
        scope = module.symbols.scopes.get(node) if isinstance(node, cst.FunctionDef) else None
        name = parameter_taking(scope, call, argument) if scope is not None else ""
        if scope is not None and name:
            yield module, scope, name


def parameter_taking(scope: Scope, call: cst.Call, argument: cst.Arg) -> str:
    """The parameter of a function that takes an argument of `call`; empty where none is seen to."""
    if argument.keyword is not None:
        return argument.keyword.value
    before = call.args[: call.args.index(argument)]
    if any(one.star == "*" for one in before):  # how many it stands for is not seen here
        return ""
    place = len(before) + first_place(scope)
    parameters = positional(scope.node)
    return parameters[place] if place < len(parameters) else ""


def place_in_spread(
    scope: Scope,
    call: cst.Call,
    name: str,
    length: Callable[[cst.BaseExpression], int | None] = lambda _: None,
) -> tuple[cst.Arg, int | None] | None:
    """The `*args` of a call that a parameter gets an item of, and which one.

    Args:
        length: How many items one of several has; where that is not seen, no place is known behind.
    """
    parameters = positional(scope.node)
    spread = [one for one in call.args if one.star == "*"]
    if not spread or name not in parameters:
        return None
    place = parameters.index(name) - first_place(scope)
    for one in call.args[: call.args.index(spread[-1])]:
        if one.keyword is None:
            size = length(one.value) if one.star else 1
            if size is None:
                return one, None
            if place < size:
                return (one, place) if one.star else None
            place -= size
    return spread[-1], place


def passed_beside(one: Handed, scope: Scope, name: str) -> Iterator[cst.BaseExpression]:
    """What a call gives to a parameter of the function that it is given: `submit(ask, "hi")`."""
    call, function, module = one
    if (handler := handler_of(module, call, called_name(call))) is not None:
        yield from _of_widgets(one, scope, name, handler)
        return
    if called_name(call) in _STARTING:
        yield from _in_collections(call, scope, name)
    if called_name(call) in _FOR_EACH:
        yield from _items_beside(one, scope, name)
    if called_name(call) not in _PASSING:
        return
    behind = call.args[call.args.index(function) + 1 :]
    places = positional(scope.node)[first_place(scope) :]
    for place, argument in enumerate(behind):
        word = argument.keyword.value if argument.keyword else "".join(places[place : place + 1])
        if not argument.star and word == name:
            yield argument.value


def _items_beside(one: Handed, scope: Scope, name: str) -> Iterator[cst.BaseExpression]:
    """`pool.map(ask, ["hi", "there"])`: the items of the collection in the parameter's place."""
    call, function, module = one
    behind = call.args[call.args.index(function) + 1 :]
    for word, argument in zip(positional(scope.node)[first_place(scope) :], behind, strict=False):
        if word != name or argument.keyword is not None or argument.star:
            continue
        for listed in module.resolver.resolve(argument.value, module.symbols.point(call)).found:
            if listed.module is module and isinstance(listed.node, (cst.List, cst.Tuple, cst.Set)):
                yield from (item.value for item in listed.node.elements[:MAX_RECORDS])


def _of_widgets(
    one: Handed, scope: Scope, name: str, handler: PageHandler
) -> Iterator[cst.BaseExpression]:
    """`button.click(ask, inputs=[text, model])`: the widget whose value the parameter gets."""
    call, _, module = one
    assert isinstance(scope.node, (cst.FunctionDef, cst.Lambda))
    parameters = scope.node.params
    every = [*parameters.posonly_params, *parameters.params][first_place(scope) + handler.skip :]
    places = [each.name.value for each in every if not is_given(each)]
    widgets = widgets_for(module, call, handler)
    yield from (each for word, each in zip(places, widgets, strict=False) if word == name)


def _in_collections(call: cst.Call, scope: Scope, name: str) -> Iterator[cst.BaseExpression]:
    """`Thread(target=ask, args=("hi",), kwargs={"model": model})`"""
    given = {one.keyword.value: one.value for one in call.args if one.keyword is not None}
    in_order, by_name = given.get("args"), given.get("kwargs")
    if isinstance(in_order, (cst.Tuple, cst.List)):
        places = positional(scope.node)[first_place(scope) :]
        yield from (
            e.value for word, e in zip(places, in_order.elements, strict=False) if word == name
        )
    if isinstance(by_name, cst.Dict):
        for entry in by_name.elements:
            if isinstance(entry, cst.DictElement) and text_of(entry.key) == name:
                yield entry.value


def called_name(call: cst.Call) -> str:
    """The last part of the called name."""
    return call.func.attr.value if isinstance(call.func, cst.Attribute) else dotted(call.func)


def positional(function: cst.CSTNode) -> list[str]:
    """The parameters that arguments without a name can be for."""
    assert isinstance(function, (cst.FunctionDef, cst.Lambda))
    parameters = function.params
    return [one.name.value for one in (*parameters.posonly_params, *parameters.params)]


def first_place(scope: Scope) -> int:
    """Which parameter takes the first argument: a method is given its object before."""
    function = scope.node
    if not isinstance(function, cst.FunctionDef) or scope.parent is None:
        return 0
    return 1 if scope.parent.kind == "class" and not is_static(function) else 0


def _attributes(module: Module, uses: Iterable[cst.CSTNode]) -> Iterator[tuple[Module, str]]:
    """`self.show = show`"""
    for use in uses:
        statement = module.symbols.parents.get(use)
        targets = statement.targets if isinstance(statement, cst.Assign) else ()
        for each in targets:
            if isinstance(each.target, cst.Attribute):
                yield module, each.target.attr.value


def _as_argument(module: Module, node: cst.CSTNode) -> Iterator[Handed]:
    argument = module.symbols.parents.get(node)
    if not isinstance(argument, cst.Arg) or argument.star:
        return
    call = module.symbols.parents.get(argument)
    if isinstance(call, cst.Call) and argument in call.args:
        yield call, argument, module


def _is_meant(module: Module, node: cst.CSTNode, target: cst.CSTNode) -> bool:
    if not isinstance(node, (cst.Name, cst.Attribute)):
        return False
    return module.resolver.calls.defines(node, module.symbols.point(node), target)
