"""Several names that get their values at once: of a row in a loop, of a text that is cut.

`for url, model in PAIRS`, `for name, url in TABLE.items()`, `vendor, model = spec.split("/")`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.dict_entries import entries_of
from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValue,
    ResolvedValues,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.limits import MAX_RECORDS
from glm_migrate.analysis.python.semantics.scopes import Definition, ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unresolved import Reason

_CUTTING = callables("split-text", "splits-from-end", "cuts-in-three")
_PAIRS = callables("lists-entries")
_PAIRING = callables("pairs-items")
_LISTS = (cst.List, cst.Tuple, cst.Set)
Row = Sequence[ResolvedValue | None]  # None for a number that is counted up


def is_of_loop(module: Module, definition: Definition) -> bool:
    """Whether a name is one of the targets of a loop or a comprehension."""
    parents = module.symbols.parents
    target = parents.get(parents.get(definition.node, definition.node))
    loop = parents.get(target) if isinstance(target, (cst.Tuple, cst.List)) else None
    return isinstance(loop, (cst.For, cst.CompFor)) and loop.iter is definition.value


def column_of(module: Module, definition: Definition, depth: int) -> ResolvedValues:
    """What stands at one place of each row; beside an assumed text only that of its row."""
    rows = list(_rows(module, definition, depth))
    assumption = module.program.query.assumption
    if assumption is not None:
        meant = [row for row in rows if any(one and assumption.is_within(one.node) for one in row)]
        rows = meant or rows
    parts: list[ResolvedValues] = []
    for row in rows if len(rows) <= MAX_RECORDS else ():
        place = definition.index
        if place is not None and place < len(row) and (part := row[place]) is not None:
            found = part.module.resolver.resolve(part.node, part.point, depth)
            parts.append(found.behind(part.via))
    result = ResolvedValues.sum(parts)
    return result if result.found else unresolved(Reason.UNPACKED, definition.name)


def _rows(module: Module, definition: Definition, depth: int) -> Iterator[Row]:
    """The rows of a list of tuples, and the pairs of a dict."""
    value, point = definition.value, definition.point
    assert value is not None
    if table := _table(value):
        for one in module.resolver.resolve(table, point, depth).found:
            yield from _pairs(one)
        return
    if isinstance(value, cst.Call) and (pairing := dotted(value.func)) in _PAIRING:
        given = [one.value for one in value.args if one.keyword is None]
        columns = [list(_elements(module, one, point, depth)) for one in given]
        if pairing == "enumerate":
            yield from ([None, one] for column in columns[:1] for one in column)
        elif len({len(one) for one in columns}) == 1:  # else they are not written out
            yield from zip(*columns, strict=True)
        return
    for listed in module.resolver.resolve(value, point, depth).found:
        for element in listed.node.elements if isinstance(listed.node, _LISTS) else ():
            yield from _cells(listed, element.value, depth)


def _elements(
    module: Module, node: cst.BaseExpression, point: ProgramPoint, depth: int
) -> Iterator[ResolvedValue]:
    """The elements of the lists that an expression can be."""
    for listed in module.resolver.resolve(node, point, depth).found:
        for one in listed.node.elements if isinstance(listed.node, _LISTS) else ():
            yield ResolvedValue(listed.module, one.value, listed.point, listed.via)


def _cells(listed: ResolvedValue, element: cst.BaseExpression, depth: int) -> Iterator[Row]:
    for row in listed.module.resolver.resolve(element, listed.point, depth).found:
        if not isinstance(row.node, (cst.Tuple, cst.List)):
            continue
        cells = [one.value for one in row.node.elements]
        if not any(isinstance(one, cst.StarredElement) for one in row.node.elements):
            via = (*listed.via, *row.via)
            yield [ResolvedValue(row.module, one, row.point, via) for one in cells]


def _table(value: cst.BaseExpression) -> cst.BaseExpression | None:
    """`TABLE` of `TABLE.items()`."""
    if not isinstance(value, cst.Call) or value.args or not isinstance(value.func, cst.Attribute):
        return None
    return value.func.value if value.func.attr.value in _PAIRS else None


def _pairs(table: ResolvedValue) -> Iterator[Row]:
    """Key and value of each entry of a dict display."""
    if not isinstance(table.node, cst.Dict):
        return
    for entry in entries_of(table).entries:
        if isinstance(entry.node, cst.DictElement):
            both = (entry.node.key, entry.value)
            yield [ResolvedValue(entry.module, one, entry.point, entry.via) for one in both]


def is_text_cut(value: cst.BaseExpression) -> bool:
    """Whether a text is cut into a list: `spec.split(":", 1)`, `spec.partition("/")`."""
    called = value.func if isinstance(value, cst.Call) else None
    return isinstance(called, cst.Attribute) and called.attr.value in _CUTTING


def cut_part(module: Module, definition: Definition) -> cst.Subscript:
    """`spec.partition("/")[2]` for the third of the names, as it would be written alone."""
    value = definition.value
    assert value is not None
    index = cst.Index(cst.Integer(str(definition.index)))
    part = cst.Subscript(value, [cst.SubscriptElement(index)])
    module.implied(part, value)
    return part


def is_record_by_place(row: cst.CSTNode | None, holder: cst.CSTNode | None) -> bool:
    """Whether a tuple holds unlike things: in a list an address, where it is returned a client."""
    if not isinstance(row, cst.Tuple):
        return False
    values = [one.value for one in row.elements]
    if isinstance(holder, cst.Return):
        return any(isinstance(one, cst.Call) for one in values)
    is_held = isinstance(holder, (cst.Element, cst.DictElement))
    return is_held and any("://" in text_of(one) for one in values)
