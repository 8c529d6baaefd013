"""What changes an object between its making and its use, under whatever name it goes.

A dict is followed to its other names (`e = d`, `self.args = d`, a parameter that it is passed for).
What is done to it behind a function that can't be read is not known, and said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import libcst as cst

from glm_migrate.analysis.python.dataflow.aliases import (
    Flow,
    flows,
    is_own,
    key_of,
    root,
    same_attribute,
)
from glm_migrate.analysis.python.dataflow.closure import closure
from glm_migrate.analysis.python.dataflow.interface import Alias, Module, ResolvedValue
from glm_migrate.analysis.python.dataflow.limits import MAX_CHANGES
from glm_migrate.analysis.python.semantics.reaching_definitions import (
    certainly_before,
    exclusive,
    share_loop,
    visible,
)
from glm_migrate.analysis.python.semantics.scopes import (
    LAST,
    Definition,
    Kind,
    Mutation,
    ProgramPoint,
    Scope,
)
from glm_migrate.model.unresolved import Reason, Unresolved


@dataclass(frozen=True, eq=False)
class ReachingMutation:
    """A statement that changes the object; `conditional` where it need not run before the use."""

    mutation: Mutation
    module: Module
    conditional: bool


@dataclass(frozen=True, eq=False)
class ReachingMutations:
    """All that is seen to change an object, in the order in which it happens.

    Attributes:
        cut: There is more than is followed, and `statements` holds none of it.
    """

    statements: tuple[ReachingMutation, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    cut: bool = False


@dataclass(frozen=True, eq=False)
class _Name:
    """A name of the object, and what gave it that object; `alias.point` is the use in question.

    `sure`: the code in which it has this name runs to its end before the use.
    """

    alias: Alias
    definition: Definition | None
    sure: bool = True


def changes_of(resolved: ResolvedValue) -> ReachingMutations:
    """What is done to the object that `resolved` makes until it is used."""
    names = closure(_own_names(resolved), _handed_on, lambda name: key_of(name.alias))
    open_ends = [flow.unresolved for name in names for flow in _flows(name) if flow.unresolved]
    open_ends += (why for name in names for why in _nested(name))
    statements = (change for name in names for change in _statements(name))
    found = list(islice(statements, MAX_CHANGES + 1))
    if len(found) > MAX_CHANGES:
        open_ends.append(Unresolved(Reason.TOO_MANY_CHANGES, str(MAX_CHANGES)))
        return ReachingMutations((), tuple(dict.fromkeys(open_ends)), cut=True)
    return ReachingMutations(tuple(_in_order(found)), tuple(dict.fromkeys(open_ends)))


def _flows(name: _Name) -> Iterator[Flow]:
    """Where the name hands its object on before the use."""
    return (flow for flow in flows(name.alias) if _happens_before(flow.point, name))


def _handed_on(name: _Name) -> Iterator[_Name]:
    """The names that get the object from this one before the use, or that it has beside it."""
    yield from (_renamed(flow, name) for flow in _flows(name) if flow.name is not None)
    for other in same_attribute(name.alias):
        yield _Name(_up_to(other, name.alias.point), None, sure=False)


def _nested(name: _Name) -> Iterator[Unresolved]:
    """`body["extra_body"]["top_p"] = …`: what is in `extra_body` is sent as well."""
    alias = name.alias
    for mutation in alias.module.symbols.mutations_of(f"{alias.text}[]", alias.scope):
        target = mutation.target
        assert isinstance(target, (cst.Subscript, cst.Attribute))
        item = target.value
        key = "".join(alias.module.code(part) for part in getattr(item, "slice", ())).strip("\"'")
        if key == "extra_body" and _happens_before(mutation.point, name):
            yield Unresolved(Reason.ITEM_CHANGED, alias.text)


def _renamed(flow: Flow, name: _Name) -> _Name:
    """The other name, as far as its changes come before the use that is asked about."""
    assert flow.name is not None
    use = name.alias.point
    is_near = flow.name.point.scope.function is use.scope.function
    other = _up_to(flow.name, use)
    return _Name(other, flow.definition, sure=is_near and name.sure and flow.sure)


def _up_to(other: Alias, use: ProgramPoint) -> Alias:
    """Another name of the object until `use`; all of its function where that is another one."""
    scope = other.point.scope
    is_near = scope.function is use.scope.function
    return replace(other, point=use if is_near else ProgramPoint(LAST, (), scope))


def _own_names(resolved: ResolvedValue) -> Iterator[_Name]:
    """The names through which the object was reached, the first one first.

    A name counts until the last use in its function: `d = {}; e = d; d["k"] = 1; use(e)`.
    """
    latest: dict[int, ProgramPoint] = {}
    names: list[_Name] = []
    outer: list[Definition] = []
    definitions = dict(zip(reversed(resolved.aliases), resolved.definitions, strict=False))
    seen: set[tuple[int, str]] = set()
    for alias in reversed(resolved.aliases):
        function = alias.point.scope.function
        kept = any(
            definition.kind is Kind.ASSIGN and definition.point.scope.function is function
            for definition in outer
        )
        end = ProgramPoint(LAST, (), alias.point.scope) if kept else alias.point
        point = latest.setdefault(id(function), end)
        outer.append(definitions[alias]) if alias in definitions else None
        if key_of(alias) not in seen:
            seen.add(key_of(alias))
            use = point if point.order > alias.point.order else alias.point
            names.append(_Name(replace(alias, point=use), definitions.get(alias)))
    yield from reversed(names)


def _happens_before(point: ProgramPoint, name: _Name) -> bool:
    use = name.alias.point
    if point.scope.function is not use.scope.function:
        return True
    if exclusive(point, use):
        return share_loop(point.branches, use.branches)
    return point.order < use.order or _comes_round(point, name)


def _comes_round(point: ProgramPoint, name: _Name) -> bool:
    """Whether a loop brings a later statement before the use, with the object made outside."""
    use, made = name.alias.point, name.definition.point if name.definition else None
    if point.order == use.order:
        return False
    return share_loop(point.branches, use.branches) and not (
        made is not None and share_loop(point.branches, made.branches)
    )


def _statements(name: _Name) -> Iterator[ReachingMutation]:
    alias = name.alias
    module, use = alias.module, alias.point
    for mutation in mutations(alias):
        here = mutation.point
        sure = _gives(name, here) if _happens_before(here, name) else None
        if sure is None:
            continue
        near = here.scope.function is use.scope.function
        certain = near and here.order < use.order and certainly_before(here, use)
        yield ReachingMutation(mutation, module, not (certain and sure and name.sure))


def mutations(alias: Alias) -> Iterator[Mutation]:
    """The statements that change this variable, not one of the same name."""
    module = alias.module
    if alias.owner is None:
        yield from module.symbols.mutations_of(alias.text, alias.scope)
        return
    for mutation in module.symbols.mutations.get(alias.text, ()):
        base = root(mutation.target)
        if base is not None and is_own(alias, base, mutation.point.scope):
            yield mutation


def _gives(name: _Name, point: ProgramPoint) -> bool | None:
    """Whether the variable surely has the object at `point`; None where it surely has not."""
    alias, definition = name.alias, name.definition
    if definition is None or alias.scope is None or "." in alias.text or alias.owner is not None:
        return True
    if definition.name != alias.text or definition not in alias.scope.definitions.get(
        alias.text, ()
    ):
        return True
    here = _given_at(alias, alias.scope, point)
    if definition not in here:
        return None
    return len(here) == 1


def _given_at(alias: Alias, scope: Scope, point: ProgramPoint) -> Sequence[Definition]:
    """The definitions that can have given a variable what it has at `point`; remembered."""
    text, module = alias.text, alias.module
    key = (_given_at, text, point, len(scope.definitions[text]))
    return module.remembered(
        scope, key, lambda: visible(text, scope, point, module.symbols)[0], in_cycle=[]
    )


def _in_order(found: list[ReachingMutation]) -> list[ReachingMutation]:
    """By function in the order in which those were met, then as the source has them."""
    functions: dict[int, int] = {}
    unique: dict[int, ReachingMutation] = {}
    for change in found:
        functions.setdefault(id(change.mutation.point.scope.function), len(functions))
        unique.setdefault(id(change.mutation), change)
    return sorted(
        unique.values(),
        key=lambda one: (
            functions[id(one.mutation.point.scope.function)],
            one.mutation.point.order,
        ),
    )
