"""Chat requests that are no `chat.completions.create`: functions, model objects, raw HTTP bodies.

What counts is in `knowledge/clients.toml`: functions that send a request themselves, constructors
that hold the model, and the HTTP libraries. A raw request counts when its body has `model` and
`messages`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.dict_entries import Entries, entries_at
from glm_migrate.analysis.python.dataflow.folding import folded
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue
from glm_migrate.analysis.python.dataflow.limits import MAX_BODY_WRAPS
from glm_migrate.analysis.python.extract.chat_calls import (
    assuming_glm,
    layout_of,
    of_entry,
    sent_by,
)
from glm_migrate.analysis.python.extract.chat_requests import Request
from glm_migrate.analysis.python.extract.clients import (
    addresses_of,
    base_names,
    default_endpoint,
    qualified,
    url_of,
)
from glm_migrate.analysis.python.extract.literals import value_at
from glm_migrate.analysis.python.semantics.handlers import caught
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.knowledge import ClientFacts
from glm_migrate.model.calls import Argument, ChatCall, Client, Endpoint, Host, Via
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.text.argument_list import Layout

_HTTP = "http"
_HTTP_METHODS = frozenset({"post", "request", "stream"})
_BODIES = ("json", "data", "content")
_BODY_SECOND = frozenset({"post", "Request", "urlopen"})
_NESTED = frozenset("model_kwargs additional_kwargs request_params model_config_dict".split())
_BASES = ("base_url",)  # of a client, for the paths that it is asked


# Libraries that choose the provider by what stands before the id.
_ROUTERS = frozenset({"litellm", "pydantic-ai", "crewai", "instructor", "langchain-init"})


def carried_calls(module: Module) -> Iterator[ChatCall]:
    """Every chat request of the file that does not go through a chat-completions method."""
    names = _last_names() | _renamed(module) | {"__init__"}
    for call in module.symbols.calls:
        last = dotted(call.func).rpartition(".")[2] or _attribute(call)
        if last not in names:
            continue
        point = module.symbols.points[call]
        found = _known(module, call, point) or _raw(module, call, point)
        if found is not None:
            yield found


@cache
def _last_names() -> frozenset[str]:
    names = (*knowledge.constructors(), *knowledge.functions())
    return _HTTP_METHODS | frozenset(name.rpartition(".")[2] for name in names)


def _renamed(module: Module) -> frozenset[str]:
    """The names that the file's imports give to what is known by another one."""
    return frozenset(
        definition.name
        for scope in module.symbols.scopes.values()
        for definitions in scope.definitions.values()
        for definition in definitions
        if definition.member in _last_names()
    )


def _attribute(call: cst.Call) -> str:
    return call.func.attr.value if isinstance(call.func, cst.Attribute) else ""


def _known(module: Module, call: cst.Call, point: ProgramPoint) -> ChatCall | None:
    """A function or constructor that the data know by its full name."""
    for name in qualified(module, call.func, point) or base_names(module, call, point):
        facts = knowledge.functions().get(name)
        if facts is not None and facts.name == _HTTP:
            return _raw(module, call, point)
        if facts is not None and name in facts.functions and "model" in facts.model_parameters:
            return _asking(module, call, point, facts, name)
        facts = knowledge.constructors().get(name)
        if facts is not None and facts.model_in == "constructor":
            return _asking(module, call, point, facts, name)
    return None


def _asking(
    module: Module, call: cst.Call, point: ProgramPoint, facts: ClientFacts, name: str
) -> ChatCall | None:
    """A call whose own arguments name the model."""
    arguments, missing = sent_by(module, Request(call, None, "", tuple(call.args)), point)
    arguments = tuple(_as_model(argument, facts) for argument in arguments)
    arguments += tuple(_nested_sampling(module, call, point))
    if (first := _positional(module, call, point, facts)) is not None:
        arguments = (*arguments, first)
    endpoint = _endpoint(module, call, point, facts, name)
    unseen = Unresolved(Reason.ADDRESS) if endpoint.host is Host.UNKNOWN else None
    return ChatCall(
        source=module.source,
        span=module.bare(call),
        name_span=module.span(call.func),
        client=Client(facts.name, endpoint, unseen),
        arguments=arguments,
        complete=not missing,
        unseen=missing,
        layout=layout_of(module, call),
        extra_body=_extra_body(module, call),
        method="__init__" if name in facts.constructors else name,
        scope=point.scope.qualified,
        caught=caught(point),
    )


def _nested_sampling(module: Module, call: cst.Call, point: ProgramPoint) -> Iterator[Argument]:
    """`temperature` and `top_p` in a dict of further parameters, as `model_kwargs={…}`."""
    for argument in call.args:
        if argument.keyword is None or argument.keyword.value not in _NESTED:
            continue
        for entry in entries_at(module, argument.value, point).entries:
            if entry.key in ("temperature", "top_p"):
                yield of_entry(module, call, entry, Via.SPREAD)


def _as_model(argument: Argument, facts: ClientFacts) -> Argument:
    """Rules know the parameter that holds the model as `model`."""
    return replace(argument, name="model") if argument.name in facts.model_parameters else argument


def _positional(
    module: Module, call: cst.Call, point: ProgramPoint, facts: ClientFacts
) -> Argument | None:
    """The model where it is passed by position."""
    index = facts.model_position
    if index is None or index >= len(call.args):
        return None
    if any(argument.keyword or argument.star for argument in call.args[: index + 1]):
        return None
    value = call.args[index].value
    span = module.span(value)
    return Argument("model", value_at(module, value, point), span, span, module.source.path)


def _endpoint(
    module: Module, call: cst.Call, point: ProgramPoint, facts: ClientFacts, name: str
) -> Endpoint:
    """Where the object sends its requests: its own address, or that of its provider."""
    own = url_of(module, call, point, facts.endpoint_parameters)
    if own is not None:
        return own
    for argument in call.args:
        if argument.keyword is None or argument.keyword.value != "provider":
            continue
        for resolved in module.resolver.resolve(argument.value, point).found:
            if not isinstance(resolved.node, cst.Call):
                continue
            for maker in qualified(resolved.module, resolved.node.func, resolved.point):
                provider = knowledge.constructors().get(maker)
                if provider is not None:
                    return _endpoint(
                        resolved.module, resolved.node, resolved.point, provider, maker
                    )
    if facts.name in _ROUTERS:  # the id says where, and nothing does where that is not seen
        return Endpoint()
    return default_endpoint(facts, name)


def _extra_body(module: Module, call: cst.Call) -> Layout | None:
    for argument in call.args:
        if argument.keyword is not None and argument.keyword.value == "extra_body":
            return (
                layout_of(module, argument.value) if isinstance(argument.value, cst.Dict) else None
            )
    return None


# Raw HTTP


def _raw(module: Module, call: cst.Call, point: ProgramPoint) -> ChatCall | None:
    """`requests.post(url, json={"model": …, "messages": …})` and its relatives."""
    body = _body(module, call, point)
    if body is None:
        return None
    entries = entries_at(body.module, body.node, body.point)
    if not {"model", "messages"} <= {entry.key for entry in entries.entries}:
        return None
    endpoint = _address(module, call, point)
    assumed = endpoint.host is Host.UNKNOWN
    if assumed:
        models = next(one for one in entries.entries if one.key == "model")
        found = models.module.resolver.resolve(models.value, models.point).found
        with assuming_glm(module, found) as says_something:
            endpoint = _address(module, call, point) if says_something else endpoint
    unseen = Unresolved(Reason.REQUEST_ADDRESS) if endpoint.host is Host.UNKNOWN else None
    return ChatCall(
        source=module.source,
        span=module.bare(call),
        name_span=module.span(call.func),
        client=Client(_HTTP, endpoint, unseen, assumed=assumed and unseen is None),
        arguments=tuple(of_entry(module, call, entry, Via.BODY) for entry in entries.entries),
        complete=not entries.unresolved,
        unseen=tuple(Unresolved(Reason.IN_BODY, cause=why) for why in entries.unresolved),
        layout=_display(module, entries),
        method=_attribute(call) or dotted(call.func),
        scope=point.scope.qualified,
    )


def _body(module: Module, call: cst.Call, point: ProgramPoint) -> ResolvedValue | None:
    """The expression that becomes the JSON body, without `json.dumps(…)` and `.encode()`."""
    given = [a.value for a in call.args if a.keyword is not None and a.keyword.value in _BODIES]
    if not given and _last_name(call) in _BODY_SECOND:
        given = [a.value for a in call.args[1:2] if a.keyword is None and not a.star]
    if not given:
        return None
    body = ResolvedValue(module, given[0], point)
    for _ in range(MAX_BODY_WRAPS):
        inner = _unwrapped(body)
        if inner is None:
            return body
        body = inner
    return body


def _unwrapped(body: ResolvedValue) -> ResolvedValue | None:
    """What a body is made of by `json.dumps(…)` or `.encode()`, also behind a name."""
    node = body.node
    if isinstance(node, cst.Call):
        if _attribute(node) == "encode" and isinstance(node.func, cst.Attribute):
            return replace(body, node=node.func.value)
        is_dump = dotted(node.func).rpartition(".")[2] == "dumps" and node.args
        return replace(body, node=node.args[0].value) if is_dump else None
    if not isinstance(node, (cst.Name, cst.Attribute)):
        return None
    found = body.module.resolver.resolve(node, body.point).found
    made = [one for one in found if isinstance(one.node, cst.Call) and _unwrapped(one)]
    return made[0] if len(made) == len(found) == 1 else None


def _last_name(call: cst.Call) -> str:
    return _attribute(call) or dotted(call.func)


def _address(module: Module, call: cst.Call, point: ProgramPoint) -> Endpoint:
    """The endpoint that the request's URL names."""
    expressions = [a.value for a in call.args if a.keyword is not None and a.keyword.value == "url"]
    expressions += [a.value for a in call.args if a.keyword is None and not a.star][:2]
    for expression in expressions:
        texts = [one for one in folded(module, expression, point) if "://" in str(one.value)]
        found = list(addresses_of(texts))
        if found:
            return found[0] if len({one.host for one in found}) == 1 else Endpoint()
    return _base_address(module, call, point)


def _base_address(module: Module, call: cst.Call, point: ProgramPoint) -> Endpoint:
    """The address that the client of a request was made with: `httpx.Client(base_url=…)`."""
    if not isinstance(call.func, cst.Attribute):
        return Endpoint()
    found = []
    for resolved in module.resolver.resolve(call.func.value, point).found:
        if not isinstance(resolved.node, cst.Call):
            return Endpoint()
        found.append(url_of(resolved.module, resolved.node, resolved.point, _BASES) or Endpoint())
    return found[0] if len({one.host for one in found}) == 1 else Endpoint()


def _display(module: Module, entries: Entries) -> Layout | None:
    """The one dict display of this file that the body is written in."""
    aliases = {id(entry.container): entry for entry in entries.entries if entry.container}
    if len(aliases) != 1:
        return None
    entry = next(iter(aliases.values()))
    if entry.module is not module or entry.container is None:
        return None
    return layout_of(module, entry.container)


def routed(call: ChatCall) -> ChatCall:
    """`call` with the endpoint that the route in its ids names, as `zai/glm-4.5` does."""
    if call.client.endpoint.host is not Host.UNKNOWN:
        return call
    texts = [constant for constant in call.model.constants if isinstance(constant, str)]
    found = [knowledge.routed(text) for text in texts]
    carriers = {one.carrier if one else "" for one in found}
    if call.client.name not in _ROUTERS or len(carriers) != 1 or not all(found):
        return call
    name = carriers.pop()
    host = Host.NATIVE if name == "native" else Host.GATEWAY
    return replace(call, client=Client(call.client.name, Endpoint(host, name)))
