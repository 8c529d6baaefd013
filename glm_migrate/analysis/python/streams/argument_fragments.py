"""What a loop does with the fragments of one call's arguments: join, parse, store, hand on."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import EffectKind, inside
from glm_migrate.analysis.python.semantics.scopes import dotted
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.call_keys import (
    IDENTITY,
    callee_of,
    demanded,
    is_last_item,
)
from glm_migrate.analysis.python.streams.consumer import PartUse
from glm_migrate.analysis.python.streams.early_uses import begins_anew
from glm_migrate.analysis.python.streams.verdict import Case, joins_text
from glm_migrate.knowledge.known_callables import ordered
from glm_migrate.model.streams import Shape
from glm_migrate.model.unresolved import Reason

_FRAGMENT = "a fragment of the arguments"
_NULL_HANDLERS = frozenset({"TypeError", "Exception", "BaseException"})
_PARSE_HANDLERS = frozenset({"ValueError", "JSONDecodeError"})
_KEEPING = frozenset({EffectKind.NAMED, EffectKind.STORED, EffectKind.APPENDED})


def judge_arguments(case: Case, one: PartUse) -> None:
    """One use of `function.arguments`."""
    use, consumer = one.effect, case.consumer
    if use.kind is EffectKind.NAMED and use.made is None:
        return
    _judge(case, one)
    if use.kind is EffectKind.PARSED or case.joins:
        return
    if not consumer.in_loop(one.module, one.node):
        case.found.accuse(Shape.OVERWRITTEN, one)


def _judge(case: Case, one: PartUse) -> None:
    use = one.effect
    if one.reading.first and not case.consumer.shown(one):
        case.found.accuse(Shape.FIRST_ONLY, one)
    elif use.kind is EffectKind.PARSED:
        _parsed(case, one)
    elif use.made is not None or use.kind is EffectKind.PASSED:
        _whole(case, one)
    elif joins_text(one):
        _join(case, one)
    elif use.kind is EffectKind.STORED:
        _store(case, one)
    elif use.kind is EffectKind.YIELDED:
        case.found.leave_unseen(Reason.YIELDED_ONE_BY_ONE)
    elif use.kind is EffectKind.JOINED:
        pass  # `print("…" + part)`: the sum goes nowhere that is kept
    elif not case.consumer.shown(one):
        case.found.leave_unseen(Reason.FRAGMENT_USED, _FRAGMENT, use.kind.value)


def _parsed(case: Case, one: PartUse) -> None:
    if case.consumer.in_loop(one.module, one.node):
        case.found.accuse(Shape.PARSED, one)
    elif not case.joins:
        case.found.accuse(Shape.OVERWRITTEN, one)
    else:
        case.found.leave_unseen(Reason.PARSED_BEHIND)


def _join(case: Case, one: PartUse) -> None:
    """`x += fragment` and its like: to which text?"""
    found, keys = case.found, case.keys
    key, guards = keys.key(one), keys.guards(one)
    if Part.INDEX in key or keys.is_first(one):
        _join_by_index(case, one)
    elif keys.is_keyed_by_id(one):
        found.accuse(Shape.BY_ID, one)
    elif (key | guards) & IDENTITY or is_last_item(one.effect.target):
        found.leave_unseen(Reason.KEYED_BY_IDENTITY)
    elif Part.POSITION in key:
        found.leave_unseen(Reason.KEYED_BY_POSITION)
    elif one.reading.first:
        found.accuse(Shape.FIRST_ONLY, one)
    else:
        found.accuse(Shape.ONE_BUFFER, one)


def _join_by_index(case: Case, one: PartUse) -> None:
    """The right text, if every fragment gets there."""
    found, keys = case.found, case.keys
    found.joined.append(one)
    _null(case, one)
    if keys.demands_identity(one):
        found.leave_unseen(Reason.JOINED_WITH_IDENTITY)
    elif keys.demands_text(one):
        found.leave_unseen(Reason.JOINED_BY_LOOKS)
    elif keys.has_mixed_key(one):
        found.leave_unseen(Reason.KEYED_BY_MORE)
    elif begins_anew(case.consumer, one):
        found.leave_unseen(Reason.BEGINS_ANEW)


def _null(case: Case, one: PartUse) -> None:
    """A join that fails on `arguments: null`."""
    if _takes_null(case, one):
        return
    if one.effect.kind is EffectKind.APPENDED and "join" not in one.module.symbols.by_called:
        return
    case.found.accuse(Shape.NULL, one)


def _takes_null(case: Case, one: PartUse) -> bool:
    consumer = case.consumer
    reading = consumer.answer.of(one.module, one.effect.value)
    if one.reading.filled or (reading is not None and reading.filled):
        return True
    if _is_replaced_on_the_way(one):
        return True
    if consumer.expected(one.module, one.node) & _NULL_HANDLERS:
        return True
    if consumer.is_replaced(one):
        return True
    return any(
        (reading := consumer.answer.of(one.module, inner)) is not None
        and reading.part is Part.ARGUMENTS
        for test in consumer.tests(one.module, one.node)
        for inner in inside(test)
    )


def _is_replaced_on_the_way(one: PartUse) -> bool:
    """Whether `or …` or a conditional gives another text where there is none."""
    parents = one.module.symbols.parents
    node: cst.CSTNode | None = one.node
    while node is not None and node is not one.effect.by:
        if isinstance(node, cst.IfExp):
            return True
        if isinstance(node, cst.BooleanOperation) and isinstance(node.operator, cst.Or):
            return True
        if node is one.effect.value:
            return False
        node = parents.get(node)
    return False


def _store(case: Case, one: PartUse) -> None:
    """`x["arguments"] = fragment`."""
    if case.keys.is_first(one):
        if not _takes_null(case, one):
            case.found.accuse(Shape.NULL, one)
    elif case.keys.guards(one) & IDENTITY and case.joins:
        case.found.leave_unseen(Reason.STARTED_BY_IDENTITY)
    elif case.consumer.is_kept(one):
        case.found.accuse(Shape.OVERWRITTEN, one)
    else:
        case.found.leave_unseen(Reason.OWN_OBJECT, _FRAGMENT)


def _whole(case: Case, one: PartUse) -> None:
    """The arguments go, with or without the name, into something new or to a function."""
    use, consumer = one.effect, case.consumer
    if use.kind is EffectKind.SHOWN or use.kind is EffectKind.TESTED:
        return
    alone = use.made is None
    if case.keys.is_first(one):
        if not _takes_null(case, one) and case.joins and not alone:
            case.found.accuse(Shape.NULL, one)
        return
    if use.kind is EffectKind.PASSED and alone and consumer.is_own(one.module, use.by):
        return
    mentioned = consumer.mentions(one.module, use.by if use.made is None else use.made)
    if Part.INDEX in mentioned:
        case.found.forwarded.append(one)
    else:
        _without_index(case, one, mentioned)


def _without_index(case: Case, one: PartUse, mentioned: frozenset[Part]) -> None:
    found, kind = case.found, one.effect.kind
    guards = case.keys.guards(one)
    if case.joins:
        found.leave_unseen(Reason.JOINED_IN_PART)
    elif kind is EffectKind.YIELDED:
        found.leave_unseen(Reason.YIELDED_WITHOUT_INDEX)
    elif guards & IDENTITY:
        found.accuse(Shape.FILTERED, one, demanded(guards))
    elif Part.NAME in mentioned or kind in _KEEPING:
        found.accuse(Shape.WHOLE, one)
    elif kind is EffectKind.PASSED:
        callee = callee_of(one.effect.by)
        found.leave_unseen(Reason.FRAGMENT_PASSED, "fragments", callee)
    else:
        found.leave_unseen(Reason.FRAGMENT_USED, _FRAGMENT, kind.value)


def judge_early_parsing(case: Case) -> None:
    """A joined text that is parsed within the loop because it looks complete."""
    consumer = case.consumer
    for one in case.joins:
        for call in _parses(case, one):
            tests = consumer.tests(one.module, call)
            if any(Part.FINISH in consumer.mentions(one.module, test) for test in tests):
                continue
            if consumer.handlers(one.module, call) & _PARSE_HANDLERS:
                case.found.leave_unseen(Reason.PARSED_UNTIL_WHOLE)
                continue
            case.found.accuse(Shape.SPECULATIVE, PartUse(one.module, call, one.reading))


def _parses(case: Case, one: PartUse) -> Iterator[cst.Call]:
    """The calls in the loop that parse what `one` joins to."""
    target, symbols = one.effect.target, one.module.symbols
    if target is None:
        return
    text = dotted(_base(target)) or one.module.code(target)
    for word in ordered("parses-arguments-text"):
        for call in symbols.by_called.get(word, ()):
            same = symbols.point(call).scope.function is one.point.scope.function
            if not same or not call.args or not case.consumer.in_loop(one.module, call):
                continue
            argument = call.args[0].value
            names = {dotted(_base(node)) for node in inside(argument) if node in symbols.parents}
            if text in names and case.consumer.answer.of(one.module, argument) is None:
                yield call


def _base(target: cst.CSTNode) -> cst.CSTNode:
    """The variable behind `calls[i]["arguments"]`."""
    while isinstance(target, (cst.Subscript, cst.Attribute, cst.Call)):
        target = target.func if isinstance(target, cst.Call) else target.value
    return target
