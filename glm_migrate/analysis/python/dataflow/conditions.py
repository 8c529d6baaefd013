"""Which branch a known text or number takes: tests such as `"glm" in model` or `limit > 0`.

A test is worked out for one value of one variable. Where that is not possible, both branches are
taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from operator import ge, gt, le, lt

import libcst as cst

from glm_migrate.analysis.python.dataflow.folded_values import UNKNOWN, Constant, Folded
from glm_migrate.analysis.python.dataflow.folding import fold
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.reaching_definitions import exclusive, visible
from glm_migrate.analysis.python.semantics.scopes import (
    Definition,
    ProgramPoint,
    Scope,
    SymbolTable,
    dotted,
)
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables

_JUDGES = callables("judges-items")

_ORDERS: dict[type, Callable[..., bool]] = {
    cst.LessThan: lt,
    cst.LessThanEqual: le,
    cst.GreaterThan: gt,
    cst.GreaterThanEqual: ge,
}
Truth = bool | None  # None where it can't be told


@dataclass(frozen=True)
class Condition:
    """A test that has come out in one way where some program point is reached."""

    test: cst.BaseExpression
    outcome: bool
    point: ProgramPoint

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The variables that it may ask about."""
        return frozenset(_names(self.test))


_Arm = tuple[Condition | None, bool]


def conditions(point: ProgramPoint, symbols: SymbolTable) -> Iterator[Condition]:
    """The tests whose outcome is known at `point`, of statements in the same scope."""
    for owner, index in point.branches:
        for number, (own, is_decided) in enumerate(islice(_arms(owner, symbols), index + 1)):
            if own is not None and (is_decided or number == index):
                yield replace(own, outcome=number == index)
    for owner in symbols.failing(point.scope):
        if _is_behind(owner, point, symbols):
            yield Condition(owner.test, False, symbols.point(owner.test))


def excludes(
    known: Sequence[Condition], name: str, value: Constant, module: Module, depth: int
) -> bool:
    """Whether one of the conditions `known` can't hold where the variable `name` is `value`."""
    return any(
        name in one.subjects and holds(one, name, value, module, depth) is (not one.outcome)
        for one in known
    )


class OpenPlaces:
    """Where code is reached in which variables have known values.

    Each test is asked once, however many places stand behind it.
    """

    def __init__(self, values: Mapping[str, Constant], module: Module, depth: int) -> None:
        self._values, self._module, self._depth = values, module, depth
        self._outcomes: dict[cst.CSTNode, frozenset[Truth]] = {}
        self._closed: dict[cst.CSTNode, frozenset[int]] = {}
        self._ends: dict[Scope, list[cst.If]] = {}

    def reaches(self, point: ProgramPoint) -> bool:
        """Whether a place may be reached, as far as the tests around and before it tell."""
        if any(index in self._closed_arms(owner) for owner, index in point.branches):
            return False
        ends = self._ends_of(point.scope)
        return not any(_is_behind(one, point, self._module.symbols) for one in ends)

    def _ends_of(self, scope: Scope) -> list[cst.If]:
        """The statements that are not passed, of those that are only left by a failing test."""
        if scope not in self._ends:
            failing = self._module.symbols.failing(scope)
            firsts = ((one, self._arms_of(one)[0][0]) for one in failing)
            self._ends[scope] = [one for one, own in firsts if True in self._outcomes_of(own)]
        return self._ends[scope]

    def _closed_arms(self, owner: cst.CSTNode) -> frozenset[int]:
        """The arms of a statement that are not taken."""
        if owner not in self._closed:
            self._closed[owner] = frozenset(self._find_closed(owner))
        return self._closed[owner]

    def _find_closed(self, owner: cst.CSTNode) -> Iterator[int]:
        is_past, arms = False, self._arms_of(owner)
        for number, (own, is_decided) in enumerate(arms):
            outcomes = self._outcomes_of(own)
            if is_past or False in outcomes:
                yield number
            is_past = is_past or (is_decided and True in outcomes)
        if is_past:  # `else`
            yield len(arms)

    def _arms_of(self, owner: cst.CSTNode) -> Sequence[_Arm]:
        symbols = self._module.symbols
        return self._module.remembered(owner, _arms, lambda: tuple(_arms(owner, symbols)), ())

    def _outcomes_of(self, one: Condition | None) -> frozenset[Truth]:
        """How a test comes out for the values of the variables that it asks about."""
        if one is None:
            return frozenset()
        if one.test not in self._outcomes:
            names = one.subjects & self._values.keys()
            self._outcomes[one.test] = frozenset(
                holds(one, name, self._values[name], self._module, self._depth) for name in names
            )
        return self._outcomes[one.test]


def plain(node: cst.CSTNode) -> Constant:
    """The text or number that an expression is; None for all others, and for an empty text."""
    if isinstance(node, (cst.Integer, cst.Float, cst.UnaryOperation)):
        value = _only(fold(node, _nothing))
        is_number = value is not None and isinstance(value.value, (int, float))
        return value.value if value is not None and is_number else None
    return text_of(node) or None


def holds(condition: Condition, name: str, value: Constant, module: Module, depth: int) -> Truth:
    """Whether a test comes out true where the variable `name` is `value`."""

    def leaf(node: cst.BaseExpression, below: int) -> Sequence[Folded]:
        if dotted(node) == name:
            return (Folded(value),)
        if not isinstance(node, (cst.Name, cst.Attribute)):
            return (UNKNOWN,)
        found = module.resolver.resolve(node, condition.point, depth + below)
        if len(found.found) != 1 or found.unresolved or found.limits:
            return (UNKNOWN,)
        only = found.found[0].node
        return fold(only, _nothing, below) if isinstance(only, _WRITTEN) else (UNKNOWN,)

    return _truth(condition.test, leaf)


_WRITTEN = (cst.SimpleString, cst.Tuple, cst.List, cst.Set, cst.Dict)
_Leaf = Callable[[cst.BaseExpression, int], Sequence[Folded]]


def _nothing(node: cst.BaseExpression, depth: int) -> Sequence[Folded]:
    return (UNKNOWN,)


def _truth(test: cst.BaseExpression, leaf: _Leaf) -> Truth:
    if isinstance(test, cst.BooleanOperation):
        parts = [_truth(test.left, leaf), _truth(test.right, leaf)]
        deciding = isinstance(test.operator, cst.Or)
        if deciding in parts:
            return deciding
        return None if None in parts else not deciding
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        inner = _truth(test.expression, leaf)
        return None if inner is None else not inner
    if isinstance(test, cst.Comparison):
        return _compared(test, leaf) if len(test.comparisons) == 1 else None
    if isinstance(test, cst.Call) and dotted(test.func) in _JUDGES:
        return None
    only = _only(fold(test, leaf))
    return None if only is None else bool(only.value)


def _compared(test: cst.Comparison, leaf: _Leaf) -> Truth:
    target = test.comparisons[0]
    left, right = _only(fold(test.left, leaf)), _only(fold(target.comparator, leaf))
    if left is None or right is None:
        return None
    if isinstance(target.operator, (cst.Equal, cst.Is)):
        return left.value == right.value
    if isinstance(target.operator, (cst.NotEqual, cst.IsNot)):
        return left.value != right.value
    if isinstance(target.operator, (cst.In, cst.NotIn)):
        return _contained(left, right, isinstance(target.operator, cst.In))
    order = _ORDERS.get(type(target.operator))
    are_numbers = isinstance(left.value, (int, float)) and isinstance(right.value, (int, float))
    return order(left.value, right.value) if order is not None and are_numbers else None


def _contained(left: Folded, right: Folded, expected: bool) -> Truth:
    if isinstance(right.value, str) and isinstance(left.value, str):
        return (left.value in right.value) is expected
    if isinstance(right.value, tuple):
        return (left.value in right.value) is expected
    return None


def _only(values: Sequence[Folded]) -> Folded | None:
    return values[0] if len(values) == 1 and values[0].whole else None


def _names(node: cst.CSTNode) -> Iterator[str]:
    """The variables and attributes in a test."""
    if isinstance(node, (cst.Name, cst.Attribute)):
        yield dotted(node)
    for child in node.children:
        yield from _names(child)


def _arms(owner: cst.CSTNode, symbols: SymbolTable) -> Iterator[_Arm]:
    """What holds in each arm of a statement, and whether it can't hold in the later ones."""
    if isinstance(owner, cst.If):
        node: cst.CSTNode | None = owner
        while isinstance(node, cst.If):
            yield Condition(node.test, True, symbols.point(node.test)), True
            node = node.orelse
    elif isinstance(owner, cst.Match):
        for case in owner.cases:
            yield _of_case(owner.subject, case, symbols), case.guard is None


def _of_case(
    subject: cst.BaseExpression, case: cst.MatchCase, symbols: SymbolTable
) -> Condition | None:
    """In a `case` with nothing but texts the subject is one of them."""
    texts = list(_texts_of(case.pattern))
    if not all(texts):
        return None
    items = [cst.Element(one) for one in texts if one is not None]
    target = cst.ComparisonTarget(cst.In(), cst.Tuple(items))
    return Condition(cst.Comparison(subject, [target]), True, symbols.point(subject))


def _texts_of(pattern: cst.MatchPattern) -> Iterator[cst.BaseExpression | None]:
    """The texts that a pattern is, `"a" | "b"`; None for all else in it."""
    if isinstance(pattern, cst.MatchOr):
        for one in pattern.patterns:
            yield from _texts_of(one.pattern)
    else:
        yield pattern.value if isinstance(pattern, cst.MatchValue) else None


def _is_behind(owner: cst.If, point: ProgramPoint, symbols: SymbolTable) -> bool:
    """Whether `point` is reached only past the `if` statement `owner`."""
    here = symbols.point(owner.test)
    return (
        here.order < point.order
        and point.branches[: len(here.branches)] == here.branches
        and all(one is not owner for one, _ in point.branches)
    )


def only_definition(
    name: str, point: ProgramPoint, symbols: SymbolTable
) -> tuple[Definition, Scope] | None:
    """The one definition of a variable that `point` can read, if there is but one."""
    scope = point.scope.lookup(name)
    if scope is None:
        return None
    found, complete = visible(name, scope, point, symbols)
    return (found[0], scope) if complete and len(found) == 1 else None


def is_unchanged(name: str, scope: Scope, since: ProgramPoint, use: ProgramPoint) -> bool:
    """Whether no definition of a variable of `scope` stands between two points of its code."""
    return not any(
        one.point.order > since.order and not exclusive(one.point, use)
        for one in scope.definitions.get(name, ())
    )
