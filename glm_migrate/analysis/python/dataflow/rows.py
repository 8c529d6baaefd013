"""Several names that get their values at once: of a row in a loop, of a text that is cut.

`for url, model in PAIRS`, `for name, url in TABLE.items()`, `vendor, model = spec.split("/")`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product, zip_longest
from math import prod

import libcst as cst

from glm_migrate.analysis.python.dataflow.declared_items import ItemAccess, with_declared_items
from glm_migrate.analysis.python.dataflow.imported_names import is_one_of
from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValue,
    ResolvedValues,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.iterated_items import (
    items_at,
    pairs_at,
    value_of_item,
    viewed,
)
from glm_migrate.analysis.python.dataflow.limits import MAX_RECORDS
from glm_migrate.analysis.python.semantics.scopes import Definition, ProgramPoint
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unresolved import Reason

_CUTTING = callables("split-text", "splits-from-end", "cuts-in-three")
_PAIRS = callables("lists-entries")
# None for a number that is counted up, and for what `zip_longest` fills a column up with.
Row = Sequence[ResolvedValue | None]


def is_of_loop(module: Module, definition: Definition) -> bool:
    """Whether a name is one of the targets of a loop or a comprehension."""
    parents = module.symbols.parents
    target = parents.get(parents.get(definition.node, definition.node))
    loop = parents.get(target) if isinstance(target, (cst.Tuple, cst.List)) else None
    return isinstance(loop, (cst.For, cst.CompFor)) and loop.iter is definition.value


def column_of(module: Module, definition: Definition, depth: int) -> ResolvedValues:
    """What stands at one place of each row; beside an assumed text only that of its row."""
    rows, complete = _rows(module, definition, depth)
    assumption = module.program.query.assumption
    if assumption is not None:
        meant = [row for row in rows if any(one and assumption.is_within(one.node) for one in row)]
        rows, complete = (meant, True) if meant else (rows, complete)
    place = definition.index
    few = rows if len(rows) <= MAX_RECORDS else ()
    cells = [row[place] for row in few if place is not None and place < len(row)]
    result = ResolvedValues.sum(value_of_item(one, depth) for one in cells if one is not None)
    if result.found and complete and None not in cells:
        return result
    assert definition.value is not None
    table = viewed(definition.value, _PAIRS)
    if table is not None and definition.index == 1:
        held = module.resolver.resolve(table, definition.point, depth)
        result = with_declared_items(result, held, ItemAccess.VALUE)
    return result + unresolved(Reason.UNPACKED, definition.name)


def _rows(module: Module, definition: Definition, depth: int) -> tuple[list[Row], bool]:
    """The rows of a list of tuples, and the pairs of a dict; whether these are all."""
    value, point = definition.value, definition.point
    assert value is not None
    if (table := viewed(value, _PAIRS)) is not None:
        pairs = pairs_at(module, table, point, depth)
        return [*pairs.found], pairs.complete
    if isinstance(value, cst.Call) and (combine := _combining(value, point)) is not None:
        if any(one.star for one in value.args):
            return [], False
        given = [one.value for one in value.args if one.keyword is None]
        columns = [items_at(module, one, point, depth) for one in given]
        combined = combine(value, [one.found for one in columns])
        return combined, all(one.complete for one in columns) and bool(combined)
    listed = items_at(module, value, point, depth)
    rows = [list(_cells(one, depth)) for one in listed.found]
    return [row for cells in rows for row in cells], listed.complete and all(rows)


_Columns = Sequence[Sequence[ResolvedValue]]


def _combining(
    call: cst.Call, point: ProgramPoint
) -> Callable[[cst.Call, _Columns], list[Row]] | None:
    """How a call makes rows of the items of its arguments; None for every other call."""
    return next((make for names, make in _COMBINED if is_one_of(call, point, names)), None)


def _counted(call: cst.Call, columns: _Columns) -> list[Row]:
    return [[None, one] for column in columns[:1] for one in column]


def _beside(call: cst.Call, columns: _Columns) -> list[Row]:
    """The items at the same places, where as many are written for each."""
    is_written_out = len({len(one) for one in columns}) == 1
    return [*zip(*columns, strict=True)] if is_written_out else []


def _beside_longest(call: cst.Call, columns: _Columns) -> list[Row]:
    """As `_beside`, also of unlike lengths: what fills up is not seen where the call names it."""
    names_filler = any(one.keyword is not None for one in call.args)
    return _beside(call, columns) if names_filler else [*zip_longest(*columns)]


def _each_with_each(call: cst.Call, columns: _Columns) -> list[Row]:
    """Every item beside every other, where the call repeats none and they are few."""
    is_small = prod(map(len, columns)) <= MAX_RECORDS
    return [*product(*columns)] if is_small and len(columns) == len(call.args) else []


_COMBINED = (
    (callables("counts-items"), _counted),
    (callables("zips-evenly"), _beside),
    (callables("zips-longest"), _beside_longest),
    (callables("multiplies-items"), _each_with_each),
)


def _cells(element: ResolvedValue, depth: int) -> Iterator[Row]:
    for row in value_of_item(element, depth).found:
        if not isinstance(row.node, (cst.Tuple, cst.List)):
            continue
        cells = [one.value for one in row.node.elements]
        if not any(isinstance(one, cst.StarredElement) for one in row.node.elements):
            yield [ResolvedValue(row.module, one, row.point, row.via) for one in cells]


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
