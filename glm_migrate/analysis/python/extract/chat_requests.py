"""Which calls ask a chat model: direct ones, by another name, handed on, or through a wrapper.

Methods of other services are called `messages.create` as well; these name no model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import callees
from glm_migrate.analysis.python.dataflow.handed_functions import parameter_taking
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue
from glm_migrate.analysis.python.dataflow.limits import MAX_CALLS, MAX_METHOD_NAMES
from glm_migrate.analysis.python.extract.handing_on import (
    hands_all_on,
    leaves_uncalled,
    passed_on,
)
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, ProgramPoint, owner
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.project.prefilter import mentions_glm

_METHODS = callables("asks-chat")
_RAW = frozenset({"with_raw_response", "with_streaming_response", "beta"})
_JOBS = "asyncCompletions"
_PARTS = _METHODS | {"chat", "completions", _JOBS}
_MESSAGES = "messages"  # of the Anthropic protocol
# What a call of a wrapped method must send to count as one of the method.
_ASKED_WITH = frozenset({"model", "messages"})


@dataclass(frozen=True, eq=False)
class ChatRequest:
    """A call expression that was recognised: the client's expression and the method.

    Attributes:
        receiver: None where it can be the method of more than one client.
        at: Where the receiver is evaluated: at the call, or where the method gets another name.
        through: What the arguments pass before they reach the method, where that is not known to
            hand all of them on as they are; empty where they go straight there.
    """

    call: cst.Call
    receiver: cst.BaseExpression | None
    method: str
    at: ProgramPoint
    arguments: tuple[cst.Arg, ...]
    through: str = ""


# The client's expression, the method, and where the client is evaluated.
_Chain = tuple[cst.BaseExpression | None, str, ProgramPoint]
# The first method that a name is bound to, and whether all of them are one client's.
_BoundMethods = tuple[_Chain | None, bool]


def requests(module: Module) -> Iterator[ChatRequest]:
    """Every call of a chat-completions method, direct, through an alias or handed on."""
    direct: set[int] = set()
    for call in module.symbols.calls:
        point = module.symbols.points[call]
        if chain := _chain(module, call.func, point):
            direct.add(id(call.func))
            if _may_ask(chain[1], call.args):
                yield ChatRequest(call, *chain, tuple(call.args))
        elif made := _wrapped(module, call, point) or _given(module, call, point):
            yield made
    for call in module.symbols.calls:
        for index, argument in enumerate(call.args):
            if argument.keyword is not None or argument.star or id(argument.value) in direct:
                continue
            if not isinstance(argument.value, (cst.Name, cst.Attribute)):
                continue
            chain = _chain(module, argument.value, module.symbols.points[call])
            later = tuple(call.args[index + 1 :])
            if not chain or leaves_uncalled(module, call):
                continue
            if not _passes_keywords(later) and _gives_id(module, call, argument):
                yield ChatRequest(call, *chain, (), f"{module.short(call.func)}(…)")
            if not _passes_keywords(later):
                continue
            if _may_ask(chain[1], later):
                yield _handed_on(module, call, chain, later)


def _handed_on(
    module: Module, call: cst.Call, chain: _Chain, later: tuple[cst.Arg, ...]
) -> ChatRequest:
    """A method that is given to other code, with what of the arguments `later` it can get.

    Code that is not seen has parameters of its own: what does not look like a request is for those.
    """
    through, passed = _unknown(module, call), passed_on(module, call, later)
    if through and not _asks_by_itself(passed) and not callees(module, call):
        passed = ()
    return ChatRequest(call, *chain, passed, through)


def _asks_by_itself(arguments: Sequence[cst.Arg]) -> bool:
    """Whether arguments are a request by their names, as far as they have names."""
    named = {one.keyword.value for one in arguments if one.keyword is not None}
    return named >= _ASKED_WITH or any(one.star == "**" for one in arguments)


def _gives_id(module: Module, call: cst.Call, method: cst.Arg) -> bool:
    """Whether a call gives an id beside the method to code that is not read as asking with it."""
    point = module.symbols.points[call]
    resolved = (module.resolver.resolve(one.value, point) for one in call.args if one is not method)
    texts = (text_of(one.node) for several in resolved for one in several.found)
    if not any(text and mentions_glm(text.encode()) for text in texts):
        return False
    functions = callees(module, call)
    return not functions or not all(_asks_with(module, one, call, method) for one in functions)


def _asks_with(module: Module, function: ResolvedValue, call: cst.Call, method: cst.Arg) -> bool:
    """Whether a function of the file is seen to ask by the parameter that gets the method."""
    scope = module.symbols.scopes.get(function.node)
    if scope is None or not isinstance(function.node, (cst.FunctionDef, cst.Lambda)):
        return False
    name = parameter_taking(scope, call, method)
    return any(
        isinstance(one.func, cst.Name) and _asks_by_itself(one.args)
        for one in module.symbols.by_called.get(name, ())
    )


def _passes_keywords(arguments: Sequence[cst.Arg]) -> bool:
    return any(one.keyword is not None or one.star == "**" for one in arguments)


def _may_ask(method: str, arguments: Sequence[cst.Arg]) -> bool:
    """Whether a method is given a model, where others of the same name are given none."""
    named = {one.keyword.value for one in arguments if one.keyword is not None}
    is_spread = any(one.star == "**" for one in arguments)
    return not method.startswith(f"{_MESSAGES}.") or "model" in named or is_spread


def _chain(module: Module, called: cst.BaseExpression, point: ProgramPoint) -> _Chain | None:
    """Receiver and method of `<receiver>.chat.completions.create`, also through an alias."""
    is_method = isinstance(called, cst.Attribute) and called.attr.value in _METHODS
    found = _of_method(module, called, point) if is_method else None
    return found or _of_names(module, called, point)


def _of_names(module: Module, called: cst.BaseExpression, point: ProgramPoint) -> _Chain | None:
    """The method behind a name of it; its client only where all that the name can be is one's."""
    definitions = _definitions(module, called, point)
    if not definitions:
        return None
    every = definitions[0].name, definitions[0].node, definitions[-1].node, len(definitions)
    none: _BoundMethods = None, False
    found, is_one = module.remembered(
        _of_names, every, lambda: _bound_methods(module, definitions), in_cycle=none
    )
    return found if found is None or is_one else (None, found[1], point)


def _bound_methods(module: Module, definitions: Sequence[Definition]) -> _BoundMethods:
    """The first method that is bound, and whether all that is bound is one client's."""
    bound = [one for one in definitions if not _binds_nothing(one)]
    return _bound(module, [_of_method(module, one.value, one.point) for one in bound])


def _one_of(module: Module, chains: Sequence[_Chain | None], point: ProgramPoint) -> _Chain | None:
    """The method that all `chains` are; without its client where some are another's or none."""
    found, is_one = _bound(module, chains)
    return found if found is None or is_one else (None, found[1], point)


def _bound(module: Module, chains: Sequence[_Chain | None]) -> _BoundMethods:
    found = [one for one in chains if one is not None]
    clients = {module.code(one[0]) for one in found if one[0] is not None}
    return next(iter(found), None), len(clients) == 1 and len(found) == len(chains)


def _binds_nothing(definition: Definition) -> bool:
    """Whether a name is only declared, or set to None until it gets its value."""
    is_none = isinstance(definition.value, cst.Name) and definition.value.value == "None"
    return is_none or definition.kind is Kind.ANNOTATE


def _of_method(
    module: Module, node: cst.BaseExpression | None, point: ProgramPoint
) -> _Chain | None:
    """The client of `client.chat.completions.create`."""
    if not isinstance(node, cst.Attribute) or node.attr.value not in _METHODS:
        return None
    return _completions(module, node.value, point, node.attr.value)


def _definitions(
    module: Module, called: cst.BaseExpression, point: ProgramPoint
) -> Sequence[Definition]:
    """What binds a variable, or an attribute of the instance that a method is called on."""
    if isinstance(called, cst.Name):
        scope = point.scope.lookup(called.value)
        return scope.definitions[called.value] if scope is not None else ()
    if not isinstance(called, cst.Attribute) or called.attr.value not in _holding(module):
        return ()
    own = owner(called.value, point.scope)
    if own is None:
        return ()
    known = module.resolver.attributes.definitions(module.klass(own), called.attr.value)
    return [one for there, one in known if there is module]


def _holding(module: Module) -> frozenset[str]:
    """The attributes of the file's classes that are set to a part of some client; remembered."""

    def find() -> frozenset[str]:
        bodies = (klass.scope.definitions for klass in module.classes)
        every = (*module.symbols.attributes.values(), *bodies)
        bound = (one for known in every for several in known.values() for one in several)
        return frozenset(one.name for one in bound if _is_part(one.value))

    return module.remembered(module, _holding, find, in_cycle=frozenset())


def _is_part(value: cst.BaseExpression | None) -> bool:
    return isinstance(value, cst.Attribute) and value.attr.value in _PARTS


def _completions(
    module: Module, node: cst.BaseExpression, point: ProgramPoint, method: str, depth: int = 0
) -> _Chain | None:
    """The client of an expression that is its `chat.completions`."""
    node = _without_raw(node)
    if isinstance(node, cst.Attribute) and node.attr.value in ("completions", _JOBS):
        job = "job" if node.attr.value == _JOBS else method
        inner = node.value
        if found := _aliased(module, inner, point, job) or _behind(module, node, point, job, depth):
            return found
        if isinstance(inner, cst.Attribute) and inner.attr.value == "chat":
            return _without_raw(inner.value), job, point
        return None
    if isinstance(node, cst.Attribute) and node.attr.value == "ChatCompletion":
        return node.value, "legacy", point
    if isinstance(node, cst.Attribute) and node.attr.value == _MESSAGES:
        return _without_raw(node.value), f"{_MESSAGES}.{method}", point
    return _behind(module, node, point, method, depth)


def _behind(
    module: Module, node: cst.BaseExpression, point: ProgramPoint, method: str, depth: int
) -> _Chain | None:
    """The client of a variable or an own attribute that holds `chat.completions`."""
    for definition in _definitions(module, node, point) if depth < MAX_METHOD_NAMES else ():
        if isinstance(definition.value, cst.Attribute):
            found = _completions(module, definition.value, definition.point, method, depth + 1)
            if found:
                return found
    return None


def _without_raw(node: cst.BaseExpression) -> cst.BaseExpression:
    """`client` of `client.beta` or `client.with_raw_response`."""
    while isinstance(node, cst.Attribute) and node.attr.value in _RAW:
        node = node.value
    return node


def _aliased(
    module: Module, node: cst.BaseExpression, point: ProgramPoint, method: str
) -> _Chain | None:
    """`chat = client.chat; chat.completions.create(…)`."""
    for definition in _definitions(module, node, point):
        value = definition.value
        if isinstance(value, cst.Attribute) and value.attr.value == "chat":
            return value.value, method, definition.point
    return None


def _wrapped(module: Module, call: cst.Call, point: ProgramPoint) -> ChatRequest | None:
    """A call of what a wrapper makes of the method: `create = asyncify(client…create)`.

    It is the call itself where it sends what the method takes.
    """
    if not {a.keyword.value for a in call.args if a.keyword is not None} >= _ASKED_WITH:
        return None
    for wrapper, at in _makers(call.func, point):
        if len(wrapper.args) != 1 or wrapper.args[0].keyword or wrapper.args[0].star:
            continue
        if chain := _chain(module, wrapper.args[0].value, at):
            return ChatRequest(call, *chain, tuple(call.args), _unknown(module, wrapper))
    return None


def _given(module: Module, call: cst.Call, point: ProgramPoint) -> ChatRequest | None:
    """A call of a parameter for which callers in the file pass the method: `ask(client…create)`."""
    if not {a.keyword.value for a in call.args if a.keyword is not None} >= _ASKED_WITH:
        return None
    chains: list[_Chain | None] = []
    for one in _kept(module, call.func, point):
        if one.kind is not Kind.PARAMETER or not (one.value is None or _binds_nothing(one)):
            chains.append(None)
        if one.kind is not Kind.PARAMETER:
            continue
        passed = islice(module.resolver.calls.passed(one.point.scope, one), MAX_CALLS)
        chains += (
            _chain(there, value, there.symbols.points[by]) if there is module else None
            for value, by, there in passed
        )
    chain = _one_of(module, chains, point)
    return ChatRequest(call, *chain, tuple(call.args)) if chain else None


def _kept(module: Module, called: cst.BaseExpression, point: ProgramPoint) -> Sequence[Definition]:
    """What binds a name, or the name that is put into an own attribute; parameters among others."""
    found: Sequence[Definition] = ()
    if isinstance(called, cst.Name):  # one of an outer function is called through a wrapper
        found = point.scope.function.definitions.get(called.value, ())
    elif isinstance(called, cst.Attribute) and (own := owner(called.value, point.scope)):
        kept = module.resolver.attributes.definitions(module.klass(own), called.attr.value)
        found = [each for there, one in kept for each in _behind_name(module, there, one)]
    return [one for one in found if one.kind is Kind.PARAMETER or not _binds_nothing(one)]


def _behind_name(module: Module, there: Module, one: Definition) -> Sequence[Definition]:
    """What binds the name that is assigned in a file; the assignment where that is not seen."""
    known = one.point.scope.definitions if there is module else {}
    return known.get(one.value.value, ()) or [one] if isinstance(one.value, cst.Name) else [one]


def _unknown(module: Module, call: cst.Call) -> str:
    """What a call calls, where it is not known to hand on all it is given; else empty."""
    return "" if hands_all_on(module, call) else f"{module.short(call.func)}(…)"


def _makers(
    called: cst.BaseExpression, point: ProgramPoint
) -> Iterator[tuple[cst.Call, ProgramPoint]]:
    """The calls whose result is called, in place or through a name."""
    if isinstance(called, cst.Call):
        yield called, point
    if not isinstance(called, cst.Name):
        return
    scope = point.scope.lookup(called.value)
    for definition in scope.definitions[called.value] if scope else ():
        if isinstance(definition.value, cst.Call):
            yield definition.value, definition.point
