"""What code binds and changes: names, attributes, items, parameters.

Expressions bind too (`:=`, comprehensions) and targets hold expressions, so what records those is
handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import (
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

# Records an expression that is evaluated at a point and stands in a parent.
Record = Callable[[cst.CSTNode, ProgramPoint, cst.CSTNode], None]


class Definitions:
    """Records the definitions and mutations of a module."""

    def __init__(self, symbols: SymbolTable, record: Record) -> None:
        self.symbols = symbols
        self._record = record

    def bind(self, definition: Definition) -> None:
        """Note a definition in the scope that its name belongs to."""
        scope = definition.point.scope
        word = scope.outer.get(definition.name)
        if word == "global":
            scope = scope.module
        elif word == "nonlocal":
            outer = [one for one in enclosing(scope) if one.kind == "function"][1:]
            scope = next((one for one in outer if definition.name in one.definitions), scope)
        scope.bind(definition)

    def bind_target(
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
            self.bind(
                Definition(
                    target.value, kind, target, point, value, annotation, asynchronous=asynchronous
                )
            )
        elif isinstance(target, (cst.Tuple, cst.List)):
            self._unpack(target, value, point, kind)
        elif isinstance(target, cst.Attribute):
            self._store_attribute(
                target, Definition(target.attr.value, kind, target, point, value, annotation)
            )
            self._record(target.value, point, target)
        elif isinstance(target, cst.Subscript):
            self._record(target, point, statement or target)
            self._store_item(target, Mutation(target, point, statement or target, value))

    def _unpack(
        self,
        target: cst.Tuple | cst.List,
        value: cst.BaseExpression | None,
        point: ProgramPoint,
        kind: Kind,
    ) -> None:
        parallel = _parallel(target, value)
        for index, (element, part) in enumerate(zip(target.elements, parallel, strict=True)):
            inner = element.value
            self.symbols.parents[element] = target
            self.symbols.parents[inner] = element
            if part is not None and kind is Kind.ASSIGN:
                self.bind_target(inner, part, point, Kind.ASSIGN)
            elif isinstance(inner, cst.Name):
                self.bind(Definition(inner.value, Kind.UNPACK, inner, point, value, index=index))
            elif isinstance(inner, cst.Attribute):
                name = inner.attr.value
                part_of = Definition(name, Kind.UNPACK, inner, point, value, index=index)
                self._store_attribute(inner, part_of)
                self._record(inner.value, point, inner)
            else:
                self.bind_target(inner, None, point, Kind.UNPACK)

    def _store_attribute(self, target: cst.Attribute, definition: Definition) -> None:
        klass = owner(target.value, definition.point.scope)
        if klass is not None:
            self.symbols.attributes[klass].setdefault(definition.name, []).append(definition)
        elif name := dotted(target.value):
            self.change(f"{name}.", Mutation(target, definition.point, target, definition.value))

    def _store_item(self, target: cst.Subscript, mutation: Mutation) -> None:
        if name := dotted(target.value):
            self.change(name, mutation)
        elif isinstance(target.value, cst.Subscript) and (name := dotted(target.value.value)):
            self.change(f"{name}[]", mutation)

    def change(self, text: str, mutation: Mutation) -> None:
        """Note a statement that changes the object `text`."""
        self.symbols.mutations[text].append(mutation)

    def bind_parameters(
        self, parameters: cst.Parameters, point: ProgramPoint, scope: Scope
    ) -> None:
        """The parameters of a function or lambda that is made at `point`."""
        inner = ProgramPoint(point.order, (), scope)
        for parameter in _every(parameters):
            self.symbols.parents[parameter] = scope.node
            self.symbols.points[parameter] = inner
            declared = parameter.annotation.annotation if parameter.annotation else None
            for part in (parameter.default, declared):
                if part is not None:
                    self._record(part, point, parameter)
            name, default = parameter.name.value, parameter.default
            scope.bind(Definition(name, Kind.PARAMETER, parameter, inner, default, declared))


def _every(parameters: cst.Parameters) -> Iterator[cst.Param]:
    yield from (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)
    for star in (parameters.star_arg, parameters.star_kwarg):
        if isinstance(star, cst.Param):
            yield star


def _parallel(
    target: cst.Tuple | cst.List, value: cst.BaseExpression | None
) -> list[cst.BaseExpression] | list[None]:
    """What each element of `a, b = x, y` is bound to; all None where that is not written so."""
    if (
        not isinstance(value, (cst.Tuple, cst.List))
        or len(value.elements) != len(target.elements)
        or any(isinstance(e, cst.StarredElement) for e in (*target.elements, *value.elements))
    ):
        return [None] * len(target.elements)
    return [element.value for element in value.elements]
