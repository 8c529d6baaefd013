"""What a search for a value gives: where it is written, how one got there, what stayed unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, ProgramPoint, Scope
from glm_migrate.model.findings import Hop
from glm_migrate.model.unresolved import Reason, Unresolved

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.module import Module

MAX_ORIGINS = 1_000


@dataclass(frozen=True, eq=False)
class Alias:
    """A variable or attribute through which an object was reached, so its changes can be seen.

    Attributes:
        text: As `mutations` knows it: `payload`, `self.args`.
        place: Of the use that was followed.
        scope: Which binds the variable; for an attribute, the class's.
    """

    module: Module
    text: str
    point: ProgramPoint
    scope: Scope | None
    owner: cst.ClassDef | None = None


@dataclass(frozen=True, eq=False)
class ResolvedValue:
    """An expression that is not a name, and the way to it."""

    module: Module
    node: cst.CSTNode
    point: ProgramPoint
    via: tuple[Hop, ...] = ()
    aliases: tuple[Alias, ...] = ()
    definitions: tuple[Definition, ...] = ()

    def through(self, hop: Hop) -> ResolvedValue:
        return replace(self, via=(*self.via, hop))


@dataclass(frozen=True, eq=False)
class Annotation:
    """The declared type of something whose value is not seen."""

    module: Module
    node: cst.BaseExpression
    point: ProgramPoint


@dataclass(frozen=True, eq=False)
class ResolvedValues:
    """All resolved values found.

    Attributes:
        unresolved: What else there can be.
        limits: Why not everything was looked at.
    """

    found: tuple[ResolvedValue, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    limits: tuple[Unresolved, ...] = ()

    def __add__(self, other: ResolvedValues) -> ResolvedValues:
        return ResolvedValues.sum((self, other))

    @staticmethod
    def sum(parts: Iterable[ResolvedValues]) -> ResolvedValues:
        """All of `parts`, each resolved value once."""
        found: dict[int, ResolvedValue] = {}
        open_ends: dict[Unresolved, None] = {}
        limits: dict[Unresolved, None] = {}
        annotations: list[Annotation] = []
        for part in parts:
            for resolved in part.found:
                found.setdefault(id(resolved.node), resolved)
            open_ends.update(dict.fromkeys(part.unresolved))
            limits.update(dict.fromkeys(part.limits))
            annotations += part.annotations
        if len(found) > MAX_ORIGINS:
            limits[Unresolved(Reason.TOO_MANY_VALUES, f"{MAX_ORIGINS:,}")] = None
        kept = tuple(found.values())[:MAX_ORIGINS]
        return ResolvedValues(kept, tuple(open_ends), tuple(annotations), tuple(limits))

    def unless_extended(self, definitions: Iterable[Definition]) -> ResolvedValues:
        """Without the texts that one of `definitions` adds to: what is read is another text."""
        if all(definition.kind is not Kind.AUGMENT for definition in definitions):
            return self
        kept = tuple(o for o in self.found if not isinstance(o.node, cst.BaseString))
        return replace(self, found=kept)

    def behind(self, hops: tuple[Hop, ...]) -> ResolvedValues:
        """The same values, reached through `hops` first."""
        return self.map(lambda value: replace(value, via=(*hops, *value.via)))

    def map(self, change: Callable[[ResolvedValue], ResolvedValue]) -> ResolvedValues:
        return replace(self, found=tuple(change(resolved) for resolved in self.found))


def unresolved(reason: Reason, subject: str = "", within: str = "") -> ResolvedValues:
    """No value, and why."""
    return ResolvedValues(unresolved=(Unresolved(reason, subject, within),))


def given_up(reason: Reason, subject: str = "", within: str = "") -> ResolvedValues:
    """Nothing, because looking on would take too long."""
    return ResolvedValues(limits=(Unresolved(reason, subject, within),))
