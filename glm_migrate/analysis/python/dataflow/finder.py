"""What every search needs: one module's symbols, and answers that are remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.analysis.python.dataflow.classes import Class
from glm_migrate.analysis.python.dataflow.resolved import ResolvedValues
from glm_migrate.analysis.python.semantics.reaching_definitions import at_end, reaching
from glm_migrate.analysis.python.semantics.scopes import (
    Definition,
    Kind,
    Mutation,
    ProgramPoint,
    Scope,
    enclosing,
)
from glm_migrate.model.findings import Hop

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.aliases import Flow
    from glm_migrate.analysis.python.dataflow.module import Module


class Finder:
    """Looks things up for the expressions of one module."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.symbols = module.symbols
        self._known: dict[tuple[int, str, int], ResolvedValues] = {}
        self._subclasses_of: dict[int, list[Class]] = {}
        self._assigned_outside: dict[tuple[int, str], list[tuple[Module, Definition]]] = {}
        self._called: dict[int, tuple[tuple[cst.Call, Module], ...]] = {}
        self.uses_known: dict[str, dict[tuple[bool, int], list[cst.Name | cst.Attribute]]] = {}
        self._changed: dict[str, frozenset[int]] = {}
        self._mutations: dict[str, dict[int, list[Mutation]]] = {}
        self.busy: set[int] = set()  # scopes of methods with more calls than were looked at
        self.ties_known: dict[tuple[int, str], str] = {}
        self.tests_known: dict[tuple[int, str], tuple[str, ...]] = {}
        self.flows_known: dict[tuple[int, str], tuple[Flow, ...]] = {}

    def resolve(self, node: cst.CSTNode, point: ProgramPoint, depth: int = 0) -> ResolvedValues:
        """What `node`, evaluated at `point`, can be."""
        raise NotImplementedError

    def _once(self, thing: object, what: str, find: Callable[[], ResolvedValues]) -> ResolvedValues:
        """`find()`, remembered; nothing where it is asked for while it is being found."""
        query = self.module.program.query
        instance = query.instance
        key = (id(thing), what, id(instance.node) if instance else 0)
        if key in self._known:
            return self._known[key]
        if key in query.open:
            query.cycles.add(key)
            return ResolvedValues()
        query.open.add(key)
        cycles, cut = query.cycles, query.cut
        query.cycles, query.cut = set(), False
        try:
            result = find()
            query.cycles.discard(key)
            if not query.cycles and not query.cut:  # else it depends on where one came from
                self._known[key] = result
            return result
        finally:
            query.cycles |= cycles
            query.cut = query.cut or cut
            query.open.discard(key)

    def scope_of(self, name: str, scope: Scope) -> Scope | None:
        """The scope that binds `name` for code in `scope`."""
        for candidate in enclosing(scope):
            if candidate.outer.get(name) == "global":
                return candidate.module if name in candidate.module.definitions else None
            if name in candidate.definitions and name not in candidate.outer:
                return candidate
        return None

    def definitions(
        self, name: str, scope: Scope, point: ProgramPoint
    ) -> tuple[list[Definition], bool]:
        """The definitions of `name` in `scope` that a use at `point` can see."""
        every = scope.definitions[name]
        if point.scope.function is scope or point.scope is scope:
            return reaching(every, point, self.symbols)
        if scope.kind in ("module", "class"):
            return at_end(every, scope, self.symbols)
        return [b for b in every if b.kind is not Kind.DELETE], True

    def changed(self, text: str) -> frozenset[int]:
        """The ids of the expressions that stand for `text` where it is changed, not read."""
        if text not in self._changed:
            targets = (mutation.target for mutation in self.symbols.mutations.get(text, ()))
            self._changed[text] = frozenset(
                id(target.value if isinstance(target, cst.Subscript) else target)
                for target in targets
            )
        return self._changed[text]

    def mutations_of(self, text: str, scope: Scope | None) -> Sequence[Mutation]:
        """The statements that change the variable `text` (or what hangs on it) of `scope`."""
        if text not in self._mutations:
            by_scope = self._mutations[text] = {}
            first = text.partition(".")[0].removesuffix("[]")
            for mutation in self.symbols.mutations.get(text, ()):
                found = self.scope_of(first, mutation.point.scope)
                by_scope.setdefault(id(found), []).append(mutation)
        return self._mutations[text].get(id(scope), ())

    def mentioning(self, name: str) -> Iterator[Module]:
        """This module and the others in which `name` stands."""
        yield self.module
        for module in self.module.program.mentioning(name):
            if module is not self.module:
                yield module

    def _short(self, node: cst.CSTNode) -> str:
        text = " ".join(self.module.code(node).split())
        return text if len(text) <= 40 else f"{text[:37]}..."

    def _hop(self, node: cst.CSTNode, name: str) -> Hop:
        return Hop(self.module.source.path, self.module.line(node), name)
