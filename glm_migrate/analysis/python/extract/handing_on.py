"""Whether what is given a function calls it with just what stands behind it.

A library's retrier does; a function of the project does where all it makes of its `*args` and
`**kwargs` is that one call.
"""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import callees
from glm_migrate.analysis.python.dataflow.handed_functions import called_name, parameter_taking
from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.knowledge.client_facts import accepted_keywords
from glm_migrate.knowledge.known_callables import callables

# Callables that pass the keywords after a function on to it.
_PASS_ON = callables("passes-keywords", "hands-over")
_RETRIERS = callables("makes-retrier")
_EXECUTORS = callables("makes-executor")
_CACHES = callables("keeps-results")
_UNCALLED = callables("leaves-uncalled", "prints", "prints-short", "logs")


def hands_all_on(module: Module, call: cst.Call) -> bool:
    """Whether a call hands all that it is given behind its first argument on to that."""
    if functions := callees(module, call):
        return all(_is_plain(one, call) for one in functions)
    point = module.symbols.point(call)
    if called_name(call) in _PASS_ON:
        return not _is_of_stranger(module, call, point)
    return _is_cache(call, point) or _is_retrier(module, call.func, point)


def leaves_uncalled(module: Module, call: cst.Call) -> bool:
    """Whether a call only looks at the function that it is given, or keeps it for later calls."""
    is_known = called_name(call) in _UNCALLED or _is_cache(call, module.symbols.point(call))
    return is_known and not callees(module, call)


def _is_cache(call: cst.Call, point: ProgramPoint) -> bool:
    """`cache(…)` and `lru_cache(maxsize=3)(…)`"""
    maker = call.func.func if isinstance(call.func, cst.Call) else call.func
    return full_name(maker, point) in _CACHES


def _is_of_stranger(module: Module, call: cst.Call, point: ProgramPoint) -> bool:
    """Whether a known name is the method of an object that is not known to be the library's.

    `submit` of a cluster takes keywords of its own. Where the object is not seen, one that no
    request has tells that it is another's.
    """
    if not isinstance(call.func, cst.Attribute):
        return False
    made = module.resolver.resolve(call.func.value, point).found
    names = [full_name(one.node.func, one.point) for one in made if isinstance(one.node, cst.Call)]
    if names:
        return not all(name in _EXECUTORS for name in names)
    given = {one.keyword.value for one in call.args if one.keyword is not None}
    return not given <= accepted_keywords()


def passed_on(module: Module, call: cst.Call, given: tuple[cst.Arg, ...]) -> tuple[cst.Arg, ...]:
    """The arguments that may reach a function under their own name.

    A parameter of the function between them need not: `thinking=True` may be no part of a request.
    """
    kept: set[str] = set()
    for one in callees(module, call):
        if isinstance(one.node, cst.FunctionDef):
            kept |= _named(one.node) - _handed_by_name(one.module, one.node) - {"model"}
    return tuple(one for one in given if one.keyword is None or one.keyword.value not in kept)


def _handed_by_name(module: Module, function: cst.FunctionDef) -> set[str]:
    """The parameters that a function gives a call under their own names: `f(model=model)`."""
    return {
        argument.keyword.value
        for call in module.symbols.calls
        if _is_in(module, call, function)
        for argument in call.args
        if argument.keyword is not None and argument.keyword.value == dotted(argument.value)
    }


def _named(function: cst.FunctionDef) -> set[str]:
    """The parameters of a function that a keyword can set."""
    parameters = function.params
    return {one.name.value for one in (*parameters.params, *parameters.kwonly_params)}


def _is_retrier(module: Module, node: cst.BaseExpression, point: ProgramPoint) -> bool:
    """`Retrying(…)`, `retry(…)` of a library, in place or under a name."""
    if isinstance(node, cst.Call):
        return full_name(node.func, point) in _RETRIERS
    made = (one for one in module.resolver.resolve(node, point).found)
    return any(
        isinstance(one.node, cst.Call) and full_name(one.node.func, one.point) in _RETRIERS
        for one in made
    )


def _is_plain(function: ResolvedValue, call: cst.Call) -> bool:
    """Whether a function of the project only calls its parameter, with `*args, **kwargs`."""
    node, module = function.node, function.module
    if not isinstance(node, cst.FunctionDef) or not isinstance(node.params.star_kwarg, cst.Param):
        return False
    scope, rest = module.symbols.scopes[node], node.params.star_kwarg.name.value
    given = {one.keyword.value for one in call.args if one.keyword is not None}
    if given & _named(node) or module.symbols.mutations_of(rest, scope):
        return False
    taken = parameter_taking(scope, call, call.args[0])
    calls = [one for one in module.symbols.by_called.get(taken, ()) if _is_in(module, one, node)]
    reads = module.symbols.uses_of(rest, scope)
    return (
        bool(calls) and len(reads) == len(calls) and all(_adds_nothing(one, rest) for one in calls)
    )


def _is_in(module: Module, call: cst.Call, function: cst.FunctionDef) -> bool:
    return module.symbols.point(call).scope.function.node is function


def _adds_nothing(call: cst.Call, rest: str) -> bool:
    """Whether a call is `fn(*args, **kwargs)` or `fn(**kwargs)`."""
    stars = [one.star for one in call.args]
    return stars in (["*", "**"], ["**"]) and dotted(call.args[-1].value) == rest
