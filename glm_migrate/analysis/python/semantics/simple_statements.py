"""What the statements of one line bind: assignments, imports, `global`, `del`, `return`."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from glm_migrate.analysis.python.semantics.expressions import Expressions
from glm_migrate.analysis.python.semantics.scopes import (
    Definition,
    Kind,
    Mutation,
    ProgramPoint,
    dotted,
)


def record(to: Expressions, statement: cst.CSTNode, point: ProgramPoint) -> None:
    """Note what a statement without a block binds, and the expressions in it."""
    handler = _HANDLERS.get(type(statement), Expressions.record_children)
    handler(to, statement, point)


def _assign(to: Expressions, node: cst.CSTNode, point: ProgramPoint) -> None:
    assert isinstance(node, cst.Assign)
    to.record(node.value, point, node)
    for target in node.targets:
        to.symbols.parents[target] = node
        to.symbols.parents[target.target] = target
        to.definitions.bind_target(target.target, node.value, point, Kind.ASSIGN, statement=node)


def _annotated(to: Expressions, node: cst.CSTNode, point: ProgramPoint) -> None:
    assert isinstance(node, cst.AnnAssign)
    declared = node.annotation.annotation
    to.record(declared, point, node)
    if node.value is not None:
        to.record(node.value, point, node)
    to.symbols.parents[node.target] = node
    kind = Kind.ASSIGN if node.value is not None else Kind.ANNOTATE
    to.definitions.bind_target(
        node.target, node.value, point, kind, statement=node, annotation=declared
    )


def _augmented(to: Expressions, node: cst.CSTNode, point: ProgramPoint) -> None:
    assert isinstance(node, cst.AugAssign)
    to.record(node.value, point, node)
    to.symbols.parents[node.target] = node
    if isinstance(node.operator, cst.BitOrAssign) and (name := dotted(node.target)):
        if isinstance(node.target, cst.Attribute):  # the object is read, as it is for an item of it
            to.record(node.target, point, node)
        to.definitions.change(name, Mutation(node.target, point, node, node.value))
        return
    to.definitions.bind_target(node.target, None, point, Kind.AUGMENT, statement=node)


def _import(to: Expressions, node: cst.CSTNode, point: ProgramPoint) -> None:
    assert isinstance(node, cst.Import)
    for alias in node.names:
        module = dotted(alias.name)
        name = dotted(alias.asname.name) if alias.asname else module.partition(".")[0]
        path = module if alias.asname else name
        to.definitions.bind(Definition(name, Kind.IMPORT, alias, point, module=path))


def _import_from(to: Expressions, node: cst.CSTNode, point: ProgramPoint) -> None:
    assert isinstance(node, cst.ImportFrom)
    module = "." * len(node.relative) + (dotted(node.module) if node.module else "")
    if isinstance(node.names, cst.ImportStar):
        point.scope.stars.append(module)
        return
    for alias in node.names:
        member = dotted(alias.name)
        name = dotted(alias.asname.name) if alias.asname else member
        to.definitions.bind(
            Definition(name, Kind.IMPORT, alias, point, module=module, member=member)
        )


def _outer(to: Expressions, node: cst.CSTNode, point: ProgramPoint) -> None:
    assert isinstance(node, (cst.Global, cst.Nonlocal))
    word = "global" if isinstance(node, cst.Global) else "nonlocal"
    for item in node.names:
        point.scope.outer[item.name.value] = word


def _delete(to: Expressions, node: cst.CSTNode, point: ProgramPoint) -> None:
    assert isinstance(node, cst.Del)
    whole = node.target
    targets = [e.value for e in whole.elements] if isinstance(whole, cst.Tuple) else [whole]
    for target in targets:
        to.symbols.parents[target] = node
        to.definitions.bind_target(target, None, point, Kind.DELETE, statement=node)


def _return(to: Expressions, node: cst.CSTNode, point: ProgramPoint) -> None:
    assert isinstance(node, cst.Return)
    if node.value is not None:
        to.symbols.returns[point.scope.function].append(node.value)
        to.record(node.value, point, node)


def _type_alias(to: Expressions, node: cst.CSTNode, point: ProgramPoint) -> None:
    assert isinstance(node, cst.TypeAlias)
    to.definitions.bind_target(node.name, None, point, Kind.ASSIGN)
    to.record(node.value, point, node)


_HANDLERS: dict[type, Callable[[Expressions, cst.CSTNode, ProgramPoint], None]] = {
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.Import: _import,
    cst.ImportFrom: _import_from,
    cst.Global: _outer,
    cst.Nonlocal: _outer,
    cst.Del: _delete,
    cst.Return: _return,
    cst.TypeAlias: _type_alias,
}
