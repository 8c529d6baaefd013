"""What every search needs: one tree's names, and answers that are remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.analysis.python.dataflow.classes import Class
from glm_migrate.analysis.python.dataflow.resolved import Origins
from glm_migrate.analysis.python.semantics.reaching_definitions import at_end, reaching
from glm_migrate.analysis.python.semantics.scopes import (
    Binding,
    Kind,
    Place,
    Scope,
    Store,
    enclosing,
)
from glm_migrate.model.findings import Hop

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.aliases import Flow
    from glm_migrate.analysis.python.dataflow.module import Tree


class Finder:
    """Looks things up for the expressions of one tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.names = tree.names
        self._known: dict[tuple[int, str, int], Origins] = {}
        self._heirs: dict[int, list[Class]] = {}
        self._poked: dict[tuple[int, str], list[tuple[Tree, Binding]]] = {}
        self._called: dict[int, tuple[tuple[cst.Call, Tree], ...]] = {}
        self.uses_known: dict[str, dict[tuple[bool, int], list[cst.Name | cst.Attribute]]] = {}
        self._changed: dict[str, frozenset[int]] = {}
        self._stores: dict[str, dict[int, list[Store]]] = {}
        self.busy: set[int] = set()  # scopes of methods with more calls than were looked at
        self.ties_known: dict[tuple[int, str], str] = {}
        self.tests_known: dict[tuple[int, str], tuple[str, ...]] = {}
        self.flows_known: dict[tuple[int, str], tuple[Flow, ...]] = {}

    def origins(self, node: cst.CSTNode, place: Place, depth: int = 0) -> Origins:
        """What `node`, evaluated at `place`, can be."""
        raise NotImplementedError

    def _once(self, thing: object, what: str, find: Callable[[], Origins]) -> Origins:
        """`find()`, remembered; nothing where it is asked for while it is being found."""
        search = self.tree.workspace.search
        instance = search.instance
        key = (id(thing), what, id(instance.node) if instance else 0)
        if key in self._known:
            return self._known[key]
        if key in search.open:
            search.circles.add(key)
            return Origins()
        search.open.add(key)
        circles, cut = search.circles, search.cut
        search.circles, search.cut = set(), False
        try:
            result = find()
            search.circles.discard(key)
            if not search.circles and not search.cut:  # else it depends on where one came from
                self._known[key] = result
            return result
        finally:
            search.circles |= circles
            search.cut = search.cut or cut
            search.open.discard(key)

    def scope_of(self, name: str, scope: Scope) -> Scope | None:
        """The scope that binds `name` for code in `scope`."""
        for candidate in enclosing(scope):
            if candidate.outer.get(name) == "global":
                return candidate.module if name in candidate.module.bindings else None
            if name in candidate.bindings and name not in candidate.outer:
                return candidate
        return None

    def bindings(self, name: str, scope: Scope, place: Place) -> tuple[list[Binding], bool]:
        """The bindings of `name` in `scope` that a use at `place` can see."""
        every = scope.bindings[name]
        if place.scope.function is scope or place.scope is scope:
            return reaching(every, place, self.names)
        if scope.kind in ("module", "class"):
            return at_end(every, scope, self.names)
        return [b for b in every if b.kind is not Kind.DELETE], True

    def changed(self, text: str) -> frozenset[int]:
        """The ids of the expressions that stand for `text` where it is changed, not read."""
        if text not in self._changed:
            targets = (store.target for store in self.names.stores.get(text, ()))
            self._changed[text] = frozenset(
                id(target.value if isinstance(target, cst.Subscript) else target)
                for target in targets
            )
        return self._changed[text]

    def stores_of(self, text: str, scope: Scope | None) -> Sequence[Store]:
        """The statements that change the variable `text` (or what hangs on it) of `scope`."""
        if text not in self._stores:
            by_scope = self._stores[text] = {}
            first = text.partition(".")[0].removesuffix("[]")
            for store in self.names.stores.get(text, ()):
                found = self.scope_of(first, store.place.scope)
                by_scope.setdefault(id(found), []).append(store)
        return self._stores[text].get(id(scope), ())

    def mentioning(self, name: str) -> Iterator[Tree]:
        """This tree and the others in which `name` stands."""
        yield self.tree
        for tree in self.tree.workspace.mentioning(name):
            if tree is not self.tree:
                yield tree

    def _short(self, node: cst.CSTNode) -> str:
        text = " ".join(self.tree.code(node).split())
        return text if len(text) <= 40 else f"{text[:37]}..."

    def _hop(self, node: cst.CSTNode, name: str) -> Hop:
        return Hop(self.tree.source.path, self.tree.line(node), name)
