"""The texts beside an id in a list, a set, a `Literal` or an enumeration."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.extract.mention_roles import role_of
from glm_migrate.analysis.python.semantics.scopes import dotted
from glm_migrate.analysis.python.syntax.string_literals import joined
from glm_migrate.model.mentions import Role

_Display = cst.List | cst.Tuple | cst.Set


def texts_beside(module: Module, node: cst.CSTNode) -> Iterator[str]:
    """The other texts of what `node` is one of; none where it stands alone."""
    ruling = role_of(module, node) if isinstance(node, cst.BaseString) else None
    if ruling is None or ruling[0] is not Role.LISTED:
        return
    parents = module.symbols.parents
    parent = parents.get(node)
    if isinstance(parent, cst.Element) and isinstance(holder := parents.get(parent), _Display):
        others = _in_rows(module, holder, parent)
    elif isinstance(parent, cst.Index):
        others = _in_subscript(parents.get(parents[parent]), node)
    elif isinstance(parent, (cst.Assign, cst.AnnAssign)):
        others = _members(module, parent)
    elif isinstance(parent, cst.Arg) and isinstance(call := parents.get(parent), cst.Call):
        others = _made_like(module, call, parent)
    else:
        return
    for other in others:
        text = joined(other) if isinstance(other, cst.BaseString) and other is not node else None
        if isinstance(text, str):
            yield text


def _in_rows(module: Module, display: _Display, element: cst.Element) -> Iterator[cst.CSTNode]:
    """The elements of a display; where it is one row of several, what they have at that place."""
    parents = module.symbols.parents
    row = parents.get(display)
    table = parents.get(row) if isinstance(row, cst.Element) else None
    if not isinstance(table, _Display):
        yield from (one.value for one in display.elements)
        return
    index = display.elements.index(element)
    for one in table.elements:
        if isinstance(one.value, _Display) and len(one.value.elements) > index:
            yield one.value.elements[index].value


def _in_subscript(whole: cst.CSTNode | None, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    if isinstance(whole, cst.Subscript):
        yield from (one.slice.value for one in whole.slice if isinstance(one.slice, cst.Index))


def _members(module: Module, assignment: cst.Assign | cst.AnnAssign) -> Iterator[cst.CSTNode]:
    """The values of an enumeration."""
    scope = module.symbols.points[assignment].scope
    for definitions in scope.definitions.values():
        yield from (one.value for one in definitions if one.value is not None)


def _made_like(module: Module, call: cst.Call, argument: cst.Arg) -> Iterator[cst.CSTNode]:
    """What the same function or class is given at the same place elsewhere in the file."""
    called, index = dotted(call.func), call.args.index(argument)
    for other in module.symbols.by_called.get(called.rpartition(".")[2], ()):
        if dotted(other.func) != called:
            continue
        yield from (one.value for one in other.args[index : index + 1])
