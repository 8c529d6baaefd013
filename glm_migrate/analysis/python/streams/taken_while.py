"""Texts that are taken up to the first that is empty: `itertools.takewhile(bool, words())`.

A model that thinks sends deltas without text first, so nothing is taken, whatever stands for them.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.conditions import Condition, holds
from glm_migrate.analysis.python.dataflow.effects import EffectKind, called
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import dotted
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.knowledge.known_callables import callables

_TAKING = callables("takes-while")
_TRUTH = callables("tells-emptiness")


def is_taken_while(consumer: Consumer, one: PartUse) -> bool:
    """Whether a text that is yielded or listed is taken only up to one that is empty."""
    return any(_stops(where, call) for where, call in _takers(consumer, one))


def _takers(consumer: Consumer, one: PartUse) -> Iterator[tuple[Module, cst.Call]]:
    """The calls that take items of what the text is put into."""
    if isinstance(one.parent, cst.BaseComp):
        yield from _taking(one.module, one.parent)
    elif one.effect.kind is EffectKind.YIELDED and one.effect.made is None:
        for other in consumer.everywhere:
            reading = other.reading
            if reading.part is one.reading.part and reading.depth and reading.yielded:
                yield from _taking(other.module, other.node)


def _taking(module: Module, node: cst.CSTNode) -> Iterator[tuple[Module, cst.Call]]:
    parents = module.symbols.parents
    argument = parents.get(node)
    call = parents.get(argument) if isinstance(argument, cst.Arg) else None
    if not isinstance(call, cst.Call) or called(call).rpartition(".")[2] not in _TAKING:
        return
    if len(call.args) == 2 and call.args[1] is argument:
        yield module, call


def _stops(module: Module, call: cst.Call) -> bool:
    """Whether the test of a call is not true of an empty text."""
    test = call.args[0].value
    if not isinstance(test, cst.Lambda):
        return dotted(test) in _TRUTH
    names = [one.name.value for one in test.params.params]
    if len(names) != 1:
        return False
    known = Condition(test.body, True, module.symbols.point(test.body))
    return holds(known, names[0], "", module, 0) is False
