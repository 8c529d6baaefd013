"""What a loop does with whole fragments, lists of them, and the deltas that carry them."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import Effect, EffectKind
from glm_migrate.analysis.python.semantics.scopes import dotted
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.call_keys import IDENTITY, callee_of, demanded
from glm_migrate.analysis.python.streams.consumer import PartUse
from glm_migrate.analysis.python.streams.verdict import Case
from glm_migrate.model.streams import Shape
from glm_migrate.model.unresolved import Reason

_GONE = frozenset({EffectKind.RETURNED, EffectKind.APPENDED, EffectKind.OTHER, EffectKind.METHOD})
_READ_ON = frozenset({EffectKind.METHOD, EffectKind.PARSED, EffectKind.JOINED})


def judge_fragment(case: Case, one: PartUse) -> None:
    """One entry of `delta.tool_calls`."""
    use, found = one.effect, case.found
    if case.consumer.shown(one) and use.made is None:
        return
    if use.kind is EffectKind.YIELDED:
        found.forwarded.append(one)
    elif _goes_to_own(case, one) or case.keys.is_first(one):
        return
    elif _is_listed(use):
        _listed(case, one)
    elif use.kind is EffectKind.STORED and Part.INDEX in case.keys.key(one):
        found.accuse(Shape.OVERWRITTEN, one)
    elif use.kind is EffectKind.STORED and Part.ID in case.keys.key(one):
        found.leave_unseen(Reason.KEPT_BY_ID)
    elif use.kind is EffectKind.PASSED:
        found.leave_unseen(Reason.FRAGMENT_PASSED, "fragments", callee_of(use.by))
    else:
        found.leave_unseen(Reason.FRAGMENT_USED, "a fragment", use.kind.value)


def _goes_to_own(case: Case, one: PartUse) -> bool:
    """Whether a fragment is passed, as it is, to a function whose body is read as well."""
    use = one.effect
    if use.kind is not EffectKind.PASSED or use.made is not None:
        return False
    return case.consumer.is_own(one.module, use.by)


def _is_listed(use: Effect) -> bool:
    if use.kind in (EffectKind.APPENDED, EffectKind.EXTENDED):
        return True
    return use.kind is EffectKind.JOINED and use.made is not None


def judge_list(case: Case, one: PartUse) -> None:
    """The list `delta.tool_calls` itself."""
    use, consumer, found = one.effect, case.consumer, case.found
    if not consumer.in_loop(one.module, one.node):
        _read_behind(case, one)
    elif use.kind is EffectKind.YIELDED:
        found.forwarded.append(one)
    elif use.kind is EffectKind.EXTENDED or use.kind is EffectKind.JOINED:
        _listed(case, one)
    elif use.kind is EffectKind.PASSED and not consumer.is_own(one.module, use.by):
        found.leave_unseen(Reason.FRAGMENT_PASSED, "fragments", callee_of(use.by))
    elif use.kind is EffectKind.STORED and use.made is None and consumer.is_kept(one):
        found.accuse(Shape.OVERWRITTEN, one)
    elif use.kind is EffectKind.STORED:
        found.leave_unseen(Reason.OWN_OBJECT, "the list of fragments")
    elif use.kind in _GONE or (use.made is not None and not consumer.shown(one)):
        found.leave_unseen(Reason.FRAGMENT_USED, "the list of fragments", use.kind.value)


def _read_behind(case: Case, one: PartUse) -> None:
    if isinstance(one.node, cst.Name) and not case.joins:
        case.found.accuse(Shape.OVERWRITTEN, one)
    else:
        case.found.leave_unseen(Reason.LAST_CHUNK)


def _listed(case: Case, one: PartUse) -> None:
    """Fragments in a list: accused only when the list is then used as calls."""
    guards = case.keys.guards(one)
    target = dotted(one.effect.target) if one.effect.target is not None else ""
    if guards & IDENTITY and case.joins:
        case.found.leave_unseen(Reason.STARTED_BY_IDENTITY)
    elif guards & IDENTITY:
        case.found.accuse(Shape.FILTERED, one, demanded(guards))
    elif target and _treated_as_calls(one, target):
        case.found.accuse(Shape.LISTED, one)
    else:
        case.found.leave_unseen(Reason.COLLECTED, target or "a list")


def _treated_as_calls(one: PartUse, text: str) -> bool:
    """Whether the function goes through the list reading functions, and never an index."""
    symbols = one.module.symbols
    bodies: list[str] = []
    for loop in symbols.loops:
        assert isinstance(loop, (cst.For, cst.CompFor))
        if dotted(loop.iter) != text or not _same_function(one, loop):
            continue
        body = loop if isinstance(loop, cst.For) else symbols.parents[loop]
        bodies.append(one.module.code(body))
    code = "\n".join(bodies)
    reads = ".function" in code or "function" in code or ".arguments" in code
    return reads and ".index" not in code and '"index"' not in code and "'index'" not in code


def _same_function(one: PartUse, loop: cst.CSTNode) -> bool:
    return one.module.symbols.point(loop).scope.function is one.point.scope.function


def judge_container(case: Case, one: PartUse) -> None:
    """A delta, choice or chunk that goes on as a whole."""
    use, what = one.effect, one.reading.part.value
    if (case.consumer.shown(one) and use.made is None) or use.kind in _READ_ON:
        return
    if use.kind is EffectKind.YIELDED:
        case.found.forwarded.append(one)
    elif use.kind is not EffectKind.PASSED:
        case.found.leave_unseen(Reason.FRAGMENT_USED, f"each {what}", use.kind.value)
    elif not case.consumer.is_own(one.module, use.by):
        callee = callee_of(use.by)
        case.found.leave_unseen(Reason.FRAGMENT_PASSED, f"each {what}", callee)
