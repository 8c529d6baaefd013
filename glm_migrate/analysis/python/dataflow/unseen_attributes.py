"""Numbers of objects that code may set anew without naming the attribute where it does so.

`setattr(self, key, value)` and `vars(self).update(options)` can set any of them, copies of a record
have their own, and a patch holds for a while. What they set is not followed; that the number which
is seen may not be the one that is sent is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from glm_migrate.analysis.python.dataflow.dict_entries import entries_at
from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import (
    Class,
    Module,
    ResolvedValues,
    mentioning,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.named_attributes import namespace_holder
from glm_migrate.analysis.python.dataflow.record_copies import record_copy
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables, ordered
from glm_migrate.model.unresolved import Reason
from glm_migrate.project.file_kinds import is_test_file

_SETTERS = ordered("sets-any-name")
_PATCHES = callables("patches-attribute")
_NAMESPACES = ("__dict__", "vars")
_COPIES = tuple(
    one.rpartition(".")[2]
    for kind in ("copies-record", "copies-with-fields", "copies-with-update")
    for one in ordered(kind)
)


@dataclass(frozen=True, eq=False)
class _UnnamedSetting:
    """A place that may set an attribute of `holder`, under the name that `key` gives.

    Attributes:
        entries: Instead of a name, a dict whose keys are names.
    """

    holder: cst.BaseExpression
    key: cst.BaseExpression | None = None
    entries: cst.BaseExpression | None = None


def may_be_set(klass: Class, name: str, seen: ResolvedValues) -> ResolvedValues:
    """That an attribute of which only numbers are seen may have been set to something else."""
    if not seen.found or not all(_is_number(one.node) for one in seen.found):
        return ResolvedValues()
    is_set = klass.module.remembered(
        may_be_set, (klass.node, name), lambda: _is_set(klass, name), in_cycle=False
    )
    return unresolved(Reason.SET_BY_NAME, name) if is_set else ResolvedValues()


def _is_number(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.UnaryOperation):
        node = node.expression
    return isinstance(node, (cst.Integer, cst.Float))


def _is_set(klass: Class, name: str) -> bool:
    files = {id(one): one for word in (*_SETTERS, *_NAMESPACES) for one in _code(klass, word)}
    named = {id(one): one for one in _code(klass, name)}
    return any(
        _can_name(module, place, name) and _is_of(module, place.holder, klass)
        for module in files.values()
        for place in _unnamed(module)
    ) or any(
        _is_of(module, holder, klass)
        for module in named.values()
        for holder in (*_copied(module, name), *_patched(module, name))
    )


def _code(klass: Class, word: str) -> Iterator[Module]:
    return (one for one in mentioning(klass.module, word) if not one.is_document)


def _is_of(module: Module, holder: cst.BaseExpression, klass: Class) -> bool:
    owned = module.resolver.attributes.class_of(holder, module.symbols.point(holder))
    return owned is not None and owned.is_related(klass)


def _can_name(module: Module, place: _UnnamedSetting, name: str) -> bool:
    """Whether a place can set an attribute of that name, by all that is seen of it."""
    if place.entries is not None:
        found = entries_at(module, place.entries, module.symbols.point(place.entries))
        return bool(found.unresolved) or any(one.key == name for one in found.entries)
    assert place.key is not None
    keys = module.resolver.resolve(place.key, module.symbols.point(place.key))
    texts = [text_of(one.node) for one in keys.found]
    return bool(keys.unresolved or keys.limits) or not all(texts) or name in texts


def _unnamed(module: Module) -> Sequence[_UnnamedSetting]:
    """The places of a file that set attributes whose names are not written there; remembered."""
    find = lambda: [*_by_call(module), *_by_update(module), *_by_item(module)]  # noqa: E731
    return module.remembered(_unnamed, module, find, in_cycle=[])


def _by_call(module: Module) -> Iterator[_UnnamedSetting]:
    """`setattr(o, key, value)`, and the method of `object` or of `o` that does it."""
    for call in (one for name in _SETTERS for one in module.symbols.by_called.get(name, ())):
        values = [one.value for one in call.args if not one.star and one.keyword is None]
        if len(values) != len(call.args) or len(values) not in (2, 3) or text_of(values[-2]):
            continue
        if not isinstance(call.func, cst.Attribute):
            yield from (_UnnamedSetting(values[0], one) for one in values[1:2] if len(values) == 3)
        elif len(values) == 2:
            yield _UnnamedSetting(call.func.value, values[0])
        elif call.func.attr.value != "setattr":  # a test's, which sets back what it sets
            yield _UnnamedSetting(values[0], values[1])


def _by_update(module: Module) -> Iterator[_UnnamedSetting]:
    """`vars(o).update(options)`, `o.__dict__.update(options)`."""
    for call in module.symbols.by_called.get("update", ()):
        holder = namespace_holder(call.func.value) if isinstance(call.func, cst.Attribute) else None
        given = (one.value for one in call.args if one.keyword is None and holder is not None)
        yield from (_UnnamedSetting(holder, entries=one) for one in given if holder is not None)


def _by_item(module: Module) -> Iterator[_UnnamedSetting]:
    """`vars(o)[key] = value`, `o.__dict__[key] = value`."""
    for name in _NAMESPACES:
        for use in module.symbols.uses.get(name, ()):
            parent = module.symbols.parents.get(use)
            namespace = parent if isinstance(parent, cst.Call) else use
            item = module.symbols.parents.get(namespace)
            holder = namespace_holder(namespace)
            if not isinstance(item, cst.Subscript) or holder is None or item.value is not namespace:
                continue
            index = item.slice[0].slice
            statement = module.symbols.parents.get(item)
            is_set = isinstance(statement, cst.Assign) and statement.value is not item
            if is_set and isinstance(index, cst.Index) and not text_of(index.value):
                yield _UnnamedSetting(holder, index.value)


def _copied(module: Module, name: str) -> Iterator[cst.BaseExpression]:
    """The records of which a copy has another attribute: `replace(o, temperature=None)`."""
    for call in (one for word in set(_COPIES) for one in module.symbols.by_called.get(word, ())):
        copied = record_copy(call, module.symbols.point(call))
        if copied is None:
            continue
        dicts = (_UnnamedSetting(copied.source, entries=one) for one in copied.dicts)
        if copied.given(name) is not None or any(_can_name(module, one, name) for one in dicts):
            yield copied.source


def _patched(module: Module, name: str) -> Iterator[cst.BaseExpression]:
    """The classes and objects that a file sets it of for a while, outside of tests."""
    if is_test_file(module.source.path):
        return
    for word in {one.rpartition(".")[2] for one in _PATCHES}:
        for call in module.symbols.by_called.get(word, ()):
            values = [one.value for one in call.args if not one.star and one.keyword is None]
            is_patch = full_name(call.func, module.symbols.point(call)) in _PATCHES
            if is_patch and len(values) > 1 and text_of(values[1]) == name:
                yield values[0]
