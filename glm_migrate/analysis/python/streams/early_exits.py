"""How a loop is left before the stream has ended, and so before the calls are complete."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import inside
from glm_migrate.analysis.python.semantics.blocks import Blocks
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.consumer import Consumer
from glm_migrate.model.unresolved import Reason

LEAVING = (cst.Break, cst.Return, cst.Raise)


def early_exits(consumer: Consumer) -> Iterator[Reason]:
    """What is wrong with each `break`, `return` or `raise` that can come too early."""
    if isinstance(consumer.loop, cst.CompFor):
        return
    blocks = consumer.blocks_of.of(consumer.module)
    for node in inside(consumer.loop):
        if not isinstance(node, LEAVING) or not blocks.within(node, consumer.loop):
            continue
        around = frozenset(_iterated(consumer, blocks, node))
        if isinstance(node, cst.Break) and Part.FRAGMENT in around:
            continue  # it leaves the loop over one delta only
        tests = list(blocks.demands(node, consumer.loop))
        if isinstance(consumer.loop, cst.While) and isinstance(node, cst.Break):
            tests.append(consumer.loop.test)
        if reason := _reason(consumer, tests, around):
            yield reason


def _iterated(consumer: Consumer, blocks: Blocks, node: cst.CSTNode) -> Iterator[Part]:
    """The parts of the answer that the loops around a statement go over."""
    for owner, _ in blocks.owners(node):
        if isinstance(owner, cst.For):
            reading = consumer.answer.of(consumer.module, owner.iter)
            if reading is not None:
                yield reading.part


def _reason(consumer: Consumer, tests: list[cst.CSTNode], around: frozenset[Part]) -> Reason | None:
    found = [consumer.mentions(consumer.module, test) for test in tests]
    found += [_flagged(consumer, test) for test in tests]
    reads = around.union(*found)
    if Part.FRAGMENT in reads and Part.FINISH not in reads:
        return Reason.LEAVES_AT_FRAGMENT
    if not any(found) and any(_counted(consumer, test) for test in tests):
        return Reason.LEAVES_AFTER_COUNT
    return None


def _flagged(consumer: Consumer, test: cst.CSTNode) -> frozenset[Part]:
    """What decided about the flags that a condition reads: `got = True` for a fragment."""
    blocks = consumer.blocks_of.of(consumer.module)
    found = frozenset[Part]()
    for definition in _definitions(consumer, test):
        if definition.kind is Kind.ASSIGN and definition.value is not None:
            for inner in blocks.demands(definition.value, consumer.loop):
                found |= consumer.mentions(consumer.module, inner)
    return found


def _counted(consumer: Consumer, test: cst.CSTNode) -> bool:
    """Whether a condition reads what the loop counts."""
    return any(one.kind is Kind.AUGMENT for one in _definitions(consumer, test))


def _definitions(consumer: Consumer, test: cst.CSTNode) -> Iterator[Definition]:
    """What the loop binds the names of a condition to."""
    parents = consumer.module.symbols.parents
    for inner in inside(test):
        if not isinstance(inner, cst.Name) or inner not in parents:
            continue
        scope = consumer.module.symbols.point(inner).scope.lookup(inner.value)
        for definition in scope.definitions[inner.value] if scope else ():
            node = definition.node
            if node in parents and consumer.in_loop(consumer.module, node):
                yield definition
