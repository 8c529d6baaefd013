"""Repairs of an accumulator that is right but for one line: null arguments, repeated names."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import Fate
from glm_migrate.analysis.python.streams.answer_parts import Part
from glm_migrate.analysis.python.streams.fragile_reads import indent_unit
from glm_migrate.analysis.python.streams.scene import Scene
from glm_migrate.analysis.python.streams.tool_fragments import Fault
from glm_migrate.analysis.python.syntax.source_lines import code_of, newline_of
from glm_migrate.model import Repair, Shape
from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Span

SMALL = frozenset({Shape.NULL, Shape.DOUBLED, Shape.ERASED})


def repaired(scene: Scene, fault: Fault) -> Repair:
    """The change of the one line that is wrong."""
    if fault.shape is Shape.NULL:
        return _not_null(scene, fault)
    if fault.shape is Shape.DOUBLED:
        return _once(scene, fault)
    return _kept(scene, fault)


def _not_null(scene: Scene, fault: Fault) -> Repair:
    title = "Treat missing arguments as empty"
    tree, use = fault.seen.tree, fault.seen.use
    value = use.value
    if isinstance(value, cst.Call) and value is not fault.seen.node:
        value = fault.seen.node  # `x.strip()` fails before anything could stand in for it
    parent, span = tree.names.parents.get(value), tree.span(value)
    holder = use.holder
    if isinstance(holder, cst.AugAssign) and value is use.value and _keeps_fragments(scene):
        target = tree.source.slice(tree.span(holder.target))
        text = f'{target} = ({target} or "") + ({tree.source.slice(span)} or "")'
        return Repair(title, (Edit(_statement_span(fault, holder), text),))
    if isinstance(parent, (cst.BinaryOperation, cst.Attribute)):
        edits = (Edit(Span(span.start, span.start), "("), Edit(Span(span.end, span.end), ' or "")'))
        return Repair(title, edits)
    return Repair(title, (Edit(Span(span.end, span.end), ' or ""'),))


def _keeps_fragments(scene: Scene) -> bool:
    """Whether the first fragment itself is kept, so what is added to may be None too."""
    return any(
        one.use.fate is Fate.STORED and one.use.made is None for one in scene.parts(Part.FRAGMENT)
    )


def _once(scene: Scene, fault: Fault) -> Repair:
    """`call["name"] += name` → `call["name"] = call["name"] or name or ""`."""
    title = f"Take {fault.what} once"
    tree, use = fault.seen.tree, fault.seen.use
    holder = use.holder
    by_index = use.target is not None and Part.INDEX in scene.mentions(tree, use.target)
    if not isinstance(holder, cst.AugAssign) or holder.value is not use.value or not by_index:
        return Repair(title, (), f"take {fault.what} only from the first fragment that has it")
    target = tree.source.slice(tree.span(holder.target))
    value = tree.source.slice(tree.span(use.value))
    if isinstance(use.value, (cst.IfExp, cst.NamedExpr, cst.Lambda)):
        value = f"({value})"
    default = "" if isinstance(use.value, cst.BooleanOperation) else ' or ""'
    text = f"{target} = {target} or {value}{default}"
    return Repair(title, (Edit(_statement_span(fault, holder), text),))


def _kept(scene: Scene, fault: Fault) -> Repair:
    """`call["name"] = name` only `if name:`."""
    title = f"Keep {fault.what} when a later fragment has none"
    tree, use = fault.seen.tree, fault.seen.use
    by_hand = Repair(title, (), f"set {fault.what} only when the fragment has it")
    blocks = scene.structure.of(tree)
    line = blocks.statement(fault.seen.node)
    if use.fate is Fate.NAMED:  # what follows would get the name of another call
        return by_hand
    slot = blocks.slot(line) if line is not None else None
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1 or slot is None:
        return by_hand
    if not isinstance(slot.block, cst.IndentedBlock):
        return by_hand
    (indent, start), newline = code_of(tree, line), newline_of(tree)
    value = tree.source.slice(tree.span(use.value))
    text = f"if {value}:{newline}{indent}{indent_unit(scene)}"
    return Repair(title, (Edit(Span(start, start), text),))


def _statement_span(fault: Fault, holder: cst.AugAssign) -> Span:
    tree = fault.seen.tree
    return Span(tree.span(holder.target).start, tree.span(holder.value).end)
