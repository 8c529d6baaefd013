"""What a search for a value gives: where it is written, how one got there, what stayed unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import Binding, Kind, Place, Scope
from glm_migrate.model.findings import Hop

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.module import Tree

MAX_ORIGINS = 1_000


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
    """All origins found.

    Attributes:
        missing: What else there can be, one clause each.
        limits: Why not everything was looked at.
    """

    found: tuple[Origin, ...] = ()
    missing: tuple[str, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    limits: tuple[str, ...] = ()

    def __add__(self, other: Origins) -> Origins:
        return Origins.sum((self, other))

    @staticmethod
    def sum(parts: Iterable[Origins]) -> Origins:
        """All of `parts`, each origin once."""
        found: dict[int, Origin] = {}
        missing: dict[str, None] = {}
        limits: dict[str, None] = {}
        annotations: list[Annotation] = []
        for part in parts:
            for origin in part.found:
                found.setdefault(id(origin.node), origin)
            missing.update(dict.fromkeys(part.missing))
            limits.update(dict.fromkeys(part.limits))
            annotations += part.annotations
        if len(found) > MAX_ORIGINS:
            limits[f"it is one of more than {MAX_ORIGINS:,} values"] = None
        kept = tuple(found.values())[:MAX_ORIGINS]
        return Origins(kept, tuple(missing), tuple(annotations), tuple(limits))

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


def given_up(reason: str) -> Origins:
    """Nothing, because looking on would take too long."""
    return Origins(limits=(reason,))
