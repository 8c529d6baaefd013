"""The project's classes: what they derive from, and what binds their attributes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, Scope, enclosing

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.module import Module

_ATTRIBUTE_KINDS = (Kind.ASSIGN, Kind.ANNOTATE, Kind.FUNCTION)


@dataclass(frozen=True, eq=False)
class Class:
    """A class of the project."""

    module: Module
    node: cst.ClassDef

    @property
    def scope(self) -> Scope:
        return self.module.symbols.scopes[self.node]

    @cached_property
    def ancestors(self) -> tuple[Class, ...]:
        """The class and the project's classes that it derives from, nearest first."""
        result: list[Class] = [self]
        for current in result:
            point = current.module.symbols.points[current.node]
            for argument in current.node.bases:
                if not isinstance(argument.value, (cst.Name, cst.Attribute)):
                    continue
                for resolved in current.module.resolver.resolve(argument.value, point).found:
                    node = resolved.node
                    if isinstance(node, cst.ClassDef) and all(c.node is not node for c in result):
                        result.append(resolved.module.klass(node))
        return tuple(result)

    @property
    def lineage(self) -> tuple[cst.ClassDef, ...]:
        return tuple(klass.node for klass in self.ancestors)

    def is_related(self, other: Class) -> bool:
        """Whether one of the two derives from the other, or they are the same."""
        return other.node in self.lineage or self.node in other.lineage

    def definitions(self, name: str) -> list[tuple[Module, Definition]]:
        """What the class body and the methods of this class alone bind `name` to."""
        body = [b for b in self.scope.definitions.get(name, ()) if b.kind in _ATTRIBUTE_KINDS]
        mutations = self.module.symbols.attributes.get(self.node, {}).get(name, [])
        return [(self.module, definition) for definition in (*body, *mutations)]


def owner_of_method(scope: Scope) -> cst.ClassDef | None:
    """The class whose method `scope` is or lies in."""
    for function in enclosing(scope):
        if function.parent is not None and function.parent.kind == "class":
            node = function.parent.node
            return node if isinstance(node, cst.ClassDef) else None
    return None
