"""One walk over a module that fills `Names`: expressions iteratively, blocks recursively."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import (
    Arm,
    Binding,
    Kind,
    Names,
    Place,
    Scope,
    Store,
    dotted,
    enclosing,
    owner,
)
from glm_migrate.analysis.python.syntax.children import children

Comprehension = cst.ListComp | cst.SetComp | cst.DictComp | cst.GeneratorExp
_SUPPRESSES = re.compile(r"(?i)suppress|raises|ignor|swallow|catch")
_COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)


class Collector:
    """Fills `Names` in source order; expressions iteratively, blocks recursively."""

    def __init__(self) -> None:
        self._order = 0
        self._leaks: set[Arm] = set()

    def collect(self, module: cst.Module) -> Names:
        self.names = Names(Scope("module", module))
        self.names.scopes[module] = self.names.root
        self._block(module.body, (), self.names.root)
        return self.names

    # Statements

    def _block(
        self,
        body: cst.CSTNode | Sequence[cst.CSTNode],
        arms: tuple[Arm, ...],
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
                place = Place(self._order, arms, scope)
                self.names.places[part] = place
                handler = _STATEMENTS.get(type(part), Collector._expressions_of)
                handler(self, part, place)
                if arms:
                    self._leave(part, arms)

    def _leave(self, statement: cst.CSTNode, arms: tuple[Arm, ...]) -> None:
        """Note an arm that ends here, and those that a `break` or `continue` leaves early."""
        if isinstance(statement, (cst.Break, cst.Continue)):
            for arm in reversed(arms):
                self._leaks.add(arm)
                if isinstance(arm[0], (cst.For, cst.While)):
                    return
        elif isinstance(statement, (cst.Return, cst.Raise)) and arms[-1] not in self._leaks:
            self.names.exits.add(arms[-1])

    def _expressions_of(self, statement: cst.CSTNode, place: Place) -> None:
        for child in children(statement):
            self._expression(child, place, statement)

    def _arm(self, owner: cst.CSTNode, index: int, body: cst.CSTNode, place: Place) -> None:
        self._block(body, (*place.arms, (owner, index)), place.scope)

    def _if(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, cst.If)
        index, branch = 0, node
        while True:
            self._expression(branch.test, place, branch)
            self._arm(node, index, branch.body, place)
            index += 1
            following = branch.orelse
            if isinstance(following, cst.If):
                self.names.parents[following] = branch
                self.names.places[following] = place
                branch = following
                continue
            if following is not None:
                self._arm(node, index, following.body, place)
                index += 1
            self.names.arms[node] = (index, following is not None)
            return

    def _loop(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, (cst.For, cst.While))
        inner = Place(place.order, (*place.arms, (node, 0)), place.scope)
        if isinstance(node, cst.For):
            self.names.loops.append(node)
            self._expression(node.iter, place, node)
            self._bind_target(
                node.target, node.iter, inner, Kind.LOOP, asynchronous=node.asynchronous is not None
            )
            self.names.parents[node.target] = node
        else:
            self._expression(node.test, inner, node)
        self._arm(node, 0, node.body, place)
        if node.orelse is not None:
            self._arm(node, 1, node.orelse.body, place)

    def _with(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, cst.With)
        for item in node.items:
            self.names.parents[item] = node
            self._expression(item.item, place, item)
            if item.asname is not None:
                self.names.parents[item.asname.name] = item
                self._bind_target(
                    item.asname.name,
                    item.item,
                    place,
                    Kind.WITH,
                    asynchronous=node.asynchronous is not None,
                )
        if any(_may_suppress(item.item) for item in node.items):
            self._arm(node, 0, node.body, place)
        else:
            self._block(node.body, place.arms, place.scope)

    def _try(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, (cst.Try, cst.TryStar))
        self._arm(node, 0, node.body, place)
        handlers: Sequence[cst.ExceptHandler | cst.ExceptStarHandler] = node.handlers
        for index, handler in enumerate(handlers, 1):
            if handler.type is not None:
                self._expression(handler.type, place, node)
            if handler.name is not None:
                inner = Place(place.order, (*place.arms, (node, index)), place.scope)
                self._bind_target(handler.name.name, None, inner, Kind.CATCH)
            self._arm(node, index, handler.body, place)
        if node.orelse is not None:  # what it binds is there whenever the body was left at its end
            self._arm(node, 0, node.orelse.body, place)
        self.names.arms[node] = (1 + len(handlers), node.finalbody is None)
        if node.finalbody is not None:
            self._block(node.finalbody.body, place.arms, place.scope)

    def _match(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, cst.Match)
        self._expression(node.subject, place, node)
        always = False
        for index, case in enumerate(node.cases):
            self.names.parents[case] = node
            inner = Place(place.order, (*place.arms, (node, index)), place.scope)
            self._pattern(case.pattern, inner, case)
            if case.guard is not None:
                self._expression(case.guard, place, case)
            elif isinstance(case.pattern, cst.MatchAs) and case.pattern.pattern is None:
                always = True
            self._arm(node, index, case.body, place)
        self.names.arms[node] = (len(node.cases), always)

    def _pattern(self, pattern: cst.CSTNode, place: Place, parent: cst.CSTNode) -> None:
        """Captures bind, in the arm of their case; values are expressions."""
        stack = [(pattern, parent)]
        while stack:
            node, above = stack.pop()
            self.names.parents[node] = above
            if isinstance(node, (cst.MatchAs, cst.MatchStar)) and node.name is not None:
                self._bind_target(node.name, None, place, Kind.CAPTURE)
            if isinstance(node, cst.MatchMapping) and node.rest is not None:
                self._bind_target(node.rest, None, place, Kind.CAPTURE)
            if isinstance(node, cst.MatchValue):
                self._expression(node.value, place, node)
            else:
                stack += [(child, node) for child in children(node)]

    def _function(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, cst.FunctionDef)
        for decorator in node.decorators:
            self.names.parents[decorator] = node
            self._expression(decorator.decorator, place, decorator)
        self._bind(Binding(node.name.value, Kind.FUNCTION, node, place))
        if node.returns is not None:
            self._expression(node.returns.annotation, place, node)
        scope = Scope("function", node, place.scope, node.name.value)
        self.names.scopes[node] = scope
        self._parameters(node.params, place, scope)
        self._block(node.body, (), scope)

    def _parameters(self, parameters: cst.Parameters, place: Place, scope: Scope) -> None:
        inner = Place(place.order, (), scope)
        every = [*parameters.posonly_params, *parameters.params, *parameters.kwonly_params]
        stars = (parameters.star_arg, parameters.star_kwarg)
        every += [star for star in stars if isinstance(star, cst.Param)]
        for parameter in every:
            self.names.parents[parameter] = scope.node
            self.names.places[parameter] = inner
            for part in (
                parameter.default,
                parameter.annotation and parameter.annotation.annotation,
            ):
                if part is not None:
                    self._expression(part, place, parameter)
            scope.bind(
                Binding(
                    parameter.name.value,
                    Kind.PARAMETER,
                    parameter,
                    inner,
                    parameter.default,
                    parameter.annotation.annotation if parameter.annotation else None,
                )
            )

    def _class(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, cst.ClassDef)
        for decorator in node.decorators:
            self.names.parents[decorator] = node
            self._expression(decorator.decorator, place, decorator)
        for argument in (*node.bases, *node.keywords):
            self.names.parents[argument] = node
            self._expression(argument.value, place, argument)
        self._bind(Binding(node.name.value, Kind.CLASS, node, place))
        scope = Scope("class", node, place.scope, node.name.value)
        self.names.scopes[node] = scope
        self._block(node.body, (), scope)

    def _assign(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, cst.Assign)
        self._expression(node.value, place, node)
        for target in node.targets:
            self.names.parents[target] = node
            self.names.parents[target.target] = target
            self._bind_target(target.target, node.value, place, Kind.ASSIGN, statement=node)

    def _annotated(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, cst.AnnAssign)
        self._expression(node.annotation.annotation, place, node)
        if node.value is not None:
            self._expression(node.value, place, node)
        self.names.parents[node.target] = node
        kind = Kind.ASSIGN if node.value is not None else Kind.ANNOTATE
        self._bind_target(
            node.target,
            node.value,
            place,
            kind,
            statement=node,
            annotation=node.annotation.annotation,
        )

    def _augmented(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, cst.AugAssign)
        self._expression(node.value, place, node)
        self.names.parents[node.target] = node
        if isinstance(node.operator, cst.BitOrAssign) and (name := dotted(node.target)):
            self.names.stores[name].append(Store(node.target, place, node, node.value))
            return
        self._bind_target(node.target, None, place, Kind.AUGMENT, statement=node)

    def _import(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, cst.Import)
        for alias in node.names:
            module = dotted(alias.name)
            name = dotted(alias.asname.name) if alias.asname else module.partition(".")[0]
            path = module if alias.asname else name
            self._bind(Binding(name, Kind.IMPORT, alias, place, module=path))

    def _import_from(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, cst.ImportFrom)
        module = "." * len(node.relative) + (dotted(node.module) if node.module else "")
        if isinstance(node.names, cst.ImportStar):
            place.scope.stars.append(module)
            return
        for alias in node.names:
            member = dotted(alias.name)
            name = dotted(alias.asname.name) if alias.asname else member
            self._bind(Binding(name, Kind.IMPORT, alias, place, module=module, member=member))

    def _outer(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, (cst.Global, cst.Nonlocal))
        word = "global" if isinstance(node, cst.Global) else "nonlocal"
        for item in node.names:
            place.scope.outer[item.name.value] = word

    def _delete(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, cst.Del)
        targets = (
            [e.value for e in node.target.elements]
            if isinstance(node.target, cst.Tuple)
            else [node.target]
        )
        for target in targets:
            self.names.parents[target] = node
            self._bind_target(target, None, place, Kind.DELETE, statement=node)

    def _return(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, cst.Return)
        if node.value is not None:
            self.names.returns[place.scope.function].append(node.value)
            self._expression(node.value, place, node)

    def _type_alias(self, node: cst.CSTNode, place: Place) -> None:
        assert isinstance(node, cst.TypeAlias)
        self._bind_target(node.name, None, place, Kind.ASSIGN)
        self._expression(node.value, place, node)

    # Bindings

    def _bind(self, binding: Binding) -> None:
        scope = binding.place.scope
        word = scope.outer.get(binding.name)
        if word == "global":
            scope = scope.module
        elif word == "nonlocal":
            outer = [one for one in enclosing(scope) if one.kind == "function"][1:]
            scope = next((one for one in outer if binding.name in one.bindings), scope)
        scope.bind(binding)

    def _bind_target(
        self,
        target: cst.CSTNode,
        value: cst.BaseExpression | None,
        place: Place,
        kind: Kind,
        *,
        statement: cst.CSTNode | None = None,
        annotation: cst.BaseExpression | None = None,
        asynchronous: bool = False,
    ) -> None:
        """Bind every name in `target`; stores into attributes and items are kept as such."""
        if isinstance(target, cst.Name):
            self._bind(
                Binding(
                    target.value, kind, target, place, value, annotation, asynchronous=asynchronous
                )
            )
        elif isinstance(target, (cst.Tuple, cst.List)):
            self._unpack(target, value, place, kind)
        elif isinstance(target, cst.Attribute):
            self._store_attribute(target, value, place, kind, annotation)
            self._expression(target.value, place, target)
        elif isinstance(target, cst.Subscript):
            self._expression(target, place, statement or target)
            if name := dotted(target.value):
                self.names.stores[name].append(Store(target, place, statement or target, value))
            elif isinstance(target.value, cst.Subscript) and (name := dotted(target.value.value)):
                store = Store(target, place, statement or target, value)
                self.names.stores[f"{name}[]"].append(store)

    def _unpack(
        self,
        target: cst.Tuple | cst.List,
        value: cst.BaseExpression | None,
        place: Place,
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
            self.names.parents[element] = target
            self.names.parents[element.value] = element
            if part is not None and kind is Kind.ASSIGN:
                self._bind_target(element.value, part, place, Kind.ASSIGN)
            elif isinstance(element.value, cst.Name):
                self._bind(
                    Binding(
                        element.value.value, Kind.UNPACK, element.value, place, value, index=index
                    )
                )
            else:
                self._bind_target(element.value, None, place, Kind.UNPACK)

    def _store_attribute(
        self,
        target: cst.Attribute,
        value: cst.BaseExpression | None,
        place: Place,
        kind: Kind,
        annotation: cst.BaseExpression | None,
    ) -> None:
        binding = Binding(target.attr.value, kind, target, place, value, annotation)
        owner = self._owner(target.value, place.scope)
        if owner is not None:
            self.names.attributes[owner].setdefault(target.attr.value, []).append(binding)
        elif name := dotted(target.value):
            self.names.stores[f"{name}."].append(Store(target, place, target, value))

    def _owner(self, base: cst.BaseExpression, scope: Scope) -> cst.ClassDef | None:
        return owner(base, scope)

    # Expressions

    def _expression(self, expression: cst.CSTNode, place: Place, parent: cst.CSTNode) -> None:
        names = self.names
        stack: list[tuple[cst.CSTNode, cst.CSTNode, Place]] = [(expression, parent, place)]
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
                names.places[node] = here
                continue
            elif kind is cst.Attribute:
                assert isinstance(node, cst.Attribute)
                names.uses[node.attr.value].append(node)
                names.places[node] = here
                stack.append((node.value, node, here))
                continue
            elif kind is cst.NamedExpr:
                assert isinstance(node, cst.NamedExpr)
                outer = Place(here.order, here.arms, here.scope.function)
                self._bind_target(node.target, node.value, outer, Kind.ASSIGN)
                names.parents[node.target] = node
                stack.append((node.value, node, here))
                continue
            elif kind is cst.Lambda:
                assert isinstance(node, cst.Lambda)
                scope = Scope("lambda", node, here.scope)
                names.scopes[node] = scope
                self._parameters(node.params, here, scope)
                stack.append((node.body, node, Place(here.order, here.arms, scope)))
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
            names.places[node] = here
            stack += [(child, node, here) for child in reversed(list(children(node)))]

    def _call(self, node: cst.Call, place: Place) -> None:
        names = self.names
        names.calls.append(node)
        called = node.func
        if isinstance(called, cst.Attribute):
            names.by_called[called.attr.value].append(node)
            if called.attr.value in _MUTATORS and (base := dotted(called.value)):
                names.stores[base].append(Store(called.value, place, node, call=node))
            elif called.attr.value in _MUTATORS and isinstance(called.value, cst.Subscript):
                name = f"{dotted(called.value.value)}[]"
                names.stores[name].append(Store(called, place, node, call=node))
        elif isinstance(called, cst.Name):
            names.by_called[called.value].append(node)

    def _comprehension(
        self,
        node: Comprehension,
        place: Place,
        stack: list[tuple[cst.CSTNode, cst.CSTNode, Place]],
    ) -> None:
        scope = Scope("comprehension", node, place.scope)
        self.names.scopes[node] = scope
        self.names.places[node] = place
        inner = Place(place.order, place.arms, scope)
        outer: Place = place
        clause: cst.CompFor | None = node.for_in
        above: cst.CSTNode = node
        while clause is not None:
            self.names.parents[clause] = above
            self.names.places[clause] = inner
            self.names.loops.append(clause)
            self._bind_target(
                clause.target,
                clause.iter,
                inner,
                Kind.LOOP,
                asynchronous=clause.asynchronous is not None,
            )
            self.names.parents[clause.target] = clause
            stack.append((clause.iter, clause, outer))
            for test in clause.ifs:
                self.names.parents[test] = clause
                stack.append((test.test, test, inner))
            above, clause, outer = clause, clause.inner_for_in, inner
        parts = [node.key, node.value] if isinstance(node, cst.DictComp) else [node.elt]
        stack += [(part, node, inner) for part in parts]


_MUTATORS = frozenset({"update", "setdefault", "pop", "popitem", "clear"})
_STATEMENTS: dict[type, Callable[[Collector, cst.CSTNode, Place], None]] = {
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
