"""The texts beside an id in a list, a set, a `Literal` or an enumeration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

import libcst as cst

from glm_migrate.analysis.python.dataflow.generators import yields_of
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.extract.mention_roles import role_of
from glm_migrate.analysis.python.semantics.scopes import Scope, dotted
from glm_migrate.analysis.python.syntax.string_literals import joined
from glm_migrate.model.mentions import Role

_Display = cst.List | cst.Tuple | cst.Set


def texts_beside(module: Module, node: cst.CSTNode) -> tuple[str, ...]:
    """The other texts of what `node` is one of, each once; none where it stands alone."""
    ruling = role_of(module, node) if isinstance(node, cst.BaseString) else None
    if ruling is None or ruling[0] is not Role.LISTED:
        return ()
    own, counts = _text(node), _counted(module, node)
    return tuple(text for text, count in counts.items() if text != own or count > 1)


def _counted(module: Module, node: cst.CSTNode) -> Mapping[str, int]:
    """How often each text stands in what `node` is one of."""
    parents = module.symbols.parents
    parent = parents.get(node)
    if isinstance(parent, cst.Element) and isinstance(holder := parents.get(parent), _Display):
        return _in_display(module, holder, parent)
    if isinstance(parent, cst.Index):
        whole = parents.get(parents[parent])
        return _remembered(module, whole, lambda: _in_subscript(whole))
    if isinstance(parent, (cst.Assign, cst.AnnAssign)):
        scope = module.symbols.points[parent].scope
        return _remembered(module, scope, lambda: _members(scope))
    if isinstance(parent, cst.Yield):
        function = module.symbols.point(parent).scope.function
        return _remembered(module, function, lambda: _yields(module, function))
    if isinstance(parent, cst.Arg) and isinstance(call := parents.get(parent), cst.Call):
        called, index = dotted(call.func), call.args.index(parent)
        return _remembered(module, (called, index), lambda: _made_like(module, called, index))
    return {}


def _remembered(
    module: Module, holder: object, others: Callable[[], Iterable[cst.CSTNode]]
) -> Mapping[str, int]:
    """The texts of what a holder holds, counted once: it can hold thousands, each asking."""

    def find() -> Mapping[str, int]:
        return Counter(text for one in others() if (text := _text(one)) is not None)

    return module.remembered(texts_beside, holder, find, in_cycle={})


def _text(node: cst.CSTNode) -> str | None:
    text = joined(node) if isinstance(node, cst.BaseString) else None
    return text if isinstance(text, str) else None


def _in_display(module: Module, display: _Display, element: cst.Element) -> Mapping[str, int]:
    """The elements of a display; where it is one row of several, what they have at that place."""
    parents = module.symbols.parents
    row = parents.get(display)
    table = parents.get(row) if isinstance(row, cst.Element) else None
    if not isinstance(table, _Display):
        return _remembered(module, display, lambda: (one.value for one in display.elements))
    index = display.elements.index(element)
    return _remembered(module, (table, index), lambda: _in_rows(table, index))


def _in_rows(table: _Display, index: int) -> Iterator[cst.CSTNode]:
    for one in table.elements:
        if isinstance(one.value, _Display) and len(one.value.elements) > index:
            yield one.value.elements[index].value


def _in_subscript(whole: cst.CSTNode | None) -> Iterator[cst.CSTNode]:
    if isinstance(whole, cst.Subscript):
        yield from (one.slice.value for one in whole.slice if isinstance(one.slice, cst.Index))


def _members(scope: Scope) -> Iterator[cst.CSTNode]:
    """The values of an enumeration."""
    for definitions in scope.definitions.values():
        yield from (one.value for one in definitions if one.value is not None)


def _yields(module: Module, function: Scope) -> Iterator[cst.CSTNode]:
    """What a generator function yields one by one."""
    yield from (one.value for one in yields_of(module, function) if one.value is not None)


def _made_like(module: Module, called: str, index: int) -> Iterator[cst.CSTNode]:
    """What the same function or class is given at the same place elsewhere in the file."""
    for other in module.symbols.by_called.get(called.rpartition(".")[2], ()):
        if dotted(other.func) == called:
            yield from (one.value for one in other.args[index : index + 1])
