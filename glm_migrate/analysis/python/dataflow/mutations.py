"""What changes an object between its making and its use, under whatever name it goes.

A dict is followed to its other names (`e = d`, `self.args = d`, a parameter that it is passed for).
What is done to it behind a function that can't be read is not known, and said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.analysis.python.dataflow.aliases import Flow, flows, is_own, key_of, root
from glm_migrate.analysis.python.dataflow.resolved import Holder
from glm_migrate.analysis.python.semantics.reaching_definitions import (
    certainly_before,
    exclusive,
    share_loop,
)
from glm_migrate.analysis.python.semantics.scopes import Binding, Kind, Place, Store

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.module import Tree
    from glm_migrate.analysis.python.dataflow.resolved import Origin

_MAX_NAMES = 40
_LAST = 1 << 60  # behind every statement


@dataclass(frozen=True, eq=False)
class Change:
    """A statement that changes the object; `conditional` where it need not run before the use."""

    store: Store
    tree: Tree
    conditional: bool


@dataclass(frozen=True, eq=False)
class Changes:
    """All that is seen to change an object, in the order in which it happens."""

    statements: tuple[Change, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Name:
    """A name of the object, and what gave it that object; `holder.place` is the use in question.

    `sure`: the code in which it has this name runs to its end before the use.
    """

    holder: Holder
    binding: Binding | None
    sure: bool = True


def changes_of(origin: Origin) -> Changes:
    """What is done to the object that `origin` makes until it is used."""
    names = list(_own_names(origin))
    missing: list[str] = []
    known = {key_of(name.holder) for name in names}
    for name in names:  # grows while it is gone through
        for flow in flows(name.holder):
            if not _happens_before(flow.place, name):
                continue
            if flow.name is None:
                missing.append(flow.missing)
            elif key_of(flow.name) not in known and len(names) < _MAX_NAMES:
                known.add(key_of(flow.name))
                names.append(_renamed(flow, name))
    missing += (why for name in names for why in _nested(name))
    found = [change for name in names for change in _statements(name)]
    return Changes(tuple(_in_order(found)), tuple(dict.fromkeys(missing)))


def _nested(name: _Name) -> Iterator[str]:
    """`body["extra_body"]["top_p"] = …`: what is in `extra_body` is sent as well."""
    holder = name.holder
    for store in holder.tree.resolver.stores_of(f"{holder.text}[]", holder.scope):
        target = store.target
        assert isinstance(target, (cst.Subscript, cst.Attribute))
        item = target.value
        key = "".join(holder.tree.code(part) for part in getattr(item, "slice", ())).strip("\"'")
        if key == "extra_body" and _happens_before(store.place, name):
            yield f"`extra_body` of `{holder.text}` is changed by a statement"


def _renamed(flow: Flow, name: _Name) -> _Name:
    """The other name, as far as its changes come before the use that is asked about."""
    assert flow.name is not None
    use, scope = name.holder.place, flow.name.place.scope
    if scope.function is use.scope.function:
        return _Name(replace(flow.name, place=use), flow.binding, name.sure)
    return _Name(replace(flow.name, place=Place(_LAST, (), scope)), flow.binding, sure=False)


def _own_names(origin: Origin) -> Iterator[_Name]:
    """The names through which the object was reached, the first one first.

    A name counts until the last use in its function: `d = {}; e = d; d["k"] = 1; use(e)`.
    """
    latest: dict[int, Place] = {}
    names: list[_Name] = []
    outer: list[Binding] = []
    bindings = dict(zip(reversed(origin.holders), origin.bindings, strict=False))
    seen: set[tuple[int, str]] = set()
    for holder in reversed(origin.holders):
        function = holder.place.scope.function
        kept = any(
            binding.kind is Kind.ASSIGN and binding.place.scope.function is function
            for binding in outer
        )
        end = Place(_LAST, (), holder.place.scope) if kept else holder.place
        place = latest.setdefault(id(function), end)
        outer.append(bindings[holder]) if holder in bindings else None
        if key_of(holder) not in seen:
            seen.add(key_of(holder))
            use = place if place.order > holder.place.order else holder.place
            names.append(_Name(replace(holder, place=use), bindings.get(holder)))
    yield from reversed(names)


def _happens_before(place: Place, name: _Name) -> bool:
    use = name.holder.place
    if place.scope.function is not use.scope.function:
        return True
    if exclusive(place, use):
        return share_loop(place.arms, use.arms)
    return place.order < use.order or _comes_round(place, name)


def _comes_round(place: Place, name: _Name) -> bool:
    """Whether a loop brings a later statement before the use, with the object made outside."""
    use, made = name.holder.place, name.binding.place if name.binding else None
    if place.order == use.order:
        return False
    return share_loop(place.arms, use.arms) and not (
        made is not None and share_loop(place.arms, made.arms)
    )


def _statements(name: _Name) -> Iterator[Change]:
    holder = name.holder
    tree, use = holder.tree, holder.place
    for store in _stores(holder):
        here = store.place
        sure = _gives(name, here)
        if sure is None or not _happens_before(here, name):
            continue
        near = here.scope.function is use.scope.function
        certain = near and here.order < use.order and certainly_before(here, use)
        yield Change(store, tree, not (certain and sure and name.sure))


def _stores(holder: Holder) -> Iterator[Store]:
    """The statements that change this variable, not one of the same name."""
    tree = holder.tree
    if holder.owner is None:
        yield from tree.resolver.stores_of(holder.text, holder.scope)
        return
    for store in tree.names.stores.get(holder.text, ()):
        base = root(store.target)
        if base is not None and is_own(holder, base, store.place.scope):
            yield store


def _gives(name: _Name, place: Place) -> bool | None:
    """Whether the variable surely has the object at `place`; None where it surely has not."""
    holder, binding = name.holder, name.binding
    if binding is None or holder.scope is None or "." in holder.text or holder.owner is not None:
        return True
    if binding.name != holder.text or binding not in holder.scope.bindings.get(holder.text, ()):
        return True
    visible, _ = holder.tree.resolver.bindings(holder.text, holder.scope, place)
    if binding not in visible:
        return None
    return len(visible) == 1


def _in_order(found: list[Change]) -> list[Change]:
    """By function in the order in which those were met, then as the source has them."""
    functions: dict[int, int] = {}
    unique: dict[int, Change] = {}
    for change in found:
        functions.setdefault(id(change.store.place.scope.function), len(functions))
        unique.setdefault(id(change.store), change)
    return sorted(
        unique.values(),
        key=lambda one: (functions[id(one.store.place.scope.function)], one.store.place.order),
    )
