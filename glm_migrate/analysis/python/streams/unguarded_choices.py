"""`choices[0]` of a chunk that has none, as the last one with the usage; and its repair."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import EffectKind, called, inside
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.reaching_definitions import certainly_before
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, Scope
from glm_migrate.analysis.python.semantics.source_lines import inserted_above
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.streams.named_tests import inside_named
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.streams import Excerpt, Repair
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Span

_TELLING_EMPTY = callables("tells-empty")
_NEXT = callables("takes-item", "takes-item-by-method")
_READING = callables("reads-entry", "reads-attribute")

_INDEX_HANDLERS = frozenset({"IndexError", "LookupError", "Exception", "BaseException"})
_TITLE = "Skip chunks without choices"


def unguarded(consumer: Consumer) -> Iterator[Excerpt]:
    """The first `choices[0]` of each statement that a chunk without choices would break."""
    lines: set[int] = set()
    guarded: list[ProgramPoint] = []
    for one in consumer.parts(Part.CHOICE):
        if not isinstance(one.node, cst.Subscript) or _is_string_key(one.node):
            continue
        if one.module.line(one.node) in lines or _choices_are_tested(consumer, one):
            continue
        if consumer.expected(one.module, one.node) & _INDEX_HANDLERS:
            continue
        if any(certainly_before(earlier, one.point) for earlier in guarded):
            continue  # the guard of an earlier statement is passed on every way to this one
        lines.add(one.module.line(one.node))
        guarded.append(one.point)
        yield one.excerpt(_skip_chunk(consumer, one))


def _is_string_key(node: cst.Subscript) -> bool:
    part = node.slice[0].slice
    return isinstance(part, cst.Index) and isinstance(part.value, cst.SimpleString)


def _choices_are_tested(consumer: Consumer, one: PartUse) -> bool:
    assert isinstance(one.node, cst.Subscript)
    listed = one.node.value
    if isinstance(listed, cst.BooleanOperation):
        return True  # `(chunk.choices or [empty])[0]`
    if _code_of(one.point.scope) is not consumer.scope and not _is_handed_unasked(consumer, one):
        return True  # a helper that is given the list: its caller may have looked
    if consumer.is_judged_elsewhere(one) or _is_filled_before(one) or _are_chosen(consumer):
        return True
    return any(
        _tests_choices(consumer, one, inner)
        for test in consumer.tests(one.module, one.node)
        for inner in inside_named(one.module, test)
    )


def _is_handed_unasked(consumer: Consumer, one: PartUse) -> bool:
    """Whether a helper is given the chunk only where nobody has looked at its choices."""
    scope = _code_of(one.point.scope)
    if any(call is consumer.loop for call, *_ in one.module.resolver.calls.handed(scope)):
        return True  # `map` gives it each chunk
    handed = [
        other
        for other in consumer.handed_to(scope.node)
        if other.is_(Part.CHUNK) and other.effect.kind is EffectKind.PASSED
    ]
    return bool(handed) and not any(
        consumer.mentions(other.module, test) & {Part.CHOICE, Part.DELTA}
        or consumer.is_judged_elsewhere(other)
        or consumer.expected(other.module, other.node) & _INDEX_HANDLERS
        for other in handed
        for test in (*consumer.tests(other.module, other.node), other.node)
    )


def _code_of(scope: Scope) -> Scope:
    """The function or lambda that an expression is evaluated in."""
    while scope.kind == "comprehension" and scope.parent is not None:
        scope = scope.parent
    return scope


def _is_filled_before(one: PartUse) -> bool:
    """Whether an earlier statement puts choices into the chunk: `chunk["choices"] = [{}]`."""
    node: cst.CSTNode = one.node
    while isinstance(node, (cst.Attribute, cst.Subscript)):
        node = node.value
    every, point = one.module.symbols.mutations, one.point
    mutations = every.get(node.value, ()) if isinstance(node, cst.Name) else ()
    return any(
        isinstance(mutation.target, cst.Subscript)
        and "choices" in one.module.code(mutation.target)
        and mutation.point.scope is point.scope
        and mutation.point.order < point.order
        for mutation in mutations
    )


def _tests_choices(consumer: Consumer, one: PartUse, node: cst.CSTNode) -> bool:
    """Whether `node` is the list of choices or what hangs on it, asked for being empty."""
    reading = consumer.answer.of(one.module, node)
    if reading is None or reading.part not in (Part.CHOICE, Part.DELTA):
        return False
    if reading.depth == 0:
        return isinstance(node, cst.Name)  # `choice = … if chunk.choices else None`
    parent = one.module.symbols.parents.get(node)
    if isinstance(parent, (cst.Comparison, cst.ComparisonTarget)):
        return not _compared_with_none(one, parent)
    if isinstance(parent, cst.Arg):
        call = one.module.symbols.parents[parent]
        return isinstance(call, cst.Call) and called(call) in _TELLING_EMPTY
    return not isinstance(parent, (cst.Subscript, cst.Attribute))


def _are_chosen(consumer: Consumer) -> bool:
    """Whether the loop only gets chunks with choices: `filter(lambda c: c.choices, stream)`."""
    items = getattr(consumer.loop, "iter", None)
    if not isinstance(items, cst.Call) or called(items) != "filter":
        return False
    return Part.CHOICE in consumer.mentions(consumer.module, items.args[0].value)


def _compared_with_none(one: PartUse, node: cst.CSTNode) -> bool:
    while isinstance(node, cst.ComparisonTarget):
        node = one.module.symbols.parents[node]
    return isinstance(node, cst.Comparison) and any(
        isinstance(target.operator, (cst.Is, cst.IsNot, cst.In, cst.NotIn))
        for target in node.comparisons
    )


def _skip_chunk(consumer: Consumer, one: PartUse) -> Repair:
    """`if not chunk.choices: continue` before the statement, or a filter of the comprehension."""
    assert isinstance(one.node, cst.Subscript)
    choices = one.node.value
    text = _tested(one, choices)
    if consumer.answer.of(one.module, choices) is None or not text:
        return _by_hand(UnsafeKind.COMPUTED_CHOICES)
    if isinstance(consumer.loop, cst.CompFor):
        return _filtered(consumer.module, consumer.loop, one, text)
    return _guard(consumer, one, choices, text)


def _by_hand(kind: UnsafeKind) -> Repair:
    return Repair(_TITLE, (), UnsafeReason(kind))


def _guard(consumer: Consumer, one: PartUse, choices: cst.BaseExpression, text: str) -> Repair:
    """`if not …: continue` before the statement, or why it can't stand there."""
    blocks = consumer.blocks_of.of(one.module)
    statement = blocks.statement(one.node)
    slot = blocks.slot(statement) if statement is not None else None
    if one.point.scope.function is not consumer.scope:
        return _by_hand(UnsafeKind.OF_CALLER)
    if statement is None or slot is None or blocks.loop(statement) is not consumer.loop:
        return _by_hand(UnsafeKind.OTHER_LOOP_BETWEEN)
    if _fetches_behind(consumer, one):
        return _by_hand(UnsafeKind.SKIPS_NEXT)
    if (operand := _operand(one, statement)) is not None:
        return _asked_first(one, operand, text)
    if not isinstance(slot.block, cst.IndentedBlock) or isinstance(statement, cst.While):
        return _by_hand(UnsafeKind.LOOP_ON_ONE_LINE)
    if isinstance(statement, cst.SimpleStatementLine) and _makes(choices):
        return _by_hand(UnsafeKind.READ_ON_SAME_LINE)
    guard = (f"if not {text}:", f"{consumer.indent_unit}continue")
    return Repair(_TITLE, (inserted_above(one.module, statement, *guard),))


def _fetches_behind(consumer: Consumer, one: PartUse) -> bool:
    """Whether the next chunk is read by a statement of the loop that stands behind this one."""
    return any(
        isinstance(node, cst.Call)
        and called(node) in _NEXT
        and one.module.symbols.point(node).order > one.point.order
        for node in inside(getattr(consumer.loop, "body", consumer.loop))
    )


def _operand(one: PartUse, statement: cst.CSTNode) -> cst.CSTNode | None:
    """What is evaluated only after something else was: `a and …`, `a or …`, an `elif`, a branch."""
    parents = one.module.symbols.parents
    child, parent = one.node, parents.get(one.node)
    while parent is not None and parent is not statement:
        if isinstance(parent, cst.BooleanOperation) and child is parent.right:
            return child
        if isinstance(parent, cst.IfExp) and child is not parent.test:
            return child
        if isinstance(parent, cst.If):
            return child
        child, parent = parent, parents.get(parent)
    return None


def _asked_first(one: PartUse, operand: cst.CSTNode, text: str) -> Repair:
    """`chunk.choices and …` where a condition asks only then; elsewhere it is left to the user."""
    parents = one.module.symbols.parents
    holder = parents.get(operand)
    while isinstance(holder, (cst.BooleanOperation, cst.UnaryOperation)):
        holder = parents.get(holder)
    loose = isinstance(operand, (cst.NamedExpr, cst.IfExp, cst.Lambda)) or (
        isinstance(operand, cst.BooleanOperation) and isinstance(operand.operator, cst.Or)
    )
    if not isinstance(holder, cst.If) or (loose and not getattr(operand, "lpar", ())):
        return _by_hand(UnsafeKind.UNDER_CONDITION)
    start = one.module.span(operand).start
    return Repair("Check for choices first", (Edit(Span(start, start), f"{text} and "),))


def _tested(one: PartUse, choices: cst.BaseExpression) -> str:
    """The list of choices as a condition; a default for a missing key is no help and goes."""
    code = one.module.code
    if isinstance(choices, cst.Call):
        if isinstance(choices.func, cst.Attribute) and called(choices) == "get":
            return f"{code(choices.func.value)}.get({code(choices.args[0].value)})"
        return _bare(one, choices) if called(choices) == "getattr" else ""
    if isinstance(choices, cst.Subscript) and isinstance(choices.value, cst.Name):
        return f"{choices.value.value}.get({code(choices.slice[0].slice)})"
    return _bare(one, choices) if isinstance(choices, (cst.Name, cst.Attribute)) else ""


def _bare(one: PartUse, node: cst.BaseExpression) -> str:
    return one.module.source.slice(one.module.bare(node))


def _makes(choices: cst.BaseExpression) -> bool:
    """Whether the chunk itself comes into being there, as in `next(stream).choices`."""
    return any(isinstance(inner, (cst.Call, cst.Await)) for inner in inside(choices)) and not (
        isinstance(choices, cst.Call) and called(choices) in _READING
    )


def _filtered(module: Module, clause: cst.CompFor, one: PartUse, text: str) -> Repair:
    """` if chunk.choices` behind the clause of a comprehension."""
    if not _names(clause.target) & _names(one.node):
        return _by_hand(UnsafeKind.OF_OTHER_LOOP)
    end = module.span(clause.iter).end
    return Repair(_TITLE, (Edit(Span(end, end), f" if {text}"),))


def _names(node: cst.CSTNode) -> set[str]:
    return {inner.value for inner in inside(node) if isinstance(inner, cst.Name)}
