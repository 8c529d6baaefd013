"""Code → what the Python front end makes of it, for the tests of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import inside
from glm_migrate.analysis.python.dataflow.interface import Alias, Class, Module, ResolvedValues
from glm_migrate.analysis.python.dataflow.program import ParsedProgram
from glm_migrate.analysis.python.extract.literals import value_at
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, Scope
from glm_migrate.model.values import Value
from glm_migrate.project.module_index import Project
from glm_migrate.text.source import Source

_Node = TypeVar("_Node", bound=cst.CSTNode)


def source(code: str, name: str = "example.py") -> Source:
    return Source.decode(Path(name), code.encode())


def module(code: str, **modules: str) -> Module:
    """`code` as a tree, with other modules of its project beside it."""
    main = source(code)
    others = [source(text, f"{name}.py") for name, text in modules.items()]
    return ParsedProgram(Project([main, *others])).module(main)


def uses(where: Module, called: str = "use") -> Iterator[cst.Call]:
    """The calls `use(…)` of a tree."""
    yield from where.symbols.by_called[called]


def used(code: str, **modules: str) -> Value:
    """What the last argument of the last `use(…)` can be."""
    where = module(code, **modules)
    call = list(uses(where))[-1]
    return value_at(where, call.args[-1].value, where.symbols.points[call])


def nodes(where: Module, text: str, kind: type[_Node]) -> list[_Node]:
    """The nodes of a kind that are written as `text`, in source order."""
    every = (one for one in inside(where.syntax) if isinstance(one, kind))
    return [one for one in every if where.code(one).strip() == text]


def node(where: Module, text: str, kind: type[_Node]) -> _Node:
    """The first of them."""
    return nodes(where, text, kind)[0]


def expression(where: Module, text: str) -> cst.BaseExpression:
    """The last expression that is written as `text`."""
    return nodes(where, text, cst.BaseExpression)[-1]  # type: ignore[type-abstract]


def point_of(where: Module, text: str) -> ProgramPoint:
    """Where the last expression that is written as `text` stands."""
    return where.symbols.point(expression(where, text))


def scope(where: Module, qualified: str = "") -> Scope:
    """The scope of a function or class by its qualified name; the module's own for none."""
    return next(one for one in where.symbols.scopes.values() if one.qualified == qualified)


def class_named(where: Module, name: str) -> Class:
    return next(one for one in where.classes if one.node.name.value == name)


def alias(where: Module, text: str, within: str = "", klass: str = "") -> Alias:
    """A variable of a scope, or an attribute of the instances of a class."""
    owner = class_named(where, klass) if klass else None
    binding = owner.scope if owner else scope(where, within)
    return Alias(where, text, where.end, binding, owner.node if owner else None)


def resolved(code: str, **modules: str) -> ResolvedValues:
    """What the last argument of the last `use(…)` resolves to."""
    return resolved_in(module(code, **modules))


def resolved_in(where: Module) -> ResolvedValues:
    call = list(uses(where))[-1]
    return where.resolver.resolve(call.args[-1].value, where.symbols.points[call])


def written(values: ResolvedValues) -> list[str]:
    """The text of each value that was found."""
    return [one.module.code(one.node).strip() for one in values.found]


def reasons(values: ResolvedValues) -> list[str]:
    """What was said about each that was not."""
    return [str(one) for one in values.unresolved]
