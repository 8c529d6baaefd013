"""`reasoning_content`, which not every delta has: reads that fail, and where to collect it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import called, inside
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.blocks import Blocks
from glm_migrate.analysis.python.semantics.scopes import Kind
from glm_migrate.analysis.python.semantics.source_lines import inserted_above
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.streams import Excerpt, Repair
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Span

_ASKING = callables("asks-attribute")

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
        return Repair(title, (), UnsafeReason(UnsafeKind.IN_F_STRING))
    if "#" in one.module.code(node):
        return Repair(title, (), UnsafeReason(UnsafeKind.COMMENTED))
    text = f'getattr({one.module.code(node.value)}, "{_REASONING}", None)'
    return Repair(title, (Edit(one.module.bare(node), text),))


def _has_attribute(consumer: Consumer, one: PartUse) -> bool:
    """Whether some condition asks for the attribute in a way that can't fail."""
    for test in consumer.tests(one.module, one.node):
        for inner in inside(test):
            if not isinstance(inner, cst.Call) or called(inner) not in _ASKING:
                continue
            if len(inner.args) > 1 and _REASONING in one.module.code(inner.args[1].value):
                return True
    return False


def collected(consumer: Consumer) -> Excerpt | None:
    """The first read of the content, with the reasoning beside it where somebody would read that.

    A text of its own is of use only where the answer's text goes further in a way that shows what
    to do with it: into a message for the history, or into a `print` behind the loop. A loop over
    texts that a generator yields reads no delta: the generator does.
    """
    read = [one for one in consumer.parts(Part.CONTENT) if not one.reading.yielded]
    for one in read:
        holder = one.effect.by
        if not isinstance(holder, cst.AugAssign) or not isinstance(holder.target, cst.Name):
            continue
        if _is_in_loop_itself(consumer, one):
            return one.excerpt(_beside(consumer, one, holder.target))
    if not read:
        return None
    return read[0].excerpt(_by_hand(UnsafeKind.NO_PLACE_FOR_REASONING))


def _is_in_loop_itself(consumer: Consumer, one: PartUse) -> bool:
    """Whether a variable made before the loop can be added to where the text is read."""
    if one.module is not consumer.module or not isinstance(consumer.loop, cst.For):
        return False
    return one.point.scope.function is consumer.scope


def _by_hand(kind: UnsafeKind) -> Repair:
    return Repair("Collect the reasoning", (), UnsafeReason(kind))


def _beside(consumer: Consumer, one: PartUse, text: cst.Name) -> Repair:
    """Collect `reasoning_content` in a text of its own, and put it where the answer goes."""
    title = "Collect the reasoning in a separate string"
    handed = _handed_on(consumer, text)
    if handed is None:
        return _by_hand(UnsafeKind.NOBODY_READS_REASONING)
    place = None if consumer.is_judged_elsewhere(one) else _place(consumer, one)
    delta = _delta_text(consumer, one)
    if place is None or not delta or _is_taken(consumer.module):
        return _by_hand(UnsafeKind.DELTA_UNNAMED)
    if not _is_read_safely(consumer, one, place, delta):
        return _by_hand(UnsafeKind.DELTA_UNDER_CONDITIONS)
    read = f'getattr({delta}, "{_REASONING}", None) or ""'
    if one.reading.mapping:
        read = f'{delta}.get("{_REASONING}") or ""'
    made = inserted_above(consumer.module, consumer.loop, f'{_REASONING} = ""')
    filled = inserted_above(one.module, place, f"{_REASONING} += {read}")
    return Repair(title, (made, filled, handed))


def _handed_on(consumer: Consumer, text: cst.Name) -> Edit | None:
    """What gives the reasoning to whom the answer's text is given behind the loop."""
    module, end = consumer.module, consumer.module.span(consumer.loop).end
    for use in module.symbols.uses.get(text.value, ()):
        if module.span(use).start < end:
            continue
        if module.symbols.point(use).scope.function is not consumer.scope:
            continue
        if (edit := _in_message(module, use) or _in_print(consumer, use)) is not None:
            return edit
    return None


def _in_message(module: Module, use: cst.CSTNode) -> Edit | None:
    """`{"role": "assistant", "content": text}` gains the key that the API gives back and takes."""
    entry = module.symbols.parents.get(use)
    message = module.symbols.parents.get(entry) if entry is not None else None
    if not isinstance(entry, cst.DictElement) or not isinstance(message, cst.Dict):
        return None
    keys = {
        meaning(one.key): one.value
        for one in message.elements
        if isinstance(one, cst.DictElement) and isinstance(one.key, cst.SimpleString)
    }
    role = keys.get("role")
    if keys.get("content") is not use or not isinstance(role, cst.SimpleString):
        return None
    if meaning(role) != "assistant" or _REASONING in keys:
        return None
    at = module.span(use).end
    return Edit(Span(at, at), f', "{_REASONING}": {_REASONING}')


def _in_print(consumer: Consumer, use: cst.CSTNode) -> Edit | None:
    """A `print` of the reasoning before that of the text."""
    module, parents = consumer.module, consumer.module.symbols.parents
    argument = parents.get(use)
    call = parents.get(argument) if isinstance(argument, cst.Arg) else None
    if not isinstance(call, cst.Call) or called(call) != "print" or len(call.args) != 1:
        return None
    statement = consumer.blocks_of.of(module).statement(call)
    if not isinstance(parents.get(call), cst.Expr) or statement is None:
        return None
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return None
    return inserted_above(module, statement, f"print({_REASONING})")


def _place(consumer: Consumer, one: PartUse) -> cst.CSTNode | None:
    """The statement before which the reasoning can be read; None where none has a block for it."""
    blocks = consumer.blocks_of.of(one.module)
    statement = _outermost(consumer, one, blocks)
    slot = blocks.slot(statement) if statement is not None else None
    if slot is None or not isinstance(slot.block, cst.IndentedBlock):
        return None
    if blocks.slot(consumer.loop) is None:
        return None
    earlier = (
        sibling
        for sibling in slot.statements[: slot.index]
        if isinstance(sibling, cst.If) and _asks_content(consumer, one, sibling)
    )
    return next(earlier, statement)


def _is_read_safely(consumer: Consumer, one: PartUse, place: cst.CSTNode, delta: str) -> bool:
    """Whether the delta can be read before `place`: it has its name, or the chunk has choices."""
    if delta.isidentifier():
        scope, start = one.point.scope.lookup(delta), one.module.span(place).start
        definitions = scope.definitions[delta] if scope else []
        return any(one.module.span(d.node).end <= start for d in definitions)
    blocks = consumer.blocks_of.of(one.module)
    tested = [list(blocks.tests(node, consumer.loop)) for node in (one.node, place)]
    if tested[0] == tested[1]:  # the content is read there as well, whatever the chunk has
        return True
    return any(
        (reading := consumer.answer.of(one.module, inner)) is not None
        and reading.is_(Part.CHOICE, 1)
        for test in blocks.demands(place, consumer.loop)
        for inner in inside(test)
    )


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
    scopes = (module.symbols.root, *module.symbols.scopes.values())
    return _REASONING in module.symbols.uses or any(_REASONING in s.definitions for s in scopes)


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
