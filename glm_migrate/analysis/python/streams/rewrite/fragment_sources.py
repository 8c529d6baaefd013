"""Where a loop takes the fragments out of one delta, and what would move behind it.

Four forms are known; each fault must lie in the same one, or nothing can be moved as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import Fate
from glm_migrate.analysis.python.semantics.scopes import Scope
from glm_migrate.analysis.python.streams.answer_parts import Part
from glm_migrate.analysis.python.streams.scene import Scene, Seen
from glm_migrate.analysis.python.streams.tool_fragments import Fault
from glm_migrate.model import Shape


class Form(Enum):
    """Where the fragments are taken out of the list of one delta."""

    LOOP = "for part in delta.tool_calls: …"
    LIST = "parts.extend(delta.tool_calls)"
    LAST = "parts = delta.tool_calls"
    FIRST = "part = delta.tool_calls[0]; …"


@dataclass(frozen=True, eq=False)
class Place:
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


def place_of(scene: Scene, loop: cst.For | cst.While, faults: Sequence[Fault]) -> Place | None:
    """The one place at which all faults take their fragments from a delta."""
    inner = {_inner(scene, fault) for fault in faults}
    only = next(iter(inner))
    if len(inner) == 1 and only is not None:
        return _in_loop(loop, only)
    if all(fault.shape is Shape.LISTED for fault in faults) and len(faults) == 1:
        return _in_line(scene, loop, faults[0], Form.LIST)
    if all(fault.shape is Shape.OVERWRITTEN for fault in faults):
        return _in_line(scene, loop, faults[0], Form.LAST)
    if {fault.shape for fault in faults} <= {Shape.FIRST_ONLY, Shape.OVERWRITTEN, Shape.PARSED}:
        return _first(scene, loop)
    return None


def _in_loop(loop: cst.For | cst.While, inner: cst.For) -> Place | None:
    plain = isinstance(inner.target, cst.Name) and isinstance(inner.body, cst.IndentedBlock)
    if not plain or inner.orelse is not None or inner.asynchronous is not None:
        return None
    assert isinstance(inner.target, cst.Name)
    return Place(Form.LOOP, loop, inner, inner.iter, (inner.body,), inner.target.value)


def _in_line(scene: Scene, loop: cst.For | cst.While, fault: Fault, form: Form) -> Place | None:
    """`parts.extend(delta.tool_calls)`, `parts += …` or `parts = …` on a line of its own."""
    taken = [one for one in scene.parts(Part.FRAGMENT, 1) if _takes_list(scene, one)]
    seen = taken[0] if taken else fault.seen
    if seen.tree is not scene.tree:
        return None
    line = scene.structure.of(scene.tree).statement(seen.node)
    value = seen.use.value
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return None
    if not isinstance(value, cst.BaseExpression) or not seen.is_(Part.FRAGMENT, 1):
        return None
    small = line.body[0]
    fits = {
        Form.LIST: isinstance(small, (cst.Expr, cst.AugAssign)),
        Form.LAST: isinstance(small, cst.Assign),
    }
    return Place(form, loop, line, value, (line,), "") if fits[form] else None


def _takes_list(scene: Scene, one: Seen) -> bool:
    """Whether the list of one delta goes as it is into another list or a name."""
    use = one.use
    goes = use.fate in (Fate.EXTENDED, Fate.JOINED, Fate.NAMED) and use.made is None
    return goes and use.value is one.node and scene.in_loop(one.tree, one.node)


def _first(scene: Scene, loop: cst.For | cst.While) -> Place | None:
    """`part = delta.tool_calls[0]` and what follows it in its block."""
    blocks = scene.structure.of(scene.tree)
    taken = [
        one
        for one in scene.parts(Part.FRAGMENT)
        if one.reading.first and isinstance(one.node, cst.Subscript)
    ]
    if len(taken) != 1 or taken[0].tree is not scene.tree:
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
    return Place(Form.FIRST, loop, line, node.value, rest, target.value)


def _inner(scene: Scene, fault: Fault) -> cst.For | None:
    """The loop over one delta's fragments in which a fault lies, or from which it is called."""
    own = _around(scene, fault.seen)
    if own is not None or fault.seen.place.scope.function is scope_of_loop(scene):
        return own
    callers = {
        _around(scene, one)
        for one in scene.seen
        if one.use.fate is Fate.PASSED and one.place.scope.function is scope_of_loop(scene)
    }
    return next(iter(callers)) if len(callers) == 1 else None


def scope_of_loop(scene: Scene) -> Scope:
    return scene.tree.names.place(scene.loop).scope.function


def _around(scene: Scene, seen: Seen) -> cst.For | None:
    if seen.tree is not scene.tree:
        return None
    blocks = scene.structure.of(scene.tree)
    statement = blocks.statement(seen.node)
    if statement is None:
        return None
    for owner, _ in blocks.owners(statement):
        if owner is scene.loop or isinstance(owner, cst.FunctionDef):
            return None
        if isinstance(owner, cst.For):
            reading = scene.deltas.of(scene.tree, owner.iter)
            if reading is not None and reading.is_(Part.FRAGMENT, 1):
                return owner if blocks.within(owner, scene.loop) else None
    return None
