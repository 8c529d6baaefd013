"""What runs more often behind a loop: once for each fragment where it ran once for a delta."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import inside
from glm_migrate.analysis.python.streams.answer_schema import OF_FRAGMENT, Part
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.streams.loop_variables import is_logging, names_in, targets_of
from glm_migrate.analysis.python.streams.rewrite.fragment_sources import FragmentReader
from glm_migrate.analysis.python.streams.rewrite.visible_actions import acts
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason


def repeated(consumer: Consumer, reader: FragmentReader) -> UnsafeReason | None:
    """A line that ran once for all calls of a delta, and would run for every fragment."""
    for line in inside(reader.loop.body):
        if not isinstance(line, cst.SimpleStatementLine | cst.SimpleStatementSuite):
            continue
        if line in reader.moved_nodes or line is reader.anchor:
            continue
        if not _for_fragments(consumer, reader, line):
            continue
        for small in line.body:
            if not _is_idle(consumer, reader, small):
                number = consumer.module.line(small)
                return UnsafeReason(UnsafeKind.ONCE_A_FRAGMENT, str(number))
    if any(_is_named_outside(consumer, reader, one) for one in consumer.parts(Part.FRAGMENT)):
        return UnsafeReason(UnsafeKind.READ_OUTSIDE, reader.part)
    return None


def _is_named_outside(consumer: Consumer, reader: FragmentReader, one: PartUse) -> bool:
    """Whether the loop reads the variable that holds a fragment where nothing moves."""
    if one.module is not consumer.module or one.node in reader.moved_nodes:
        return False
    if not isinstance(one.node, cst.Name) or one.node.value != reader.part:
        return False
    return one.point.scope is consumer.scope and consumer.in_loop(one.module, one.node)


def _for_fragments(consumer: Consumer, reader: FragmentReader, line: cst.CSTNode) -> bool:
    """Whether a line runs only for a chunk with fragments, or reads them."""
    if _asks(consumer, line):
        return True
    blocks = consumer.blocks_of.of(consumer.module)
    first = line if blocks.slot(line) else next(iter(getattr(line, "body", ())), line)
    for owner, _ in blocks.owners(first):
        if owner is reader.loop:
            break
        if isinstance(owner, (cst.For, cst.CompFor)) and _asks(consumer, owner.iter):
            return True
    return any(
        _asks(consumer, test) and (held or _is_negative(test))
        for test, held in consumer.demanded(first)
    )


def _asks(consumer: Consumer, node: cst.CSTNode) -> bool:
    """Whether fragments, or parts of one, are mentioned."""
    return bool(consumer.mentions(consumer.module, node) & (OF_FRAGMENT | {Part.FRAGMENT}))


def _is_negative(test: cst.CSTNode) -> bool:
    """Whether an exit's condition asks for nothing: behind it there is something."""
    if isinstance(test, cst.UnaryOperation):
        return isinstance(test.operator, cst.Not)
    if isinstance(test, cst.BooleanOperation):
        return _is_negative(test.left) or _is_negative(test.right)
    return isinstance(test, cst.Comparison) and isinstance(
        test.comparisons[0].operator, (cst.Is, cst.Equal, cst.LessThan, cst.LessThanEqual)
    )


def _is_idle(consumer: Consumer, reader: FragmentReader, small: cst.CSTNode) -> bool:
    """Whether running a statement again for the next fragment makes no difference."""
    if isinstance(small, (cst.Pass, cst.Continue, cst.Break, cst.Assert)):
        return True
    if isinstance(small, cst.Expr):
        value = small.value
        return isinstance(value, cst.BaseString) or (
            isinstance(value, cst.Call) and is_logging(value)
        )
    if not isinstance(small, (cst.Assign, cst.AnnAssign)) or small.value is None:
        return False
    targets = targets_of(small)
    names = {target.value for target in targets if isinstance(target, cst.Name)}
    if not all(isinstance(target, cst.Name) for target in targets):
        return False
    return not acts(consumer, (small.value,)) and _is_settled(consumer, reader, names, small.value)


def _is_settled(
    consumer: Consumer, reader: FragmentReader, names: set[str], value: cst.BaseExpression
) -> bool:
    """Whether binding `names` to `value` once more leaves nothing else to be read."""
    parts = consumer.mentions(consumer.module, value)
    if names & names_in(value) and not consumer.answer.of(consumer.module, value):
        return False
    if not parts:  # a flag
        return not any(_is_read(consumer, name, within=reader.loop) for name in names)
    return not parts & OF_FRAGMENT or not any(_is_read(consumer, name) for name in names)


def _is_read(consumer: Consumer, name: str, within: cst.CSTNode | None = None) -> bool:
    """Whether the function reads a variable, in a loop or at all."""
    names = consumer.module.symbols
    nodes = set(inside(within)) if within is not None else None
    return any(
        (nodes is None or use in nodes) and names.point(use).scope.function is consumer.scope
        for use in names.uses.get(name, ())
        if type(use) is cst.Name
    )
