"""Places in a stream's loop that fail on what the API may leave out: choices, text, reasoning."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import EffectKind, called, effect_of, inside
from glm_migrate.analysis.python.semantics.reaching_definitions import certainly_before
from glm_migrate.analysis.python.semantics.scopes import Kind, ProgramPoint
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.streams.loop_variables import own_functions
from glm_migrate.analysis.python.syntax.source_lines import code_of, newline_of, unit_of
from glm_migrate.model.streams import Excerpt, Repair
from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Span

_INDEX_HANDLERS = frozenset({"IndexError", "LookupError", "Exception", "BaseException"})
_TYPE_HANDLERS = frozenset({"TypeError", "Exception", "BaseException"})
_ATTRIBUTE_HANDLERS = frozenset({"AttributeError", "Exception", "BaseException"})
_LOOK_AT_NOTHING = frozenset(
    {"hasattr", "isinstance", "getattr", "len", "bool", "any", "str", "print"}
)
_REASONING = "reasoning_content"


# choices[0]


def unguarded(consumer: Consumer) -> Iterator[Excerpt]:
    """The first `choices[0]` of each statement that a chunk without choices would break."""
    lines: set[int] = set()
    guarded: list[ProgramPoint] = []
    for one in consumer.parts(Part.CHOICE):
        if not isinstance(one.node, cst.Subscript) or _is_string_key(one.node):
            continue
        if one.module.line(one.node) in lines or _choices_are_tested(consumer, one):
            continue
        if consumer.handlers(one.module, one.node) & _INDEX_HANDLERS:
            continue
        point = one.module.symbols.point(one.node)
        if any(certainly_before(earlier, point) for earlier in guarded):
            continue  # the guard of an earlier statement is passed on every way to this one
        lines.add(one.module.line(one.node))
        guarded.append(point)
        yield one.excerpt(_skip_chunk(consumer, one))


def _is_string_key(node: cst.Subscript) -> bool:
    part = node.slice[0].slice
    return isinstance(part, cst.Index) and isinstance(part.value, cst.SimpleString)


def _choices_are_tested(consumer: Consumer, one: PartUse) -> bool:
    assert isinstance(one.node, cst.Subscript)
    listed = one.node.value
    if isinstance(listed, cst.BooleanOperation):
        return True  # `(chunk.choices or [empty])[0]`
    if one.module.symbols.point(one.node).scope.function is not _scope(consumer):
        return True  # a helper that is given the list: its caller may have looked
    if _is_judged_elsewhere(consumer, one) or _is_filled_before(one):
        return True
    return any(
        _tests_choices(consumer, one, inner)
        for test in consumer.tests(one.module, one.node)
        for inner in inside(test)
    )


def _is_filled_before(one: PartUse) -> bool:
    """Whether an earlier statement puts choices into the chunk: `chunk["choices"] = [{}]`."""
    node: cst.CSTNode = one.node
    while isinstance(node, (cst.Attribute, cst.Subscript)):
        node = node.value
    names, point = one.module.symbols, one.module.symbols.point(one.node)
    mutations = names.mutations.get(node.value, ()) if isinstance(node, cst.Name) else ()
    return any(
        isinstance(mutation.target, cst.Subscript)
        and "choices" in one.module.code(mutation.target)
        and mutation.point.scope is point.scope
        and mutation.point.order < point.order
        for mutation in mutations
    )


def _is_judged_elsewhere(consumer: Consumer, one: PartUse) -> bool:
    """Whether a test hands the chunk to a function, which may look at what is missing."""
    parents = one.module.symbols.parents
    return any(
        reading.part in (Part.CHUNK, Part.CHOICE, Part.DELTA)
        and isinstance(parents.get(inner), cst.Arg)
        and isinstance(call := parents.get(parents[inner]), cst.Call)
        and called(call) not in _LOOK_AT_NOTHING
        for test in consumer.tests(one.module, one.node)
        for inner in inside(test)
        if (reading := consumer.answer.of(one.module, inner)) is not None
    )


def _scope(consumer: Consumer) -> object:
    return consumer.module.symbols.point(consumer.loop).scope.function


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
        return isinstance(call, cst.Call) and called(call) in ("len", "bool", "any")
    return not isinstance(parent, (cst.Subscript, cst.Attribute))


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
    title = "Skip chunks without choices"
    choices = one.node.value
    reading = consumer.answer.of(one.module, choices)
    text = _tested(one, choices)
    if reading is None or not text:
        return Repair(title, (), "the list of choices is computed; skip empty ones by hand")
    if isinstance(consumer.loop, cst.CompFor):
        return _filtered(consumer, one, title, text)
    blocks = consumer.blocks_of.of(one.module)
    statement = blocks.statement(one.node)
    innermost = next(
        (o for o, _ in blocks.owners(one.node if statement is None else statement)
         if isinstance(o, (cst.For, cst.While))), None,
    )  # fmt: skip
    slot = blocks.slot(statement) if statement is not None else None
    if statement is None or innermost is not consumer.loop or slot is None:
        return Repair(title, (), "another loop is in between; skip the chunk by hand")
    if _fetches_behind(consumer, one):
        return Repair(title, (), "`continue` would skip the line that reads the next chunk")
    if (operand := _operand(one, statement)) is not None:
        return _asked_first(one, operand, title, text)
    if not isinstance(slot.block, cst.IndentedBlock) or isinstance(statement, cst.While):
        return Repair(title, (), "the loop is written on one line; skip the chunk by hand")
    if isinstance(statement, cst.SimpleStatementLine) and _makes(statement, choices):
        return Repair(title, (), "the chunk is read in the same line; skip it by hand")
    (indent, start), newline = code_of(one.module, statement), newline_of(one.module)
    unit = indent_unit(consumer)
    guard = f"if not {text}:{newline}{indent}{unit}continue{newline}{indent}"
    return Repair(title, (Edit(Span(start, start), guard),))


def _fetches_behind(consumer: Consumer, one: PartUse) -> bool:
    """Whether the next chunk is read by a statement of the loop that stands behind this one."""
    point = one.module.symbols.point(one.node)
    return any(
        isinstance(node, cst.Call)
        and called(node) in ("next", "anext", "__next__", "__anext__")
        and one.module.symbols.point(node).order > point.order
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


def _asked_first(one: PartUse, operand: cst.CSTNode, title: str, text: str) -> Repair:
    """`chunk.choices and …` where a condition asks only then; elsewhere it is left to the user."""
    parents = one.module.symbols.parents
    holder = parents.get(operand)
    while isinstance(holder, (cst.BooleanOperation, cst.UnaryOperation)):
        holder = parents.get(holder)
    loose = isinstance(operand, (cst.NamedExpr, cst.IfExp, cst.Lambda)) or (
        isinstance(operand, cst.BooleanOperation) and isinstance(operand.operator, cst.Or)
    )
    if not isinstance(holder, cst.If) or (loose and not getattr(operand, "lpar", ())):
        return Repair(title, (), "it is read only under a condition; ask for the choices there")
    start = one.module.span(operand).start
    return Repair("Ask for the choices first", (Edit(Span(start, start), f"{text} and "),))


def _tested(one: PartUse, choices: cst.BaseExpression) -> str:
    """The list of choices as a condition; a default for a missing key is no help and goes."""
    if isinstance(choices, cst.Call):
        if isinstance(choices.func, cst.Attribute) and called(choices) == "get":
            receiver = one.module.code(choices.func.value)
            return f"{receiver}.get({one.module.code(choices.args[0].value)})"
        return (
            one.module.source.slice(one.module.bare(choices))
            if called(choices) == "getattr"
            else ""
        )
    if isinstance(choices, cst.Subscript) and isinstance(choices.value, cst.Name):
        key = one.module.code(choices.slice[0].slice)
        return f"{choices.value.value}.get({key})"
    if isinstance(choices, (cst.Name, cst.Attribute)):
        return one.module.source.slice(one.module.bare(choices))
    return ""


def _makes(statement: cst.SimpleStatementLine, choices: cst.BaseExpression) -> bool:
    """Whether the chunk itself comes into being in the statement, as in `next(stream).choices`."""
    return any(isinstance(inner, (cst.Call, cst.Await)) for inner in inside(choices)) and not (
        isinstance(choices, cst.Call) and called(choices) in ("get", "getattr")
    )


def _filtered(consumer: Consumer, one: PartUse, title: str, text: str) -> Repair:
    assert isinstance(consumer.loop, cst.CompFor)
    clause = consumer.loop
    names = {n.value for n in inside(clause.target) if isinstance(n, cst.Name)}
    if not names & {n.value for n in inside(one.node) if isinstance(n, cst.Name)}:
        return Repair(title, (), "the chunk comes from another loop; filter it by hand")
    end = consumer.module.span(clause.iter).end
    return Repair(title, (Edit(Span(end, end), f" if {text}"),))


def indent_unit(consumer: Consumer) -> str:
    """One level of indentation, as the loop has it."""
    body = getattr(consumer.loop, "body", None)
    if not isinstance(body, cst.IndentedBlock):
        return consumer.module.syntax.default_indent
    return unit_of(consumer.module, consumer.loop, body.body[0])


# Text that may be None


def nullable(consumer: Consumer) -> Iterator[Excerpt]:
    """Reads of the delta's text that fail on None or print it."""
    for part in (Part.CONTENT, Part.REASONING):
        for one in consumer.parts(part):
            parent = one.module.symbols.parents.get(one.node)
            if _is_copy(consumer, one, parent) or not _minds_none(consumer, one):
                continue
            if (
                one.reading.defaulted
                or _is_tested(consumer, one, part)
                or consumer.is_replaced(one)
            ):
                continue
            if _is_judged_elsewhere(consumer, one) or _is_handed_over_whole(consumer, one, part):
                continue
            if consumer.handlers(one.module, one.node) & _TYPE_HANDLERS:
                continue
            yield one.excerpt(_or_empty(one, parent))


def _is_copy(consumer: Consumer, one: PartUse, parent: cst.CSTNode | None) -> bool:
    """The outer expression (`x or ""`, `await x`) is seen as well and speaks for both."""
    if parent is None or isinstance(parent, (cst.Attribute, cst.Arg)):
        return False
    reading = consumer.answer.of(one.module, parent)
    return reading is not None and reading.is_(one.reading.part)


def _minds_none(consumer: Consumer, one: PartUse) -> bool:
    use = effect_of(one.module, one.node)
    kind, holder = use.kind, use.by
    if kind is EffectKind.JOINED:
        return use.made is None or isinstance(holder, cst.Call)
    if kind is EffectKind.METHOD:
        return use.made is None
    if kind is EffectKind.TESTED:
        return (isinstance(holder, cst.Call) and called(holder) == "len") or _contained(one)
    if kind is EffectKind.SHOWN and isinstance(holder, cst.Call):
        named = any(a.keyword is not None and a.value is use.value for a in holder.args)
        return use.made is None and not named and called(holder) in ("print", "write")
    if kind is EffectKind.FORMATTED:
        return not isinstance(holder, cst.BinaryOperation)
    if kind is EffectKind.PASSED and isinstance(holder, cst.Call):
        return use.made is None and called(holder) == "write"
    if kind is EffectKind.APPENDED and use.made is None and use.target is not None:
        return _is_joined(one, use.target)
    return False


def _contained(one: PartUse) -> bool:
    """`"x" in delta.content`."""
    parent = one.module.symbols.parents.get(one.node)
    return isinstance(parent, cst.ComparisonTarget) and isinstance(
        parent.operator, (cst.In, cst.NotIn)
    )


def _is_joined(one: PartUse, target: cst.BaseExpression) -> bool:
    """Whether the list that the text is put into is joined later."""
    text = one.module.code(target)
    return any(
        call.args and one.module.code(call.args[0].value) == text
        for call in one.module.symbols.by_called.get("join", ())
    )


def _is_tested(consumer: Consumer, one: PartUse, part: Part) -> bool:
    for test in consumer.tests(one.module, one.node):
        for inner in inside(test):
            reading = consumer.answer.of(one.module, inner)
            if reading is not None and reading.part is part:
                parent = one.module.symbols.parents.get(inner)
                in_call = isinstance(parent, cst.Arg)
                if not in_call or not _is_hasattr(one, parent):
                    return True
    return False


def _is_handed_over_whole(consumer: Consumer, one: PartUse, part: Part) -> bool:
    """Whether a function's parameter is given the text only where the caller has looked at it."""
    handed = [
        other
        for other in consumer.parts(part)
        if other.effect.kind in (EffectKind.PASSED, EffectKind.SHOWN)
        and isinstance(other.effect.by, cst.Call)
        and other.module is consumer.module
        and one.point.scope.function.node in set(own_functions(consumer, other.effect.by))
    ]
    return bool(handed) and all(
        other.reading.filled or _is_tested(consumer, other, part) for other in handed
    )


def _is_hasattr(one: PartUse, argument: cst.CSTNode | None) -> bool:
    call = one.module.symbols.parents.get(argument) if argument is not None else None
    return isinstance(call, cst.Call) and called(call) == "hasattr"


def _or_empty(one: PartUse, parent: cst.CSTNode | None) -> Repair:
    title = "Treat missing text as empty"
    span = one.module.span(one.node)
    if isinstance(parent, cst.FormattedStringExpression):
        return _in_formatted(one, parent, title, span)
    if any(isinstance(up, cst.FormattedStringExpression) for up in _above(one)):
        return Repair(title, (), "it stands in a formatted string; change it by hand")
    alone = isinstance(parent, (cst.AugAssign, cst.Arg, cst.Assign, cst.AnnAssign, cst.Element))
    alone = alone or isinstance(parent, (cst.GeneratorExp, cst.ListComp))
    if alone and isinstance(one.node, (cst.Attribute, cst.Subscript, cst.Call, cst.Name)):
        return Repair(title, (Edit(Span(span.end, span.end), ' or ""'),))
    edits = (Edit(Span(span.start, span.start), "("), Edit(Span(span.end, span.end), ' or "")'))
    return Repair(title, edits)


def _in_formatted(
    one: PartUse, parent: cst.FormattedStringExpression, title: str, span: Span
) -> Repair:
    fields = [up for up in _above(one) if isinstance(up, cst.FormattedStringExpression)]
    if parent.equal is not None or len(fields) > 1:
        return Repair(title, (), "the formatted string shows it in another way; change it by hand")
    holder = one.module.symbols.parents.get(parent)
    quote = "'" if isinstance(holder, cst.FormattedString) and '"' in holder.start else '"'
    return Repair(title, (Edit(Span(span.end, span.end), f" or {quote * 2}"),))


def _above(one: PartUse) -> Iterator[cst.CSTNode]:
    current = one.module.symbols.parents.get(one.node)
    while current is not None:
        yield current
        current = one.module.symbols.parents.get(current)


# reasoning_content


def risky(consumer: Consumer) -> Iterator[Excerpt]:
    """`delta.reasoning_content`, an attribute that the openai client does not always set."""
    for one in consumer.parts(Part.REASONING):
        node = one.node
        if not isinstance(node, cst.Attribute) or node.attr.value != _REASONING:
            continue
        if one.reading.mapping or _has_attribute(consumer, one):
            continue
        if consumer.handlers(one.module, node) & _ATTRIBUTE_HANDLERS:
            continue
        title = "Read it with getattr"
        if any(isinstance(up, cst.FormattedStringExpression) for up in _above(one)):
            yield one.excerpt(
                Repair(title, (), "it stands in a formatted string; change it by hand")
            )
            continue
        if "#" in one.module.source.slice(one.module.span(node)):
            yield one.excerpt(Repair(title, (), "a comment stands within; change it by hand"))
            continue
        base = one.module.source.slice(one.module.span(node.value))
        text = f'getattr({base}, "{_REASONING}", None)'
        yield one.excerpt(Repair(title, (Edit(one.module.bare(node), text),)))


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
    by_hand = Repair(title, (), "the delta has no name here; collect the reasoning by hand")
    if _is_judged_elsewhere(consumer, one):
        return by_hand
    blocks = consumer.blocks_of.of(one.module)
    statement = blocks.statement(one.node)
    while statement is not None:
        slot = blocks.slot(statement)
        owner = slot.owner if slot else None
        if owner is None or owner is consumer.loop:
            break
        if not isinstance(owner, cst.If) or not _asks_content(consumer, one, owner):
            break
        statement = owner if blocks.slot(owner) else blocks.above(owner)
    delta = _delta_text(consumer, one)
    slot = blocks.slot(statement) if statement is not None else None
    if statement is None or slot is None or not delta:
        return by_hand
    if not isinstance(slot.block, cst.IndentedBlock) or blocks.slot(consumer.loop) is None:
        return by_hand
    if (
        _REASONING in consumer.module.symbols.uses
        or _REASONING in consumer.module.symbols.root.definitions
    ):
        return by_hand
    (indent, start), newline = code_of(one.module, statement), newline_of(one.module)
    loop_indent, loop_start = code_of(consumer.module, consumer.loop)
    read = f'getattr({delta}, "{_REASONING}", None) or ""'
    if one.reading.mapping:
        read = f'{delta}.get("{_REASONING}") or ""'
    return Repair(
        title,
        (
            Edit(Span(loop_start, loop_start), f'{_REASONING} = ""{newline}{loop_indent}'),
            Edit(Span(start, start), f"{_REASONING} += {read}{newline}{indent}"),
        ),
    )


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
        point = one.module.symbols.point(node)
        scope = point.scope.lookup(node.value)
        definitions = scope.definitions[node.value] if scope else []
        if len(definitions) != 1 or definitions[0].kind is not Kind.ASSIGN:
            return ""
        node = definitions[0].value or node
    for inner in inside(node):
        reading = consumer.answer.of(one.module, inner)
        if reading is not None and reading.is_(Part.DELTA):
            return one.module.source.slice(one.module.span(inner))
    return ""
