"""One item that is taken out of many: `next(iter(MODELS))`, `random.choice(MODELS)`, `list(M)[0]`.

Where it is not seen which one is taken, it can be any of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.imported_names import is_one_of
from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValue,
    ResolvedValues,
    given_up,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.iterated_items import (
    IteratedItems,
    items_at,
    items_in,
    value_of_item,
)
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unresolved import Reason

_TAKING = callables("takes-item")
_DRAWING = callables("draws-item")
_PICKING = callables("picks-items")
_ITERATING = callables("iterates")
_IN_ORDER = callables("lists")
_LISTING = (cst.Call, cst.ListComp, cst.BinaryOperation)


def item_taken(
    module: Module, call: cst.Call, point: ProgramPoint, depth: int
) -> ResolvedValues | None:
    """What `next(items)` and `random.choice(items)` give back; None for every other call."""
    if not call.args or any(one.star for one in call.args):
        return None
    takes_next = is_one_of(call, point, _TAKING)
    if not takes_next and not is_one_of(call, point, _DRAWING):
        return None
    result = _any_of(module, call, items_at(module, call.args[0].value, point, depth), depth)
    if not takes_next or len(call.args) == 1:
        return result
    default = module.resolver.resolve(call.args[1].value, point, depth)
    if result is None and not any(text_of(one.node) for one in default.found):
        return None
    if result is None and _leaves_texts_out(module, call.args[0].value, point, depth):
        return given_up(Reason.COMPUTED, module.short(call)) + default
    return (result or unresolved(Reason.COMPUTED, module.short(call))) + default


def _leaves_texts_out(
    module: Module, node: cst.BaseExpression, point: ProgramPoint, depth: int
) -> bool:
    """Whether an expression gives those texts that a test lets pass, of some that are seen.

    `m for m in MODELS if "plus" in m` is one of `MODELS`, and not seen to be which.
    """
    while isinstance(node, cst.Call) and len(node.args) == 1 and is_one_of(node, point, _ITERATING):
        node = node.args[0].value
    made = module.resolver.resolve(node, point, depth).found
    return any(_has_text(value) for one in made for value in _tested(one, depth))


def _tested(listed: ResolvedValue, depth: int) -> Iterator[ResolvedValues]:
    """What a comprehension or `filter(…)` chooses from."""
    node, module = listed.node, listed.module
    if isinstance(node, (cst.GeneratorExp, cst.ListComp)) and node.for_in.ifs:
        yield module.resolver.resolve(node.elt, module.symbols.point(node.elt), depth)
    elif isinstance(node, cst.Call) and is_one_of(node, listed.point, _PICKING):
        for given in node.args[1:2]:
            items = items_at(module, given.value, listed.point, depth)
            yield from (value_of_item(one, depth) for one in items.found)


def _has_text(values: ResolvedValues) -> bool:
    return any(text_of(one.node) for one in values.found)


def _any_of(
    module: Module, node: cst.BaseExpression, items: IteratedItems, depth: int
) -> ResolvedValues | None:
    """Any of the items; None where none is seen."""
    result = ResolvedValues.sum(value_of_item(one, depth) for one in items.found)
    if not result.found:
        return None
    return result if items.complete else result + unresolved(Reason.COMPUTED, module.short(node))


def item_placed(listed: ResolvedValue, place: int, depth: int) -> ResolvedValues:
    """What a list that is made of others holds at one place."""
    if not isinstance(listed.node, _LISTING):
        return ResolvedValues()
    items = items_in(listed, depth)
    keeps_order = not isinstance(listed.node, cst.Call) or is_one_of(
        listed.node, listed.point, _IN_ORDER
    )
    if keeps_order and items.complete and -len(items.found) <= place < len(items.found):
        items = IteratedItems((items.found[place],))
    return _any_of(listed.module, listed.node, items, depth) or ResolvedValues()
