"""One walk over a module that fills its symbol table, statement by statement.

Blocks are walked recursively, with the branches they stand in; what stands in one line and in
expressions is recorded by the modules for those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import libcst as cst

from glm_migrate.analysis.python.semantics import simple_statements
from glm_migrate.analysis.python.semantics.deferred_bodies import Body
from glm_migrate.analysis.python.semantics.expressions import Expressions
from glm_migrate.analysis.python.semantics.scopes import (
    Branch,
    Definition,
    Kind,
    ProgramPoint,
    Scope,
    SymbolTable,
    dotted,
)
from glm_migrate.analysis.python.syntax.children import children
from glm_migrate.knowledge.program_words import one_of

# Parses a body that was left out.
Parse = Callable[[], cst.BaseSuite]
# Tells whether the body of a function is left out.
Defer = Callable[[cst.FunctionDef], tuple[Body, Parse] | None]
_SUPPRESSES = re.compile(f"(?i){one_of('suppressing')}")


class Collector:
    """Fills a symbol table in source order."""

    def __init__(self, defer: Defer = lambda node: None) -> None:
        """A walk that leaves out the bodies that `defer` names."""
        self._defer = defer
        self._order = 0
        self._leaks: set[Branch] = set()

    def collect(self, module: cst.Module) -> SymbolTable:
        self.symbols = SymbolTable(Scope("module", module))
        self._expressions = Expressions(self.symbols)
        self._definitions = self._expressions.definitions
        self.symbols.scopes[module] = self.symbols.root
        self._block(module.body, (), self.symbols.root)
        return self.symbols

    def _block(
        self,
        body: cst.CSTNode | Sequence[cst.CSTNode],
        branches: tuple[Branch, ...],
        scope: Scope,
    ) -> None:
        suite = isinstance(body, (cst.IndentedBlock, cst.SimpleStatementSuite))
        statements: Sequence[cst.CSTNode] = body.body if suite else body  # type: ignore[assignment,union-attr]
        for statement in statements:
            parts = (
                statement.body if isinstance(statement, cst.SimpleStatementLine) else [statement]
            )
            for part in parts:
                self._order += 1
                point = ProgramPoint(self._order, branches, scope)
                self.symbols.points[part] = point
                self._statement(part, point)
                if branches:
                    self._leave(part, branches)

    def _statement(self, statement: cst.CSTNode, point: ProgramPoint) -> None:
        handler = _COMPOUND.get(type(statement))
        if handler is not None:
            handler(self, statement, point)
        else:
            simple_statements.record(self._expressions, statement, point)

    def _leave(self, statement: cst.CSTNode, branches: tuple[Branch, ...]) -> None:
        """Note a branch that ends here, and those that a `break` or `continue` leaves early."""
        if isinstance(statement, (cst.Break, cst.Continue)):
            for branch in reversed(branches):
                self._leaks.add(branch)
                if isinstance(branch[0], (cst.For, cst.While)):
                    return
        elif isinstance(statement, (cst.Return, cst.Raise)) and branches[-1] not in self._leaks:
            self.symbols.exits.add(branches[-1])

    def _branch(
        self, owner: cst.CSTNode, index: int, body: cst.CSTNode, point: ProgramPoint
    ) -> None:
        self._block(body, (*point.branches, (owner, index)), point.scope)

    def _if(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.If)
        index, branch = 0, node
        while True:
            self._expressions.record(branch.test, point, branch)
            self._branch(node, index, branch.body, point)
            index += 1
            following = branch.orelse
            if isinstance(following, cst.If):
                self.symbols.parents[following] = branch
                self.symbols.points[following] = point
                branch = following
                continue
            if following is not None:
                self._branch(node, index, following.body, point)
                index += 1
            self.symbols.branches[node] = (index, following is not None)
            return

    def _loop(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, (cst.For, cst.While))
        inner = _in_branch(node, 0, point)
        if isinstance(node, cst.For):
            self.symbols.loops.append(node)
            self._expressions.record(node.iter, point, node)
            self._definitions.bind_target(
                node.target, node.iter, inner, Kind.LOOP, asynchronous=node.asynchronous is not None
            )
            self.symbols.parents[node.target] = node
        else:
            self._expressions.record(node.test, inner, node)
        self._branch(node, 0, node.body, point)
        if node.orelse is not None:
            self._branch(node, 1, node.orelse.body, point)

    def _with(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.With)
        for item in node.items:
            self.symbols.parents[item] = node
            self._expressions.record(item.item, point, item)
            if item.asname is not None:
                self.symbols.parents[item.asname.name] = item
                self._definitions.bind_target(
                    item.asname.name,
                    item.item,
                    point,
                    Kind.WITH,
                    asynchronous=node.asynchronous is not None,
                )
        if any(_may_suppress(item.item) for item in node.items):
            self._branch(node, 0, node.body, point)
        else:
            self._block(node.body, point.branches, point.scope)

    def _try(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, (cst.Try, cst.TryStar))
        self._branch(node, 0, node.body, point)
        handlers: Sequence[cst.ExceptHandler | cst.ExceptStarHandler] = node.handlers
        for index, handler in enumerate(handlers, 1):
            if handler.type is not None:
                self._expressions.record(handler.type, point, node)
            if handler.name is not None:
                inner = _in_branch(node, index, point)
                self._definitions.bind_target(handler.name.name, None, inner, Kind.CATCH)
            self._branch(node, index, handler.body, point)
        if node.orelse is not None:  # what it binds is there whenever the body was left at its end
            self._branch(node, 0, node.orelse.body, point)
        self.symbols.branches[node] = (1 + len(handlers), node.finalbody is None)
        if node.finalbody is not None:
            self._block(node.finalbody.body, point.branches, point.scope)

    def _match(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.Match)
        self._expressions.record(node.subject, point, node)
        always = False
        for index, case in enumerate(node.cases):
            self.symbols.parents[case] = node
            inner = _in_branch(node, index, point)
            self._pattern(case.pattern, inner, case)
            if case.guard is not None:
                self._expressions.record(case.guard, point, case)
            elif isinstance(case.pattern, cst.MatchAs) and case.pattern.pattern is None:
                always = True
            self._branch(node, index, case.body, point)
        self.symbols.branches[node] = (len(node.cases), always)

    def _pattern(self, pattern: cst.CSTNode, point: ProgramPoint, parent: cst.CSTNode) -> None:
        """Captures bind, in the branch of their case; values are expressions."""
        stack = [(pattern, parent)]
        while stack:
            node, above = stack.pop()
            self.symbols.parents[node] = above
            if isinstance(node, (cst.MatchAs, cst.MatchStar)) and node.name is not None:
                self._definitions.bind_target(node.name, None, point, Kind.CAPTURE)
            if isinstance(node, cst.MatchMapping) and node.rest is not None:
                self._definitions.bind_target(node.rest, None, point, Kind.CAPTURE)
            if isinstance(node, cst.MatchValue):
                self._expressions.record(node.value, point, node)
            else:
                stack += [(child, node) for child in children(node)]

    def _function(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.FunctionDef)
        for decorator in node.decorators:
            self.symbols.parents[decorator] = node
            self._expressions.record(decorator.decorator, point, decorator)
        self._definitions.bind(Definition(node.name.value, Kind.FUNCTION, node, point))
        if node.returns is not None:
            self._expressions.record(node.returns.annotation, point, node)
        scope = Scope("function", node, point.scope, node.name.value)
        self.symbols.scopes[node] = scope
        self._definitions.bind_parameters(node.params, point, scope)
        if (left := self._defer(node)) is None:
            self._block(node.body, (), scope)
        else:
            self._leave_out(node, scope, *left)

    def _leave_out(self, node: cst.FunctionDef, scope: Scope, body: Body, parse: Parse) -> None:
        """Keep the numbers for the statements of a body that is read later."""
        orders = range(self._order + 1, self._order + 1 + len(body.text))
        self._order = orders.stop

        def read() -> None:
            block = parse()
            object.__setattr__(node, "body", block)
            after, self._order = self._order, orders.start
            self._block(block, (), scope)
            self._order = after

        self.symbols.deferred.add(node, body, orders, read)

    def _class(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.ClassDef)
        for decorator in node.decorators:
            self.symbols.parents[decorator] = node
            self._expressions.record(decorator.decorator, point, decorator)
        for argument in (*node.bases, *node.keywords):
            self.symbols.parents[argument] = node
            self._expressions.record(argument.value, point, argument)
        self._definitions.bind(Definition(node.name.value, Kind.CLASS, node, point))
        scope = Scope("class", node, point.scope, node.name.value)
        self.symbols.scopes[node] = scope
        self._block(node.body, (), scope)


_COMPOUND: dict[type, Callable[[Collector, cst.CSTNode, ProgramPoint], None]] = {
    cst.If: Collector._if,
    cst.For: Collector._loop,
    cst.While: Collector._loop,
    cst.With: Collector._with,
    cst.Try: Collector._try,
    cst.TryStar: Collector._try,
    cst.Match: Collector._match,
    cst.FunctionDef: Collector._function,
    cst.ClassDef: Collector._class,
}


def _may_suppress(manager: cst.BaseExpression) -> bool:
    """Whether a `with` may go on behind its body after an error in it, by the manager's name."""
    called = manager.func if isinstance(manager, cst.Call) else manager
    return _SUPPRESSES.search(dotted(called)) is not None


def _in_branch(owner: cst.CSTNode, index: int, point: ProgramPoint) -> ProgramPoint:
    """`point` within a branch of the compound statement that stands there."""
    return ProgramPoint(point.order, (*point.branches, (owner, index)), point.scope)
