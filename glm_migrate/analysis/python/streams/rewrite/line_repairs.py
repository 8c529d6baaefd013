"""Repairs of an accumulator that is right but for one line: null arguments, repeated names."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import EffectKind
from glm_migrate.analysis.python.semantics.source_lines import code_of, newline_of
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.consumer import Consumer
from glm_migrate.analysis.python.streams.verdict import Defect
from glm_migrate.model.streams import Repair, Shape
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Span

SMALL = frozenset({Shape.NULL, Shape.DOUBLED, Shape.ERASED})


def repaired(consumer: Consumer, defect: Defect) -> Repair:
    """The change of the one line that is wrong."""
    if defect.shape is Shape.NULL:
        return _not_null(consumer, defect)
    if defect.shape is Shape.DOUBLED:
        return _once(consumer, defect)
    return _kept(consumer, defect)


def _not_null(consumer: Consumer, defect: Defect) -> Repair:
    title = "Treat missing arguments as empty"
    module, use = defect.seen.module, defect.seen.effect
    value = use.value
    if isinstance(value, cst.Call) and value is not defect.seen.node:
        value = defect.seen.node  # `x.strip()` fails before anything could stand in for it
    parent, span = module.symbols.parents.get(value), module.span(value)
    holder = use.by
    if isinstance(holder, cst.AugAssign) and value is use.value and _keeps_fragments(consumer):
        target = module.source.slice(module.span(holder.target))
        text = f'{target} = ({target} or "") + ({module.source.slice(span)} or "")'
        return Repair(title, (Edit(_statement_span(defect, holder), text),))
    if isinstance(parent, (cst.BinaryOperation, cst.Attribute)):
        edits = (Edit(Span(span.start, span.start), "("), Edit(Span(span.end, span.end), ' or "")'))
        return Repair(title, edits)
    return Repair(title, (Edit(Span(span.end, span.end), ' or ""'),))


def _keeps_fragments(consumer: Consumer) -> bool:
    """Whether the first fragment itself is kept, so what is added to may be None too."""

    def find() -> bool:
        effects = (one.effect for one in consumer.parts(Part.FRAGMENT))
        return any(one.kind is EffectKind.STORED and one.made is None for one in effects)

    return consumer.remembered(_keeps_fragments, find)


def _once(consumer: Consumer, defect: Defect) -> Repair:
    """`call["name"] += name` → `call["name"] = call["name"] or name or ""`."""
    title = f"Take {defect.what} once"
    module, use = defect.seen.module, defect.seen.effect
    holder = use.by
    by_index = use.target is not None and Part.INDEX in consumer.mentions(module, use.target)
    if not isinstance(holder, cst.AugAssign) or holder.value is not use.value or not by_index:
        return Repair(title, (), UnsafeReason(UnsafeKind.TAKE_ONCE, defect.what))
    target = module.source.slice(module.span(holder.target))
    value = module.source.slice(module.span(use.value))
    if isinstance(use.value, (cst.IfExp, cst.NamedExpr, cst.Lambda)):
        value = f"({value})"
    default = "" if isinstance(use.value, cst.BooleanOperation) else ' or ""'
    text = f"{target} = {target} or {value}{default}"
    return Repair(title, (Edit(_statement_span(defect, holder), text),))


def _kept(consumer: Consumer, defect: Defect) -> Repair:
    """`call["name"] = name` only `if name:`."""
    title = f"Keep {defect.what} when a later fragment has none"
    module, use = defect.seen.module, defect.seen.effect
    by_hand = Repair(title, (), UnsafeReason(UnsafeKind.SET_WHERE_GIVEN, defect.what))
    blocks = consumer.blocks_of.of(module)
    line = blocks.statement(defect.seen.node)
    if use.kind is EffectKind.NAMED:  # what follows would get the name of another call
        return by_hand
    slot = blocks.slot(line) if line is not None else None
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1 or slot is None:
        return by_hand
    if not isinstance(slot.block, cst.IndentedBlock):
        return by_hand
    (indent, start), newline = code_of(module, line), newline_of(module)
    value = module.source.slice(module.span(use.value))
    text = f"if {value}:{newline}{indent}{consumer.indent_unit}"
    return Repair(title, (Edit(Span(start, start), text),))


def _statement_span(defect: Defect, holder: cst.AugAssign) -> Span:
    module = defect.seen.module
    return Span(module.span(holder.target).start, module.span(holder.value).end)
