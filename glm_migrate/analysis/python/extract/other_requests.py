"""Chat requests that are no `chat.completions.create`: functions, model objects, raw HTTP bodies.

What counts is in `knowledge/clients.toml`: functions that send a request themselves, constructors
that hold the model, and the HTTP libraries. A raw request counts when its body has `model` and
`messages`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.dict_entries import Entries, entries_at
from glm_migrate.analysis.python.dataflow.resolved import Origin
from glm_migrate.analysis.python.extract.chat_calls import Request, layout_of, of_entry, sent_by
from glm_migrate.analysis.python.extract.clients import default_endpoint, qualified, url_of
from glm_migrate.analysis.python.extract.literals import value_at
from glm_migrate.analysis.python.semantics.scopes import Place, dotted
from glm_migrate.model import Argument, ChatCall, Client, Endpoint, Host, Via
from glm_migrate.text.argument_list import Layout

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.module import Tree
    from glm_migrate.knowledge import ClientFacts

_HTTP = "http"
_HTTP_METHODS = frozenset({"post", "request", "stream"})
_BODIES = ("json", "data", "content")
_BODY_SECOND = frozenset({"post", "Request", "urlopen"})
_NESTED = frozenset("model_kwargs additional_kwargs request_params model_config_dict".split())
_MAX_WRAPS = 4
_BASES = ("base_url",)  # of a client, for the paths that it is asked


# Libraries that choose the provider by what stands before the id.
_ROUTERS = frozenset({"litellm", "pydantic-ai", "crewai", "instructor", "langchain-init"})


def carried_calls(tree: Tree) -> Iterator[ChatCall]:
    """Every chat request of the file that does not go through a chat-completions method."""
    for call in tree.names.calls:
        last = dotted(call.func).rpartition(".")[2] or _attribute(call)
        if last not in _last_names():
            continue
        place = tree.names.places[call]
        found = _known(tree, call, place) or _raw(tree, call, place)
        if found is not None:
            yield found


@cache
def _last_names() -> frozenset[str]:
    names = (*knowledge.constructors(), *knowledge.functions())
    return _HTTP_METHODS | frozenset(name.rpartition(".")[2] for name in names)


def _attribute(call: cst.Call) -> str:
    return call.func.attr.value if isinstance(call.func, cst.Attribute) else ""


def _known(tree: Tree, call: cst.Call, place: Place) -> ChatCall | None:
    """A function or constructor that the data know by its full name."""
    for name in qualified(tree, call.func, place):
        facts = knowledge.functions().get(name)
        if facts is not None and facts.name == _HTTP:
            return _raw(tree, call, place)
        if facts is not None and name in facts.functions and "model" in facts.model_parameters:
            return _asking(tree, call, place, facts, name)
        facts = knowledge.constructors().get(name)
        if facts is not None and facts.model_in == "constructor":
            return _asking(tree, call, place, facts, name)
    return None


def _asking(
    tree: Tree, call: cst.Call, place: Place, facts: ClientFacts, name: str
) -> ChatCall | None:
    """A call whose own arguments name the model."""
    arguments, missing = sent_by(tree, Request(call, None, "", tuple(call.args)), place)
    arguments = tuple(_as_model(argument, facts) for argument in arguments)
    arguments += tuple(_nested_sampling(tree, call, place))
    if (first := _positional(tree, call, place, facts)) is not None:
        arguments = (*arguments, first)
    endpoint = _endpoint(tree, call, place, facts, name)
    unseen = "where it sends its requests" if endpoint.host is Host.UNKNOWN else ""
    return ChatCall(
        source=tree.source,
        span=tree.bare(call),
        name_span=tree.span(call.func),
        client=Client(facts.name, endpoint, unseen),
        arguments=arguments,
        complete=not missing,
        unseen=missing,
        layout=layout_of(tree, call),
        extra_body=_extra_body(tree, call),
        method="__init__" if name in facts.constructors else name,
        scope=place.scope.qualified,
    )


def _nested_sampling(tree: Tree, call: cst.Call, place: Place) -> Iterator[Argument]:
    """`temperature` and `top_p` in a dict of further parameters, as `model_kwargs={…}`."""
    for argument in call.args:
        if argument.keyword is None or argument.keyword.value not in _NESTED:
            continue
        for entry in entries_at(tree, argument.value, place).entries:
            if entry.key in ("temperature", "top_p"):
                yield of_entry(tree, call, entry, Via.SPREAD)


def _as_model(argument: Argument, facts: ClientFacts) -> Argument:
    """Rules know the parameter that holds the model as `model`."""
    return replace(argument, name="model") if argument.name in facts.model_parameters else argument


def _positional(tree: Tree, call: cst.Call, place: Place, facts: ClientFacts) -> Argument | None:
    """The model where it is passed by position."""
    index = facts.model_position
    if index is None or index >= len(call.args):
        return None
    if any(argument.keyword or argument.star for argument in call.args[: index + 1]):
        return None
    value = call.args[index].value
    span = tree.span(value)
    return Argument("model", value_at(tree, value, place), span, span, tree.source.path)


def _endpoint(tree: Tree, call: cst.Call, place: Place, facts: ClientFacts, name: str) -> Endpoint:
    """Where the object sends its requests: its own address, or that of its provider."""
    own = url_of(tree, call, place, facts.endpoint_parameters)
    if own is not None:
        return own
    for argument in call.args:
        if argument.keyword is None or argument.keyword.value != "provider":
            continue
        for origin in tree.resolver.origins(argument.value, place).found:
            if not isinstance(origin.node, cst.Call):
                continue
            for maker in qualified(origin.tree, origin.node.func, origin.place):
                provider = knowledge.constructors().get(maker)
                if provider is not None:
                    return _endpoint(origin.tree, origin.node, origin.place, provider, maker)
    if facts.name in _ROUTERS:  # the id says where, and nothing does where that is not seen
        return Endpoint()
    return default_endpoint(facts, name)


def _extra_body(tree: Tree, call: cst.Call) -> Layout | None:
    for argument in call.args:
        if argument.keyword is not None and argument.keyword.value == "extra_body":
            return layout_of(tree, argument.value) if isinstance(argument.value, cst.Dict) else None
    return None


# Raw HTTP


def _raw(tree: Tree, call: cst.Call, place: Place) -> ChatCall | None:
    """`requests.post(url, json={"model": …, "messages": …})` and its relatives."""
    body = _body(tree, call, place)
    if body is None:
        return None
    entries = entries_at(body.tree, body.node, body.place)
    if not {"model", "messages"} <= {entry.key for entry in entries.entries}:
        return None
    endpoint = _address(tree, call, place)
    unseen = "where the request is sent" if endpoint.host is Host.UNKNOWN else ""
    return ChatCall(
        source=tree.source,
        span=tree.bare(call),
        name_span=tree.span(call.func),
        client=Client(_HTTP, endpoint, unseen),
        arguments=tuple(of_entry(tree, call, entry, Via.BODY) for entry in entries.entries),
        complete=not entries.missing,
        unseen=tuple(f"the body: {why}" for why in entries.missing),
        layout=_display(tree, entries),
        method=_attribute(call) or dotted(call.func),
        scope=place.scope.qualified,
    )


def _body(tree: Tree, call: cst.Call, place: Place) -> Origin | None:
    """The expression that becomes the JSON body, without `json.dumps(…)` and `.encode()`."""
    given = [a.value for a in call.args if a.keyword is not None and a.keyword.value in _BODIES]
    if not given and _last_name(call) in _BODY_SECOND:
        given = [a.value for a in call.args[1:2] if a.keyword is None and not a.star]
    if not given:
        return None
    body = Origin(tree, given[0], place)
    for _ in range(_MAX_WRAPS):
        inner = _unwrapped(body)
        if inner is None:
            return body
        body = inner
    return body


def _unwrapped(body: Origin) -> Origin | None:
    """What a body is made of by `json.dumps(…)` or `.encode()`, also behind a name."""
    node = body.node
    if isinstance(node, cst.Call):
        if _attribute(node) == "encode" and isinstance(node.func, cst.Attribute):
            return replace(body, node=node.func.value)
        is_dump = dotted(node.func).rpartition(".")[2] == "dumps" and node.args
        return replace(body, node=node.args[0].value) if is_dump else None
    if not isinstance(node, (cst.Name, cst.Attribute)):
        return None
    found = body.tree.resolver.origins(node, body.place).found
    made = [one for one in found if isinstance(one.node, cst.Call) and _unwrapped(one)]
    return made[0] if len(made) == len(found) == 1 else None


def _last_name(call: cst.Call) -> str:
    return _attribute(call) or dotted(call.func)


def _address(tree: Tree, call: cst.Call, place: Place) -> Endpoint:
    """The endpoint that the request's URL names."""
    expressions = [a.value for a in call.args if a.keyword is not None and a.keyword.value == "url"]
    expressions += [a.value for a in call.args if a.keyword is None and not a.star][:2]
    for expression in expressions:
        texts = _texts(tree, expression, place)
        found = [knowledge.endpoint(text) for text in texts if "://" in text]
        if found:
            return found[0] if len({one.host for one in found}) == 1 else Endpoint()
    return _base_address(tree, call, place)


def _base_address(tree: Tree, call: cst.Call, place: Place) -> Endpoint:
    """The address that the client of a request was made with: `httpx.Client(base_url=…)`."""
    if not isinstance(call.func, cst.Attribute):
        return Endpoint()
    found = []
    for origin in tree.resolver.origins(call.func.value, place).found:
        if not isinstance(origin.node, cst.Call):
            return Endpoint()
        found.append(url_of(origin.tree, origin.node, origin.place, _BASES) or Endpoint())
    return found[0] if len({one.host for one in found}) == 1 else Endpoint()


def _texts(tree: Tree, node: cst.BaseExpression, place: Place) -> list[str]:
    """The strings that an address can be; of one that is put together, its beginning."""
    if isinstance(node, cst.FormattedString) and node.parts:
        first = node.parts[0]
        if isinstance(first, cst.FormattedStringText):
            return [first.value]
        assert isinstance(first, cst.FormattedStringExpression)
        return _texts(tree, first.expression, place)
    if isinstance(node, cst.BinaryOperation):
        return _texts(tree, node.left, place)
    result: list[str] = []
    for origin in tree.resolver.origins(node, place).found:
        if isinstance(origin.node, (cst.FormattedString, cst.BinaryOperation)):
            result += _texts(origin.tree, origin.node, origin.place)
        elif isinstance(origin.node, cst.BaseExpression):
            value = value_at(origin.tree, origin.node, origin.place)
            result += [constant for constant in value.constants if isinstance(constant, str)]
    return result


def _display(tree: Tree, entries: Entries) -> Layout | None:
    """The one dict display of this file that the body is written in."""
    holders = {id(entry.container): entry for entry in entries.entries if entry.container}
    if len(holders) != 1:
        return None
    entry = next(iter(holders.values()))
    if entry.tree is not tree or entry.container is None:
        return None
    return layout_of(tree, entry.container)


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
