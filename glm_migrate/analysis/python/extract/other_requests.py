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
from glm_migrate.analysis.python.dataflow.dict_entries import entries_at
from glm_migrate.analysis.python.dataflow.followed_texts import folded
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue
from glm_migrate.analysis.python.dataflow.known_entries import Entries
from glm_migrate.analysis.python.dataflow.limits import MAX_BODY_WRAPS
from glm_migrate.analysis.python.extract.assumed_models import assuming_glm, beside_glm, models_in
from glm_migrate.analysis.python.extract.chat_calls import (
    ALL,
    Judged,
    layout_of,
    of_entry,
)
from glm_migrate.analysis.python.extract.clients import base_names, qualified
from glm_migrate.analysis.python.extract.endpoints import addresses_of, url_of
from glm_migrate.analysis.python.extract.later_parameters import later_calls
from glm_migrate.analysis.python.extract.model_objects import asking, given_model
from glm_migrate.analysis.python.extract.object_uses import ObjectUses
from glm_migrate.analysis.python.extract.other_vendors import without_others
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.calls import ChatCall, Client, Endpoint, Host, Via
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.text.argument_list import Layout

_HTTP = "http"
_HTTP_METHODS = callables("asks-http")
_BODY_SECOND = callables("takes-body-second")
_BASES = ("base_url",)  # of a client, for the paths that it is asked
_FIRST = frozenset({"model", "stream"})  # read whatever a function asks


def carried_calls(
    module: Module, known: frozenset[str] = frozenset(), is_judged: Judged = ALL
) -> Iterator[ChatCall]:
    """Every chat request of the file that does not go through a chat-completions method.

    Args:
        is_judged: As for `chat_calls`.
    """
    objects, uses = [], ObjectUses(module)
    for call in _candidates(module):
        point = module.symbols.points[call]
        library = _library(module, call, point)
        if library is None or library[0].name == _HTTP:
            found = _raw(module, call, point)
            if found is not None:
                yield found
            continue
        found = _request_of(module, call, point, library, known, is_judged)
        if found.holds:
            uses.add(call, given_model(call, library[0]), is_same=_adds_nothing(found))
        if not _adds_nothing(found):
            objects.append((call, found))
    for reader, request in later_calls(module, known):
        uses.add(None, reader)
        yield request
    for call, found in objects:
        yield replace(found, is_held=found.method == "__init__" and uses.are_all_of(call))


def _request_of(
    module: Module,
    call: cst.Call,
    point: ProgramPoint,
    library: tuple[knowledge.ClientFacts, str],
    known: frozenset[str],
    is_judged: Judged,
) -> ChatCall:
    """What a call asks; of a function that is not judged only what tells whom it asks."""
    facts, name = library
    if name in facts.functions:
        first = asking(module, call, point, *library, known, wanted=_FIRST)
        if not first.holds and not is_judged(first):
            return first
    return asking(module, call, point, *library, known)


def _candidates(module: Module) -> Iterator[cst.Call]:
    names = _last_names() | _renamed(module) | {"__init__"}
    for call in module.symbols.calls:
        if (dotted(call.func).rpartition(".")[2] or _attribute(call)) in names:
            yield call


def _library(
    module: Module, call: cst.Call, point: ProgramPoint
) -> tuple[knowledge.ClientFacts, str] | None:
    """The function or constructor that the data know by its full name, with its library."""
    for name in qualified(module, call.func, point) or base_names(module, call, point):
        facts = knowledge.functions().get(name)
        if facts is not None and (facts.name == _HTTP or "model" in facts.model_parameters):
            return facts, name
        facts = knowledge.constructors().get(name)
        if facts is not None and facts.model_in == "constructor":
            return facts, name
    return None


def _adds_nothing(call: ChatCall) -> bool:
    """Whether it is an object that sends just what the one sends that it is given."""
    return bool(call.holds) and not any(one.via is not Via.KEYWORD for one in call.arguments)


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


def _raw(module: Module, call: cst.Call, point: ProgramPoint) -> ChatCall | None:
    """`requests.post(url, json={"model": …, "messages": …})` and its relatives."""
    body = _body(module, call, point)
    if body is None:
        return None
    entries = entries_at(body.module, body.node, body.point)
    if not {"model", "messages"} <= {entry.key for entry in entries.entries}:
        return None
    entries = without_others(entries)
    endpoint = _address(module, call, point)
    assumed = endpoint.host is Host.UNKNOWN
    if assumed:
        with assuming_glm(module, models_in(entries), point) as says_something:
            endpoint = _address(module, call, point) if says_something else endpoint
        entries = beside_glm(entries, endpoint.host is not Host.UNKNOWN)
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
    bodies = knowledge.client(_HTTP).body_parameters
    given = [a.value for a in call.args if a.keyword is not None and a.keyword.value in bodies]
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
    expressions += [a.value for a in call.args if a.keyword is None and not a.star][:3]
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
