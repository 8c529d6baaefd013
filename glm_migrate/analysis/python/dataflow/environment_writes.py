"""What code itself sets a variable of the environment to: `os.environ["M"] = "…"`.

What a test sets counts for that test alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValue,
    ResolvedValues,
    given_up,
    mentioning,
)
from glm_migrate.analysis.python.dataflow.limits import MAX_SETTINGS
from glm_migrate.analysis.python.dataflow.shared_writes import value_set
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.settings_readers import readers
from glm_migrate.model.unresolved import Reason
from glm_migrate.project.file_kinds import is_test_file


def is_environment(node: cst.BaseExpression, point: ProgramPoint) -> bool:
    """Whether an expression is the environment as a mapping."""
    return full_name(node, point) in readers("environment", "mappings")


def is_named_environment(resolved: ResolvedValue) -> bool:
    """Whether a value is the environment, or a copy of it, under another name."""
    node = resolved.node
    return isinstance(node, cst.Attribute) and is_environment(node, resolved.point)


def holds_environment(resolved: ResolvedValue, key: str) -> bool:
    """Whether a dict takes a variable from the environment: `{"M": "x", **os.environ}`."""
    if not isinstance(resolved.node, (cst.Call, cst.Dict)):
        return False
    hidden = resolved.module.remembered(
        holds_environment, resolved.node, lambda: _keys_over_environment(resolved), in_cycle=None
    )
    return hidden is not None and key not in hidden


def _keys_over_environment(resolved: ResolvedValue) -> frozenset[str] | None:
    """The keys that a dict has itself, whatever the environment has; None where it takes none."""
    node, keys = resolved.node, set[str]()
    if isinstance(node, cst.Call) and dotted(node.func) == "dict":
        given = [one.value for one in node.args if one.keyword is None]
        keys = {one.keyword.value for one in node.args if one.keyword is not None}
        takes = any(is_environment(one, resolved.point) for one in given)
        return frozenset(keys) if takes else None
    for one in reversed(node.elements) if isinstance(node, cst.Dict) else ():
        if isinstance(one, cst.StarredDictElement) and is_environment(one.value, resolved.point):
            return frozenset(keys)
        if isinstance(one, cst.DictElement):
            keys.add(text_of(one.key))
    return None


def set_by_code(module: Module, name: str, depth: int) -> ResolvedValues:
    """What the project's code is seen to set a variable to, as `module` reads it."""
    writes = [
        (there, value)
        for there in mentioning(module, name)
        if there is module or not is_test_file(there.source.path)
        for value in _values(there, name)
    ]
    if len(writes) > MAX_SETTINGS:
        return too_many_settings()
    found = ResolvedValues.sum(value_set(there, value, depth) for there, value in writes)
    is_too_much = len(found.found) > MAX_SETTINGS
    return too_many_settings() if is_too_much else replace(found, unresolved=(), annotations=())


def too_many_settings() -> ResolvedValues:
    """No value: which of all that code sets is read at one place is not seen."""
    return given_up(Reason.TOO_MANY_VALUES, str(MAX_SETTINGS))


def variable_set_to(module: Module, value: cst.BaseExpression) -> str:
    """The variable that a module sets to an expression; empty where it sets none to that."""
    none: Mapping[cst.BaseExpression, str] = {}
    find = lambda: {given: name for name, given in _written(module)}  # noqa: E731
    return module.remembered(variable_set_to, module, find, in_cycle=none).get(value, "")


def _values(module: Module, name: str) -> Sequence[cst.BaseExpression]:
    """What a module sets a variable to; remembered for all variables."""
    none: Mapping[str, Sequence[cst.BaseExpression]] = {}
    every = module.remembered(_written, module, lambda: _by_name(module), in_cycle=none)
    return every.get(name, ())


def _by_name(module: Module) -> Mapping[str, Sequence[cst.BaseExpression]]:
    found: dict[str, list[cst.BaseExpression]] = {}
    for name, value in _written(module):
        found.setdefault(name, []).append(value)
    return found


def _written(module: Module) -> Iterator[tuple[str, cst.BaseExpression]]:
    """Each variable that a module sets, with its value."""
    mappings = {one.rpartition(".")[2] for one in readers("environment", "mappings")}
    for text in sorted({*readers("environment", "mappings"), *mappings}):
        for one in module.symbols.mutations.get(text, ()):
            target, is_augmented = one.target, isinstance(one.statement, cst.AugAssign)
            if not isinstance(target, cst.Subscript) or one.value is None or is_augmented:
                continue
            index = target.slice[0].slice
            if isinstance(index, cst.Index) and is_environment(target.value, one.point):
                yield text_of(index.value), one.value
    for method in readers("environment", "setters"):
        for call in module.symbols.by_called.get(method, ()):
            holder = call.func.value if isinstance(call.func, cst.Attribute) else None
            if holder is not None and is_environment(holder, module.symbols.points[call]):
                yield from _given(call)


def _given(call: cst.Call) -> Iterator[tuple[str, cst.BaseExpression]]:
    """`setdefault(name, value)`, `update({name: value})`, `update(name=value)`."""
    plain = [one.value for one in call.args if one.keyword is None and not one.star]
    yield from ((one.keyword.value, one.value) for one in call.args if one.keyword)
    if len(plain) == 2:
        yield text_of(plain[0]), plain[1]
    for table in plain[:1]:
        for one in table.elements if isinstance(table, cst.Dict) else ():
            if isinstance(one, cst.DictElement):
                yield text_of(one.key), one.value
