"""How a loop ends: what would not run, or be seen otherwise, if the calls came behind it."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import called, inside
from glm_migrate.analysis.python.streams.answer_schema import OF_FRAGMENT, TEXTS, Part
from glm_migrate.analysis.python.streams.consumer import Consumer
from glm_migrate.analysis.python.streams.rewrite.fragment_sources import FragmentReader
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason

_NEXT = callables("takes-item", "takes-item-by-method")

_ENDS = TEXTS | {Part.FINISH, Part.USAGE, Part.LINE}
_ENDINGS = frozenset({"StopIteration", "StopAsyncIteration", "Exception", "BaseException"})


def ends_otherwise(consumer: Consumer, reader: FragmentReader) -> UnsafeReason | None:
    """Why the loop might not end as it does now; None when it does."""
    if reader.loop.orelse is not None:
        return UnsafeReason(UnsafeKind.LOOP_ELSE)
    return _leaves(reader) or _ends_early(consumer, reader) or _exhausts(consumer, reader)


def _leaves(reader: FragmentReader) -> UnsafeReason | None:
    """Statements that would mean something else behind the loop."""
    for node in (node for moved in reader.moved for node in inside(moved)):
        if isinstance(node, (cst.Yield, cst.Return)):
            return UnsafeReason(UnsafeKind.LEAVES_WITHIN)
        if isinstance(node, cst.Break) and not _own_loop(reader.moved, node):
            return UnsafeReason(UnsafeKind.LEAVES_FRAGMENTS)
        if isinstance(node, (cst.Global, cst.Nonlocal, cst.FunctionDef, cst.ClassDef, cst.Lambda)):
            return UnsafeReason(UnsafeKind.DEFINES_WITHIN)
    for node in inside(reader.loop.body):
        if isinstance(node, (cst.Yield, cst.Return)):
            return UnsafeReason(UnsafeKind.LOOP_LEAVES)
    return None


def _own_loop(moved: Iterable[cst.CSTNode], wanted: cst.Break) -> bool:
    """Whether a `break` belongs to a loop within what moves."""
    return any(
        isinstance(node, (cst.For, cst.While)) and wanted in inside(node.body)
        for outer in moved
        for node in inside(outer)
    )


def _ends_early(consumer: Consumer, reader: FragmentReader) -> UnsafeReason | None:
    """A `raise`, or a `break` that is not about the end of the stream."""
    for node in inside(reader.loop.body):
        if isinstance(node, cst.Raise) and not _in_handler(consumer, reader, node):
            return UnsafeReason(UnsafeKind.RAISES)
        if not isinstance(node, cst.Break) or node in reader.moved_nodes:
            continue
        if _breaks_early(consumer, reader, node):
            line = consumer.module.line(node)
            return UnsafeReason(UnsafeKind.LEAVES_AT_LINE, str(line))
    return None


def _breaks_early(consumer: Consumer, reader: FragmentReader, node: cst.Break) -> bool:
    """Whether a `break` leaves the loop for another reason than the end of the stream."""
    blocks = consumer.blocks_of.of(consumer.module)
    if _in_handler(consumer, reader, node) or blocks.loop(node) is not reader.loop:
        return False
    tested = _tested(consumer, blocks.tests(node, reader.loop))
    if Part.FINISH in tested or tested == {Part.CHUNK}:
        return False
    return not tested & _ENDS or bool(tested & (OF_FRAGMENT | {Part.FRAGMENT}))


def _in_handler(consumer: Consumer, reader: FragmentReader, node: cst.CSTNode) -> bool:
    for owner, _ in consumer.blocks_of.of(consumer.module).owners(node):
        if owner is reader.loop:
            return False
        if isinstance(owner, (cst.ExceptHandler, cst.ExceptStarHandler)):
            return True
    return False


def _tested(consumer: Consumer, tests: Iterable[cst.CSTNode]) -> frozenset[Part]:
    return frozenset[Part]().union(*(consumer.mentions(consumer.module, test) for test in tests))


def _exhausts(consumer: Consumer, reader: FragmentReader) -> UnsafeReason | None:
    """`next(stream)` whose end leaves the loop by an exception, past what moved behind it."""
    for node in inside(reader.loop):
        if not isinstance(node, cst.Call) or len(node.args) > 1:
            continue
        if called(node) not in _NEXT:
            continue
        if node in inside(reader.loop.body):
            caught = frozenset(consumer.blocks_of.of(consumer.module).handlers(node, reader.loop))
            if caught & _ENDINGS:
                continue
        return UnsafeReason(UnsafeKind.LEFT_BY_EXCEPTION)
    return None
