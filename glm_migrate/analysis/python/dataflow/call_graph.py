"""Who calls a function of the project, and what is passed for its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.analysis.python.dataflow.classes import Class, owner_of_method
from glm_migrate.analysis.python.dataflow.finder import Finder
from glm_migrate.analysis.python.semantics.scopes import Binding, Place, Scope, dotted

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.module import Tree

MAX_CALLS = 1_000  # of one method name; `run` or `create` can have thousands


class Callers(Finder):
    """Finds the calls of functions, methods and constructors."""

    def passed(
        self, scope: Scope, binding: Binding
    ) -> Iterator[tuple[cst.BaseExpression, Place, Tree]]:
        """The arguments that calls in the project pass for a parameter."""
        function = scope.node
        if not isinstance(function, cst.FunctionDef):
            return
        positional = [
            p.name.value for p in (*function.params.posonly_params, *function.params.params)
        ]
        method = scope.parent is not None and scope.parent.kind == "class"
        offset = 1 if method and not _is_static(function) else 0
        for call, tree in self.callers(scope):
            if scope.name == "__init__" and not self._is_meant(call, tree):
                continue
            place = tree.names.places[call]
            for index, argument in enumerate(call.args):
                if argument.star:
                    continue
                at = index + offset
                word = argument.keyword.value if argument.keyword is not None else ""
                if not word and at < len(positional):
                    word = positional[at]
                if word == binding.name:
                    yield argument.value, place, tree

    def callers(self, scope: Scope) -> tuple[tuple[cst.Call, Tree], ...]:
        """The calls in the project of the function that `scope` is; remembered."""
        key = id(scope)
        if key not in self._called:
            self._called[key] = ()  # what is asked meanwhile must not ask this again
            with self.tree.workspace.fresh_search():
                self._called[key] = tuple(self._find_callers(scope))
        return self._called[key]

    def _find_callers(self, scope: Scope) -> Iterator[tuple[cst.Call, Tree]]:
        parent = scope.parent
        if parent is None or parent.kind == "function":
            yield from self._calls_of(scope.name, scope.node, (self.tree,))
        elif parent.kind == "module":
            yield from self._calls_of(scope.name, scope.node, self.mentioning(scope.name))
        elif not isinstance(parent.node, cst.ClassDef):
            return
        elif scope.name == "__init__":
            yield from self._constructions(self.tree.klass(parent.node))
        else:
            yield from self._method_calls(scope, parent.node)

    def _method_calls(self, scope: Scope, klass: cst.ClassDef) -> Iterator[tuple[cst.Call, Tree]]:
        """Calls of a method through something that is seen to be an instance of its class."""
        looked, name = 0, scope.name
        for tree in self.mentioning(name):
            for call in tree.names.by_called.get(name, ()):
                if not isinstance(call.func, cst.Attribute):
                    continue
                looked += 1
                if looked > MAX_CALLS:
                    self.busy.add(id(scope))
                    return
                found = tree.resolver.class_of(call.func.value, tree.names.places[call])
                if found is not None and klass in found.lineage:
                    yield call, tree

    def _calls_of(
        self, name: str, target: cst.CSTNode, trees: Iterable[Tree]
    ) -> Iterator[tuple[cst.Call, Tree]]:
        """Calls, by whatever name, of what is defined as `name` at `target`."""
        for tree in trees:
            for alias in tree.names.known_as(name):
                for call in tree.names.by_called.get(alias, ()):
                    if tree.resolver.defines(call.func, tree.names.places[call], target):
                        yield call, tree

    def defines(self, called: cst.BaseExpression, place: Place, target: cst.CSTNode) -> bool:
        """Whether `called` is the function or class defined at `target`."""
        if not isinstance(called, (cst.Name, cst.Attribute)):
            return False
        return any(origin.node is target for origin in self.origins(called, place, 2).found)

    def _constructions(self, klass: Class) -> Iterator[tuple[cst.Call, Tree]]:
        heirs = [klass]
        heirs += [
            heir
            for heir in self.tree.resolver.subclasses(klass)
            if "__init__" not in heir.scope.bindings
        ]
        for heir in heirs:
            name = heir.node.name.value
            yield from self._calls_of(name, heir.node, heir.tree.resolver.mentioning(name))
        for tree in self.mentioning("super"):
            for call in tree.names.by_called.get("__init__", ()):
                called = call.func
                if (
                    isinstance(called, cst.Attribute)
                    and isinstance(called.value, cst.Call)
                    and dotted(called.value.func) == "super"
                ):
                    within = owner_of_method(tree.names.places[call].scope)
                    if within is not None and klass.node in tree.klass(within).lineage[1:]:
                        yield call, tree

    def instance_at(self, place: Place, tree: Tree) -> Class | None:
        """The class whose instance is meant, as far as a method of its family is being read."""
        instance = self.tree.workspace.search.instance
        within = owner_of_method(place.scope)
        if instance is None or within is None:
            return None
        return instance if instance.is_kin(tree.klass(within)) else None

    def _is_meant(self, call: cst.Call, tree: Tree) -> bool:
        """Whether a construction can be one of the instance that is meant, not of a sibling."""
        instance = self.tree.workspace.search.instance
        if instance is None:
            return True
        called = call.func
        if isinstance(called, cst.Attribute) and called.attr.value == "__init__":
            within = owner_of_method(tree.names.places[call].scope)
            return within is None or instance.is_kin(tree.klass(within))
        with self.tree.workspace.fresh_search():
            made = tree.resolver.class_of(called, tree.names.places[call])
        return made is None or instance.is_kin(made)


def _is_static(function: cst.FunctionDef) -> bool:
    return any(dotted(d.decorator) == "staticmethod" for d in function.decorators)
