"""What a loop does that can be seen from outside, and whether later chunks can reach it."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import called, inside
from glm_migrate.analysis.python.semantics.scopes import Kind
from glm_migrate.analysis.python.streams.answer_schema import TEXTS
from glm_migrate.analysis.python.streams.consumer import Consumer
from glm_migrate.analysis.python.streams.loop_variables import is_logging, own_functions
from glm_migrate.analysis.python.streams.rewrite.fragment_sources import FragmentReader
from glm_migrate.knowledge.known_callables import callables

_QUIET = callables(
    *("appends", "extends", "fills-dict", "takes-from-dict", "sets-default", "reads-dict"),
    *("decodes-chunk", "dumps", "tests", "as-text", "measures", "as-dict", "lists", "sets"),
    *("reads-attribute", "iterates", "takes-item", "pairs-items", "sorts", "tests-text"),
    *("same-text", "cut-text", "coded-text", "split-text", "built-text", "copies"),
    *("iterator-protocol", "tells-time"),
)
_QUIET_OF_MODULES = callables("dumps", "copies", "tells-time", "parses-json")
_SHOWING = callables("shows-text")


def acts(consumer: Consumer, nodes: Iterable[cst.CSTNode]) -> list[cst.Call]:
    """Calls that may do something that can be seen from outside."""
    return [
        node
        for outer in nodes
        for node in inside(outer)
        if isinstance(node, cst.Call) and not _is_quiet(consumer, node)
    ]


def _is_quiet(consumer: Consumer, node: cst.Call) -> bool:
    if is_logging(node):
        return True
    word = called(node)
    if word[:1].isupper():  # building an object acts on nothing else
        return True
    if word not in _QUIET or any(True for _ in own_functions(consumer, node)):
        return False
    if not isinstance(node.func, cst.Attribute):
        return True
    return word in _QUIET_OF_MODULES or not _is_module(consumer, node.func.value)


def _is_module(consumer: Consumer, node: cst.BaseExpression) -> bool:
    """Whether a name was imported: `requests.get` is not `dict.get`."""
    if not isinstance(node, cst.Name) or node not in consumer.module.symbols.parents:
        return False
    reader = consumer.module.symbols.point(node)
    scope = reader.scope.lookup(node.value)
    return scope is not None and any(b.kind is Kind.IMPORT for b in scope.definitions[node.value])


def acts_later(consumer: Consumer, reader: FragmentReader) -> int:
    """The line of a call in the loop that chunks behind the tool calls can reach; 0 if none."""
    moved = reader.moved_nodes
    for call in acts(consumer, (reader.loop.body,)):
        if call in moved or call in inside(reader.listed):
            continue
        if any(_needs_text(consumer, test, held) for test, held in consumer.demanded(call)):
            continue
        if called(call) in _SHOWING and _shows_text(consumer, call):
            continue
        return consumer.module.line(call)
    return 0


def _needs_text(consumer: Consumer, test: cst.CSTNode, held: bool) -> bool:
    """Whether a condition holds, or an exit is not taken, only for a chunk that has text."""
    if isinstance(test, cst.BooleanOperation):
        if isinstance(test.operator, cst.And) is not held:
            return False
        return _needs_text(consumer, test.left, held) or _needs_text(consumer, test.right, held)
    if held:
        return _is_text(consumer, test)
    if not isinstance(test, cst.UnaryOperation) or not isinstance(test.operator, cst.Not):
        return False
    return _is_text(consumer, test.expression)


def _is_text(consumer: Consumer, node: cst.CSTNode) -> bool:
    reading = consumer.answer.of(consumer.module, node)
    return reading is not None and reading.part in TEXTS


def _shows_text(consumer: Consumer, call: cst.Call) -> bool:
    """`print(delta.content or "", end="")`: nothing is shown for a chunk without text."""
    words = [a for a in call.args if a.keyword is None]
    readings = [consumer.answer.of(consumer.module, argument.value) for argument in words]
    texts = all(one and one.part in TEXTS for one in readings)
    return texts and (called(call) == "write" or any(_is_end(a) for a in call.args))


def _is_end(argument: cst.Arg) -> bool:
    word = argument.keyword.value if argument.keyword is not None else ""
    value = argument.value
    return word == "end" and isinstance(value, cst.SimpleString) and value.evaluated_value == ""
