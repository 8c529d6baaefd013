"""A call as it asks those of its models that are GLM's: which of them, and what goes with them.

A function for several vendors is given model, address and client together. What is only sent with
another vendor's model is none of the call that asks GLM.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.assumptions import KnownWays
from glm_migrate.analysis.python.dataflow.dict_entries import entries_at
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue
from glm_migrate.analysis.python.dataflow.known_entries import DictEntry, Entries
from glm_migrate.analysis.python.extract.chat_requests import ChatRequest
from glm_migrate.analysis.python.semantics.scopes import (
    ProgramPoint,
    method_around,
    owner_of_method,
)
from glm_migrate.analysis.python.syntax.string_literals import text_of


@contextmanager
def assuming_glm(
    module: Module, models: Sequence[ResolvedValue], point: ProgramPoint
) -> Iterator[bool]:
    """Questions about a call as it asks those of `models` that are GLM's; whether that helps."""
    own = [one for one in models if _is_of_glm(one) and not _is_overridden(one, module, point)]
    assumption = KnownWays.that(own, module, point)
    if assumption is None:
        yield False
        return
    with module.program.assuming(assumption):
        yield True


def models_of(
    module: Module, request: ChatRequest, point: ProgramPoint
) -> tuple[ResolvedValue, ...]:
    """What is seen to be passed as the model."""
    for argument in request.arguments:
        if argument.keyword is not None and argument.keyword.value == "model":
            return module.resolver.resolve(argument.value, point).found
        if argument.star == "**" and (
            found := models_in(entries_at(module, argument.value, point))
        ):
            return found
    return ()


def models_in(entries: Entries) -> tuple[ResolvedValue, ...]:
    """What the model of a body can be, each with the method that builds a body with it."""
    named = (entry for entry in entries.entries if entry.key == "model")
    return tuple(_in_body(one, entry) for entry in named for one in _values(entry))


def _in_body(value: ResolvedValue, entry: DictEntry) -> ResolvedValue:
    """What a model is, with who builds the body that it stands in and who passes that on."""
    built = method_around(entry.point)
    return replace(
        value, definitions=(*value.definitions, *built), calls=(*entry.calls, *value.calls)
    )


def beside_glm(entries: Entries, is_assumed: bool) -> Entries:
    """The entries without the bodies that ask other vendors' models only.

    Args:
        is_assumed: The client is the one that is chosen with GLM's models.
    """
    others = {id(one.container) for one in entries.entries if _asks_others(one)}
    if not is_assumed or not others:
        return entries
    kept = tuple(one for one in entries.entries if id(one.container) not in others)
    return replace(entries, entries=kept)


def _is_overridden(value: ResolvedValue, module: Module, point: ProgramPoint) -> bool:
    """Whether a model is of a class with a method of its own for the one that `point` is in."""
    methods, within = method_around(point), owner_of_method(point.scope)
    if within is None or not methods:
        return False
    return any(
        call in (points := heir.module.symbols.points)
        and owner_of_method(points[call].scope) is heir.node
        and methods[0].name in heir.scope.definitions
        for heir in module.resolver.attributes.subclasses(module.klass(within))
        for call in value.calls
    )


def _asks_others(entry: DictEntry) -> bool:
    """Whether an entry is the model of a dict, and none of GLM's."""
    if entry.key != "model" or entry.container is None:
        return False
    found = _values(entry)
    return bool(found) and all(text_of(one.node) and not _is_of_glm(one) for one in found)


def _values(entry: DictEntry) -> tuple[ResolvedValue, ...]:
    return entry.module.resolver.resolve(entry.value, entry.point).found


def _is_of_glm(value: ResolvedValue) -> bool:
    return bool((text := text_of(value.node)) and knowledge.spelling(text))
