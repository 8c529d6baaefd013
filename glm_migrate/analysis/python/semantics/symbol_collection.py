"""One walk over a module that fills `Names`: expressions iteratively, blocks recursively."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import (
    Branch,
    Definition,
    Kind,
    Mutation,
    ProgramPoint,
    Scope,
    SymbolTable,
    dotted,
    enclosing,
    owner,
)
from glm_migrate.analysis.python.syntax.children import children
from glm_migrate.knowledge.known_callables import callables

Comprehension = cst.ListComp | cst.SetComp | cst.DictComp | cst.GeneratorExp
_SUPPRESSES = re.compile(r"(?i)suppress|raises|ignor|swallow|catch")
_COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)


class Collector:
    """Fills `Names` in source order; expressions iteratively, blocks recursively."""

    def __init__(self) -> None:
        self._order = 0
        self._leaks: set[Branch] = set()

    def collect(self, module: cst.Module) -> SymbolTable:
        self.symbols = SymbolTable(Scope("module", module))
        self.symbols.scopes[module] = self.symbols.root
        self._block(module.body, (), self.symbols.root)
        return self.symbols

    # Statements

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
                handler = _STATEMENTS.get(type(part), Collector._expressions_of)
                handler(self, part, point)
                if branches:
                    self._leave(part, branches)

    def _leave(self, statement: cst.CSTNode, branches: tuple[Branch, ...]) -> None:
        """Note a branch that ends here, and those that a `break` or `continue` leaves early."""
        if isinstance(statement, (cst.Break, cst.Continue)):
            for branch in reversed(branches):
                self._leaks.add(branch)
                if isinstance(branch[0], (cst.For, cst.While)):
                    return
        elif isinstance(statement, (cst.Return, cst.Raise)) and branches[-1] not in self._leaks:
            self.symbols.exits.add(branches[-1])

    def _expressions_of(self, statement: cst.CSTNode, point: ProgramPoint) -> None:
        for child in children(statement):
            self._expression(child, point, statement)

    def _branch(
        self, owner: cst.CSTNode, index: int, body: cst.CSTNode, point: ProgramPoint
    ) -> None:
        self._block(body, (*point.branches, (owner, index)), point.scope)

    def _if(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.If)
        index, branch = 0, node
        while True:
            self._expression(branch.test, point, branch)
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
        inner = ProgramPoint(point.order, (*point.branches, (node, 0)), point.scope)
        if isinstance(node, cst.For):
            self.symbols.loops.append(node)
            self._expression(node.iter, point, node)
            self._bind_target(
                node.target, node.iter, inner, Kind.LOOP, asynchronous=node.asynchronous is not None
            )
            self.symbols.parents[node.target] = node
        else:
            self._expression(node.test, inner, node)
        self._branch(node, 0, node.body, point)
        if node.orelse is not None:
            self._branch(node, 1, node.orelse.body, point)

    def _with(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.With)
        for item in node.items:
            self.symbols.parents[item] = node
            self._expression(item.item, point, item)
            if item.asname is not None:
                self.symbols.parents[item.asname.name] = item
                self._bind_target(
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
                self._expression(handler.type, point, node)
            if handler.name is not None:
                inner = ProgramPoint(point.order, (*point.branches, (node, index)), point.scope)
                self._bind_target(handler.name.name, None, inner, Kind.CATCH)
            self._branch(node, index, handler.body, point)
        if node.orelse is not None:  # what it binds is there whenever the body was left at its end
            self._branch(node, 0, node.orelse.body, point)
        self.symbols.branches[node] = (1 + len(handlers), node.finalbody is None)
        if node.finalbody is not None:
            self._block(node.finalbody.body, point.branches, point.scope)

    def _match(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.Match)
        self._expression(node.subject, point, node)
        always = False
        for index, case in enumerate(node.cases):
            self.symbols.parents[case] = node
            inner = ProgramPoint(point.order, (*point.branches, (node, index)), point.scope)
            self._pattern(case.pattern, inner, case)
            if case.guard is not None:
                self._expression(case.guard, point, case)
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
                self._bind_target(node.name, None, point, Kind.CAPTURE)
            if isinstance(node, cst.MatchMapping) and node.rest is not None:
                self._bind_target(node.rest, None, point, Kind.CAPTURE)
            if isinstance(node, cst.MatchValue):
                self._expression(node.value, point, node)
            else:
                stack += [(child, node) for child in children(node)]

    def _function(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.FunctionDef)
        for decorator in node.decorators:
            self.symbols.parents[decorator] = node
            self._expression(decorator.decorator, point, decorator)
        self._bind(Definition(node.name.value, Kind.FUNCTION, node, point))
        if node.returns is not None:
            self._expression(node.returns.annotation, point, node)
        scope = Scope("function", node, point.scope, node.name.value)
        self.symbols.scopes[node] = scope
        self._parameters(node.params, point, scope)
        self._block(node.body, (), scope)

    def _parameters(self, parameters: cst.Parameters, point: ProgramPoint, scope: Scope) -> None:
        inner = ProgramPoint(point.order, (), scope)
        every = [*parameters.posonly_params, *parameters.params, *parameters.kwonly_params]
        stars = (parameters.star_arg, parameters.star_kwarg)
        every += [star for star in stars if isinstance(star, cst.Param)]
        for parameter in every:
            self.symbols.parents[parameter] = scope.node
            self.symbols.points[parameter] = inner
            for part in (
                parameter.default,
                parameter.annotation and parameter.annotation.annotation,
            ):
                if part is not None:
                    self._expression(part, point, parameter)
            scope.bind(
                Definition(
                    parameter.name.value,
                    Kind.PARAMETER,
                    parameter,
                    inner,
                    parameter.default,
                    parameter.annotation.annotation if parameter.annotation else None,
                )
            )

    def _class(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.ClassDef)
        for decorator in node.decorators:
            self.symbols.parents[decorator] = node
            self._expression(decorator.decorator, point, decorator)
        for argument in (*node.bases, *node.keywords):
            self.symbols.parents[argument] = node
            self._expression(argument.value, point, argument)
        self._bind(Definition(node.name.value, Kind.CLASS, node, point))
        scope = Scope("class", node, point.scope, node.name.value)
        self.symbols.scopes[node] = scope
        self._block(node.body, (), scope)

    def _assign(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.Assign)
        self._expression(node.value, point, node)
        for target in node.targets:
            self.symbols.parents[target] = node
            self.symbols.parents[target.target] = target
            self._bind_target(target.target, node.value, point, Kind.ASSIGN, statement=node)

    def _annotated(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.AnnAssign)
        self._expression(node.annotation.annotation, point, node)
        if node.value is not None:
            self._expression(node.value, point, node)
        self.symbols.parents[node.target] = node
        kind = Kind.ASSIGN if node.value is not None else Kind.ANNOTATE
        self._bind_target(
            node.target,
            node.value,
            point,
            kind,
            statement=node,
            annotation=node.annotation.annotation,
        )

    def _augmented(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.AugAssign)
        self._expression(node.value, point, node)
        self.symbols.parents[node.target] = node
        if isinstance(node.operator, cst.BitOrAssign) and (name := dotted(node.target)):
            self.symbols.mutations[name].append(Mutation(node.target, point, node, node.value))
            return
        self._bind_target(node.target, None, point, Kind.AUGMENT, statement=node)

    def _import(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.Import)
        for alias in node.names:
            module = dotted(alias.name)
            name = dotted(alias.asname.name) if alias.asname else module.partition(".")[0]
            path = module if alias.asname else name
            self._bind(Definition(name, Kind.IMPORT, alias, point, module=path))

    def _import_from(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.ImportFrom)
        module = "." * len(node.relative) + (dotted(node.module) if node.module else "")
        if isinstance(node.names, cst.ImportStar):
            point.scope.stars.append(module)
            return
        for alias in node.names:
            member = dotted(alias.name)
            name = dotted(alias.asname.name) if alias.asname else member
            self._bind(Definition(name, Kind.IMPORT, alias, point, module=module, member=member))

    def _outer(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, (cst.Global, cst.Nonlocal))
        word = "global" if isinstance(node, cst.Global) else "nonlocal"
        for item in node.names:
            point.scope.outer[item.name.value] = word

    def _delete(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.Del)
        targets = (
            [e.value for e in node.target.elements]
            if isinstance(node.target, cst.Tuple)
            else [node.target]
        )
        for target in targets:
            self.symbols.parents[target] = node
            self._bind_target(target, None, point, Kind.DELETE, statement=node)

    def _return(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.Return)
        if node.value is not None:
            self.symbols.returns[point.scope.function].append(node.value)
            self._expression(node.value, point, node)

    def _type_alias(self, node: cst.CSTNode, point: ProgramPoint) -> None:
        assert isinstance(node, cst.TypeAlias)
        self._bind_target(node.name, None, point, Kind.ASSIGN)
        self._expression(node.value, point, node)

    # Bindings

    def _bind(self, definition: Definition) -> None:
        scope = definition.point.scope
        word = scope.outer.get(definition.name)
        if word == "global":
            scope = scope.module
        elif word == "nonlocal":
            outer = [one for one in enclosing(scope) if one.kind == "function"][1:]
            scope = next((one for one in outer if definition.name in one.definitions), scope)
        scope.bind(definition)

    def _bind_target(
        self,
        target: cst.CSTNode,
        value: cst.BaseExpression | None,
        point: ProgramPoint,
        kind: Kind,
        *,
        statement: cst.CSTNode | None = None,
        annotation: cst.BaseExpression | None = None,
        asynchronous: bool = False,
    ) -> None:
        """Bind every name in `target`; mutations into attributes and items are kept as such."""
        if isinstance(target, cst.Name):
            self._bind(
                Definition(
                    target.value, kind, target, point, value, annotation, asynchronous=asynchronous
                )
            )
        elif isinstance(target, (cst.Tuple, cst.List)):
            self._unpack(target, value, point, kind)
        elif isinstance(target, cst.Attribute):
            self._store_attribute(target, value, point, kind, annotation)
            self._expression(target.value, point, target)
        elif isinstance(target, cst.Subscript):
            self._expression(target, point, statement or target)
            if name := dotted(target.value):
                self.symbols.mutations[name].append(
                    Mutation(target, point, statement or target, value)
                )
            elif isinstance(target.value, cst.Subscript) and (name := dotted(target.value.value)):
                mutation = Mutation(target, point, statement or target, value)
                self.symbols.mutations[f"{name}[]"].append(mutation)

    def _unpack(
        self,
        target: cst.Tuple | cst.List,
        value: cst.BaseExpression | None,
        point: ProgramPoint,
        kind: Kind,
    ) -> None:
        starred = any(isinstance(e, cst.StarredElement) for e in target.elements)
        parallel: list[cst.BaseExpression | None] = [None] * len(target.elements)
        if (
            isinstance(value, (cst.Tuple, cst.List))
            and len(value.elements) == len(target.elements)
            and not starred
            and not any(isinstance(e, cst.StarredElement) for e in value.elements)
        ):
            parallel = [element.value for element in value.elements]
        for index, (element, part) in enumerate(zip(target.elements, parallel, strict=True)):
            self.symbols.parents[element] = target
            self.symbols.parents[element.value] = element
            if part is not None and kind is Kind.ASSIGN:
                self._bind_target(element.value, part, point, Kind.ASSIGN)
            elif isinstance(element.value, cst.Name):
                self._bind(
                    Definition(
                        element.value.value, Kind.UNPACK, element.value, point, value, index=index
                    )
                )
            else:
                self._bind_target(element.value, None, point, Kind.UNPACK)

    def _store_attribute(
        self,
        target: cst.Attribute,
        value: cst.BaseExpression | None,
        point: ProgramPoint,
        kind: Kind,
        annotation: cst.BaseExpression | None,
    ) -> None:
        definition = Definition(target.attr.value, kind, target, point, value, annotation)
        owner = self._owner(target.value, point.scope)
        if owner is not None:
            self.symbols.attributes[owner].setdefault(target.attr.value, []).append(definition)
        elif name := dotted(target.value):
            self.symbols.mutations[f"{name}."].append(Mutation(target, point, target, value))

    def _owner(self, base: cst.BaseExpression, scope: Scope) -> cst.ClassDef | None:
        return owner(base, scope)

    # Expressions

    def _expression(
        self, expression: cst.CSTNode, point: ProgramPoint, parent: cst.CSTNode
    ) -> None:
        names = self.symbols
        stack: list[tuple[cst.CSTNode, cst.CSTNode, ProgramPoint]] = [(expression, parent, point)]
        while stack:
            node, above, here = stack.pop()
            names.parents[node] = above
            kind = type(node)
            if kind is cst.Name:
                assert isinstance(node, cst.Name)
                names.uses[node.value].append(node)
                continue
            if kind is cst.Call:
                assert isinstance(node, cst.Call)
                self._call(node, here)
            elif kind is cst.SimpleString:
                assert isinstance(node, cst.SimpleString)
                names.strings.append(node)
                names.points[node] = here
                continue
            elif kind is cst.Attribute:
                assert isinstance(node, cst.Attribute)
                names.uses[node.attr.value].append(node)
                names.points[node] = here
                stack.append((node.value, node, here))
                continue
            elif kind is cst.NamedExpr:
                assert isinstance(node, cst.NamedExpr)
                outer = ProgramPoint(here.order, here.branches, here.scope.function)
                self._bind_target(node.target, node.value, outer, Kind.ASSIGN)
                names.parents[node.target] = node
                stack.append((node.value, node, here))
                continue
            elif kind is cst.Lambda:
                assert isinstance(node, cst.Lambda)
                scope = Scope("lambda", node, here.scope)
                names.scopes[node] = scope
                self._parameters(node.params, here, scope)
                stack.append((node.body, node, ProgramPoint(here.order, here.branches, scope)))
                continue
            elif isinstance(node, _COMPREHENSIONS):
                self._comprehension(node, here, stack)
                continue
            elif kind is cst.ConcatenatedString:
                assert isinstance(node, cst.ConcatenatedString)
                names.strings.append(node)
            elif kind is cst.Annotation:
                assert isinstance(node, cst.Annotation)
                stack.append((node.annotation, node, here))
                continue
            names.points[node] = here
            stack += [(child, node, here) for child in reversed(list(children(node)))]

    def _call(self, node: cst.Call, point: ProgramPoint) -> None:
        names = self.symbols
        names.calls.append(node)
        called = node.func
        if isinstance(called, cst.Attribute):
            names.by_called[called.attr.value].append(node)
            if called.attr.value in _MUTATORS and (base := dotted(called.value)):
                names.mutations[base].append(Mutation(called.value, point, node, call=node))
            elif called.attr.value in _MUTATORS and isinstance(called.value, cst.Subscript):
                name = f"{dotted(called.value.value)}[]"
                names.mutations[name].append(Mutation(called, point, node, call=node))
        elif isinstance(called, cst.Name):
            names.by_called[called.value].append(node)

    def _comprehension(
        self,
        node: Comprehension,
        point: ProgramPoint,
        stack: list[tuple[cst.CSTNode, cst.CSTNode, ProgramPoint]],
    ) -> None:
        scope = Scope("comprehension", node, point.scope)
        self.symbols.scopes[node] = scope
        self.symbols.points[node] = point
        inner = ProgramPoint(point.order, point.branches, scope)
        outer: ProgramPoint = point
        clause: cst.CompFor | None = node.for_in
        above: cst.CSTNode = node
        while clause is not None:
            self.symbols.parents[clause] = above
            self.symbols.points[clause] = inner
            self.symbols.loops.append(clause)
            self._bind_target(
                clause.target,
                clause.iter,
                inner,
                Kind.LOOP,
                asynchronous=clause.asynchronous is not None,
            )
            self.symbols.parents[clause.target] = clause
            stack.append((clause.iter, clause, outer))
            for test in clause.ifs:
                self.symbols.parents[test] = clause
                stack.append((test.test, test, inner))
            above, clause, outer = clause, clause.inner_for_in, inner
        parts = [node.key, node.value] if isinstance(node, cst.DictComp) else [node.elt]
        stack += [(part, node, inner) for part in parts]


_MUTATORS = callables("fills-dict", "takes-from-dict", "sets-default")
_STATEMENTS: dict[type, Callable[[Collector, cst.CSTNode, ProgramPoint], None]] = {
    cst.If: Collector._if,
    cst.For: Collector._loop,
    cst.While: Collector._loop,
    cst.With: Collector._with,
    cst.Try: Collector._try,
    cst.TryStar: Collector._try,
    cst.Match: Collector._match,
    cst.FunctionDef: Collector._function,
    cst.ClassDef: Collector._class,
    cst.Assign: Collector._assign,
    cst.AnnAssign: Collector._annotated,
    cst.AugAssign: Collector._augmented,
    cst.Import: Collector._import,
    cst.ImportFrom: Collector._import_from,
    cst.Global: Collector._outer,
    cst.Nonlocal: Collector._outer,
    cst.Del: Collector._delete,
    cst.Return: Collector._return,
    cst.TypeAlias: Collector._type_alias,
}


def _may_suppress(manager: cst.BaseExpression) -> bool:
    """Whether a `with` may go on behind its body after an error in it, by the manager's name."""
    called = manager.func if isinstance(manager, cst.Call) else manager
    return _SUPPRESSES.search(dotted(called)) is not None
