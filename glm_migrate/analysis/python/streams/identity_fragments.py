"""What a loop does with a call's name and id, which may come once or with every fragment."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import EffectKind
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.call_keys import IDENTITY, WORDS, callee_of
from glm_migrate.analysis.python.streams.consumer import PartUse
from glm_migrate.analysis.python.streams.early_uses import root_of
from glm_migrate.analysis.python.streams.verdict import Case
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.streams import Shape

_BY_KEY = callables("reads-entry", "takes-entry", "sets-default")


def judge_identity(case: Case, one: PartUse) -> None:
    """One use of `id` or `function.name`."""
    use = one.effect
    if use.made is not None:
        return
    if use.kind is EffectKind.JOINED and use.target is not None:
        if not _is_of_its_own(case, one) and not _tests_target(case, one):
            case.found.accuse(Shape.DOUBLED, one, WORDS[one.reading.part])
    elif _is_set(case, one) and not _is_guarded(case, one) and _any_join_with(case, one):
        case.found.accuse(Shape.ERASED, one, WORDS[one.reading.part])


def _is_set(case: Case, one: PartUse) -> bool:
    """Whether the last fragment decides what the name or id is afterwards."""
    use = one.effect
    if use.kind is EffectKind.STORED:
        return callee_of(use.by) not in _BY_KEY
    return use.kind is EffectKind.NAMED and _read_after(case, one)


def _is_guarded(case: Case, one: PartUse) -> bool:
    """Whether a fragment without it changes nothing."""
    if isinstance(one.effect.value, (cst.BooleanOperation, cst.IfExp)):
        return True
    return bool(case.keys.guards(one) & IDENTITY) or case.keys.is_first(one)


def _is_of_its_own(case: Case, one: PartUse) -> bool:
    """A text that lists what is called, beside the calls: names may well follow each other."""
    assert one.effect.target is not None
    root = root_of(one.effect.target)
    joins = [root_of(j.effect.target) for j in case.joins if j.effect.target is not None]
    return Part.INDEX not in case.keys.key(one) and bool(joins) and root not in joins


def _any_join_with(case: Case, one: PartUse) -> bool:
    """Whether the same code joins arguments: else the arguments' own fault says it all."""
    return any(join.point.scope.function is one.point.scope.function for join in case.joins)


def _tests_target(case: Case, one: PartUse) -> bool:
    """Whether a condition looks at what is there already."""
    target = one.effect.target
    text = one.module.code(target) if target is not None else ""
    tests = case.consumer.tests(one.module, one.node)
    if isinstance(one.effect.value, cst.IfExp):
        tests.append(one.effect.value.test)
    return any(text in one.module.code(test) for test in tests)


def _read_after(case: Case, one: PartUse) -> bool:
    """Whether the name that it is bound to is read behind the loop."""
    target = one.effect.target
    if not isinstance(target, cst.Name):
        return False
    return any(
        other.reading.part is one.reading.part
        and isinstance(other.node, cst.Name)
        and other.node.value == target.value
        and not case.consumer.in_loop(other.module, other.node)
        for other in case.consumer.seen
    )
