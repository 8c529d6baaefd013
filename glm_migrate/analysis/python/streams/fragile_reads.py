"""Places in a stream's loop that fail on what the API may leave out: choices, text, reasoning."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import Fate, called, inside, use_of
from glm_migrate.analysis.python.semantics.reaching_definitions import certainly_before
from glm_migrate.analysis.python.semantics.scopes import Kind, Place
from glm_migrate.analysis.python.streams.answer_parts import Part
from glm_migrate.analysis.python.streams.loop_variables import own_functions
from glm_migrate.analysis.python.streams.scene import Scene, Seen
from glm_migrate.analysis.python.syntax.source_lines import code_of, newline_of, unit_of
from glm_migrate.model import Repair, Spot
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


def unguarded(scene: Scene) -> Iterator[Spot]:
    """The first `choices[0]` of each statement that a chunk without choices would break."""
    lines: set[int] = set()
    guarded: list[Place] = []
    for one in scene.parts(Part.CHOICE):
        if not isinstance(one.node, cst.Subscript) or _is_string_key(one.node):
            continue
        if one.tree.line(one.node) in lines or _choices_are_tested(scene, one):
            continue
        if scene.handlers(one.tree, one.node) & _INDEX_HANDLERS:
            continue
        place = one.tree.names.place(one.node)
        if any(certainly_before(earlier, place) for earlier in guarded):
            continue  # the guard of an earlier statement is passed on every way to this one
        lines.add(one.tree.line(one.node))
        guarded.append(place)
        yield one.spot(_skip_chunk(scene, one))


def _is_string_key(node: cst.Subscript) -> bool:
    part = node.slice[0].slice
    return isinstance(part, cst.Index) and isinstance(part.value, cst.SimpleString)


def _choices_are_tested(scene: Scene, one: Seen) -> bool:
    assert isinstance(one.node, cst.Subscript)
    listed = one.node.value
    if isinstance(listed, cst.BooleanOperation):
        return True  # `(chunk.choices or [empty])[0]`
    if one.tree.names.place(one.node).scope.function is not _scope(scene):
        return True  # a helper that is given the list: its caller may have looked
    if _is_judged_elsewhere(scene, one) or _is_filled_before(one):
        return True
    return any(
        _tests_choices(scene, one, inner)
        for test in scene.tests(one.tree, one.node)
        for inner in inside(test)
    )


def _is_filled_before(one: Seen) -> bool:
    """Whether an earlier statement puts choices into the chunk: `chunk["choices"] = [{}]`."""
    node: cst.CSTNode = one.node
    while isinstance(node, (cst.Attribute, cst.Subscript)):
        node = node.value
    names, place = one.tree.names, one.tree.names.place(one.node)
    stores = names.stores.get(node.value, ()) if isinstance(node, cst.Name) else ()
    return any(
        isinstance(store.target, cst.Subscript)
        and "choices" in one.tree.code(store.target)
        and store.place.scope is place.scope
        and store.place.order < place.order
        for store in stores
    )


def _is_judged_elsewhere(scene: Scene, one: Seen) -> bool:
    """Whether a test hands the chunk to a function, which may look at what is missing."""
    parents = one.tree.names.parents
    return any(
        reading.part in (Part.CHUNK, Part.CHOICE, Part.DELTA)
        and isinstance(parents.get(inner), cst.Arg)
        and isinstance(call := parents.get(parents[inner]), cst.Call)
        and called(call) not in _LOOK_AT_NOTHING
        for test in scene.tests(one.tree, one.node)
        for inner in inside(test)
        if (reading := scene.deltas.of(one.tree, inner)) is not None
    )


def _scope(scene: Scene) -> object:
    return scene.tree.names.place(scene.loop).scope.function


def _tests_choices(scene: Scene, one: Seen, node: cst.CSTNode) -> bool:
    """Whether `node` is the list of choices or what hangs on it, asked for being empty."""
    reading = scene.deltas.of(one.tree, node)
    if reading is None or reading.part not in (Part.CHOICE, Part.DELTA):
        return False
    if reading.depth == 0:
        return isinstance(node, cst.Name)  # `choice = … if chunk.choices else None`
    parent = one.tree.names.parents.get(node)
    if isinstance(parent, (cst.Comparison, cst.ComparisonTarget)):
        return not _compared_with_none(one, parent)
    if isinstance(parent, cst.Arg):
        call = one.tree.names.parents[parent]
        return isinstance(call, cst.Call) and called(call) in ("len", "bool", "any")
    return not isinstance(parent, (cst.Subscript, cst.Attribute))


def _compared_with_none(one: Seen, node: cst.CSTNode) -> bool:
    while isinstance(node, cst.ComparisonTarget):
        node = one.tree.names.parents[node]
    return isinstance(node, cst.Comparison) and any(
        isinstance(target.operator, (cst.Is, cst.IsNot, cst.In, cst.NotIn))
        for target in node.comparisons
    )


def _skip_chunk(scene: Scene, one: Seen) -> Repair:
    """`if not chunk.choices: continue` before the statement, or a filter of the comprehension."""
    assert isinstance(one.node, cst.Subscript)
    title = "Skip chunks without choices"
    choices = one.node.value
    reading = scene.deltas.of(one.tree, choices)
    text = _tested(one, choices)
    if reading is None or not text:
        return Repair(title, (), "the list of choices is computed; skip empty ones by hand")
    if isinstance(scene.loop, cst.CompFor):
        return _filtered(scene, one, title, text)
    blocks = scene.structure.of(one.tree)
    statement = blocks.statement(one.node)
    innermost = next(
        (o for o, _ in blocks.owners(one.node if statement is None else statement)
         if isinstance(o, (cst.For, cst.While))), None,
    )  # fmt: skip
    slot = blocks.slot(statement) if statement is not None else None
    if statement is None or innermost is not scene.loop or slot is None:
        return Repair(title, (), "another loop is in between; skip the chunk by hand")
    if _fetches_behind(scene, one):
        return Repair(title, (), "`continue` would skip the line that reads the next chunk")
    if (operand := _operand(one, statement)) is not None:
        return _asked_first(one, operand, title, text)
    if not isinstance(slot.block, cst.IndentedBlock) or isinstance(statement, cst.While):
        return Repair(title, (), "the loop is written on one line; skip the chunk by hand")
    if isinstance(statement, cst.SimpleStatementLine) and _makes(statement, choices):
        return Repair(title, (), "the chunk is read in the same line; skip it by hand")
    (indent, start), newline = code_of(one.tree, statement), newline_of(one.tree)
    unit = indent_unit(scene)
    guard = f"if not {text}:{newline}{indent}{unit}continue{newline}{indent}"
    return Repair(title, (Edit(Span(start, start), guard),))


def _fetches_behind(scene: Scene, one: Seen) -> bool:
    """Whether the next chunk is read by a statement of the loop that stands behind this one."""
    place = one.tree.names.place(one.node)
    return any(
        isinstance(node, cst.Call)
        and called(node) in ("next", "anext", "__next__", "__anext__")
        and one.tree.names.place(node).order > place.order
        for node in inside(getattr(scene.loop, "body", scene.loop))
    )


def _operand(one: Seen, statement: cst.CSTNode) -> cst.CSTNode | None:
    """What is evaluated only after something else was: `a and …`, `a or …`, an `elif`, an arm."""
    parents = one.tree.names.parents
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


def _asked_first(one: Seen, operand: cst.CSTNode, title: str, text: str) -> Repair:
    """`chunk.choices and …` where a condition asks only then; elsewhere it is left to the user."""
    parents = one.tree.names.parents
    holder = parents.get(operand)
    while isinstance(holder, (cst.BooleanOperation, cst.UnaryOperation)):
        holder = parents.get(holder)
    loose = isinstance(operand, (cst.NamedExpr, cst.IfExp, cst.Lambda)) or (
        isinstance(operand, cst.BooleanOperation) and isinstance(operand.operator, cst.Or)
    )
    if not isinstance(holder, cst.If) or (loose and not getattr(operand, "lpar", ())):
        return Repair(title, (), "it is read only under a condition; ask for the choices there")
    start = one.tree.span(operand).start
    return Repair("Ask for the choices first", (Edit(Span(start, start), f"{text} and "),))


def _tested(one: Seen, choices: cst.BaseExpression) -> str:
    """The list of choices as a condition; a default for a missing key is no help and goes."""
    if isinstance(choices, cst.Call):
        if isinstance(choices.func, cst.Attribute) and called(choices) == "get":
            receiver = one.tree.code(choices.func.value)
            return f"{receiver}.get({one.tree.code(choices.args[0].value)})"
        return one.tree.source.slice(one.tree.bare(choices)) if called(choices) == "getattr" else ""
    if isinstance(choices, cst.Subscript) and isinstance(choices.value, cst.Name):
        key = one.tree.code(choices.slice[0].slice)
        return f"{choices.value.value}.get({key})"
    if isinstance(choices, (cst.Name, cst.Attribute)):
        return one.tree.source.slice(one.tree.bare(choices))
    return ""


def _makes(statement: cst.SimpleStatementLine, choices: cst.BaseExpression) -> bool:
    """Whether the chunk itself comes into being in the statement, as in `next(stream).choices`."""
    return any(isinstance(inner, (cst.Call, cst.Await)) for inner in inside(choices)) and not (
        isinstance(choices, cst.Call) and called(choices) in ("get", "getattr")
    )


def _filtered(scene: Scene, one: Seen, title: str, text: str) -> Repair:
    assert isinstance(scene.loop, cst.CompFor)
    clause = scene.loop
    names = {n.value for n in inside(clause.target) if isinstance(n, cst.Name)}
    if not names & {n.value for n in inside(one.node) if isinstance(n, cst.Name)}:
        return Repair(title, (), "the chunk comes from another loop; filter it by hand")
    end = scene.tree.span(clause.iter).end
    return Repair(title, (Edit(Span(end, end), f" if {text}"),))


def indent_unit(scene: Scene) -> str:
    """One level of indentation, as the loop has it."""
    body = getattr(scene.loop, "body", None)
    if not isinstance(body, cst.IndentedBlock):
        return scene.tree.module.default_indent
    return unit_of(scene.tree, scene.loop, body.body[0])


# Text that may be None


def nullable(scene: Scene) -> Iterator[Spot]:
    """Reads of the delta's text that fail on None or print it."""
    for part in (Part.CONTENT, Part.REASONING):
        for one in scene.parts(part):
            parent = one.tree.names.parents.get(one.node)
            if _is_copy(scene, one, parent) or not _minds_none(scene, one):
                continue
            if one.reading.defaulted or _is_tested(scene, one, part) or scene.is_replaced(one):
                continue
            if _is_judged_elsewhere(scene, one) or _is_handed_over_whole(scene, one, part):
                continue
            if scene.handlers(one.tree, one.node) & _TYPE_HANDLERS:
                continue
            yield one.spot(_or_empty(one, parent))


def _is_copy(scene: Scene, one: Seen, parent: cst.CSTNode | None) -> bool:
    """The outer expression (`x or ""`, `await x`) is seen as well and speaks for both."""
    if parent is None or isinstance(parent, (cst.Attribute, cst.Arg)):
        return False
    reading = scene.deltas.of(one.tree, parent)
    return reading is not None and reading.is_(one.reading.part)


def _minds_none(scene: Scene, one: Seen) -> bool:
    use = use_of(one.tree, one.node)
    fate, holder = use.fate, use.holder
    if fate is Fate.JOINED:
        return use.made is None or isinstance(holder, cst.Call)
    if fate is Fate.METHOD:
        return use.made is None
    if fate is Fate.TESTED:
        return (isinstance(holder, cst.Call) and called(holder) == "len") or _contained(one)
    if fate is Fate.SHOWN and isinstance(holder, cst.Call):
        named = any(a.keyword is not None and a.value is use.value for a in holder.args)
        return use.made is None and not named and called(holder) in ("print", "write")
    if fate is Fate.FORMATTED:
        return not isinstance(holder, cst.BinaryOperation)
    if fate is Fate.PASSED and isinstance(holder, cst.Call):
        return use.made is None and called(holder) == "write"
    if fate is Fate.APPENDED and use.made is None and use.target is not None:
        return _is_joined(one, use.target)
    return False


def _contained(one: Seen) -> bool:
    """`"x" in delta.content`."""
    parent = one.tree.names.parents.get(one.node)
    return isinstance(parent, cst.ComparisonTarget) and isinstance(
        parent.operator, (cst.In, cst.NotIn)
    )


def _is_joined(one: Seen, target: cst.BaseExpression) -> bool:
    """Whether the list that the text is put into is joined later."""
    text = one.tree.code(target)
    return any(
        call.args and one.tree.code(call.args[0].value) == text
        for call in one.tree.names.by_called.get("join", ())
    )


def _is_tested(scene: Scene, one: Seen, part: Part) -> bool:
    for test in scene.tests(one.tree, one.node):
        for inner in inside(test):
            reading = scene.deltas.of(one.tree, inner)
            if reading is not None and reading.part is part:
                parent = one.tree.names.parents.get(inner)
                in_call = isinstance(parent, cst.Arg)
                if not in_call or not _is_hasattr(one, parent):
                    return True
    return False


def _is_handed_over_whole(scene: Scene, one: Seen, part: Part) -> bool:
    """Whether a function's parameter is given the text only where the caller has looked at it."""
    handed = [
        other
        for other in scene.parts(part)
        if other.use.fate in (Fate.PASSED, Fate.SHOWN)
        and isinstance(other.use.holder, cst.Call)
        and other.tree is scene.tree
        and one.place.scope.function.node in set(own_functions(scene, other.use.holder))
    ]
    return bool(handed) and all(
        other.reading.filled or _is_tested(scene, other, part) for other in handed
    )


def _is_hasattr(one: Seen, argument: cst.CSTNode | None) -> bool:
    call = one.tree.names.parents.get(argument) if argument is not None else None
    return isinstance(call, cst.Call) and called(call) == "hasattr"


def _or_empty(one: Seen, parent: cst.CSTNode | None) -> Repair:
    title = "Treat missing text as empty"
    span = one.tree.span(one.node)
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
    one: Seen, parent: cst.FormattedStringExpression, title: str, span: Span
) -> Repair:
    fields = [up for up in _above(one) if isinstance(up, cst.FormattedStringExpression)]
    if parent.equal is not None or len(fields) > 1:
        return Repair(title, (), "the formatted string shows it in another way; change it by hand")
    holder = one.tree.names.parents.get(parent)
    quote = "'" if isinstance(holder, cst.FormattedString) and '"' in holder.start else '"'
    return Repair(title, (Edit(Span(span.end, span.end), f" or {quote * 2}"),))


def _above(one: Seen) -> Iterator[cst.CSTNode]:
    current = one.tree.names.parents.get(one.node)
    while current is not None:
        yield current
        current = one.tree.names.parents.get(current)


# reasoning_content


def risky(scene: Scene) -> Iterator[Spot]:
    """`delta.reasoning_content`, an attribute that the openai client does not always set."""
    for one in scene.parts(Part.REASONING):
        node = one.node
        if not isinstance(node, cst.Attribute) or node.attr.value != _REASONING:
            continue
        if one.reading.mapping or _has_attribute(scene, one):
            continue
        if scene.handlers(one.tree, node) & _ATTRIBUTE_HANDLERS:
            continue
        title = "Read it with getattr"
        if any(isinstance(up, cst.FormattedStringExpression) for up in _above(one)):
            yield one.spot(Repair(title, (), "it stands in a formatted string; change it by hand"))
            continue
        if "#" in one.tree.source.slice(one.tree.span(node)):
            yield one.spot(Repair(title, (), "a comment stands within; change it by hand"))
            continue
        base = one.tree.source.slice(one.tree.span(node.value))
        text = f'getattr({base}, "{_REASONING}", None)'
        yield one.spot(Repair(title, (Edit(one.tree.bare(node), text),)))


def _has_attribute(scene: Scene, one: Seen) -> bool:
    """Whether some condition asks for the attribute in a way that can't fail."""
    for test in scene.tests(one.tree, one.node):
        for inner in inside(test):
            if not isinstance(inner, cst.Call) or called(inner) not in ("hasattr", "getattr"):
                continue
            if len(inner.args) > 1 and _REASONING in one.tree.code(inner.args[1].value):
                return True
    return False


def collected(scene: Scene) -> Spot | None:
    """The first read of the content that goes into a text, with the reasoning beside it."""
    for one in scene.parts(Part.CONTENT):
        holder = one.use.holder
        named = isinstance(holder, cst.AugAssign) and isinstance(holder.target, cst.Name)
        if named and one.tree is scene.tree and isinstance(scene.loop, cst.For):
            return one.spot(_beside(scene, one))
    first = next(scene.parts(Part.CONTENT), None)
    if first is None:
        return None
    why = "there is no text that it is collected in; decide what the reasoning is for"
    return first.spot(Repair("Collect the reasoning", (), why))


def _beside(scene: Scene, one: Seen) -> Repair:
    """Collect `reasoning_content` in a text of its own, before the content's statement."""
    title = "Collect the reasoning in a text of its own"
    by_hand = Repair(title, (), "the delta has no name here; collect the reasoning by hand")
    if _is_judged_elsewhere(scene, one):
        return by_hand
    blocks = scene.structure.of(one.tree)
    statement = blocks.statement(one.node)
    while statement is not None:
        slot = blocks.slot(statement)
        owner = slot.owner if slot else None
        if owner is None or owner is scene.loop:
            break
        if not isinstance(owner, cst.If) or not _asks_content(scene, one, owner):
            break
        statement = owner if blocks.slot(owner) else blocks.above(owner)
    delta = _delta_text(scene, one)
    slot = blocks.slot(statement) if statement is not None else None
    if statement is None or slot is None or not delta:
        return by_hand
    if not isinstance(slot.block, cst.IndentedBlock) or blocks.slot(scene.loop) is None:
        return by_hand
    if _REASONING in scene.tree.names.uses or _REASONING in scene.tree.names.root.bindings:
        return by_hand
    (indent, start), newline = code_of(one.tree, statement), newline_of(one.tree)
    loop_indent, loop_start = code_of(scene.tree, scene.loop)
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


def _asks_content(scene: Scene, one: Seen, branch: cst.If) -> bool:
    return any(
        (reading := scene.deltas.of(one.tree, inner)) is not None and reading.part is Part.CONTENT
        for inner in inside(branch.test)
    )


def _delta_text(scene: Scene, one: Seen) -> str:
    """The delta as the statement names it: `delta`, `chunk.choices[0].delta`."""
    node: cst.CSTNode = one.node
    if isinstance(node, cst.Name):
        place = one.tree.names.place(node)
        scope = one.tree.resolver.scope_of(node.value, place.scope)
        bindings = scope.bindings[node.value] if scope else []
        if len(bindings) != 1 or bindings[0].kind is not Kind.ASSIGN:
            return ""
        node = bindings[0].value or node
    for inner in inside(node):
        reading = scene.deltas.of(one.tree, inner)
        if reading is not None and reading.is_(Part.DELTA):
            return one.tree.source.slice(one.tree.span(inner))
    return ""
