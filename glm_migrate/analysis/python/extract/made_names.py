"""What is named after an id by a text that is made of it: attributes, modules, variables, files.

`getattr(limits, MODEL.replace("-", "_"))` finds nothing under another id, though the id itself is
written nowhere else. A file that is written may have any name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, Scope, dotted
from glm_migrate.analysis.python.syntax.string_literals import joined
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.knowledge.settings_readers import readers
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason

_CUTTING = callables("same-text", "cut-text")
_BUILDING = callables("built-text")
_PATHS = callables("makes-path", "whole-path")
_OPENING = callables("opens-file")
_OPENED = callables("opens-path")
_ATTRIBUTE_CALLS = callables("names-attribute")
_MODULES = callables("imports-module")
_NAMESPACES = callables("gives-namespace")
_OPERATORS = (cst.Add, cst.Modulo, cst.Divide)
_NAME_PARTS = re.compile(r"[^0-9a-z]+")


def made_name(module: Module, read: cst.CSTNode, id: str) -> UnsafeReason | None:
    """What is named by a text that is made of the id at `read`; None where nothing is seen."""
    whole = _made_of(module, read)
    if whole is read or not isinstance(whole, cst.BaseExpression):
        return None
    text = module.short(whole)
    uses = (_named(module, one, text, id) for one in _same(module, whole))
    return next(filter(None, uses), None)


def makes_text(module: Module, read: cst.CSTNode) -> bool:
    """Whether another text or a path is made of the id at `read`."""
    return _made_of(module, read) is not read


def _same(module: Module, whole: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """The text itself, and the reads of a variable that it is put into."""
    yield whole
    parent = module.symbols.parents.get(whole)
    target = parent.targets[0].target if isinstance(parent, cst.Assign) else None
    if isinstance(target, cst.Name):
        scope = module.symbols.point(target).scope.lookup(target.value)
        reads = _naming(module, target.value, scope) if scope is not None else ()
        yield from (one for one in reads if one is not target)


def _naming(module: Module, name: str, scope: Scope) -> Sequence[cst.BaseExpression]:
    """The places where a variable may be the name of something; remembered."""

    def find() -> list[cst.BaseExpression]:
        return [one for one in module.symbols.uses_of(name, scope) if _may_name(module, one)]

    return module.remembered(scope, (_naming, name), find, in_cycle=[])


def _may_name(module: Module, node: cst.BaseExpression) -> bool:
    parent = module.symbols.parents.get(node)
    if isinstance(parent, cst.Arg):
        return _given(module, parent, "") is not None
    if isinstance(parent, cst.Attribute):
        return _is_read(module, parent)
    return isinstance(parent, cst.Index) and item_read(module, parent) is not None


def _named(module: Module, node: cst.BaseExpression, text: str, id: str) -> UnsafeReason | None:
    """What the text at `node` is the name of."""
    parent, point = module.symbols.parents.get(node), module.symbols.point(node)
    if isinstance(parent, cst.Arg):
        return _given(module, parent, text)
    if isinstance(parent, cst.Attribute) and _is_read(module, parent):
        return UnsafeReason(UnsafeKind.FILE_NAME, text)
    if isinstance(parent, cst.Index):
        return _looked_up(module, parent, point, id, text)
    return None


def _names_variable(module: Module, reader: cst.BaseExpression) -> bool:
    """Whether a function or mapping reads a variable of the environment by its name."""
    name = full_name(reader, module.symbols.point(reader))
    return name in readers("environment", "functions") | readers("environment", "mappings")


def _made_of(module: Module, node: cst.CSTNode) -> cst.CSTNode:
    """The largest expression around `node` that is a text or path made of it."""
    parents = module.symbols.parents
    while (parent := parents.get(node)) is not None:
        is_sum = isinstance(parent, cst.BinaryOperation) and isinstance(parent.operator, _OPERATORS)
        call = parents.get(parent)
        if is_sum or isinstance(parent, (cst.FormattedStringExpression, cst.FormattedString)):
            node = parent
        elif isinstance(parent, cst.Attribute) and isinstance(call, cst.Call):
            if parent.attr.value not in _CUTTING or call.func is not parent:
                return node
            node = call
        elif isinstance(parent, cst.Arg) and isinstance(call, cst.Call) and _builds(call):
            node = call
        else:
            return node
    return node


def _builds(call: cst.Call) -> bool:
    if dotted(call.func) in _PATHS:
        return True
    method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
    return method in _BUILDING and isinstance(getattr(call.func, "value", None), cst.BaseString)


def _given(module: Module, argument: cst.Arg, text: str) -> UnsafeReason | None:
    call = module.symbols.parents.get(argument)
    if not isinstance(call, cst.Call):
        return None
    name, index = dotted(call.func), call.args.index(argument)
    last = name.rpartition(".")[2]
    if last in _ATTRIBUTE_CALLS and index == 1:
        return UnsafeReason(UnsafeKind.ATTRIBUTE_NAME, text, last)
    if last in _MODULES and index == 0:
        return UnsafeReason(UnsafeKind.MODULE_NAME, text, last)
    if index == 0 and _names_variable(module, call.func):
        return UnsafeReason(UnsafeKind.VARIABLE_NAME, text)
    if name in _OPENING and index == 0 and _is_for_reading(call.args[1:]):
        return UnsafeReason(UnsafeKind.FILE_NAME, text)
    return None


def _is_read(module: Module, method: cst.Attribute) -> bool:
    call = module.symbols.parents.get(method)
    if method.attr.value not in _OPENED or not isinstance(call, cst.Call):
        return False
    return _is_for_reading(call.args)


def _is_for_reading(rest: Sequence[cst.Arg]) -> bool:
    """Whether what else `open` is given says no other mode."""
    modes = [one for one in rest if one.keyword is None or one.keyword.value == "mode"]
    if not modes:
        return True
    mode = joined(modes[0].value) if isinstance(modes[0].value, cst.BaseString) else None
    return isinstance(mode, str) and not set(mode) & set("wax+")


def _looked_up(
    module: Module, index: cst.Index, point: ProgramPoint, id: str, text: str
) -> UnsafeReason | None:
    """`LIMITS[MODEL.replace("-", "_")]`, where it is read."""
    whole = item_read(module, index)
    if whole is None:
        return None
    table, shown = whole.value, module.short(whole.value)
    if _names_variable(module, table):
        return UnsafeReason(UnsafeKind.VARIABLE_NAME, text)
    if isinstance(table, cst.Call):
        is_names = dotted(table.func) in _NAMESPACES
        return UnsafeReason(UnsafeKind.NAME_IN, text, shown) if is_names else None
    dicts = (one.node for one in module.resolver.resolve(table, point).found)
    if any(_has_key_like(one, id) for one in dicts if isinstance(one, cst.Dict)):
        return UnsafeReason(UnsafeKind.LOOKED_UP, text, shown)
    return None


def item_read(module: Module, index: cst.Index) -> cst.Subscript | None:
    """The subscription that `index` belongs to, where it is read and not assigned or deleted."""
    parents = module.symbols.parents
    whole = parents.get(parents[index])
    if not isinstance(whole, cst.Subscript):
        return None
    holder = parents.get(whole)
    if isinstance(holder, (cst.Assign, cst.AnnAssign)) and holder.value is not whole:
        return None
    return None if isinstance(holder, (cst.AugAssign, cst.Del)) else whole


def _has_key_like(table: cst.Dict, id: str) -> bool:
    """Whether a key holds the words of the id, with whatever between them."""
    wanted = _NAME_PARTS.sub("", id)
    keys = (one.key for one in table.elements if isinstance(one, cst.DictElement))
    texts = (str(joined(key)).lower() for key in keys if isinstance(key, cst.BaseString))
    return any(wanted in _NAME_PARTS.sub("", one) for one in texts)
