"""Which write decides what is read of a mapping that all modules share.

Sessions and the environment are written by name from anywhere. What the same function has written
on the way to a read is read there, whatever others write at other times.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValues, mentioning
from glm_migrate.analysis.python.dataflow.limits import MAX_CALLS_BETWEEN
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, Scope
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.knowledge.settings_readers import readers

# Whether an expression is the mapping that is meant.
IsMapping = Callable[[cst.BaseExpression, ProgramPoint], bool]
# What a method of a mapping, or a loader of variables, can put under any key.
_METHODS = callables("updates-dict", "takes-entry") | {
    name for table in ("environment", "sessions") for name in readers(table, "setters")
}


@dataclass(frozen=True, eq=False)
class SharedWrite:
    """A statement that puts a value under a key; under one that is not seen for the empty text.

    Attributes:
        value: None where it is made of what is there.
    """

    key: str
    value: cst.BaseExpression | None
    point: ProgramPoint


def shared_write(
    module: Module, mapping: str, is_it: IsMapping, key: str, read: cst.BaseExpression
) -> cst.BaseExpression | None:
    """The value that `read` surely gets of a mapping; None where others can come between."""
    if read not in module.symbols.points:
        return None
    none: Sequence[SharedWrite] = ()
    find = lambda: tuple(_writes(module, is_it))  # noqa: E731
    writes = module.remembered(shared_write, mapping, find, in_cycle=none)
    meant = [one for one in writes if one.key in (key, "")]
    return _deciding(module, module.symbols.point(read), meant) if meant else None


def value_set(module: Module, value: cst.BaseExpression, depth: int) -> ResolvedValues:
    """What is put there; nothing where that is itself what is read: `e["M"] = e.get("M", "x")`."""
    find = lambda: module.resolver.resolve(value, module.symbols.point(value), depth)  # noqa: E731
    return module.resolver.once(value, "set to", find, depth)


def _writes(module: Module, is_it: IsMapping) -> Iterator[SharedWrite]:
    for mutations in tuple(module.symbols.mutations.values()):
        for one in mutations:
            target = one.target
            if isinstance(target, (cst.Subscript, cst.Attribute)) and is_it(
                target.value, one.point
            ):
                is_whole = not isinstance(one.statement, (cst.AugAssign, cst.Del))
                yield SharedWrite(_key(target), one.value if is_whole else None, one.point)


def _key(target: cst.Subscript | cst.Attribute) -> str:
    if isinstance(target, cst.Attribute):
        return target.attr.value
    index = target.slice[0].slice
    return text_of(index.value) if isinstance(index, cst.Index) else ""


def _deciding(
    module: Module, read: ProgramPoint, writes: Sequence[SharedWrite]
) -> cst.BaseExpression | None:
    near = [one for one in writes if one.point.scope.function is read.scope.function]
    before = [one for one in near if one.point.order < read.order]
    last = max(before, key=lambda one: one.point.order, default=None)
    if (
        last is None
        or not last.key
        or last.point.branches != read.branches[: len(last.point.branches)]
    ):
        return None
    is_repeated = any(
        isinstance(owner, (cst.For, cst.While))
        for owner, _ in read.branches[len(last.point.branches) :]
    )
    if is_repeated or _may_be_written(module, last.point, read):
        return None
    return last.value


def _may_be_written(module: Module, written: ProgramPoint, read: ProgramPoint) -> bool:
    """Whether a function of the project, or a loader of variables, runs between two points."""
    calls = _calls_in(module, read.scope.function)
    at = lambda one: module.symbols.point(one).order  # noqa: E731
    first, end = (bisect_right(calls, one.order, key=at) for one in (written, read))
    between = calls[first:end]
    return len(between) > MAX_CALLS_BETWEEN or any(_may_write(module, one) for one in between)


def _may_write(module: Module, call: cst.Call) -> bool:
    """Whether a call is one of a loader, or has the name of a function or class of the project.

    By the name alone: to follow it could lead back to what is read.
    """
    name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    word = name.value if isinstance(name, cst.Name) else ""
    if not word or word in _METHODS or word in readers("environment", "loaders"):
        return True
    words = {word, full_name(call.func, module.symbols.point(call)).rpartition(".")[2] or word}
    return any(
        f"def {one}" in there.source.text or f"class {one}" in there.source.text
        for one in words
        for there in mentioning(module, one)
    )


def _calls_in(module: Module, function: Scope) -> Sequence[cst.Call]:
    """The calls in a function in their order; remembered."""
    return module.remembered(
        _calls_in,
        function,
        lambda: sorted(
            (one for one in module.symbols.calls if _function(module, one) is function),
            key=lambda one: module.symbols.point(one).order,
        ),
        in_cycle=[],
    )


def _function(module: Module, call: cst.Call) -> Scope:
    return module.symbols.point(call).scope.function
