"""Where a client sends its requests: the address that it is given, else its own default."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.conditions import conditions
from glm_migrate.analysis.python.dataflow.dict_entries import entries_at
from glm_migrate.analysis.python.dataflow.folded_values import Folded
from glm_migrate.analysis.python.dataflow.followed_texts import folded
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.dataflow.known_entries import DictEntry
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.model.calls import Endpoint, Host
from glm_migrate.model.findings import Hop


def default_endpoint(facts: knowledge.ClientFacts, name: str) -> Endpoint:
    """Where a client goes that is told nothing; the environment can say otherwise."""
    address = facts.constructors.get(name, "")
    found = knowledge.endpoint(address) if address else Endpoint()
    if found.host is Host.NATIVE:
        return found
    return Endpoint(Host.UNKNOWN, "default", address)


def url_of(
    module: Module,
    call: cst.Call,
    point: ProgramPoint,
    parameters: tuple[str, ...],
    position: int | None = None,
) -> Endpoint | None:
    """The endpoint that the call names by a keyword, at a position or in a dict that is spread.

    None where it names none.
    """
    for name, value, where, at in _addressing(module, call, point, parameters, position):
        texts = folded(where, value, at)
        if all(one.whole and not one.value for one in texts):
            continue
        addresses = list(addresses_of(texts))
        if len({one.host for one in addresses}) != 1:
            return Endpoint()
        hop = Hop(where.source.path, where.line(value), name)
        return replace(addresses[0], via=(hop, *addresses[0].via))
    return None


_Named = tuple[str, cst.BaseExpression, Module, ProgramPoint]


def _addressing(
    module: Module,
    call: cst.Call,
    point: ProgramPoint,
    parameters: tuple[str, ...],
    position: int | None,
) -> Iterator[_Named]:
    """What may hold an address: the name of its parameter, the expression, and where it is."""
    for number, argument in enumerate(call.args):
        if argument.star:
            position = None  # what stands behind `*args` has no known place
            if argument.star == "**":
                yield from _in_dict(module, argument.value, point, parameters)
        elif argument.keyword is not None and argument.keyword.value in parameters:
            yield argument.keyword.value, argument.value, module, point
        elif argument.keyword is None and number == position:
            yield parameters[0], argument.value, module, point


def _in_dict(
    module: Module, spread: cst.BaseExpression, point: ProgramPoint, parameters: tuple[str, ...]
) -> Iterator[_Named]:
    """The entries under one of `parameters` of a dict that is spread."""
    for entry in entries_at(module, spread, point).entries:
        if entry.key in parameters and (not entry.conditional or _if_set(entry)):
            yield entry.key, entry.value, entry.module, entry.point


def _if_set(entry: DictEntry) -> bool:
    """Whether an entry is left out only where its own value is: `if url: d["base_url"] = url`."""
    tests = list(conditions(entry.point, entry.module.symbols))
    name = dotted(entry.value)
    return bool(name and tests) and all(name in one.subjects for one in tests)


def addresses_of(texts: Iterable[Folded]) -> Iterator[Endpoint]:
    """Who answers at each of some texts, as far as it shows in them."""
    for one in texts:
        if isinstance(one.value, str) and (one.whole or _names_a_host(one.value)) and one.value:
            yield replace(knowledge.endpoint(one.value), via=one.via)


def _names_a_host(beginning: str) -> bool:
    """Whether the host is over where the known part of an address ends."""
    return re.match(r"\w+://[^/?#]+[:/?#]", beginning) is not None
