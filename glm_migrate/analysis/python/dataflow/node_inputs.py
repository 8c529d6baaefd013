"""Inputs that a class describes for its method: the nodes of ComfyUI.

`INPUT_TYPES` gives back, by group and name, a list of choices or a kind, and options with a
default; the method that `FUNCTION` names is called with them.
"""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValue,
    ResolvedValues,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.iterated_items import items_at, value_of_item
from glm_migrate.analysis.python.dataflow.settings_reads import entry_of
from glm_migrate.analysis.python.semantics.scopes import Definition, ProgramPoint
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.widget_facts import node_words
from glm_migrate.model.unresolved import Reason


def node_input(module: Module, definition: Definition, depth: int) -> ResolvedValues:
    """What the class of a method describes for one of its parameters; nothing for other methods."""
    function, words = definition.point.scope, node_words()
    klass = function.parent
    if klass is None or not isinstance(klass.node, cst.ClassDef):
        return ResolvedValues()
    named = klass.definitions.get(words.function, ())
    if not any(one.value is not None and text_of(one.value) == function.name for one in named):
        return ResolvedValues()
    parts = [
        _described(there, definition.name, depth)
        for one in klass.definitions.get(words.inputs, ())
        if isinstance(one.node, cst.FunctionDef)
        for there in module.resolver.returned(one.node, depth).found
    ]
    return ResolvedValues.sum(parts)


def _described(groups: ResolvedValue, name: str, depth: int) -> ResolvedValues:
    """The choices and the default of one input."""
    module, resolve, parts = groups.module, groups.module.resolver.resolve, [ResolvedValues()]
    for group in node_words().groups:
        described = entry_of(entry_of(groups.node, group) or groups.node, name)
        pair = described.elements if isinstance(described, cst.Tuple) else ()
        if not pair:
            continue
        if not text_of(pair[0].value):
            parts.append(one_of(module, pair[0].value, groups.point, depth))
        options = pair[1].value if len(pair) > 1 else pair[0].value
        if (default := entry_of(options, node_words().default)) is not None:
            parts.append(resolve(default, groups.point, depth))
    return ResolvedValues.sum(parts)


def is_default_among(module: Module, node: cst.CSTNode) -> bool:
    """Whether an expression is the default of an input that lists its choices."""
    parents = module.symbols.parents
    entry = parents.get(node)
    if not isinstance(entry, cst.DictElement) or text_of(entry.key) != node_words().default:
        return False
    element = parents.get(parents[entry])
    pair = parents.get(element) if element is not None else None
    if not isinstance(pair, cst.Tuple) or len(pair.elements) < 2 or pair.elements[1] is not element:
        return False
    return not text_of(pair.elements[0].value)


def one_of(
    module: Module, node: cst.BaseExpression, point: ProgramPoint, depth: int
) -> ResolvedValues:
    """Any of the items of a list of choices."""
    items = items_at(module, node, point, depth)
    parts = [value_of_item(one, depth) for one in map(_without_label, items.found)]
    result = ResolvedValues.sum(parts)
    is_seen = items.complete and all(map(_is_plain, result.found))
    return result if is_seen else result + unresolved(Reason.COMPUTED, module.short(node))


def _is_plain(one: ResolvedValue) -> bool:
    return isinstance(one.node, (cst.BaseString, cst.BaseNumber))


def _without_label(item: ResolvedValue) -> ResolvedValue:
    """The value of a choice: of `("Fast", "glm-4-air")` and `{"name": "Fast", "value": …}`."""
    value: cst.BaseExpression | None = None
    if isinstance(item.node, cst.Tuple) and len(item.node.elements) == 2:
        value = item.node.elements[1].value
    elif isinstance(item.node, cst.Dict):
        value = entry_of(item.node, "value")
    return item if value is None else ResolvedValue(item.module, value, item.point, item.via)
