"""Which definitions of a name can be the one that a use reads.

Straight-line code, branches, loops, `try` and early exits are told apart by the program point of a
definition. Where that is not enough, more definitions are named than can reach, never fewer.
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import (
    LAST,
    Branch,
    Definition,
    Kind,
    ProgramPoint,
    Scope,
    SymbolTable,
)

_LOOPS = (cst.For, cst.While)


def reaching(
    definitions: Sequence[Definition], use: ProgramPoint, symbols: SymbolTable
) -> tuple[list[Definition], bool]:
    """The definitions that `use`, in the same scope, can read; whether some path has none.

    Returns:
        The definitions in source order, and True when no path to the use leaves the name unset or
        changed in a way that is not seen.
    """
    before = [b for b in definitions if b.point.order < use.order or b.kind is Kind.PARAMETER]
    if any(b.point.order == use.order for b in definitions):
        before += [b for b in definitions if b.point.order == use.order and _binds_before(b)]
    start = _last_certain(before, use, symbols)
    live = [b for b in before[start:] if _can_reach(b, use, symbols)]
    live += _carried(definitions, before[start:], use)
    return _values(live)


def visible(
    name: str, scope: Scope, point: ProgramPoint, symbols: SymbolTable
) -> tuple[list[Definition], bool]:
    """The definitions of `name` in `scope` that a use at `point`, in any scope, can read."""
    every = scope.definitions[name]
    use = name, scope, point, len(every)
    if use not in symbols.visible:
        symbols.visible[use] = _visible(every, scope, point, symbols)
    return symbols.visible[use]


def _visible(
    every: Sequence[Definition], scope: Scope, point: ProgramPoint, symbols: SymbolTable
) -> tuple[list[Definition], bool]:
    if point.scope.function is scope or point.scope is scope:
        return reaching(every, point, symbols)
    if scope.kind in ("module", "class"):
        return at_end(every, scope, symbols)
    return [one for one in every if one.kind is not Kind.DELETE], True


def passed_over(name: str, scope: Scope, point: ProgramPoint) -> int:
    """How much work it is to find what a loop brings back to a use, in definitions that reach."""
    in_loop = any(isinstance(owner, _LOOPS) for owner, _ in point.branches)
    return len(scope.definitions[name]) // 2 if in_loop else 0


def at_end(
    definitions: Sequence[Definition], scope: Scope, symbols: SymbolTable
) -> tuple[list[Definition], bool]:
    """The definitions of a module or class that code run later can read."""
    own = [b for b in definitions if b.point.scope is scope]
    foreign = [b for b in definitions if b.point.scope is not scope]
    end = ProgramPoint(LAST, (), scope)
    live, complete = reaching(own, end, symbols)
    return [*live, *foreign], complete


def certainly_before(point: ProgramPoint, use: ProgramPoint) -> bool:
    """Whether what stands at `point` has run on every path to `use` (same scope)."""
    return point.order <= use.order and use.branches[: len(point.branches)] == point.branches


def exclusive(one: ProgramPoint, other: ProgramPoint) -> bool:
    """Whether only one of the two can run: they are in different branches of an `if` or `match`."""
    for (owner, branch), (other_owner, other_arm) in zip(
        one.branches, other.branches, strict=False
    ):
        if owner is not other_owner:
            return False
        if branch != other_arm:
            if isinstance(owner, (cst.Try, cst.TryStar)):
                return bool(branch and other_arm)
            return not isinstance(owner, _LOOPS)
    return False


def _binds_before(definition: Definition) -> bool:
    """What a loop, a `with` or a comprehension binds is bound before the body."""
    is_clause = definition.point.scope.kind == "comprehension"
    return is_clause or definition.kind in (Kind.LOOP, Kind.WITH)


def _values(live: list[Definition]) -> tuple[list[Definition], bool]:
    complete = bool(live) and not any(
        b.kind in (Kind.AUGMENT, Kind.DELETE, Kind.CATCH, Kind.CAPTURE) for b in live
    )
    bound = [b for b in live if b.kind not in (Kind.DELETE, Kind.ANNOTATE)]
    return bound or [b for b in live if b.kind is not Kind.DELETE], complete


def _last_certain(before: Sequence[Definition], use: ProgramPoint, symbols: SymbolTable) -> int:
    """Index of the last definition that all earlier ones can't get past."""
    for index in range(len(before) - 1, -1, -1):
        definition = before[index]
        if definition.kind is Kind.ANNOTATE:
            continue
        if use.branches[: len(definition.point.branches)] == definition.point.branches:
            return index
        if first := _covered(before, index, use, symbols):
            return first - 1
    return 0


def _covered(
    before: Sequence[Definition], index: int, use: ProgramPoint, symbols: SymbolTable
) -> int:
    """1 + the first of the definitions that together cover all branches of one statement, or 0."""
    branches = before[index].point.branches
    depth = len(use.branches)
    if len(branches) != depth + 1 or branches[:depth] != use.branches:
        return 0
    owner = branches[depth][0]
    count, always = symbols.branches.get(owner, (0, False))
    if not always:
        return 0
    bound: dict[int, int] = {}
    for position in range(index, -1, -1):
        here = before[position].point.branches
        if here[: depth + 1] and len(here) == depth + 1 and here[depth][0] is owner:
            bound[here[depth][1]] = position
        elif len(here) <= depth:
            break
    missing = [
        branch
        for branch in range(count)
        if branch not in bound and (owner, branch) not in symbols.exits
    ]
    return 0 if missing else min(bound.values()) + 1


def _can_reach(definition: Definition, use: ProgramPoint, symbols: SymbolTable) -> bool:
    if exclusive(definition.point, use):
        return share_loop(definition.point.branches, use.branches)
    for branch in definition.point.branches:
        if branch in use.branches:
            continue
        if _is_guarded(branch):
            return True
        if branch in symbols.exits:
            return False
    return True


def _is_guarded(branch: Branch) -> bool:
    """Whether an error in this branch can lead to what follows the statement."""
    owner, index = branch
    return isinstance(owner, (cst.Try, cst.TryStar, cst.With)) and index == 0


def share_loop(one: Sequence[Branch], other: Sequence[Branch]) -> bool:
    """Whether both stand in one loop."""
    common = [branch for branch, twin in zip(one, other, strict=False) if branch == twin]
    return any(isinstance(owner, _LOOPS) for owner, _ in common)


def _carried(
    definitions: Sequence[Definition], live: Sequence[Definition], use: ProgramPoint
) -> list[Definition]:
    """Later definitions that an enclosing loop brings back to the use."""
    loops = [branch for branch in use.branches if isinstance(branch[0], _LOOPS) and branch[1] == 0]
    if not loops:
        return []
    if (
        live
        and any(
            live[0].point.branches[: use.branches.index(loop) + 1]
            == use.branches[: use.branches.index(loop) + 1]
            for loop in loops[-1:]
        )
        and certainly_before(live[0].point, use)
    ):
        return []
    outermost = loops[0]  # what lies in an inner loop lies in it as well
    return [b for b in definitions if b.point.order >= use.order and outermost in b.point.branches]
