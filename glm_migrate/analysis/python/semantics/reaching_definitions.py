"""Which bindings of a name can be the one that a use reads.

Straight-line code, branches, loops, `try` and early exits are told apart by where a binding stands.
Where that is not enough, more bindings are named than can reach, never fewer.
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import Arm, Binding, Kind, Names, Place, Scope

_LOOPS = (cst.For, cst.While)


def reaching(bindings: Sequence[Binding], use: Place, names: Names) -> tuple[list[Binding], bool]:
    """The bindings that `use`, in the same scope, can read; whether some path has none.

    Returns:
        The bindings in source order, and True when no path to the use leaves the name unset or
        changed in a way that is not seen.
    """
    before = [b for b in bindings if b.place.order < use.order or b.kind is Kind.PARAMETER]
    if any(b.place.order == use.order for b in bindings):
        before += [b for b in bindings if b.place.order == use.order and _binds_before(b)]
    start = _last_certain(before, use, names)
    live = [b for b in before[start:] if _can_reach(b, use, names)]
    live += _carried(bindings, before[start:], use)
    return _values(live)


def at_end(bindings: Sequence[Binding], scope: Scope, names: Names) -> tuple[list[Binding], bool]:
    """The bindings of a module or class that code run later can read."""
    own = [b for b in bindings if b.place.scope is scope]
    foreign = [b for b in bindings if b.place.scope is not scope]
    end = Place(1 << 60, (), scope)
    live, complete = reaching(own, end, names)
    return [*live, *foreign], complete


def certainly_before(place: Place, use: Place) -> bool:
    """Whether what stands at `place` has run on every path to `use` (same scope)."""
    return place.order <= use.order and use.arms[: len(place.arms)] == place.arms


def exclusive(one: Place, other: Place) -> bool:
    """Whether only one of the two can run: they stand in different arms of an `if` or `match`."""
    for (owner, arm), (other_owner, other_arm) in zip(one.arms, other.arms, strict=False):
        if owner is not other_owner:
            return False
        if arm != other_arm:
            if isinstance(owner, (cst.Try, cst.TryStar)):
                return bool(arm and other_arm)
            return not isinstance(owner, _LOOPS)
    return False


def _binds_before(binding: Binding) -> bool:
    """A loop target and a `with` target are bound before the body."""
    return binding.kind in (Kind.LOOP, Kind.WITH)


def _values(live: list[Binding]) -> tuple[list[Binding], bool]:
    complete = bool(live) and not any(
        b.kind in (Kind.AUGMENT, Kind.DELETE, Kind.CATCH, Kind.CAPTURE) for b in live
    )
    bound = [b for b in live if b.kind not in (Kind.DELETE, Kind.ANNOTATE)]
    return bound or [b for b in live if b.kind is not Kind.DELETE], complete


def _last_certain(before: Sequence[Binding], use: Place, names: Names) -> int:
    """Index of the last binding that all earlier ones can't get past."""
    for index in range(len(before) - 1, -1, -1):
        binding = before[index]
        if binding.kind is Kind.ANNOTATE:
            continue
        if use.arms[: len(binding.place.arms)] == binding.place.arms:
            return index
        if first := _covered(before, index, use, names):
            return first - 1
    return 0


def _covered(before: Sequence[Binding], index: int, use: Place, names: Names) -> int:
    """1 + the first of the bindings that together cover all arms of one statement, or 0."""
    arms = before[index].place.arms
    depth = len(use.arms)
    if len(arms) != depth + 1 or arms[:depth] != use.arms:
        return 0
    owner = arms[depth][0]
    count, always = names.arms.get(owner, (0, False))
    if not always:
        return 0
    bound: dict[int, int] = {}
    for position in range(index, -1, -1):
        here = before[position].place.arms
        if here[: depth + 1] and len(here) == depth + 1 and here[depth][0] is owner:
            bound[here[depth][1]] = position
        elif len(here) <= depth:
            break
    missing = [arm for arm in range(count) if arm not in bound and (owner, arm) not in names.exits]
    return 0 if missing else min(bound.values()) + 1


def _can_reach(binding: Binding, use: Place, names: Names) -> bool:
    if exclusive(binding.place, use):
        return share_loop(binding.place.arms, use.arms)
    for arm in binding.place.arms:
        if arm in use.arms:
            continue
        if _is_guarded(arm):
            return True
        if arm in names.exits:
            return False
    return True


def _is_guarded(arm: Arm) -> bool:
    """Whether an error in this arm can lead to what follows the statement."""
    owner, index = arm
    return isinstance(owner, (cst.Try, cst.TryStar, cst.With)) and index == 0


def share_loop(one: Sequence[Arm], other: Sequence[Arm]) -> bool:
    """Whether both stand in one loop."""
    common = [arm for arm, twin in zip(one, other, strict=False) if arm == twin]
    return any(isinstance(owner, _LOOPS) for owner, _ in common)


def _carried(bindings: Sequence[Binding], live: Sequence[Binding], use: Place) -> list[Binding]:
    """Later bindings that an enclosing loop brings back to the use."""
    loops = [arm for arm in use.arms if isinstance(arm[0], _LOOPS) and arm[1] == 0]
    if not loops:
        return []
    if (
        live
        and any(
            live[0].place.arms[: use.arms.index(loop) + 1] == use.arms[: use.arms.index(loop) + 1]
            for loop in loops[-1:]
        )
        and certainly_before(live[0].place, use)
    ):
        return []
    return [
        b
        for b in bindings
        if b.place.order >= use.order and any(loop in b.place.arms for loop in loops)
    ]
