"""Text of a delta that leaves the loop as it is: yielded, returned, encoded or given to other code.

Code out of sight gets None then, and seldom expects it: `StreamingResponse` dies in `encode`,
`"".join(…)` raises, a browser is sent null. Where every reader in the project looks at what it is
given, nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import callees
from glm_migrate.analysis.python.dataflow.effects import EffectKind, called
from glm_migrate.analysis.python.semantics.scopes import Kind
from glm_migrate.analysis.python.streams.answer_schema import TEXTS
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.knowledge.known_callables import callables

_TAKING_TEXT = callables("takes-text")
_TAKING_ITEMS = callables("takes-texts")
_ENCODING = callables("dumps")
# What is given a list of texts and minds none that is missing.
_BEARING_ITEMS = callables("sorts-out-none", "tests")
_NEXT = callables("takes-item")
Minding = Callable[[Consumer, PartUse], bool]


def is_handed_over(consumer: Consumer, one: PartUse, minds: Minding) -> bool:
    """Whether None would get to code that does not expect it.

    Args:
        minds: Whether a reader in the project fails on None.
    """
    use = one.effect
    if _tells_the_end(one):
        return False
    if isinstance(use.by, cst.Lambda):  # what `map` makes of each chunk
        return True
    if use.kind is EffectKind.YIELDED and (use.made is None or _is_yielded_from(one)):
        return _is_yielded_on(consumer, one, minds)
    if use.kind is EffectKind.RETURNED and is_listed(one):
        return not _are_callers_seen(one) or _is_joined_elsewhere(consumer, one)
    if use.kind is EffectKind.NAMED and is_listed(one):
        return _is_joined_elsewhere(consumer, one)
    if use.kind is EffectKind.RETURNED and use.made is None:
        return not _are_callers_seen(one)
    if use.kind is EffectKind.PASSED and isinstance(use.by, cst.Call):
        return _is_given_away(one, use.by, use.made)
    return False


def _tells_the_end(one: PartUse) -> bool:
    """`next(words, None)`: who gets None there ends, and would never end on an empty text."""
    call = one.node.expression if isinstance(one.node, cst.Await) else one.node
    return isinstance(call, cst.Call) and called(call) in _NEXT and len(call.args) > 1


def is_listed(one: PartUse) -> bool:
    """Whether a text is, as it is, an item of what a comprehension makes."""
    return isinstance(one.parent, cst.BaseComp)


def _is_yielded_from(one: PartUse) -> bool:
    """`yield from (delta.content for …)`."""
    return is_listed(one) and isinstance(one.effect.by, cst.From)


def _is_joined_elsewhere(consumer: Consumer, one: PartUse) -> bool:
    """Whether who gets a list of texts joins it, or hands it on out of sight."""
    lists = (other for other in consumer.everywhere if other.reading.depth)
    return any(other.reading.part is one.reading.part and _leaves_sight(other) for other in lists)


def _is_given_away(one: PartUse, call: cst.Call, made: cst.CSTNode | None) -> bool:
    """Whether a function out of sight gets the text, or a stream of such texts."""
    word = called(call)
    if word in _ENCODING and (made is None or isinstance(made, (cst.Dict, cst.List, cst.Call))):
        return not any(argument.star for argument in call.args)
    if isinstance(made, (cst.GeneratorExp, cst.ListComp)):
        return word in _TAKING_ITEMS
    if made is not None or callees(one.module, call):
        return False
    return word in _TAKING_TEXT or _is_callback(one, call)


def _is_callback(one: PartUse, call: cst.Call) -> bool:
    """Whether what is called was given to the function by its caller: `on_token(text)`."""
    if not isinstance(call.func, cst.Name):
        return False
    scope = one.point.scope.lookup(call.func.value)
    definitions = scope.definitions[call.func.value] if scope else []
    return bool(definitions) and all(d.kind is Kind.PARAMETER for d in definitions)


def _is_yielded_on(consumer: Consumer, one: PartUse, minds: Minding) -> bool:
    """Whether something that takes the generator's items fails on None, or is out of sight."""
    if one.reading.yielded:  # it comes from another generator, whose own `yield` is judged
        return False
    items = [other for other in consumer.everywhere if other.reading.part in TEXTS]
    items = [other for other in items if other.reading.yielded]
    if not items or not _are_callers_seen(one):
        return True
    return any(_leaves_sight(other) or minds(consumer, other) for other in items)


def _leaves_sight(one: PartUse) -> bool:
    """Whether a stream of texts, or one text of it, goes where nothing is seen of it."""
    kind = one.effect.kind
    if kind in (EffectKind.RETURNED, EffectKind.YIELDED):
        return not _are_callers_seen(one)
    if one.reading.depth == 0:
        by = one.effect.by
        return (
            kind is EffectKind.PASSED
            and isinstance(by, cst.Call)
            and _is_given_away(one, by, one.effect.made)
        )
    if kind is EffectKind.PASSED and isinstance(one.effect.by, cst.Call):
        word = called(one.effect.by)
        return word not in _BEARING_ITEMS and not callees(one.module, one.effect.by)
    if kind is EffectKind.SHOWN:  # `print(*texts)`
        return isinstance(one.parent, cst.Arg) and one.parent.star == "*"
    return kind in (EffectKind.JOINED, EffectKind.EXTENDED, EffectKind.STORED)


def _are_callers_seen(one: PartUse) -> bool:
    """Whether the function is called, and nobody calls it whom the analysis does not see."""
    scope, calls = one.point.scope.function, one.module.resolver.calls
    if any(not callees(there, call) for call, _, there in calls.handed(scope)):
        return False  # `map` calls it
    return bool(calls.callers(scope)) and not calls.may_be_called_unseen(scope)
