"""`reasoning_content`, which not every delta has: reads that fail, and where to collect it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import called, inside
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.blocks import Blocks
from glm_migrate.analysis.python.semantics.scopes import Kind
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.syntax.source_lines import inserted_above
from glm_migrate.model.streams import Excerpt, Repair
from glm_migrate.text.edits import Edit

_ATTRIBUTE_HANDLERS = frozenset({"AttributeError", "Exception", "BaseException"})
_REASONING = "reasoning_content"


def risky(consumer: Consumer) -> Iterator[Excerpt]:
    """`delta.reasoning_content`, an attribute that the openai client does not always set."""
    for one in consumer.parts(Part.REASONING):
        node = one.node
        if not isinstance(node, cst.Attribute) or node.attr.value != _REASONING:
            continue
        if one.reading.mapping or _has_attribute(consumer, one):
            continue
        if consumer.expected(one.module, node) & _ATTRIBUTE_HANDLERS:
            continue
        yield one.excerpt(_with_getattr(one, node))


def _with_getattr(one: PartUse, node: cst.Attribute) -> Repair:
    """`getattr(delta, "reasoning_content", None)`."""
    title = "Read it with getattr"
    if one.in_formatted_string:
        return Repair(title, (), "it stands in a formatted string; change it by hand")
    if "#" in one.module.code(node):
        return Repair(title, (), "a comment stands within; change it by hand")
    text = f'getattr({one.module.code(node.value)}, "{_REASONING}", None)'
    return Repair(title, (Edit(one.module.bare(node), text),))


def _has_attribute(consumer: Consumer, one: PartUse) -> bool:
    """Whether some condition asks for the attribute in a way that can't fail."""
    for test in consumer.tests(one.module, one.node):
        for inner in inside(test):
            if not isinstance(inner, cst.Call) or called(inner) not in ("hasattr", "getattr"):
                continue
            if len(inner.args) > 1 and _REASONING in one.module.code(inner.args[1].value):
                return True
    return False


def collected(consumer: Consumer) -> Excerpt | None:
    """The first read of the content that goes into a text, with the reasoning beside it."""
    for one in consumer.parts(Part.CONTENT):
        holder = one.effect.by
        named = isinstance(holder, cst.AugAssign) and isinstance(holder.target, cst.Name)
        if named and one.module is consumer.module and isinstance(consumer.loop, cst.For):
            return one.excerpt(_beside(consumer, one))
    first = next(consumer.parts(Part.CONTENT), None)
    if first is None:
        return None
    why = "there is no text that it is collected in; decide what the reasoning is for"
    return first.excerpt(Repair("Collect the reasoning", (), why))


def _beside(consumer: Consumer, one: PartUse) -> Repair:
    """Collect `reasoning_content` in a text of its own, before the content's statement."""
    title = "Collect the reasoning in a text of its own"
    place = None if consumer.is_judged_elsewhere(one) else _place(consumer, one)
    delta = _delta_text(consumer, one)
    if place is None or not delta or _is_taken(consumer.module):
        return Repair(title, (), "the delta has no name here; collect the reasoning by hand")
    read = f'getattr({delta}, "{_REASONING}", None) or ""'
    if one.reading.mapping:
        read = f'{delta}.get("{_REASONING}") or ""'
    made = inserted_above(consumer.module, consumer.loop, f'{_REASONING} = ""')
    filled = inserted_above(one.module, place, f"{_REASONING} += {read}")
    return Repair(title, (made, filled))


def _place(consumer: Consumer, one: PartUse) -> cst.CSTNode | None:
    """The statement before which the reasoning can be read; None where none has a block for it."""
    blocks = consumer.blocks_of.of(one.module)
    statement = _outermost(consumer, one, blocks)
    slot = blocks.slot(statement) if statement is not None else None
    if slot is None or not isinstance(slot.block, cst.IndentedBlock):
        return None
    return None if blocks.slot(consumer.loop) is None else statement


def _outermost(consumer: Consumer, one: PartUse, blocks: Blocks) -> cst.CSTNode | None:
    """The statement around the content's read, with the conditions that ask for content only."""
    statement = blocks.statement(one.node)
    while statement is not None:
        slot = blocks.slot(statement)
        owner = slot.owner if slot else None
        if owner is None or owner is consumer.loop:
            break
        if not isinstance(owner, cst.If) or not _asks_content(consumer, one, owner):
            break
        statement = owner if blocks.slot(owner) else blocks.above(owner)
    return statement


def _is_taken(module: Module) -> bool:
    """Whether the file has something of that name already."""
    return _REASONING in module.symbols.uses or _REASONING in module.symbols.root.definitions


def _asks_content(consumer: Consumer, one: PartUse, branch: cst.If) -> bool:
    return any(
        (reading := consumer.answer.of(one.module, inner)) is not None
        and reading.part is Part.CONTENT
        for inner in inside(branch.test)
    )


def _delta_text(consumer: Consumer, one: PartUse) -> str:
    """The delta as the statement names it: `delta`, `chunk.choices[0].delta`."""
    node: cst.CSTNode = one.node
    if isinstance(node, cst.Name):
        scope = one.point.scope.lookup(node.value)
        definitions = scope.definitions[node.value] if scope else []
        if len(definitions) != 1 or definitions[0].kind is not Kind.ASSIGN:
            return ""
        node = definitions[0].value or node
    for inner in inside(node):
        reading = consumer.answer.of(one.module, inner)
        if reading is not None and reading.is_(Part.DELTA):
            return one.module.code(inner)
    return ""
