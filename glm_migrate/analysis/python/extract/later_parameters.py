"""What an object with a model is told later: `llm.bind(…)`, `agent.run(model_settings=…)`.

Which methods do so is in `knowledge/clients.toml`. Of a chain of them in one expression the last
one counts: it asks with all that the others were told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue
from glm_migrate.analysis.python.dataflow.limits import MAX_CLIENT_WRAPS
from glm_migrate.analysis.python.extract.chat_calls import sent_by
from glm_migrate.analysis.python.extract.chat_requests import ChatRequest
from glm_migrate.analysis.python.extract.literals import list_at
from glm_migrate.analysis.python.extract.model_objects import object_of, over, settings_of
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint
from glm_migrate.knowledge import Later
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.calls import Argument, ChatCall, Via
from glm_migrate.model.unresolved import Unresolved
from glm_migrate.model.values import Constant, Literal, Value

_SAME = callables("same-runnable")
_FORMATS: dict[str, tuple[str, Constant]] = {
    "json_schema": ("response_format", {"type": "json_schema"}),
    "json_mode": ("response_format", {"type": "json_object"}),
    "function_calling": ("tool_choice", "the schema's function"),
}
_Sent = tuple[tuple[Argument, ...], tuple[Unresolved, ...]]


@dataclass(frozen=True, eq=False)
class _Chain:
    """An object, the methods that were called on it, the last one first, and its first reader."""

    made: ChatCall
    steps: tuple[ResolvedValue, ...]
    reader: cst.BaseExpression


def later_calls(
    module: Module, known: frozenset[str]
) -> Iterator[tuple[cst.BaseExpression, ChatCall]]:
    """Calls that ask through an object, each with the expression that is the object."""
    for name in _names():
        for call in module.symbols.by_called.get(name, ()):
            if _is_inner(module, call):
                continue
            chain = _chain(ResolvedValue(module, call, module.symbols.points[call]), known)
            request = _request_of(chain) if chain is not None else None
            if chain is not None and request is not None:
                yield chain.reader, request


@cache
def _names() -> frozenset[str]:
    return frozenset(name for one in knowledge.clients().values() for name in one.later)


def _is_inner(module: Module, call: cst.Call) -> bool:
    """Whether another of the methods is called on the result in place."""
    parents = module.symbols.parents
    holder = parents.get(call)
    outer = parents.get(holder) if isinstance(holder, cst.Attribute) else None
    return (
        isinstance(holder, cst.Attribute)
        and isinstance(outer, cst.Call)
        and outer.func is holder
        and holder.attr.value in _names()
    )


def _chain(last: ResolvedValue, known: frozenset[str], depth: int = 0) -> _Chain | None:
    """The object behind a chain of method calls; None where it is none that holds a model."""
    call = last.node
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
        return None
    receiver, method = call.func.value, call.func.attr.value
    if depth > MAX_CLIENT_WRAPS or method not in _names() | _SAME:
        return None
    for one in _piped(last.module, receiver):
        found = last.module.resolver.resolve(one, last.point).found
        if len(found) != 1:
            continue
        made = object_of(found[0], known)
        inner = _Chain(made, (), one) if made else _chain(found[0], known, depth + 1)
        if inner is not None and (method in _SAME or method in _later(inner.made)):
            return replace(inner, steps=(last, *inner.steps))
    return None


def _later(made: ChatCall) -> dict[str, Later]:
    return dict(knowledge.client(made.client.name).later)


def _piped(module: Module, node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """The parts of `prompt | model | parser`; other expressions as they are."""
    found = module.resolver.resolve(node, module.symbols.point(node)).found
    inner = found[0].node if len(found) == 1 and isinstance(node, cst.Name) else node
    if isinstance(inner, cst.BinaryOperation) and isinstance(inner.operator, cst.BitOr):
        yield from _piped(module, inner.right)
        yield from _piped(module, inner.left)
    else:
        yield node


def _request_of(chain: _Chain) -> ChatCall | None:
    """What the last method of a chain sends; None where that is what others tell already."""
    sent = [_added(one, chain.made) for one in chain.steps]
    arguments = tuple(argument for own, _ in sent for argument in own)
    names = {one.name for one in (*arguments, *chain.made.arguments)}
    kind = _later(chain.made).get(_method(chain.steps[0]))
    if kind in (Later.STREAM, Later.TOOLS) and not {"stream", "tools"} <= names:
        return None
    if not arguments or kind is None:
        return None
    missing = tuple(why for _, hidden in sent for why in hidden)
    return over(_call(chain, arguments, missing), [chain.made])


def _method(step: ResolvedValue) -> str:
    assert isinstance(step.node, cst.Call)
    assert isinstance(step.node.func, cst.Attribute)
    return step.node.func.attr.value


def _call(
    chain: _Chain, arguments: tuple[Argument, ...], missing: tuple[Unresolved, ...]
) -> ChatCall:
    """The last method of a chain as a call; a new field is told to the object, if it is near."""
    last, made = chain.steps[0], chain.made
    assert isinstance(last.node, cst.Call)
    is_near = made.source.path == last.module.source.path
    return replace(
        made,
        source=last.module.source,
        span=last.module.bare(last.node),
        name_span=last.module.span(last.node.func),
        arguments=arguments,
        complete=not missing,
        unseen=missing,
        layout=made.layout if is_near else None,
        extra_body=made.extra_body if is_near else None,
        method=_method(last),
        scope=last.point.scope.qualified,
    )


def _added(step: ResolvedValue, made: ChatCall) -> _Sent:
    """The parameters that one method adds."""
    module, call, point = step.module, step.node, step.point
    assert isinstance(call, cst.Call)
    kind = _later(made).get(_method(step))
    if kind is Later.KEYWORDS:
        return _spread(sent_by(module, ChatRequest(call, None, "", point, tuple(call.args)), point))
    if kind is Later.SETTINGS:
        return settings_of(module, call, point, knowledge.client(made.client.name))
    if kind is Later.TOOLS:
        return _tools(module, call, point)
    if kind is Later.STREAM:
        return (_known(step, call.func, "stream", True),), ()
    return (tuple(_format(step, call)), ()) if kind is Later.FORMAT else ((), ())


def _spread(sent: _Sent) -> _Sent:
    """Keywords of a method, which the object adds to its own."""
    return tuple(replace(one, via=Via.SPREAD) for one in sent[0]), sent[1]


def _tools(module: Module, call: cst.Call, point: ProgramPoint) -> _Sent:
    own, missing = _spread(
        sent_by(module, ChatRequest(call, None, "", point, tuple(call.args)), point)
    )
    first = call.args[0] if call.args else None
    if first is None or first.keyword is not None or first.star:
        return own, missing
    span = module.span(first.value)
    value = list_at(module, first.value, point)
    tools = Argument("tools", value, span, span, module.source.path, Via.SPREAD)
    return (tools, *own), missing


def _format(step: ResolvedValue, call: cst.Call) -> Iterator[Argument]:
    """How the object asks for an answer of a schema, which is by a JSON schema if not told."""
    method = next((a.value for a in call.args if a.keyword and a.keyword.value == "method"), None)
    text = step.module.code(method).strip("\"'") if method is not None else "json_schema"
    if text in _FORMATS:
        yield _known(step, method or call.func, *_FORMATS[text])


def _known(step: ResolvedValue, at: cst.BaseExpression, name: str, value: Constant) -> Argument:
    """A parameter that a method sends by itself."""
    path, span = step.module.source.path, step.module.span(at)
    found = Value((Literal(value, span, path),), complete=True)
    return Argument(name, found, span, span, path, Via.METHOD, pure=False)
