"""What a search for a value gives: where it is written, how one got there, what stayed unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.findings import Hop
from glm_migrate.frontends.python.names import Binding, Kind, Place, Scope

if TYPE_CHECKING:
    from glm_migrate.frontends.python.tree import Tree

MAX_ORIGINS = 64


@dataclass(frozen=True, eq=False)
class Holder:
    """A variable or attribute through which an object was reached, so its changes can be seen.

    Attributes:
        text: As `stores` knows it: `payload`, `self.args`.
        place: Of the use that was followed.
        scope: Which binds the variable; for an attribute, the class's.
    """

    tree: Tree
    text: str
    place: Place
    scope: Scope | None
    owner: cst.ClassDef | None = None


@dataclass(frozen=True, eq=False)
class Origin:
    """An expression that is not a name, and the way to it."""

    tree: Tree
    node: cst.CSTNode
    place: Place
    via: tuple[Hop, ...] = ()
    holders: tuple[Holder, ...] = ()
    bindings: tuple[Binding, ...] = ()

    def through(self, hop: Hop) -> Origin:
        return replace(self, via=(*self.via, hop))


@dataclass(frozen=True, eq=False)
class Annotation:
    """The declared type of something whose value is not seen."""

    tree: Tree
    node: cst.BaseExpression
    place: Place


@dataclass(frozen=True, eq=False)
class Origins:
    """All origins found; `missing` says what else there can be."""

    found: tuple[Origin, ...] = ()
    missing: tuple[str, ...] = ()
    annotations: tuple[Annotation, ...] = ()

    def __add__(self, other: Origins) -> Origins:
        known = {(id(o.node)) for o in self.found}
        fresh = tuple(o for o in other.found if id(o.node) not in known)
        found = self.found + fresh
        over = (f"one of more than {MAX_ORIGINS} values",) if len(found) > MAX_ORIGINS else ()
        return Origins(
            found[:MAX_ORIGINS],
            tuple(dict.fromkeys(self.missing + other.missing + over)),
            self.annotations + other.annotations,
        )

    def unless_extended(self, bindings: Iterable[Binding]) -> Origins:
        """Without the texts that one of `bindings` adds to: what is read is another text."""
        if all(binding.kind is not Kind.AUGMENT for binding in bindings):
            return self
        kept = tuple(o for o in self.found if not isinstance(o.node, cst.BaseString))
        return replace(self, found=kept)

    def map(self, change: Callable[[Origin], Origin]) -> Origins:
        return replace(self, found=tuple(change(origin) for origin in self.found))


def unseen(reason: str) -> Origins:
    return Origins(missing=(reason,))
