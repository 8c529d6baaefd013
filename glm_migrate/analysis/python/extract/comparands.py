"""What an id is compared with or expected to be, where all of that is seen.

A test that compares what it wrote itself says nothing of what a call asks, be the text the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import callees
from glm_migrate.analysis.python.dataflow.effects import inside
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import Scope
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.knowledge.program_words import words
from glm_migrate.project.file_kinds import is_test_file
from glm_migrate.text.source import Span

Places = frozenset[tuple[Path, Span]]
_SET_UP = words("set-up")
_STATEMENTS = (cst.BaseStatement, cst.BaseSmallStatement)
_DISPLAY_PARTS = (cst.DictElement, cst.Element, cst.Dict, cst.List)
_EQUAL_CALLS = callables("asserts-equal")


def compared_with(module: Module, node: cst.CSTNode) -> Places | None:
    """Where the texts are written that `node` is compared with; None where not all are seen."""
    other = _other_side(module, node)
    return None if other is None else texts_of(module, other)


def texts_of(module: Module, node: cst.BaseExpression) -> Places | None:
    """Where the texts are written that an expression can be; None where not all are seen."""
    values = module.resolver.resolve(node, module.symbols.point(node))
    if not values.found or values.unresolved or values.limits:
        return None
    texts = [(one.module, one.node) for one in values.found if isinstance(one.node, cst.BaseString)]
    if len(texts) < len(values.found):
        return None
    return frozenset((where.source.path, where.bare(text)) for where, text in texts)


def all_compared_with(module: Module, nodes: Iterator[cst.CSTNode]) -> Places | None:
    """The same of several reads of one value."""
    found = [compared_with(module, node) for node in nodes]
    seen = [one for one in found if one is not None]
    return frozenset().union(*seen) if seen and len(seen) == len(found) else None


def is_in_expected(module: Module, node: cst.CSTNode) -> bool:
    """Whether a text stands in a dict or list that an assertion compares with something made here.

    That is `assert body() == {"model": "glm-4.5"}`, where the project has the function.
    """
    parents = module.symbols.parents
    whole, above = node, parents.get(node)
    while isinstance(above, _DISPLAY_PARTS):
        whole, above = above, parents.get(above)
    other = _other_side(module, whole) if isinstance(whole, (cst.Dict, cst.List)) else None
    return other is not None and _is_asserted(module, whole) and _is_made_here(module, other)


def _is_asserted(module: Module, node: cst.CSTNode) -> bool:
    above = module.symbols.parents.get(node)
    while above is not None and not isinstance(above, (cst.Assert, *_STATEMENTS)):
        if _is_assertion(above):
            return True
        above = module.symbols.parents.get(above)
    return isinstance(above, cst.Assert)


def _is_made_here(module: Module, node: cst.CSTNode) -> bool:
    """Whether a function of the program is called in an expression."""
    return any(
        not is_test_file(one.module.source.path)
        for inner in inside(node)
        if isinstance(inner, cst.Call)
        for one in callees(module, inner)
    )


def given_by_test(module: Module, node: cst.CSTNode) -> Places | None:
    """Where a test that expects a text gives it itself; None where it does not.

    What the program does with it in between may not be seen; it is what the test put in all the
    same. Fixtures that the test asks for count as the test.
    """
    scope = module.symbols.point(node).scope
    if not is_test_file(module.source.path) or not isinstance(scope.node, cst.FunctionDef):
        return None
    before, text = _of_test(module, scope), text_of(node)
    given = [
        one
        for one in module.symbols.strings
        if text_of(one) == text and id(module.symbols.point(one).scope.function) in before
    ]
    places = (module.bare(one) for one in given if not _is_expected(module, one))
    return frozenset((module.source.path, place) for place in places) or None


def _of_test(module: Module, scope: Scope) -> frozenset[int]:
    """The scope of a test, those of the fixtures and of the set-up that run before it."""
    assert isinstance(scope.node, cst.FunctionDef)
    wanted = {one.name.value for one in scope.node.params.params} | _SET_UP
    beside = (one for one in module.symbols.scopes.values() if one.name in wanted)
    first = (one for one in beside if one.parent in (scope.parent, scope.module))
    return frozenset(map(id, (scope, *first)))


def _is_expected(module: Module, node: cst.CSTNode) -> bool:
    """Whether a text stands in an assertion or a comparison."""
    parents, above = module.symbols.parents, module.symbols.parents.get(node)
    while above is not None and not isinstance(above, _STATEMENTS):
        if isinstance(above, cst.Comparison) or _is_assertion(above):
            return True
        above = parents.get(above)
    return isinstance(above, cst.Assert)


def _is_assertion(node: cst.CSTNode) -> bool:
    called = node.func if isinstance(node, cst.Call) else None
    return isinstance(called, cst.Attribute) and called.attr.value.lower().startswith("assert")


def _other_side(module: Module, node: cst.CSTNode) -> cst.BaseExpression | None:
    """The other operand of `==` and `!=`, or the other argument of `assertEqual`."""
    parents = module.symbols.parents
    parent = parents.get(node)
    if isinstance(parent, cst.ComparisonTarget):
        whole = parents.get(parent)
        return whole.left if isinstance(whole, cst.Comparison) and _is_equality(whole) else None
    if isinstance(parent, cst.Comparison) and _is_equality(parent):
        return parent.comparisons[0].comparator
    call = parents.get(parent) if isinstance(parent, cst.Arg) else None
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
        return None
    if call.func.attr.value not in _EQUAL_CALLS or len(call.args) < 2:
        return None
    return next(one.value for one in call.args[:2] if one is not parent)


def _is_equality(node: cst.Comparison) -> bool:
    return len(node.comparisons) == 1 and isinstance(
        node.comparisons[0].operator, (cst.Equal, cst.NotEqual)
    )
