"""Find the calls that ask a chat model, and put together what each of them sends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.dict_entries import entries_at
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.dataflow.known_entries import DictEntry, Entries
from glm_migrate.analysis.python.dataflow.sharing import shared
from glm_migrate.analysis.python.extract.assumed_models import (
    assuming_glm,
    beside_glm,
    models_of,
)
from glm_migrate.analysis.python.extract.chat_requests import ChatRequest, requests
from glm_migrate.analysis.python.extract.clients import client_of, qualified
from glm_migrate.analysis.python.extract.expected_errors import expected_errors
from glm_migrate.analysis.python.extract.later_keywords import added_later
from glm_migrate.analysis.python.extract.literals import list_at, value_at
from glm_migrate.analysis.python.extract.other_vendors import without_others
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.model.calls import Argument, ChatCall, Client, Host, Via
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.model.values import Value
from glm_migrate.project.prefilter import mentions_glm
from glm_migrate.text.argument_list import Layout, Style
from glm_migrate.text.source import Span

# The parameters that tell whom a call asks; the others are read only where that can be GLM.
_BESIDE = frozenset({"api_base", "base_url", "stream"})
_FIRST = frozenset({"model", "api_base", "base_url"})
Judged = Callable[[ChatCall], bool]
ALL: Judged = lambda call: True  # noqa: E731
_NOT_LOOKED_AT = Value(unseen=(Unresolved(Reason.NOT_LOOKED_AT),))
# What stands for a parameter that is left out, and the packages that have it.
_NOTHING = frozenset({"NOT_GIVEN", "NotGiven", "not_given", "Omit", "omit"})
_PACKAGES = frozenset({"openai", "zai", "zhipuai"})
_OPENING = re.compile(rb"(?:#[^\r\n]*|[^#(])*\(")
_CHOICES = (cst.If, cst.Match)
_PURE = (
    cst.SimpleString,
    cst.ConcatenatedString,
    cst.Integer,
    cst.Float,
    cst.Name,
    cst.UnaryOperation,
    cst.Attribute,
)


def chat_calls(
    module: Module, known: frozenset[str], is_old: Callable[[str], bool], is_judged: Judged = ALL
) -> Iterator[ChatCall]:
    """Every chat call of the file, in source order.

    Args:
        is_judged: Whether it matters what a call sends besides its model; of the others only that
            is read.
    """
    for request in requests(module):
        call = _chat_call(module, request, known, is_old, is_judged)
        if _is_of_client(call):
            yield call


def _is_of_client(call: ChatCall) -> bool:
    """Whether a method whose name is not telling is one of a chat client, or asks a model."""
    return call.gives_completions or call.sends("model") or call.client.name == "anthropic"


def _chat_call(
    module: Module,
    request: ChatRequest,
    known: frozenset[str],
    is_old: Callable[[str], bool],
    is_judged: Judged,
) -> ChatCall:
    point = module.symbols.points[request.call]
    client = Client(unseen=Unresolved(Reason.SEVERAL_CLIENTS))
    if request.receiver is not None:
        client = _client(module, request, request.receiver, point, known)
    call = _sending(module, request, client, _FIRST)
    if not may_be_glm(client, call.arguments, is_old):
        return call
    return _sending(module, request, client, None if is_judged(call) else _FIRST | {"stream"})


def _sending(
    module: Module, request: ChatRequest, client: Client, wanted: frozenset[str] | None = None
) -> ChatCall:
    """A request by `client`, with the values of the parameters that are `wanted`."""
    call, point = request.call, module.symbols.points[request.call]
    arguments, missing = sent_by(module, request, point, wanted, is_assumed=client.assumed)
    missing = (*missing, *added_later(module, call))
    if request.through:
        missing = (*missing, Unresolved(Reason.HANDED_ON, request.through))
    return ChatCall(
        source=module.source,
        span=module.bare(call),
        name_span=module.span(call.func),
        client=_legacy(client, arguments) if request.method == "legacy" else client,
        arguments=arguments,
        complete=not missing,
        unseen=missing,
        layout=layout_of(module, call) if not request.through else None,
        extra_body=_extra_body(module, request),
        method=request.method,
        scope=point.scope.qualified,
        caught=expected_errors(module, call, point),
    )


def _client(
    module: Module,
    request: ChatRequest,
    receiver: cst.BaseExpression,
    point: ProgramPoint,
    known: frozenset[str],
) -> Client:
    """Who sends a request; one that is not certain is looked for beside its GLM models alone."""
    client = client_of(module, receiver, request.at, known)
    if client.unseen is None:
        return client
    with assuming_glm(module, models_of(module, request, point), point) as says_something:
        found = client_of(module, receiver, request.at, known) if says_something else client
    return replace(found, assumed=found.unseen is None)


def _legacy(client: Client, arguments: tuple[Argument, ...]) -> Client:
    """`openai.ChatCompletion.create(api_base=…)`: the call itself can name the address."""
    for argument in arguments:
        if argument.name in ("api_base", "base_url"):
            urls = [one for one in argument.value.constants if isinstance(one, str)]
            if urls:
                return Client("openai-legacy", knowledge.endpoint(urls[0]))
    return replace(client, name="openai-legacy") if client.name == "openai" else client


def may_be_glm(
    client: Client, arguments: Sequence[Argument], is_old: Callable[[str], bool]
) -> bool:
    """Whether anything seen so far leaves it possible that a GLM model is asked."""
    if client.endpoint.host in (Host.NATIVE, Host.CODING):
        return True
    models = [argument.value for argument in arguments if argument.name == "model"]
    named = [one for value in models for one in value.constants if isinstance(one, str)]
    if any(is_old(one) or knowledge.spelling(one) for one in named):
        return True
    if client.endpoint.host is Host.OTHER or client.endpoint.name == "default":
        return False
    return not models or any(not value.complete for value in models)


def sent_by(
    module: Module,
    request: ChatRequest,
    point: ProgramPoint,
    wanted: frozenset[str] | None = None,
    *,
    is_assumed: bool = False,
) -> tuple[tuple[Argument, ...], tuple[Unresolved, ...]]:
    """What is sent; `extra_body` comes first because it wins over keywords.

    Args:
        wanted: Names of the parameters whose values are needed; of the others it is only said
            that they are sent.
        is_assumed: Whom it asks is only sure where it asks for one of GLM's models.
    """
    call = request.call
    layout = layout_of(module, call)
    sent: list[Argument] = []
    hidden: list[Unresolved] = []
    for argument in _telling(module, request, wanted):
        if argument.star == "**":
            entries = without_others(entries_at(module, argument.value, point))
            entries = beside_glm(entries, is_assumed)
            sent += (
                of_entry(module, call, entry, Via.SPREAD, wanted)
                for entry in entries.entries
                if not _sends_nothing(entry.module, entry.value, entry.point)
            )
            text = module.short(argument.value)
            hidden += (Unresolved(Reason.SPREAD, text, cause=why) for why in entries.unresolved)
        elif argument.star == "*":
            hidden.append(Unresolved(Reason.POSITIONAL_SPREAD, module.short(argument.value)))
        elif argument.keyword is not None and not _sends_nothing(module, argument.value, point):
            sent.append(_keyword(module, argument, point, layout, wanted))
    extra = [entry for entry in sent if entry.name == "extra_body"]
    first = _first_extra_body(module, request, point, wanted)
    if first is not None:
        inner = [of_entry(module, call, e, Via.EXTRA_BODY, wanted) for e in first.entries]
        hidden += (Unresolved(Reason.IN_EXTRA_BODY, cause=why) for why in first.unresolved)
        return (*inner, *sent), tuple(hidden)
    if extra:
        hidden.append(Unresolved(Reason.EXTRA_BODY))
    return tuple(sent), tuple(hidden)


def _telling(
    module: Module, request: ChatRequest, wanted: frozenset[str] | None
) -> tuple[cst.Arg, ...]:
    """The arguments that can tell whom a call asks; a dict beside the model itself does not.

    Where the file speaks of GLM, what stays unseen is said of any call, so there all are read.
    """
    if wanted is None or request.method == "legacy" or _speaks_of_glm(module):
        return request.arguments
    keywords = {one.keyword.value for one in request.arguments if one.keyword is not None}
    names_model = bool(keywords & (wanted - _BESIDE))
    return tuple(one for one in request.arguments if not (names_model and one.star == "**"))


def _speaks_of_glm(module: Module) -> bool:
    text = module.source.utf8
    return module.remembered(module.syntax, "speaks of GLM", lambda: mentions_glm(text), False)


def _sends_nothing(module: Module, node: cst.BaseExpression, point: ProgramPoint) -> bool:
    """Whether a value is a client library's own word for leaving the parameter out."""
    if isinstance(node, cst.Call):
        node = node.func
    if dotted(node).rpartition(".")[2] not in _NOTHING:
        return False
    names = qualified(module, node, point)
    return bool(names) and all(name.partition(".")[0] in _PACKAGES for name in names)


def _first_extra_body(
    module: Module, request: ChatRequest, point: ProgramPoint, wanted: frozenset[str] | None
) -> Entries | None:
    for argument in _telling(module, request, wanted):
        if argument.keyword is not None and argument.keyword.value == "extra_body":
            return entries_at(module, argument.value, point)
        if argument.star == "**":
            for entry in entries_at(module, argument.value, point).entries:
                if entry.key == "extra_body":
                    inner = entries_at(entry.module, entry.value, entry.point)
                    return inner.maybe() if entry.conditional else inner
    return None


def _keyword(
    module: Module,
    argument: cst.Arg,
    point: ProgramPoint,
    layout: Layout,
    wanted: frozenset[str] | None,
) -> Argument:
    assert argument.keyword is not None
    name = argument.keyword.value
    value_span = module.span(argument.value)
    return Argument(
        name=name,
        value=_sent(name, module, argument.value, point)
        if _is_wanted(name, wanted)
        else _NOT_LOOKED_AT,
        span=Span(module.span(argument).start, value_span.end),
        value_span=value_span,
        path=module.source.path,
        layout=layout,
        pure=is_pure(argument.value),
    )


def _sent(name: str, module: Module, node: cst.CSTNode, point: ProgramPoint) -> Value:
    """What a parameter can be; a list of tools is often filled behind its display."""
    return list_at(module, node, point) if name == "tools" else value_at(module, node, point)


def _is_wanted(name: str, wanted: frozenset[str] | None) -> bool:
    return wanted is None or name in wanted


def of_entry(
    module: Module,
    reader: cst.Call,
    entry: DictEntry,
    via: Via,
    wanted: frozenset[str] | None = None,
) -> Argument:
    """A request parameter that stands in a dict, as the call `reader` reads it."""
    owner = entry.module
    value_span = owner.span(entry.value)
    layout = None
    if entry.container is not None and not owner.is_document:
        layout = layout_of(owner, entry.container)
    start = owner.span(entry.node).start
    is_wanted = _is_wanted(entry.key, wanted)
    value = _sent(entry.key, owner, entry.value, entry.point) if is_wanted else _NOT_LOOKED_AT
    value = replace(
        value,
        candidates=tuple(replace(c, via=(*entry.via, *c.via)) for c in value.candidates),
    )
    return Argument(
        name=entry.key,
        value=value,
        span=Span(start, value_span.end),
        value_span=value_span,
        path=owner.source.path,
        via=via,
        layout=layout,
        conditional=entry.conditional,
        replaceable=entry.replaceable,
        pure=is_pure(entry.value),
        shared=shared(entry, reader) if is_wanted else None,
        arms=tuple(_arms(entry)),
    )


def _arms(entry: DictEntry) -> Iterator[tuple[int, int]]:
    """The arms in which an entry is set; none within a loop, which may run through each of them."""
    module, branches = entry.module, entry.point.branches
    if all(isinstance(owner, _CHOICES) for owner, _ in branches):
        yield from ((module.span(owner).start, arm) for owner, arm in branches)
        choice = module.symbols.parents.get(entry.container) if entry.container else None
        if isinstance(choice, cst.IfExp):
            yield module.span(choice).start, int(choice.body is entry.container)


def is_pure(node: cst.BaseExpression) -> bool:
    """Whether evaluating `node` does nothing but give its value."""
    if isinstance(node, cst.UnaryOperation):
        return is_pure(node.expression)
    return isinstance(node, _PURE)


def layout_of(module: Module, node: cst.Call | cst.Dict) -> Layout:
    """The brackets and entries of a call or a dict display."""
    layout = module.remembered(layout_of, node, lambda: _measured(module, node), in_cycle=None)
    assert layout is not None, "measuring asks nothing"
    return layout


def _measured(module: Module, node: cst.Call | cst.Dict) -> Layout:
    text, bare = module.source.utf8, module.bare(node)
    if isinstance(node, cst.Dict):
        inside = Span(bare.start + 1, bare.end - 1)
        entries = tuple(Span(module.span(e).start, module.span(e.value).end) for e in node.elements)
        return Layout(module.source, Style.DICT, inside, entries)
    opening = _OPENING.match(text, module.span(node.func).end)
    begin = opening.end() if opening else bare.start
    entries = tuple(Span(module.span(a).start, module.span(a.value).end) for a in node.args)
    return Layout(module.source, Style.CALL, Span(begin, bare.end - 1), entries)


def _extra_body(module: Module, request: ChatRequest) -> Layout | None:
    for argument in request.arguments:
        if argument.keyword is not None and argument.keyword.value == "extra_body":
            if isinstance(argument.value, cst.Dict):
                return layout_of(module, argument.value)
            return None
    return None
