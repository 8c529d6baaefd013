"""A test of the delta's text that makes the program fail, or leave the loop, where there is none.

`assert text is not None`, `if not text: raise …`, `if not text: break`: with a model that thinks,
deltas without text come first, and what was a check of the impossible ends the run or the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import called
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.streams.named_tests import inside_named, named_test
from glm_migrate.analysis.python.streams.taken_while import is_taken_while
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.knowledge.known_callables import callables

_TAKING = callables("takes-while")
_TESTING = (cst.Assert, cst.If, cst.While)


def is_refused(consumer: Consumer, one: PartUse, text: str | None = None) -> bool:
    """Whether the test in which a part is read fails, or leads to an error, where it is `text`.

    Args:
        text: The empty text, or None where there is none.
    """
    statement, outcome = _test_of(consumer, one, text)
    if isinstance(statement, cst.Assert):
        return outcome is False
    return isinstance(_end(_taken(statement, outcome)), cst.Raise)


def ends_the_loop(consumer: Consumer, one: PartUse, text: str | None = None) -> bool:
    """Whether the loop is left where a part is `text`, and nothing was read of the delta before."""
    if one.reading.part is not Part.CONTENT or one.reading.depth:
        return False
    if _ends_the_taking(consumer, one, text) or is_taken_while(consumer, one):
        return True
    statement, outcome = _test_of(consumer, one, text)
    loop = one.reading.loop
    if isinstance(statement, cst.While):
        return outcome is False and statement is loop
    end = _end(_taken(statement, outcome))
    if statement is None or loop is None or _is_reasoning_read_first(consumer, one):
        return False
    blocks = consumer.blocks_of.of(one.module)
    if isinstance(end, cst.Break):
        return blocks.loop(statement) is loop
    return isinstance(end, cst.Return) and blocks.within(statement, loop)


def passed_without_text(consumer: Consumer, one: PartUse) -> tuple[cst.CSTNode, ...]:
    """The tests before a read that a delta without text comes past: `if text == "": continue`."""
    if one.module is not consumer.module:
        return ()
    return tuple(
        test
        for test, wanted in _wanted(consumer, one)
        if _Test(consumer, one, None, others=wanted).outcome(test) is wanted
    )


def _wanted(consumer: Consumer, one: PartUse) -> Iterator[tuple[cst.CSTNode, bool]]:
    """The conditions before a read, each with the outcome that leads there."""
    parents = one.module.symbols.parents
    yield from (
        (test, is_around)
        for test, is_around in consumer.demanded(one.node)
        if isinstance(parents.get(test), (cst.If, cst.While))
    )
    around = [one.node, *one.above()]
    for test in consumer.tests(one.module, one.node):
        holder = parents.get(test)
        if isinstance(holder, cst.CompIf):
            yield test, True
        elif isinstance(holder, cst.BooleanOperation):
            yield test, isinstance(holder.operator, cst.And)
        elif isinstance(holder, cst.IfExp):
            yield test, any(up is holder.body for up in around)


def _ends_the_taking(consumer: Consumer, one: PartUse, text: str | None) -> bool:
    """Whether the part is read in the test of `takewhile(lambda chunk: …, stream)`, and ends it."""
    if one.reading.yielded:  # the generator's own `yield` is judged
        return False
    test = next((up for up in one.above() if isinstance(up, cst.Lambda)), None)
    parents = one.module.symbols.parents
    argument = parents.get(test) if test is not None else None
    call = parents.get(argument) if isinstance(argument, cst.Arg) else None
    if test is None or not isinstance(call, cst.Call) or call.args[0] is not argument:
        return False
    is_taking = called(call).rpartition(".")[2] in _TAKING
    return is_taking and _Test(consumer, one, text).outcome(test.body) is False


def _is_reasoning_read_first(consumer: Consumer, one: PartUse) -> bool:
    """Whether a delta that reasons does not get to the read."""
    return any(
        Part.REASONING in consumer.mentions(one.module, test)
        for test in consumer.tests(one.module, one.node)
    )


def _test_of(
    consumer: Consumer, one: PartUse, text: str | None
) -> tuple[cst.Assert | cst.If | cst.While | None, bool | None]:
    """The statement whose test reads a part, and the outcome of that test for `text`."""
    statement = next((up for up in one.above() if isinstance(up, _TESTING)), None)
    if statement is None or not _is_within(one, statement.test):
        statement = next(_tests_of_name(one), None)
    if statement is None:
        return None, None
    return statement, _Test(consumer, one, text).outcome(statement.test)


def _tests_of_name(one: PartUse) -> Iterator[cst.Assert | cst.If | cst.While]:
    """The statements that test the name to which a read is bound: `has = bool(text); if has:`."""
    symbols = one.module.symbols
    bound, holder = next(
        ((value, up) for value, up in pairwise((one.node, *one.above())) if _assigns(up)),
        (None, None),
    )
    if not isinstance(holder, cst.Assign) or bound is not holder.value:
        return
    name = holder.targets[0].target
    for use in symbols.uses_of(name.value, one.point.scope) if isinstance(name, cst.Name) else ():
        statement = _testing(one.module, use)
        if statement is not None and named_test(one.module, use) is bound:
            yield statement


def _testing(module: Module, node: cst.CSTNode) -> cst.Assert | cst.If | cst.While | None:
    """The statement whose test an expression is a part of."""
    child, above = node, module.symbols.parents.get(node)
    while isinstance(above, cst.BaseExpression):
        child, above = above, module.symbols.parents.get(above)
    return above if isinstance(above, _TESTING) and above.test is child else None


def _assigns(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Assign) and len(node.targets) == 1


def _is_within(one: PartUse, test: cst.CSTNode) -> bool:
    return one.node is test or any(up is test for up in one.above())


def _taken(statement: cst.CSTNode | None, outcome: bool | None) -> cst.CSTNode | None:
    """The branch of an `if` that runs; None where that is not known."""
    if not isinstance(statement, cst.If) or outcome is None:
        return None
    return statement.body if outcome else statement.orelse


def _end(branch: cst.CSTNode | None) -> cst.CSTNode | None:
    """The last statement of a branch."""
    suite = branch.body if isinstance(branch, cst.Else) else branch
    body = suite.body if isinstance(suite, (cst.IndentedBlock, cst.SimpleStatementSuite)) else ()
    last = body[-1] if body else None
    return last.body[-1] if isinstance(last, cst.SimpleStatementLine) else last


class _Test:
    """The outcome of a condition for a part that is None or empty; None where it is not known.

    What does not ask about the part comes out as `others`, where that is given.
    """

    def __init__(
        self, consumer: Consumer, one: PartUse, text: str | None, others: bool | None = None
    ) -> None:
        self._consumer = consumer
        self._one = one
        self._text = text
        self._others = others

    def outcome(self, node: cst.CSTNode) -> bool | None:
        if isinstance(node, cst.BooleanOperation):
            return self._of_both(node)
        parts = inside_named(self._one.module, node)
        if self._others is not None and not any(map(self._is_part, parts)):
            return self._others
        if self._is_part(node):
            return False
        if (named := named_test(self._one.module, node)) is not None:
            return self.outcome(named)
        if isinstance(node, cst.Call) and called(node) == "bool" and len(node.args) == 1:
            return self.outcome(node.args[0].value)
        if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
            inner = self.outcome(node.expression)
            return None if inner is None else not inner
        if isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
            return self._of_comparison(node.left, node.comparisons[0])
        if isinstance(node, cst.Call) and called(node) == "isinstance" and node.args:
            return self._text is not None if self._is_part(node.args[0].value) else None
        return None

    def _of_both(self, node: cst.BooleanOperation) -> bool | None:
        decisive = isinstance(node.operator, cst.Or)
        both = (self.outcome(node.left), self.outcome(node.right))
        if decisive in both:
            return decisive
        return None if None in both else not decisive

    def _of_comparison(self, left: cst.CSTNode, target: cst.ComparisonTarget) -> bool | None:
        """`text is None`, `text != ""`."""
        other = target.comparator
        if not self._is_part(left):
            return None
        is_same = isinstance(target.operator, (cst.Is, cst.Equal))
        if not is_same and not isinstance(target.operator, (cst.IsNot, cst.NotEqual)):
            return None
        if isinstance(other, cst.Name) and other.value == "None":
            return (self._text is None) == is_same
        if not isinstance(other, cst.SimpleString):
            return None
        return (self._text == meaning(other)) == is_same

    def _is_part(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.NamedExpr):
            node = node.value
        reading = self._consumer.answer.of(self._one.module, node)
        if reading is None or reading.part is not self._one.reading.part:
            return False
        return self._text is not None or not reading.filled
