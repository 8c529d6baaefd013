"""Which calls ask a chat model: direct ones, by another name, handed on, or through a wrapper.

Methods of other services are called `messages.create` as well; these name no model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.dataflow.limits import MAX_METHOD_NAMES
from glm_migrate.analysis.python.extract.handing_on import hands_all_on, passed_on
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint
from glm_migrate.knowledge.known_callables import callables

_METHODS = callables("asks-chat")
_RAW = frozenset({"with_raw_response", "with_streaming_response", "beta"})
_JOBS = "asyncCompletions"
_MESSAGES = "messages"  # of the Anthropic protocol
# What a call of a wrapped method must send to count as one of the method.
_ASKED_WITH = frozenset({"model", "messages"})


@dataclass(frozen=True, eq=False)
class ChatRequest:
    """A call expression that was recognised: the client's expression and the method.

    Attributes:
        through: What the arguments pass before they reach the method, where that is not known to
            hand all of them on as they are; empty where they go straight there.
    """

    call: cst.Call
    receiver: cst.BaseExpression | None
    method: str
    arguments: tuple[cst.Arg, ...]
    through: str = ""


def requests(module: Module) -> Iterator[ChatRequest]:
    """Every call of a chat-completions method, direct, through an alias or handed on."""
    direct: set[int] = set()
    for call in module.symbols.calls:
        point = module.symbols.points[call]
        if chain := _chain(module, call.func, point):
            direct.add(id(call.func))
            if _may_ask(chain[1], call.args):
                yield ChatRequest(call, *chain, tuple(call.args))
        elif made := _wrapped(module, call, point):
            yield made
    for call in module.symbols.calls:
        for index, argument in enumerate(call.args):
            if argument.keyword is not None or argument.star or id(argument.value) in direct:
                continue
            if not isinstance(argument.value, cst.Attribute):
                continue
            chain = _chain(module, argument.value, module.symbols.points[call])
            later = tuple(call.args[index + 1 :])
            if chain and _passes_keywords(later) and _may_ask(chain[1], later):
                passed = passed_on(module, call, later)
                yield ChatRequest(call, *chain, passed, _unknown(module, call))


def _passes_keywords(arguments: Sequence[cst.Arg]) -> bool:
    return any(one.keyword is not None or one.star == "**" for one in arguments)


def _may_ask(method: str, arguments: Sequence[cst.Arg]) -> bool:
    """Whether a method is given a model, where others of the same name are given none."""
    named = {one.keyword.value for one in arguments if one.keyword is not None}
    is_spread = any(one.star == "**" for one in arguments)
    return not method.startswith(f"{_MESSAGES}.") or "model" in named or is_spread


def _chain(
    module: Module, called: cst.BaseExpression, point: ProgramPoint
) -> tuple[cst.BaseExpression | None, str] | None:
    """Receiver and method of `<receiver>.chat.completions.create`, also through an alias."""
    if isinstance(called, cst.Attribute):
        if called.attr.value not in _METHODS:
            return None
        return _completions(module, called.value, point, called.attr.value)
    if isinstance(called, cst.Name):
        scope = point.scope.lookup(called.value)
        for definition in scope.definitions[called.value] if scope else ():
            value = definition.value
            if isinstance(value, cst.Attribute) and value.attr.value in _METHODS:
                return _completions(module, value.value, definition.point, value.attr.value)
    return None


def _completions(
    module: Module, node: cst.BaseExpression, point: ProgramPoint, method: str, depth: int = 0
) -> tuple[cst.BaseExpression | None, str] | None:
    """The client of an expression that is its `chat.completions`."""
    node = _without_raw(node)
    if isinstance(node, cst.Attribute) and node.attr.value in ("completions", _JOBS):
        job = "job" if node.attr.value == _JOBS else method
        inner = node.value
        if isinstance(inner, cst.Attribute) and inner.attr.value == "chat":
            return _without_raw(inner.value), job
        return _aliased(module, inner, point, job, "chat")
    if isinstance(node, cst.Attribute) and node.attr.value == "ChatCompletion":
        return node.value, "legacy"
    if isinstance(node, cst.Attribute) and node.attr.value == _MESSAGES:
        return _without_raw(node.value), f"{_MESSAGES}.{method}"
    if isinstance(node, cst.Name) and depth < MAX_METHOD_NAMES:
        scope = point.scope.lookup(node.value)
        for definition in scope.definitions[node.value] if scope else ():
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
    module: Module, node: cst.BaseExpression, point: ProgramPoint, method: str, word: str
) -> tuple[cst.BaseExpression | None, str] | None:
    """`chat = client.chat; chat.completions.create(…)`."""
    if isinstance(node, cst.Name):
        scope = point.scope.lookup(node.value)
        for definition in scope.definitions[node.value] if scope else ():
            value = definition.value
            if isinstance(value, cst.Attribute) and value.attr.value == word:
                return value.value, method
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
