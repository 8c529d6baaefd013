"""Where a loop takes the fragments out of one delta, and what would move behind it.

Five forms are known; each fault must lie in the same one, or nothing can be moved as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import EffectKind, called, inside
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.streams.verdict import Defect
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.streams import Shape

_EXTENDING = callables("extends")


class Form(Enum):
    """Where the fragments are taken out of the list of one delta."""

    LOOP = "for part in delta.tool_calls: …"
    EACH = "for call in [… for part in delta.tool_calls]: …"
    LIST = "parts.extend(delta.tool_calls)"
    LAST = "parts = delta.tool_calls"
    FIRST = "part = delta.tool_calls[0]; …"


@dataclass(frozen=True, eq=False)
class FragmentReader:
    """What moves and where it stands.

    Attributes:
        loop: The statement that reads the stream.
        anchor: The statement in it that takes the fragments.
        listed: The expression that is the list of fragments.
        moved: What runs behind the loop afterwards.
        part: The variable that holds a fragment; empty where there is none yet.
    """

    form: Form
    loop: cst.For | cst.While
    anchor: cst.CSTNode
    listed: cst.BaseExpression
    moved: tuple[cst.CSTNode, ...]
    part: str

    @cached_property
    def moved_nodes(self) -> frozenset[cst.CSTNode]:
        """All that lies in what moves."""
        return frozenset(node for outer in self.moved for node in inside(outer))


def staying(reader: FragmentReader) -> Iterator[cst.CSTNode]:
    """Every node of the loop's body but those that move."""
    moved = reader.moved_nodes
    return (node for node in inside(reader.loop.body) if node not in moved)


def reader_of(
    consumer: Consumer, loop: cst.For | cst.While, defects: Sequence[Defect]
) -> FragmentReader | None:
    """The one place at which all faults take their fragments from a delta."""
    inner = {_inner(consumer, defect) for defect in defects}
    only = next(iter(inner))
    if len(inner) == 1 and only is not None:
        return _in_loop(loop, only)
    if (found := _comprehension(consumer, loop, defects)) is not None:
        return found
    if all(defect.shape is Shape.LISTED for defect in defects) and len(defects) == 1:
        return _in_line(consumer, loop, defects[0], Form.LIST)
    if all(defect.shape is Shape.OVERWRITTEN for defect in defects):
        return _in_line(consumer, loop, defects[0], Form.LAST)
    if {defect.shape for defect in defects} <= {Shape.FIRST_ONLY, Shape.OVERWRITTEN, Shape.PARSED}:
        return _first(consumer, loop)
    return None


def _in_loop(loop: cst.For | cst.While, inner: cst.For) -> FragmentReader | None:
    plain = isinstance(inner.target, cst.Name) and isinstance(inner.body, cst.IndentedBlock)
    if not plain or inner.orelse is not None or inner.asynchronous is not None:
        return None
    assert isinstance(inner.target, cst.Name)
    return FragmentReader(Form.LOOP, loop, inner, inner.iter, (inner.body,), inner.target.value)


def _comprehension(
    consumer: Consumer, loop: cst.For | cst.While, defects: Sequence[Defect]
) -> FragmentReader | None:
    """A comprehension over the list of one delta, whose items a statement takes one by one."""
    found = {_comprehended(consumer, defect.seen) for defect in defects}
    made = next(iter(found))
    if len(found) != 1 or made is None:
        return None
    line = consumer.blocks_of.of(consumer.module).statement(made)
    fits = line is not None and _takes_items(made, line)
    if line is None or not fits:
        return None
    return FragmentReader(Form.EACH, loop, line, made.for_in.iter, (line,), "")


def _comprehended(consumer: Consumer, seen: PartUse) -> cst.ListComp | cst.GeneratorExp | None:
    """The comprehension over fragments in which something stands."""
    if seen.module is not consumer.module:
        return None
    for up in seen.above():
        if isinstance(up, (cst.ListComp, cst.GeneratorExp)):
            reading = consumer.answer.of(consumer.module, up.for_in.iter)
            only = up.for_in.inner_for_in is None and up.for_in.asynchronous is None
            if only and reading is not None and reading.is_(Part.FRAGMENT, 1):
                return up
    return None


def _takes_items(made: cst.ListComp | cst.GeneratorExp, line: cst.CSTNode) -> bool:
    """Whether a statement does the same for a list as for its items, each in a list of its own."""
    if isinstance(line, cst.For):
        own = (node for node in inside(line.body) if isinstance(node, (cst.Break, cst.For)))
        plain = line.orelse is None and line.asynchronous is None and not any(True for _ in own)
        return line.iter is made and plain and isinstance(line.body, cst.IndentedBlock)
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return False
    small = line.body[0]
    if isinstance(small, cst.AugAssign):
        return small.value is made and isinstance(small.operator, cst.AddAssign)
    if not isinstance(small, cst.Expr):
        return False
    call = small.value
    return call is made or (
        isinstance(call, cst.Call)
        and called(call) in _EXTENDING
        and len(call.args) == 1
        and call.args[0].value is made
    )


def _in_line(
    consumer: Consumer, loop: cst.For | cst.While, defect: Defect, form: Form
) -> FragmentReader | None:
    """`parts.extend(delta.tool_calls)`, `parts += …` or `parts = …` on a line of its own."""
    taken = [one for one in consumer.parts(Part.FRAGMENT, 1) if _takes_list(consumer, one)]
    seen = taken[0] if taken else defect.seen
    if seen.module is not consumer.module:
        return None
    line = consumer.blocks_of.of(consumer.module).statement(seen.node)
    value = seen.effect.value
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return None
    if not isinstance(value, cst.BaseExpression) or not seen.is_(Part.FRAGMENT, 1):
        return None
    small = line.body[0]
    fits = {
        Form.LIST: isinstance(small, (cst.Expr, cst.AugAssign)),
        Form.LAST: isinstance(small, cst.Assign),
    }
    return FragmentReader(form, loop, line, value, (line,), "") if fits[form] else None


def _takes_list(consumer: Consumer, one: PartUse) -> bool:
    """Whether the list of one delta goes as it is into another list or a name."""
    use = one.effect
    goes = (
        use.kind in (EffectKind.EXTENDED, EffectKind.JOINED, EffectKind.NAMED) and use.made is None
    )
    return goes and use.value is one.node and consumer.in_loop(one.module, one.node)


def _first(consumer: Consumer, loop: cst.For | cst.While) -> FragmentReader | None:
    """`part = delta.tool_calls[0]` and what follows it in its block."""
    blocks = consumer.blocks_of.of(consumer.module)
    taken = [
        one
        for one in consumer.parts(Part.FRAGMENT)
        if one.reading.first and isinstance(one.node, cst.Subscript)
    ]
    if len(taken) != 1 or taken[0].module is not consumer.module:
        return None
    node = taken[0].node
    line = blocks.statement(node)
    slot = blocks.slot(line) if line is not None else None
    if not isinstance(line, cst.SimpleStatementLine) or slot is None or len(line.body) != 1:
        return None
    small = line.body[0]
    if not isinstance(small, cst.Assign) or small.value is not node or len(small.targets) != 1:
        return None
    target, rest = small.targets[0].target, tuple(slot.statements[slot.index + 1 :])
    if not isinstance(target, cst.Name) or not rest or slot.block is loop.body:
        return None
    assert isinstance(node, cst.Subscript)
    return FragmentReader(Form.FIRST, loop, line, node.value, rest, target.value)


def _inner(consumer: Consumer, defect: Defect) -> cst.For | None:
    """The loop over one delta's fragments in which a fault lies, or from which it is called."""
    own = _around(consumer, defect.seen)
    if own is not None or defect.seen.point.scope.function is consumer.scope:
        return own
    callers = {
        _around(consumer, one)
        for one in consumer.seen
        if one.effect.kind is EffectKind.PASSED and one.point.scope.function is consumer.scope
    }
    return next(iter(callers)) if len(callers) == 1 else None


def _around(consumer: Consumer, seen: PartUse) -> cst.For | None:
    if seen.module is not consumer.module:
        return None
    blocks = consumer.blocks_of.of(consumer.module)
    statement = blocks.statement(seen.node)
    if statement is None:
        return None
    for owner, _ in blocks.owners(statement):
        if owner is consumer.loop or isinstance(owner, cst.FunctionDef):
            return None
        if isinstance(owner, cst.For):
            reading = consumer.answer.of(consumer.module, owner.iter)
            if reading is not None and reading.is_(Part.FRAGMENT, 1):
                return owner if blocks.within(owner, consumer.loop) else None
    return None
