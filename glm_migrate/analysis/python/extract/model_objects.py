"""Objects that hold a model, and functions that are told it: what a request through them sends.

An object can be given to another one, as a model of Pydantic AI to its `Agent`. The model and the
address are then those of the first; the settings of both are sent, the outer ones first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.dict_entries import entries_at
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue, mentioning
from glm_migrate.analysis.python.dataflow.known_entries import DictEntry
from glm_migrate.analysis.python.dataflow.limits import MAX_CLIENT_WRAPS
from glm_migrate.analysis.python.extract.assumed_models import assuming_glm, models_of
from glm_migrate.analysis.python.extract.chat_calls import (
    layout_of,
    of_entry,
    sent_by,
)
from glm_migrate.analysis.python.extract.chat_requests import ChatRequest
from glm_migrate.analysis.python.extract.clients import client_of, qualified
from glm_migrate.analysis.python.extract.endpoints import default_endpoint, url_of
from glm_migrate.analysis.python.extract.literals import value_at
from glm_migrate.analysis.python.semantics.handlers import caught
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint
from glm_migrate.knowledge import ClientFacts
from glm_migrate.model.calls import Argument, ChatCall, Client, Endpoint, Host, Via
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.model.values import Value
from glm_migrate.text.argument_list import Layout

_NESTED = frozenset("model_kwargs additional_kwargs request_params model_config_dict".split())
_Known = frozenset[str]


def object_of(resolved: ResolvedValue, known: _Known, depth: int = 0) -> ChatCall | None:
    """What the object asks that `resolved` makes; None where it makes none that holds a model."""
    node = resolved.node
    if not isinstance(node, cst.Call) or depth > MAX_CLIENT_WRAPS:
        return None
    for name in qualified(resolved.module, node.func, resolved.point):
        facts = knowledge.constructors().get(name)
        if facts is not None and facts.model_in == "constructor":
            return routed(asking(resolved.module, node, resolved.point, facts, name, known, depth))
    return None


def asking(
    module: Module,
    call: cst.Call,
    point: ProgramPoint,
    facts: ClientFacts,
    name: str,
    known: _Known,
    depth: int = 0,
    wanted: _Known | None = None,
) -> ChatCall:
    """A call whose own arguments name the model, or an object that holds it.

    Args:
        wanted: The parameters whose values are needed; default: all.
    """
    read = wanted if wanted is None else wanted.union(facts.model_parameters)
    request = ChatRequest(call, None, "", point, tuple(call.args))
    arguments, missing = sent_by(module, request, point, read)
    arguments = tuple(_as_sent(argument, facts) for argument in arguments)
    arguments += tuple(_nested_sampling(module, call, point))
    settings, hidden = settings_of(module, call, point, facts)
    if (first := _positional(module, call, point, facts)) is not None:
        arguments = (*arguments, first)
    endpoint = _endpoint(module, call, point, facts, name, known)
    client = _client(facts, endpoint)
    if endpoint.host is Host.UNKNOWN:
        with assuming_glm(module, models_of(module, request, point), point) as says_something:
            if says_something:
                found = _endpoint(module, call, point, facts, name, known)
                client = replace(_client(facts, found), assumed=found.host is not Host.UNKNOWN)
    made = ChatCall(
        source=module.source,
        span=module.bare(call),
        name_span=module.span(call.func),
        client=client,
        arguments=(*settings, *arguments),
        complete=not missing and not hidden,
        unseen=(*missing, *hidden),
        layout=layout_of(module, call),
        extra_body=_extra_body(module, call),
        method="__init__" if name in facts.constructors else name,
        scope=point.scope.qualified,
        caught=caught(point),
    )
    held = _held(module, call, point, facts, known, depth + 1)
    return over(made, held) if held else made


def _client(facts: ClientFacts, endpoint: Endpoint) -> Client:
    unseen = Unresolved(Reason.ADDRESS) if endpoint.host is Host.UNKNOWN else None
    return Client(facts.name, endpoint, unseen)


# What is sent


def _as_sent(argument: Argument, facts: ClientFacts) -> Argument:
    """Rules know each parameter as the API names it."""
    if argument.name in facts.model_parameters:
        return replace(argument, name="model")
    return replace(argument, name=facts.sent_as.get(argument.name, argument.name))


def _nested_sampling(module: Module, call: cst.Call, point: ProgramPoint) -> Iterator[Argument]:
    """`temperature` and `top_p` in a dict of further parameters, as `model_kwargs={…}`."""
    for argument in call.args:
        if argument.keyword is None or argument.keyword.value not in _NESTED:
            continue
        for entry in entries_at(module, argument.value, point).entries:
            if entry.key in ("temperature", "top_p"):
                yield of_entry(module, call, entry, Via.SPREAD)


def settings_of(
    module: Module, call: cst.Call, point: ProgramPoint, facts: ClientFacts
) -> tuple[tuple[Argument, ...], tuple[Unresolved, ...]]:
    """The parameters in the settings that a call is given, as `model_settings={…}`."""
    sent: list[Argument] = []
    hidden: list[Unresolved] = []
    for argument in call.args:
        if argument.keyword is None or argument.keyword.value not in facts.settings_parameters:
            continue
        entries = entries_at(module, argument.value, point)
        for entry in entries.entries:
            sent += _setting(module, call, entry)
        text = module.short(argument.value)
        hidden += (Unresolved(Reason.SPREAD, text, cause=why) for why in entries.unresolved)
    return tuple(sent), tuple(hidden)


def _setting(module: Module, call: cst.Call, entry: DictEntry) -> Iterator[Argument]:
    if entry.key != "extra_body":
        yield of_entry(module, call, entry, Via.SPREAD)
        return
    for inner in entries_at(entry.module, entry.value, entry.point).entries:
        yield of_entry(module, call, inner, Via.EXTRA_BODY)


def _positional(
    module: Module, call: cst.Call, point: ProgramPoint, facts: ClientFacts
) -> Argument | None:
    """The model where it is passed by position."""
    value = _at(call, facts.model_position)
    if value is None:
        return None
    span = module.span(value)
    return Argument("model", value_at(module, value, point), span, span, module.source.path)


def _at(call: cst.Call, index: int | None) -> cst.BaseExpression | None:
    """The argument at a position, where all up to it are passed by position."""
    if index is None or index >= len(call.args):
        return None
    if any(argument.keyword or argument.star for argument in call.args[: index + 1]):
        return None
    return call.args[index].value


def _named(call: cst.Call, names: Iterable[str]) -> cst.BaseExpression | None:
    """The value of the first keyword that is one of `names`."""
    wanted = frozenset(names)
    found = (a.value for a in call.args if a.keyword is not None and a.keyword.value in wanted)
    return next(found, None)


def _extra_body(module: Module, call: cst.Call) -> Layout | None:
    value = _named(call, ("extra_body",))
    return layout_of(module, value) if isinstance(value, cst.Dict) else None


# Where it is sent


def _endpoint(
    module: Module,
    call: cst.Call,
    point: ProgramPoint,
    facts: ClientFacts,
    name: str,
    known: _Known,
) -> Endpoint:
    """Its own address, that of the client that it is given, or that of its provider."""
    own = url_of(module, call, point, facts.endpoint_parameters, facts.endpoint_position)
    if own is not None:
        return own
    given = _named(call, facts.client_parameters) or _at(call, facts.client_position)
    if given is not None:
        return client_of(module, given, point, known).endpoint
    if (provider := _provider(module, call, point, known)) is not None:
        return provider
    if (common := _common_client(module, facts, known)) is not None:
        return common
    if facts.routes:  # the id says where, and nothing does where that is not seen
        return Endpoint()
    return default_endpoint(facts, name)


def _provider(
    module: Module, call: cst.Call, point: ProgramPoint, known: _Known
) -> Endpoint | None:
    value = _named(call, ("provider",))
    for resolved in module.resolver.resolve(value, point).found if value is not None else ():
        if not isinstance(resolved.node, cst.Call):
            continue
        for maker in qualified(resolved.module, resolved.node.func, resolved.point):
            facts = knowledge.constructors().get(maker)
            if facts is not None:
                return _endpoint(
                    resolved.module, resolved.node, resolved.point, facts, maker, known
                )
    return None


def _common_client(module: Module, facts: ClientFacts, known: _Known) -> Endpoint | None:
    """The address of the client that a library is told to use for all: `set_default_…(client)`."""
    found = []
    for setter in facts.client_setters:
        last = setter.rpartition(".")[2]
        for one in mentioning(module, last):
            for call in one.symbols.by_called.get(last, ()):
                point = one.symbols.points[call]
                if call.args and setter in qualified(one, call.func, point):
                    found.append(client_of(one, call.args[0].value, point, known).endpoint)
    return _agreed(found) if found else None


def _agreed(endpoints: Sequence[Endpoint]) -> Endpoint:
    return endpoints[0] if len({one.host for one in endpoints}) == 1 else Endpoint()


def routed(call: ChatCall) -> ChatCall:
    """`call` with the endpoint that the route in its ids names, as `zai/glm-4.5` does."""
    if call.client.endpoint.host is not Host.UNKNOWN:
        return call
    texts = [constant for constant in call.model.constants if isinstance(constant, str)]
    found = [knowledge.routed(text) for text in texts]
    carriers = {one.carrier if one else "" for one in found}
    routes = knowledge.client(call.client.name).routes
    if not routes or len(carriers) != 1 or not all(found):
        return call
    name = carriers.pop()
    host = Host.NATIVE if name == "native" else Host.GATEWAY
    return replace(call, client=Client(call.client.name, Endpoint(host, name)))


# Objects within objects


def _held(
    module: Module,
    call: cst.Call,
    point: ProgramPoint,
    facts: ClientFacts,
    known: _Known,
    depth: int,
) -> tuple[ChatCall, ...]:
    """The objects that are passed as the model, where all that is seen to be passed are such."""
    given = given_model(call, facts)
    if given is None or isinstance(given, cst.BaseString):
        return ()
    made = [object_of(one, known, depth) for one in module.resolver.resolve(given, point).found]
    held = tuple(one for one in made if one is not None)
    return held if len(held) == len(made) else ()


def given_model(call: cst.Call, facts: ClientFacts) -> cst.BaseExpression | None:
    """The expression that is passed as the model."""
    return _named(call, facts.model_parameters) or _at(call, facts.model_position)


def over(outer: ChatCall, held: Sequence[ChatCall]) -> ChatCall:
    """`outer` as it asks the models of the objects that it is given."""
    own = tuple(one for one in outer.arguments if one.name != "model")
    certain = {one.name for one in own if not one.conditional}
    inner = (one for call in held for one in call.arguments if one.name != "model")
    kept = (replace(one, conditional=len(held) > 1) for one in inner if one.name not in certain)
    endpoint = _agreed([one.client.endpoint for one in held])
    unseen = next((one.client.unseen for one in held if one.client.unseen), None)
    missing = tuple(why for one in (outer, *held) for why in one.unseen)
    return replace(
        outer,
        client=replace(outer.client, endpoint=endpoint, unseen=unseen),
        arguments=(*_models(held), *own, *kept),
        complete=not missing,
        unseen=missing,
        holds=tuple(
            excerpt for one in held for excerpt in (one.holds or ((one.source.path, one.span),))
        ),
    )


def _models(held: Sequence[ChatCall]) -> Iterator[Argument]:
    """The models of several objects as one argument."""
    found = [argument for one in held if (argument := one["model"]) is not None]
    if not found:
        return
    values = [one.value for one in found]
    yield replace(
        found[0],
        layout=found[0].layout if len(found) == 1 else None,
        value=Value(
            tuple(literal for one in values for literal in one.candidates),
            all(one.complete for one in values) and len(found) == len(held),
            tuple(why for one in values for why in one.unseen),
            tuple(why for one in values for why in one.limits),
        ),
    )
