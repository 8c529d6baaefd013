"""What code itself sets a variable of the environment to: `os.environ["M"] = "…"`.

What a test sets counts for that test alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValues, mentioning
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.settings_readers import readers
from glm_migrate.project.file_kinds import is_test_file


def is_environment(node: cst.BaseExpression, point: ProgramPoint) -> bool:
    """Whether an expression is the environment as a mapping."""
    return full_name(node, point) in readers("environment", "mappings")


def set_by_code(module: Module, name: str, depth: int) -> ResolvedValues:
    """What the project's code is seen to set a variable to, as `module` reads it."""
    found = ResolvedValues.sum(
        _once(there, value, depth)
        for there in mentioning(module, name)
        if there is module or not is_test_file(there.source.path)
        for value in _values(there, name)
    )
    return ResolvedValues(found.found)


def _once(there: Module, value: cst.BaseExpression, depth: int) -> ResolvedValues:
    """What a value is; nothing where it is the variable itself: `e["M"] = e.get("M", "x")`."""
    find = lambda: there.resolver.resolve(value, there.symbols.point(value), depth)  # noqa: E731
    return there.resolver.once(value, "set to", find, depth)


def _values(module: Module, name: str) -> Iterator[cst.BaseExpression]:
    mappings = {one.rpartition(".")[2] for one in readers("environment", "mappings")}
    for text in {*readers("environment", "mappings"), *mappings}:
        for one in module.symbols.mutations.get(text, ()):
            target, is_augmented = one.target, isinstance(one.statement, cst.AugAssign)
            if not isinstance(target, cst.Subscript) or one.value is None or is_augmented:
                continue
            index = target.slice[0].slice
            is_named = isinstance(index, cst.Index) and text_of(index.value) == name
            if is_named and is_environment(target.value, one.point):
                yield one.value
    yield from _of_methods(module, name)


def _of_methods(module: Module, name: str) -> Iterator[cst.BaseExpression]:
    """`os.environ.setdefault(name, value)`, `os.environ.update({name: value})`."""
    for method in readers("environment", "setters"):
        for call in module.symbols.by_called.get(method, ()):
            holder = call.func.value if isinstance(call.func, cst.Attribute) else None
            if holder is None or not is_environment(holder, module.symbols.points[call]):
                continue
            yield from _given(call, name)


def _given(call: cst.Call, name: str) -> Iterator[cst.BaseExpression]:
    plain = [one.value for one in call.args if one.keyword is None and not one.star]
    yield from (one.value for one in call.args if one.keyword and one.keyword.value == name)
    if len(plain) == 2 and text_of(plain[0]) == name:
        yield plain[1]
    for table in plain[:1]:
        for one in table.elements if isinstance(table, cst.Dict) else ():
            if isinstance(one, cst.DictElement) and text_of(one.key) == name:
                yield one.value
