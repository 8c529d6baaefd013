"""What an item of a list or dict can be: subscripts, `.get`, loop variables, unpacking."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.configured_objects import dynaconf_entry, is_dynaconf
from glm_migrate.analysis.python.dataflow.declared_items import ItemAccess, with_declared_items
from glm_migrate.analysis.python.dataflow.dict_entries import entries_of
from glm_migrate.analysis.python.dataflow.environment_writes import (
    holds_environment,
    is_environment,
    is_named_environment,
)
from glm_migrate.analysis.python.dataflow.file_paths import is_part_of_path
from glm_migrate.analysis.python.dataflow.framework_settings import app_setting, is_app_config
from glm_migrate.analysis.python.dataflow.ini_reads import is_parser, section_of
from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValue,
    ResolvedValues,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.iterated_items import (
    added_to,
    items_at,
    value_of_item,
    viewed,
)
from glm_migrate.analysis.python.dataflow.rows import (
    column_of,
    cut_part,
    is_of_loop,
    is_text_cut,
)
from glm_migrate.analysis.python.dataflow.session_values import session_at, session_value
from glm_migrate.analysis.python.dataflow.settings_reads import value_of_variable
from glm_migrate.analysis.python.dataflow.tables import keys_of, records
from glm_migrate.analysis.python.dataflow.taken_items import item_placed
from glm_migrate.analysis.python.semantics.scopes import Definition, ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unresolved import Reason

_SPLITTING = callables("split-text", "splits-from-end")
_VALUES = callables("lists-values")
_TYPES = callables("type-around")


def value_of_subscript(
    module: Module, node: cst.CSTNode, point: ProgramPoint, depth: int
) -> ResolvedValues:
    """What `base[key]` can be, where the key is seen."""
    assert isinstance(node, cst.Subscript)
    if dotted(node.value).rpartition(".")[2] in _TYPES:  # a type under a name of its own
        return ResolvedValues((ResolvedValue(module, node, point),))
    if _is_part_of_text(node) or is_part_of_path(module, node, point, depth):
        return ResolvedValues((ResolvedValue(module, node, point),))
    is_read = is_environment(node.value, point)
    result, complete = _looked_up(module, node, point, depth)
    if result.found and complete and not is_read:
        return result
    held = module.resolver.resolve(node.value, point, depth)
    result = with_declared_items(result, held, ItemAccess.LOOKED_UP)
    return result + unresolved(Reason.READ if is_read else Reason.LOOKED_UP, module.short(node))


def _is_part_of_text(node: cst.Subscript) -> bool:
    """`name.split("/")[-1]` or `url[:-3]`, which are worked out where a text is wanted."""
    called = node.value.func if isinstance(node.value, cst.Call) else None
    splits = isinstance(called, cst.Attribute) and called.attr.value in _SPLITTING
    return splits or any(isinstance(one.slice, cst.Slice) for one in node.slice)


def _looked_up(
    module: Module, node: cst.Subscript, point: ProgramPoint, depth: int
) -> tuple[ResolvedValues, bool]:
    """What `base` holds under the key, and whether that is all it can be."""
    key = _constant_index(node)
    if key is not None:
        return item_of(module, node.value, key, point, depth), True
    index = node.slice[0].slice if len(node.slice) == 1 else None
    if not isinstance(index, cst.Index):
        return ResolvedValues(), False
    return found_by(module, node.value, index.value, point, depth)


def found_by(
    module: Module,
    base: cst.BaseExpression,
    key: cst.BaseExpression,
    point: ProgramPoint,
    depth: int,
) -> tuple[ResolvedValues, bool]:
    """What `base` holds under a key that is computed, and whether that is all it can be."""
    keys, complete = keys_of(module, key, point, depth)
    result = ResolvedValues.sum(item_of(module, base, one, point, depth) for one in keys)
    is_chosen = complete or (bool(keys) and module.program.query.assumption is not None)
    if is_chosen or is_environment(base, point):
        return result, complete
    others, is_whole = records(module, base, point, depth, keys)
    return result + others, is_whole


def item_of(
    module: Module, base: cst.BaseExpression, key: str | int, point: ProgramPoint, depth: int
) -> ResolvedValues:
    """What `base` holds under `key`; of the environment what the project's files set."""
    result = ResolvedValues()
    if is_environment(base, point):
        return value_of_variable(module, str(key), base, depth)
    if is_app_config(module, base, point):
        return app_setting(module, str(key), base, depth)
    if session := session_at(base, point):
        return session_value(module, session, str(key), base, depth)
    for resolved in module.resolver.resolve(base, point, depth).found:
        result += item_in(resolved, key, depth)
        if resolved.module.may_be_overruled:
            result += unresolved(Reason.READ, module.short(base))
    return result


def element_of(module: Module, definition: Definition, depth: int) -> ResolvedValues:
    """A loop variable: each item of what is gone over, or the record that is assumed."""
    assert definition.value is not None
    items = items_at(module, definition.value, definition.point, depth)
    assumption = module.program.query.assumption
    meant = [one for one in items.found if assumption and assumption.is_within(one.node)]
    result = ResolvedValues.sum(value_of_item(one, depth) for one in meant or items.found)
    if result.found and (meant or items.complete):
        return result
    table = viewed(definition.value, _VALUES)
    held = module.resolver.resolve(table or definition.value, definition.point, depth)
    result = with_declared_items(result, held, ItemAccess.VALUE if table else ItemAccess.ITEM)
    return result + unresolved(Reason.LOOP_VARIABLE, definition.name)


def unpacked_of(module: Module, definition: Definition, depth: int) -> ResolvedValues:
    """`a` and `b` of `a, b = pair`, and of `for a, b in pairs`."""
    assert definition.value is not None
    if is_of_loop(module, definition):
        return column_of(module, definition, depth)
    if is_text_cut(definition.value):
        return ResolvedValues(
            (ResolvedValue(module, cut_part(module, definition), definition.point),)
        )
    result = ResolvedValues()
    for resolved in module.resolver.resolve(definition.value, definition.point, depth).found:
        part = _part(resolved.node, definition.index)
        if part is not None:
            result += resolved.module.resolver.resolve(part, resolved.point, depth)
    return result if result.found else unresolved(Reason.UNPACKED, definition.name)


def _part(node: cst.CSTNode, index: int | None) -> cst.BaseExpression | None:
    """The element of a literal list that is bound to the name at `index` of the targets."""
    if not isinstance(node, (cst.Tuple, cst.List)) or index is None:
        return None
    parts = node.elements
    if index >= len(parts) or any(isinstance(part, cst.StarredElement) for part in parts):
        return None
    return parts[index].value


def _constant_index(node: cst.Subscript) -> str | int | None:
    if len(node.slice) != 1 or not isinstance(node.slice[0].slice, cst.Index):
        return None
    value = node.slice[0].slice.value
    if isinstance(value, cst.SimpleString):
        return str(meaning(value))
    if isinstance(value, cst.Integer):
        return value.evaluated_value
    if isinstance(value, cst.UnaryOperation) and isinstance(value.expression, cst.Integer):
        return -value.expression.evaluated_value
    return None


def item_in(resolved: ResolvedValue, key: str | int, depth: int) -> ResolvedValues:
    """What a list or dict holds under `key`."""
    if isinstance(resolved.node, (cst.List, cst.Tuple)) and isinstance(key, int):
        return _placed(resolved, resolved.node.elements, key, depth)
    if isinstance(key, int):
        return item_placed(resolved, key, depth)
    if is_parser(resolved):
        return section_of(resolved, key)
    if is_named_environment(resolved):
        return _of_environment(resolved, key, depth)
    if is_dynaconf(resolved):
        return dynaconf_entry(resolved, key, depth)
    key = key.lower() if resolved.module.folds_case else key
    result = ResolvedValues()
    for entry in entries_of(resolved, key=key).entries:
        found = entry.module.resolver.resolve(entry.value, entry.point, depth)
        result += found.behind(resolved.via)
    if holds_environment(resolved, key):
        result += _of_environment(resolved, key, depth)
    return result


def _of_environment(holder: ResolvedValue, key: str, depth: int) -> ResolvedValues:
    """A variable that is read through another name, or out of a dict of all of them."""
    assert isinstance(holder.node, cst.BaseExpression)
    found = value_of_variable(holder.module, key, holder.node, depth)
    return found + unresolved(Reason.READ, holder.module.short(holder.node))


def _placed(
    listed: ResolvedValue, parts: Sequence[cst.BaseElement], place: int, depth: int
) -> ResolvedValues:
    """The item at one place; any of them where others are put into the list."""
    added = added_to(listed, depth)
    here = parts[place : place + 1 or None] if -len(parts) <= place < len(parts) else ()
    chosen = parts if added.found or not added.complete else here
    written = [ResolvedValue(listed.module, one.value, listed.point) for one in chosen]
    result = ResolvedValues.sum(
        one.module.resolver.resolve(one.node, one.point, depth) for one in (*written, *added.found)
    )
    if added.complete:
        return result
    return result + unresolved(Reason.LOOKED_UP, listed.module.short(listed.node))
