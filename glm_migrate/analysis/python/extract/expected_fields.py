"""The fields of a call that a test of the project expects to be sent.

A test that names what holds the call, and asserts `top_p` with the value that the call sends, fails
once a fix takes the field away or writes another value; one that asserts all that is sent, once a
fix adds a field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import libcst as cst

from glm_migrate.analysis.python.dataflow.conditions import plain
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import dotted
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.knowledge.program_words import one_of
from glm_migrate.model.calls import Argument, ChatCall
from glm_migrate.project.file_kinds import is_test_file

EXPECTED_WORD = re.compile(f"(?i)^{one_of('expected')}(_|$)")
_ASSERT_CALLS = re.compile(f"(?i)^{one_of('asserting')}|^call$")
_COMPARES_ALL = callables("compares-all-arguments")
_EVERY_CALL = "messages"  # what each call sends
# What a fix takes away, moves, or writes another value for.
_FIELDS = frozenset("temperature top_p max_tokens max_completion_tokens thinking".split())
_STATEMENTS = (cst.BaseStatement, cst.BaseSmallStatement)


def is_assertion(name: str) -> bool:
    """Whether a function of that name says what is expected: `assert_called_with`, `call`."""
    return bool(_ASSERT_CALLS.search(name))


def with_expectations(call: ChatCall, modules: Sequence[Module]) -> ChatCall:
    """`call` with the place of a test that expects each of its fields."""
    if not modules or is_test_file(call.source.path):
        return call
    found = tuple(_expected(one, call, modules[0]) for one in call.arguments)
    whole = _expecting_all(call, modules[0])
    return replace(call, arguments=found, expected_whole=whole)


def _expecting_all(call: ChatCall, module: Module) -> str:
    """The place of a test that expects the call's fields and no others; empty where none does."""
    if _EVERY_CALL not in (one.name for one in call.arguments):
        return ""
    for test in _tests(call, _EVERY_CALL, module):
        node = test.remembered(_whole, "", partial(_first_whole, test), in_cycle=None)
        if node is not None:
            return f"{test.source.path}:{test.line(node)}"
    return ""


def _first_whole(test: Module) -> cst.CSTNode | None:
    return next(_whole(test), None)


def _whole(test: Module) -> Iterator[cst.CSTNode]:
    """`assert_called_once_with(model=…, messages=…)`, and dicts with both that are compared."""
    for call in test.symbols.calls:
        name = dotted(call.func).rpartition(".")[2] or _method(call)
        names = {one.keyword.value for one in call.args if one.keyword}
        is_open = any(one.star == "**" for one in call.args)
        if name in _COMPARES_ALL and _EVERY_CALL in names and not is_open:
            yield call
    for node in test.symbols.strings:
        if text_of(node) == _EVERY_CALL and _is_compared(test, node):
            yield node


def _is_compared(test: Module, key: cst.BaseString) -> bool:
    """Whether a dict with that key is one side of `==`."""
    parents = test.symbols.parents
    entry = parents.get(key)
    dict_ = parents.get(entry) if isinstance(entry, cst.DictElement) and entry.key is key else None
    above = parents.get(dict_) if isinstance(dict_, cst.Dict) else None
    if isinstance(above, cst.ComparisonTarget):
        return isinstance(above.operator, cst.Equal)
    return isinstance(above, cst.Comparison) and isinstance(
        above.comparisons[0].operator, cst.Equal
    )


def _expected(argument: Argument, call: ChatCall, module: Module) -> Argument:
    if argument.name not in _FIELDS:
        return argument
    for test in _tests(call, argument.name, module):
        for node, value in _asserted(test, argument.name):
            if _is_same(value, argument):
                place = f"{test.source.path}:{test.line(node)}"
                return replace(argument, expected=place)
    return argument


def _tests(call: ChatCall, field: str, module: Module) -> Iterator[Module]:
    """The test files that name a field and the function, class or module of a call."""
    names = call.scope.split(".") if call.scope else []
    word = re.compile(rf"\b({'|'.join(map(re.escape, [*names, call.source.path.stem]))})\b")
    nothing: tuple[Module, ...] = ()
    files = module.remembered(_naming, field, lambda: _naming(field, module), in_cycle=nothing)
    yield from (one for one in files if word.search(one.source.text))


def _naming(field: str, module: Module) -> tuple[Module, ...]:
    """The test files that name a field; looked for once for all calls."""
    if not any(is_test_file(one.path) for one in module.program.project.mentioning(field)):
        return ()
    every = module.program.mentioning(field)
    return tuple(one for one in every if is_test_file(one.source.path))


def _asserted(test: Module, field: str) -> Iterator[tuple[cst.CSTNode, cst.BaseExpression | None]]:
    """Where a test asserts a field, and the value that it expects, as far as one is written."""
    for call in test.symbols.calls:
        if is_assertion(dotted(call.func).rpartition(".")[2] or _method(call)):
            given = (one for one in call.args if one.keyword and one.keyword.value == field)
            yield from ((one, one.value) for one in given)
    for node in test.symbols.strings:
        if text_of(node) == field:
            yield from _around(test, node)


def _method(call: cst.Call) -> str:
    return call.func.attr.value if isinstance(call.func, cst.Attribute) else ""


def _around(
    test: Module, node: cst.BaseString
) -> Iterator[tuple[cst.CSTNode, cst.BaseExpression | None]]:
    """`"top_p"` within an assertion or a dict that is expected; `not in` expects the contrary."""
    parents = test.symbols.parents
    entry, above = parents.get(node), parents.get(node)
    value = entry.value if isinstance(entry, cst.DictElement) and entry.key is node else None
    while above is not None and not isinstance(above, _STATEMENTS):
        if isinstance(above, cst.Comparison):
            if any(isinstance(one.operator, cst.NotIn) for one in above.comparisons):
                return
            value = value or _number_beside(above)
        if isinstance(above, cst.Call) and is_assertion(_method(above)):
            yield node, value
            return
        above = parents.get(above)
    if isinstance(above, cst.Assert) or _is_named_expected(above):
        yield node, value


def _number_beside(node: cst.Comparison) -> cst.BaseExpression | None:
    sides = (node.left, *(one.comparator for one in node.comparisons))
    return next((one for one in sides if isinstance(plain(one), (int, float))), None)


def _is_named_expected(node: cst.CSTNode | None) -> bool:
    targets = [one.target for one in node.targets] if isinstance(node, cst.Assign) else []
    return any(EXPECTED_WORD.match(dotted(one)) for one in targets)


def _is_same(value: cst.BaseExpression | None, argument: Argument) -> bool:
    """Whether a value can be the one that is sent; one that is no plain number can."""
    number = plain(value) if value is not None else None
    return not isinstance(number, (int, float)) or argument.value.can_be(number)
