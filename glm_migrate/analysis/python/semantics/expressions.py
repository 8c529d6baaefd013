"""What stands in expressions: names, calls and strings, with their points and parents.

The walk keeps its own stack, so that deeply nested expressions do not exhaust the interpreter's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import libcst as cst

from glm_migrate.analysis.python.semantics.definitions import Definitions
from glm_migrate.analysis.python.semantics.scopes import (
    Kind,
    Mutation,
    ProgramPoint,
    Scope,
    SymbolTable,
    dotted,
)
from glm_migrate.analysis.python.syntax.children import children
from glm_migrate.knowledge.known_callables import callables

Comprehension = cst.ListComp | cst.SetComp | cst.DictComp | cst.GeneratorExp
# What is still to be walked: a node, its parent and its point.
Work = tuple[cst.CSTNode, cst.CSTNode, ProgramPoint]
_MUTATORS = callables("fills-dict", "takes-from-dict", "sets-default")


class Expressions:
    """Records the expressions of a module.

    Attributes:
        definitions: Records what they bind.
    """

    def __init__(self, symbols: SymbolTable) -> None:
        self.symbols = symbols
        self.definitions = Definitions(symbols, self.record)

    def record(self, expression: cst.CSTNode, point: ProgramPoint, parent: cst.CSTNode) -> None:
        """Note all that stands in `expression`, which is evaluated at `point`."""
        symbols = self.symbols
        stack: list[Work] = [(expression, parent, point)]
        while stack:
            node, above, here = stack.pop()
            symbols.parents[node] = above
            handler = _HANDLERS.get(type(node), Expressions._plain)
            stack += handler(self, node, here)

    def record_children(self, statement: cst.CSTNode, point: ProgramPoint) -> None:
        """Note all expressions of a statement that binds nothing."""
        for child in children(statement):
            self.record(child, point, statement)

    def _plain(self, node: cst.CSTNode, point: ProgramPoint) -> Iterable[Work]:
        self.symbols.points[node] = point
        return [(child, node, point) for child in reversed(list(children(node)))]

    def _name(self, node: cst.CSTNode, point: ProgramPoint) -> Iterable[Work]:
        assert isinstance(node, cst.Name)
        self.symbols.uses[node.value].append(node)
        self.symbols.points[node] = point  # what it stands in may be evaluated in another scope
        return ()

    def _attribute(self, node: cst.CSTNode, point: ProgramPoint) -> Iterable[Work]:
        assert isinstance(node, cst.Attribute)
        self.symbols.uses[node.attr.value].append(node)
        self.symbols.points[node] = point
        return ((node.value, node, point),)

    def _string(self, node: cst.CSTNode, point: ProgramPoint) -> Iterable[Work]:
        assert isinstance(node, cst.SimpleString)
        self.symbols.strings.append(node)
        self.symbols.points[node] = point
        return ()

    def _strings(self, node: cst.CSTNode, point: ProgramPoint) -> Iterable[Work]:
        assert isinstance(node, cst.ConcatenatedString)
        self.symbols.strings.append(node)
        return self._plain(node, point)

    def _call(self, node: cst.CSTNode, point: ProgramPoint) -> Iterable[Work]:
        assert isinstance(node, cst.Call)
        self.symbols.calls.append(node)
        called = node.func
        if isinstance(called, cst.Attribute):
            self.symbols.by_called[called.attr.value].append(node)
            if called.attr.value in _MUTATORS:
                self._change(called, point, node)
        elif isinstance(called, cst.Name):
            self.symbols.by_called[called.value].append(node)
        return self._plain(node, point)

    def _change(self, called: cst.Attribute, point: ProgramPoint, call: cst.Call) -> None:
        """A method that changes its object, or an item of another one."""
        base = called.value
        if name := dotted(base):
            self.definitions.change(name, Mutation(base, point, call, call=call))
        elif isinstance(base, cst.Subscript):
            name = f"{dotted(base.value)}[]"
            self.definitions.change(name, Mutation(called, point, call, call=call))

    def _walrus(self, node: cst.CSTNode, point: ProgramPoint) -> Iterable[Work]:
        assert isinstance(node, cst.NamedExpr)
        outer = ProgramPoint(point.order, point.branches, point.scope.function)
        self.definitions.bind_target(node.target, node.value, outer, Kind.ASSIGN)
        self.symbols.parents[node.target] = node
        return ((node.value, node, point),)

    def _lambda(self, node: cst.CSTNode, point: ProgramPoint) -> Iterable[Work]:
        assert isinstance(node, cst.Lambda)
        scope = Scope("lambda", node, point.scope)
        self.symbols.scopes[node] = scope
        self.definitions.bind_parameters(node.params, point, scope)
        return ((node.body, node, ProgramPoint(point.order, point.branches, scope)),)

    def _comprehension(self, node: cst.CSTNode, point: ProgramPoint) -> Iterable[Work]:
        assert isinstance(node, Comprehension)
        scope = Scope("comprehension", node, point.scope)
        self.symbols.scopes[node] = scope
        self.symbols.points[node] = point
        inner = ProgramPoint(point.order, point.branches, scope)
        work: list[Work] = []
        outer: ProgramPoint = point
        clause: cst.CompFor | None = node.for_in
        above: cst.CSTNode = node
        while clause is not None:
            self.symbols.parents[clause] = above
            self._clause(clause, inner)
            work.append((clause.iter, clause, outer))
            for test in clause.ifs:
                self.symbols.parents[test] = clause
                work.append((test.test, test, inner))
            above, clause, outer = clause, clause.inner_for_in, inner
        parts = [node.key, node.value] if isinstance(node, cst.DictComp) else [node.elt]
        return [*work, *((part, node, inner) for part in parts)]

    def _clause(self, clause: cst.CompFor, point: ProgramPoint) -> None:
        """One `for` of a comprehension, which binds its target."""
        self.symbols.points[clause] = point
        self.symbols.loops.append(clause)
        self.definitions.bind_target(
            clause.target,
            clause.iter,
            point,
            Kind.LOOP,
            asynchronous=clause.asynchronous is not None,
        )
        self.symbols.parents[clause.target] = clause


_HANDLERS: dict[type, Callable[[Expressions, cst.CSTNode, ProgramPoint], Iterable[Work]]] = {
    cst.Name: Expressions._name,
    cst.Attribute: Expressions._attribute,
    cst.SimpleString: Expressions._string,
    cst.ConcatenatedString: Expressions._strings,
    cst.Call: Expressions._call,
    cst.NamedExpr: Expressions._walrus,
    cst.Lambda: Expressions._lambda,
    cst.ListComp: Expressions._comprehension,
    cst.SetComp: Expressions._comprehension,
    cst.DictComp: Expressions._comprehension,
    cst.GeneratorExp: Expressions._comprehension,
}
