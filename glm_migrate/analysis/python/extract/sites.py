"""From parsed files to their sites: calls first, then the ids that no call was seen to use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from glm_migrate import knowledge
from glm_migrate.analysis.file_kind import ExtractionContext
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.dataflow.program import ParsedProgram
from glm_migrate.analysis.python.extract.addresses import addresses
from glm_migrate.analysis.python.extract.chat_calls import chat_calls
from glm_migrate.analysis.python.extract.embedded_settings import embedded_settings
from glm_migrate.analysis.python.extract.expected_fields import with_expectations
from glm_migrate.analysis.python.extract.mentions import (
    by_id,
    id_places,
    module_mentions,
    with_call,
    with_dependents,
)
from glm_migrate.analysis.python.extract.model_objects import routed
from glm_migrate.analysis.python.extract.other_requests import carried_calls
from glm_migrate.analysis.python.extract.sdk_imports import import_needs, sdk_imports
from glm_migrate.analysis.python.extract.unasked_bodies import unasked_bodies
from glm_migrate.analysis.python.semantics.parsed_module import TREES
from glm_migrate.analysis.python.streams.consumer_search import consumed, may_stream
from glm_migrate.errors import FileError, NotReproducible
from glm_migrate.model.calls import ChatCall, Host
from glm_migrate.model.mentions import Mention
from glm_migrate.model.site import Site
from glm_migrate.project.file_kinds import is_test_file
from glm_migrate.project.prefilter import mentions_glm
from glm_migrate.text.source import Source, Span

Reached = frozenset[tuple[Path, Span]]
_Gathered = tuple[Sequence[ChatCall], Sequence[Mention], Sequence[Module]]


def read(context: ExtractionContext, sources: Sequence[Source]) -> Iterator[Site]:
    """The sites of `sources`, whose values may come from all of the project."""
    calls, id_mentions, modules = _gathered(context, sources)
    places = id_places(id_mentions)
    named = {module.source.path: mentions_glm(module.source.utf8) for module in modules}
    for call in calls:
        yield replace(
            with_expectations(with_dependents(call, places), modules),
            tested=_is_tested(call, context.project.tested),
            vendor_named=named[call.source.path],
        )
    asking = by_id(calls)
    yield from (with_call(mention, asking) for mention in id_mentions)
    for module in modules:
        context.needs.extend(import_needs(module))
        yield from sdk_imports(module)
        for mention in embedded_settings(module, context.is_old):
            if (mention.source.path, mention.literal.span) not in context.reached:
                yield mention
        if context.is_surveyed:
            yield from addresses(module)


def _gathered(context: ExtractionContext, sources: Sequence[Source]) -> _Gathered:
    """The calls and ids of `sources`; files are read whole where a part can't be read alone."""
    whole = ParsedProgram(context.project)
    if TREES.most:  # what is kept is kept whole
        return _found(context, sources, whole)
    unasked = partial(
        unasked_bodies,
        held=frozenset(map(id, sources)),
        is_id=context.is_concerned,
        known=context.known_clients,
    )
    try:
        return _found(context, sources, ParsedProgram(context.project, unasked))
    except NotReproducible:
        return _found(context, sources, whole)


def _found(
    context: ExtractionContext, sources: Sequence[Source], program: ParsedProgram
) -> _Gathered:
    known, errors = frozenset(context.known_clients), list[FileError]()
    modules = list(_modules(program, sources, errors))
    calls = _speaking(
        [
            routed(call)
            for module in _each(modules, program)
            for call in (
                *chat_calls(module, known, context.is_old, context.is_judged),
                *carried_calls(module, known, context.is_judged),
            )
        ]
    )
    program.budget.renew(len(modules))
    if any(map(context.is_judged, filter(may_stream, calls))):
        calls = consumed(calls, modules)
    calls = [_declared(call, context) for call in calls]
    reached = _reached(calls)
    id_mentions = tuple(
        mention
        for module in _each(modules, program)
        for mention in module_mentions(module, context.is_old, reached, context.is_target)
    )
    context.errors.extend(errors)
    context.reached.update(reached)
    context.unseen.extend(call for call in calls if _asks_unseen(call))
    return calls, id_mentions, modules


def _each(modules: Sequence[Module], program: ParsedProgram) -> Iterator[Module]:
    """The modules, each with the whole budget of work for the questions about it."""
    for module in modules:
        program.budget.renew()
        yield module


def _speaking(calls: Sequence[ChatCall]) -> list[ChatCall]:
    """`calls` without the objects for which the calls speak that ask through them."""
    held = {excerpt for call in calls for excerpt in call.holds}
    return [one for one in calls if not (one.is_held and (one.source.path, one.span) in held)]


def _declared(call: ChatCall, context: ExtractionContext) -> ChatCall:
    """`call` with what the project declares of its client, where the version matters."""
    facts = knowledge.client(call.client.name)
    if not facts.depends_on_version:
        return call
    declared = context.declared(call.source.path, facts.package)
    return replace(call, client=replace(call.client, declared=declared)) if declared else call


def _is_tested(call: ChatCall, names: frozenset[str] | None) -> bool | None:
    """Whether a test names the function or class of a call; a test itself needs none."""
    if names is None or is_test_file(call.source.path):
        return None
    return not names.isdisjoint(call.scope.split(".") if call.scope else [call.source.path.stem])


def _modules(
    program: ParsedProgram, sources: Sequence[Source], errors: list[FileError]
) -> Iterator[Module]:
    for source in sources:
        try:
            yield program.module(source)
        except FileError as error:
            errors.append(error)


def _asks_unseen(call: ChatCall) -> bool:
    """Whether a call goes to the vendor, and no id is seen that it asks."""
    return call.client.endpoint.host is Host.NATIVE and not call.ids


def _reached(calls: Sequence[ChatCall]) -> Reached:
    """Where the ids are written that calls were seen to use."""
    return frozenset(
        place
        for call in calls
        for argument in call.all("model")
        for literal in argument.value.candidates
        for place in ((literal.path, literal.span), *literal.made_of)
    )
