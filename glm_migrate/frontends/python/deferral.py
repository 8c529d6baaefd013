"""Rewrite a loop that takes fragments for calls: join by index first, use the calls afterwards.

The first fragment of a call is kept and later ones are added to it, so what the body gets after the
loop is of the same type, with the same fields, as the whole delta that it was written for. The body
moves as it is, with its comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import libcst as cst

from glm_migrate.edits import Edit, joined
from glm_migrate.frontends.python.deltas import Part
from glm_migrate.frontends.python.fields import children
from glm_migrate.frontends.python.fragments import Fault
from glm_migrate.frontends.python.lines import code_of, line_after, newline_of, unit_of
from glm_migrate.frontends.python.names import Kind, Scope
from glm_migrate.frontends.python.scene import Scene, Seen
from glm_migrate.frontends.python.uses import Fate, called, inside
from glm_migrate.sites import Repair, Shape
from glm_migrate.source import Span

TITLE = "Join the fragments by index and use the calls after the loop"
_FILTERS = frozenset(
    {
        Part.FINISH,
        Part.ID,
        Part.NAME,
        Part.TYPE,
        Part.FUNCTION,
        Part.ARGUMENTS,
        Part.INDEX,
        Part.ROLE,
    }
)
_LOGGING = frozenset("debug info warning warn error exception critical log".split())

_ATTRIBUTES = """\
if {part}.index is not None and {part}.index >= 0:
    {key} = {part}.index
elif {part}.id and ({key} not in {calls} or {calls}[{key}].id):
    {key} = {part}.id
{call} = {calls}.setdefault({key}, {part})
if {call} is not {part}:
    {call}.id = {call}.id or {part}.id
    {call}.type = {call}.type or {part}.type
    if not {call}.function:
        {call}.function = {part}.function
    elif {part}.function:
        {call}.function.name = {call}.function.name or {part}.function.name
        {call}.function.arguments = (
            ({call}.function.arguments or "") + ({part}.function.arguments or "")
        )
"""
_ITEMS = """\
if {part}.get("index") is not None and {part}["index"] >= 0:
    {key} = {part}["index"]
elif {part}.get("id") and ({key} not in {calls} or {calls}[{key}].get("id")):
    {key} = {part}["id"]
{call} = {calls}.setdefault({key}, {part})
if {call} is not {part}:
    {call}["id"] = {call}.get("id") or {part}.get("id")
    {call}["type"] = {call}.get("type") or {part}.get("type")
    if not {call}.get("function"):
        {call}["function"] = {part}.get("function")
    elif {part}.get("function"):
        {function}, {more} = {call}["function"], {part}["function"]
        {function}["name"] = {function}.get("name") or {more}.get("name")
        {function}["arguments"] = ({function}.get("arguments") or "") + (
            {more}.get("arguments") or ""
        )
"""


def deferred(scene: Scene, faults: Sequence[Fault]) -> Repair:
    """The rewrite of a loop with `faults`, or why there is none."""
    loop = scene.loop
    if not isinstance(loop, (cst.For, cst.While)):
        return Repair(
            TITLE,
            (),
            "the stream is read in a comprehension; write it as a loop that joins by index",
        )
    if not isinstance(loop.body, cst.IndentedBlock):
        return Repair(
            TITLE, (), "the loop is written on one line; join the fragments by index by hand"
        )
    place = _place(scene, loop, faults)
    if place is None:
        return Repair(
            TITLE,
            (),
            "the fragments are not read in one loop of their own; join them by index by hand",
        )
    edits = _edits(scene, place)
    if edits is None:
        return Repair(TITLE, (), "the code stands too close together to be moved; move it by hand")
    return Repair(TITLE, edits, _doubt(scene, place, faults))


class Form(Enum):
    """Where the fragments are taken out of the list of one delta."""

    LOOP = "for part in delta.tool_calls: …"
    LIST = "parts.extend(delta.tool_calls)"
    LAST = "parts = delta.tool_calls"
    FIRST = "part = delta.tool_calls[0]; …"


@dataclass(frozen=True, eq=False)
class _Place:
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


def _place(scene: Scene, loop: cst.For | cst.While, faults: Sequence[Fault]) -> _Place | None:
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


def _in_loop(loop: cst.For | cst.While, inner: cst.For) -> _Place | None:
    plain = isinstance(inner.target, cst.Name) and isinstance(inner.body, cst.IndentedBlock)
    if not plain or inner.orelse is not None or inner.asynchronous is not None:
        return None
    assert isinstance(inner.target, cst.Name)
    return _Place(Form.LOOP, loop, inner, inner.iter, (inner.body,), inner.target.value)


def _in_line(scene: Scene, loop: cst.For | cst.While, fault: Fault, form: Form) -> _Place | None:
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
    return _Place(form, loop, line, value, (line,), "") if fits[form] else None


def _takes_list(scene: Scene, one: Seen) -> bool:
    """Whether the list of one delta goes as it is into another list or a name."""
    use = one.use
    goes = use.fate in (Fate.EXTENDED, Fate.JOINED, Fate.NAMED) and use.made is None
    return goes and use.value is one.node and scene.in_loop(one.tree, one.node)


def _first(scene: Scene, loop: cst.For | cst.While) -> _Place | None:
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
    return _Place(Form.FIRST, loop, line, node.value, rest, target.value)


def _inner(scene: Scene, fault: Fault) -> cst.For | None:
    """The loop over one delta's fragments in which a fault lies, or from which it is called."""
    own = _around(scene, fault.seen)
    if own is not None or fault.seen.place.scope.function is _scope(scene):
        return own
    callers = {
        _around(scene, one)
        for one in scene.seen
        if one.use.fate is Fate.PASSED and one.place.scope.function is _scope(scene)
    }
    return next(iter(callers)) if len(callers) == 1 else None


def _scope(scene: Scene) -> Scope:
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


# Is it the same program?


def _doubt(scene: Scene, place: _Place, faults: Sequence[Fault]) -> str:
    """Why the result is not certainly the same on streams with whole calls; empty when it is."""
    shapes = {fault.shape for fault in faults}
    if Shape.ONE_BUFFER in shapes and Shape.SPECULATIVE not in shapes:
        return "several calls would still be joined in one text; give each its own"
    if place.form is Form.FIRST:
        return "it reads one call and would now get all of them; check that it can take several"
    if place.form is Form.LAST:
        return "it kept the calls of the last delta and would now get all; check that it can"
    if place.loop.orelse is not None:
        return "the loop has an `else`; check what runs when"
    if reason := _leaves(place):
        return reason
    if reason := _conditions(scene, place) or _handed_on(scene, place):
        return reason
    if shared := _shared(scene, place):
        names = ", ".join(f"`{name}`" for name in sorted(shared)[:3])
        return f"what moves behind the loop shares {names} with the rest of it; check the order"
    if _acts(place.moved) and (line := _acts_later(scene, place)):
        return f"line {line} may run for later chunks and would now come first; check the order"
    return ""


def _handed_on(scene: Scene, place: _Place) -> str:
    """Whether other code gets the fragments as well, which the first of them would change for."""
    moved = {node for outer in place.moved for node in inside(outer)}
    for one in scene.seen:
        if one.reading.part not in _CARRIERS or one.node in moved or scene.shown(one):
            continue
        if one.tree is not scene.tree or one.place.scope.function is not _scope(scene):
            continue
        if one.use.value is place.listed or one.node is place.listed:
            continue
        if one.use.fate not in (Fate.METHOD, Fate.PARSED, Fate.JOINED):
            return f"`{scene.tree.code(one.node)}` is also {one.use.fate.value}; check who reads it"
    return ""


_CARRIERS = frozenset({Part.CHUNK, Part.CHOICE, Part.DELTA, Part.FRAGMENT})
_QUIET = frozenset(
    "append extend add update setdefault get pop items values keys insert loads dumps len str int "
    "float bool dict list tuple set getattr hasattr isinstance iter next anext enumerate zip range "
    "min max sorted startswith endswith strip lstrip rstrip removeprefix decode encode split join "
    "replace lower upper format model_dump to_dict copy repr type any all".split()
)


def _acts(nodes: Iterable[cst.CSTNode]) -> list[cst.Call]:
    """Calls that may do something that can be seen from outside."""
    return [
        node
        for outer in nodes
        for node in inside(outer)
        if isinstance(node, cst.Call) and called(node) not in _QUIET | _LOGGING
        and not _makes_object(node)
    ]  # fmt: skip


def _makes_object(node: cst.Call) -> bool:
    """A class is called by a name that says so; building an object acts on nothing else."""
    return called(node)[:1].isupper()


def _acts_later(scene: Scene, place: _Place) -> int:
    """The line of a call in the loop that chunks behind the tool calls can reach; 0 if none."""
    moved = {node for outer in place.moved for node in inside(outer)}
    blocks = scene.structure.of(scene.tree)
    for call in _acts((place.loop.body,)):
        if call in moved or call in inside(place.listed):
            continue
        tests = list(blocks.tests(call, place.loop))
        asked = frozenset[Part]().union(*(scene.mentions(scene.tree, test) for test in tests))
        if asked & {Part.CONTENT, Part.REASONING, Part.FRAGMENT}:
            continue
        if called(call) in ("print", "write") and _shows_text(scene, call):
            continue
        return scene.tree.line(call)
    return 0


def _shows_text(scene: Scene, call: cst.Call) -> bool:
    """`print(delta.content or "", end="")`: nothing is shown for a chunk without text."""
    words = [a for a in call.args if a.keyword is None]
    readings = [scene.deltas.of(scene.tree, argument.value) for argument in words]
    texts = all(one and one.part in (Part.CONTENT, Part.REASONING) for one in readings)
    return texts and (called(call) == "write" or any(_is_end(a) for a in call.args))


def _is_end(argument: cst.Arg) -> bool:
    word = argument.keyword.value if argument.keyword is not None else ""
    value = argument.value
    return word == "end" and isinstance(value, cst.SimpleString) and value.evaluated_value == ""


def _leaves(place: _Place) -> str:
    """Statements that would mean something else behind the loop."""
    for node in (node for moved in place.moved for node in inside(moved)):
        if isinstance(node, (cst.Yield, cst.Return)):
            return "it yields or returns from within the loop; check what the caller sees when"
        if isinstance(node, cst.Break) and not _own_loop(place.moved, node):
            return "it leaves the loop over the fragments early; check which calls are meant"
        if isinstance(node, (cst.Global, cst.Nonlocal, cst.FunctionDef, cst.ClassDef, cst.Lambda)):
            return "it defines functions within the loop; check what they see when they run"
    for node in inside(place.loop.body):
        if isinstance(node, (cst.Yield, cst.Return)):
            return "the loop yields or returns; check what the caller sees when"
    return ""


def _own_loop(moved: Iterable[cst.CSTNode], wanted: cst.Break) -> bool:
    """Whether a `break` belongs to a loop within what moves."""
    return any(
        isinstance(node, (cst.For, cst.While)) and wanted in inside(node.body)
        for outer in moved
        for node in inside(outer)
    )


def _conditions(scene: Scene, place: _Place) -> str:
    """Anything around the inner loop but conditions that ask whether there are fragments."""
    blocks = scene.structure.of(scene.tree)
    for owner, _ in blocks.owners(place.anchor):
        if owner is place.loop:
            break
        if not isinstance(owner, (cst.If, cst.Else)) or (
            isinstance(owner, cst.Else) and not isinstance(blocks.above(owner), cst.If)
        ):
            return "it stands in a block whose effect would not reach behind the loop"
    for test in blocks.tests(place.anchor, place.loop):
        if scene.mentions(scene.tree, test) & _FILTERS:
            return "a condition around it drops fragments; check what it is for"
    return ""


def _shared(scene: Scene, place: _Place) -> frozenset[str]:
    """Names that both the moved code and the rest of the loop use, one of them changing it."""
    moved, rest = _Names(scene), _Names(scene)
    for node in place.moved:
        moved.read(node, skip=(place.listed,))
    rest.read(place.loop.body, skip=place.moved)
    if isinstance(place.loop, cst.For):
        rest.bind(place.loop.target)
        rest.read(place.loop.iter)
    else:
        rest.read(place.loop.test)
    both = (moved.changed & rest.used) | (rest.changed & moved.used)
    for one, other in ((moved, rest), (rest, moved)):
        if one.changed & _OWNERS:
            both |= {name for name in other.used if name.partition(".")[0] in _OWNERS}
    return frozenset(both - {place.part})


class _Names:
    """The variables that a piece of code uses, and those that it changes."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.used: set[str] = set()
        self.changed: set[str] = set()

    def read(self, block: cst.CSTNode, skip: tuple[cst.CSTNode, ...] = ()) -> None:
        stack = [block]
        while stack:
            node = stack.pop()
            if node in skip:
                continue
            self._note(node)
            stack += children(node)

    def _note(self, node: cst.CSTNode) -> None:
        if own := _own_attribute(node):
            self.used.add(own)
        elif isinstance(node, cst.Name):
            if node in self._scene.tree.names.parents and not self._is_fixed(node):
                self.used.add(node.value)
        elif isinstance(node, _BINDERS):
            self.bind(node.target)
        elif isinstance(node, cst.AsName):
            self.bind(node.name)
        elif isinstance(node, cst.Call) and called(node) not in _LOGGING:
            self._touch(node.func.value if isinstance(node.func, cst.Attribute) else node)

    def bind(self, target: cst.CSTNode | None) -> None:
        """An assignment: to a name, to each of several, or into an object."""
        if isinstance(target, (cst.Tuple, cst.List)):
            for element in target.elements:
                self.bind(element.value)
        elif isinstance(target, cst.Name):
            self.used.add(target.value)
            self.changed.add(target.value)
        elif isinstance(target, (cst.Attribute, cst.Subscript)):
            self._touch(target.value if isinstance(target, cst.Subscript) else target)

    def _touch(self, node: cst.CSTNode) -> None:
        """A method is called on an object, or something is stored in it: it may change."""
        while isinstance(node, (cst.Subscript, cst.Call, cst.Attribute)):
            if own := _own_attribute(node):
                self.changed.add(own)
                return
            node = node.func if isinstance(node, cst.Call) else node.value
        if isinstance(node, cst.Name) and not self._is_fixed(node):
            self.changed.add(node.value)

    def _is_fixed(self, node: cst.Name) -> bool:
        """A module, function, class or builtin: nothing in the loop changes it."""
        names = self._scene.tree.names
        if node not in names.parents:
            return False
        scope: Scope | None = self._scene.tree.resolver.scope_of(
            node.value, names.place(node).scope
        )
        if scope is None:
            return True
        fixed = (Kind.IMPORT, Kind.FUNCTION, Kind.CLASS)
        return all(binding.kind in fixed for binding in scope.bindings[node.value])


_OWNERS = frozenset({"self", "cls"})
_BINDERS = (
    cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For, cst.CompFor, cst.NamedExpr, cst.Del
)  # fmt: skip


def _own_attribute(node: cst.CSTNode) -> str:
    """`self.buffer` of `self.buffer`, which is a variable of its own."""
    if not isinstance(node, cst.Attribute) or not isinstance(node.value, cst.Name):
        return ""
    owner = node.value.value
    return f"{owner}.{node.attr.value}" if owner in ("self", "cls") else ""


# The text


def _edits(scene: Scene, place: _Place) -> tuple[Edit, ...] | None:
    """Before the loop the table of calls, in it the joining, behind it what was in it."""
    text = scene.tree.source.utf8
    names = dict(zip(_VARIABLES, _fresh(scene, place), strict=True))
    names["part"] = place.part or names["part"]
    indent, start = code_of(scene.tree, place.loop)
    region, inside_loop, behind = _texts(scene, place, names)
    newline = newline_of(scene.tree)
    before = f"{names['calls']} = {{}}{newline}{indent}{names['key']} = None{newline}{indent}"
    end = max(_last_line_end(scene, place.loop), region.end)
    if text[end - 1 : end] not in (b"\n", b"\r"):
        behind = newline + behind.rstrip("\r\n")
        if region.end == end:
            inside_loop = inside_loop.rstrip("\r\n")
    return joined(
        (Edit(Span(start, start), before), Edit(region, inside_loop), Edit(Span(end, end), behind))
    )


def _texts(scene: Scene, place: _Place, names: dict[str, str]) -> tuple[Span, str, str]:
    """The lines that are replaced in the loop, by what, and what comes behind it."""
    unit, part = _unit(scene, place), names["part"]
    newline = newline_of(scene.tree)
    indent, _ = code_of(scene.tree, place.loop)
    if place.form is Form.LOOP:
        (body,) = place.moved
        assert isinstance(body, cst.IndentedBlock)
        deeper, _ = code_of(scene.tree, body.body[0])
        region = _region(
            scene, line_after(scene.tree, scene.tree.span(body).start), deeper, place.anchor
        )
        head = ""
    else:
        shallow, begin = code_of(scene.tree, place.anchor)
        deeper = shallow + unit
        last = place.moved[-1]
        region = _region(scene, begin - len(shallow.encode()), shallow, last)
        listed = scene.tree.source.slice(scene.tree.span(place.listed))
        head = f"{shallow}for {part} in {listed}:{newline}"
    template = (_ITEMS if _is_mapping(scene) else _ATTRIBUTES).format(**names)
    lines = (f"{deeper}{_reindented(line, unit)}{newline}" for line in template.splitlines())
    calls = f"{names['calls']}.values()"
    return region, head + "".join(lines), _behind(scene, place, region, indent, unit, calls, part)


def _behind(
    scene: Scene, place: _Place, region: Span, indent: str, unit: str, calls: str, part: str
) -> str:
    """What runs behind the loop."""
    newline = newline_of(scene.tree)
    old, _ = code_of(scene.tree, _first_of(place.moved))
    if place.form is Form.LIST:
        return _moved(scene, place, region, old, indent, calls)
    if place.form is Form.LAST:
        head = f"{indent}if {calls.partition('.')[0]}:{newline}"
        return head + _moved(scene, place, region, old, indent + unit, f"list({calls})")
    if place.form is Form.FIRST:
        region = Span(_last_line_end(scene, place.anchor), region.end)
    head = f"{indent}for {part} in {calls}:{newline}"
    return head + _moved(scene, place, region, old, indent + unit)


def _first_of(moved: tuple[cst.CSTNode, ...]) -> cst.CSTNode:
    first = moved[0]
    return first.body[0] if isinstance(first, cst.IndentedBlock) else first


_VARIABLES = ("calls", "key", "call", "function", "more", "part")
_CHOICES = (
    ("joined_calls", "calls_by_index", "whole_calls"),
    ("call_key", "joined_key", "current_key"),
    ("joined_call", "known_call", "whole_call"),
    ("known_function", "joined_function", "whole_function"),
    ("more_function", "added_function", "next_function"),
    ("part", "fragment", "call_part"),
)


def _fresh(scene: Scene, place: _Place) -> Iterator[str]:
    """Names that the file does not use, the plainest first."""
    text = scene.tree.source.text
    for choices in _CHOICES:
        free = (name for name in choices if not re.search(rf"\b{name}\b", text))
        yield next(free, f"{choices[0]}_{place.loop.__class__.__name__.lower()}")


def _is_mapping(scene: Scene) -> bool:
    """Whether the fragments are dicts."""
    return any(
        one.reading.mapping
        for part in (Part.ARGUMENTS, Part.FUNCTION, Part.FRAGMENT)
        for one in scene.parts(part)
    )


def _unit(scene: Scene, place: _Place) -> str:
    """One level of indentation, as the loop has it."""
    assert isinstance(place.loop.body, cst.IndentedBlock)
    return unit_of(scene.tree, place.loop, place.loop.body.body[0])


def _reindented(line: str, unit: str) -> str:
    bare = line.lstrip(" ")
    return unit * ((len(line) - len(bare)) // 4) + bare


def _region(scene: Scene, start: int, indent: str, last: cst.CSTNode) -> Span:
    """All lines from `start` to the end of `last`, with the comments that follow in the block."""
    text = scene.tree.source.utf8
    end = _last_line_end(scene, last)
    while text.startswith(indent.encode() + b"#", end):
        end = line_after(scene.tree, end)
    return Span(start, end)


def _last_line_end(scene: Scene, statement: cst.CSTNode) -> int:
    """The end of the last line of code in a statement, with its newline."""
    text = scene.tree.source.utf8
    last: cst.CSTNode = statement
    while True:
        suites = [node for node in _suites(last) if node.body]
        if not suites:
            break
        last = suites[-1].body[-1]
        if isinstance(suites[-1], cst.SimpleStatementSuite):
            break
    end = scene.tree.span(last).end
    while end > 0 and text[end - 1 : end] in (b"\n", b"\r"):
        end -= 1
    return line_after(scene.tree, end)


def _suites(node: cst.CSTNode) -> Iterable[cst.BaseSuite]:
    """The suites of a compound statement, `else` and handlers included, in source order."""
    for child in children(node):
        if isinstance(child, cst.BaseSuite):
            yield child
        elif isinstance(child, _SUITE_HOLDERS):
            yield from _suites(child)


_SUITE_HOLDERS = (
    cst.Else, cst.If, cst.ExceptHandler, cst.ExceptStarHandler, cst.Finally, cst.MatchCase
)  # fmt: skip


def _moved(scene: Scene, place: _Place, region: Span, old: str, new: str, listed: str = "") -> str:
    """The lines of `region` with another indentation; texts over several lines keep theirs.

    Args:
        listed: What stands for the list of fragments in them now.
    """
    text = scene.tree.source.utf8
    frozen = [
        scene.tree.span(node)
        for moved in place.moved
        for node in inside(moved)
        if isinstance(node, (cst.SimpleString, cst.FormattedString))
    ]
    span = scene.tree.span(place.listed)
    result: list[str] = []
    start = region.start
    while start < region.end:
        end = min(line_after(scene.tree, start), region.end)
        line = text[start:end].decode()
        if listed and start <= span.start < end:
            end = max(end, min(line_after(scene.tree, span.end), region.end))
            line = (text[start : span.start] + listed.encode() + text[span.end : end]).decode()
        if line.startswith(old) and not any(s.start < start < s.end for s in frozen):
            line = new + line[len(old) :]
        result.append(line)
        start = end
    return "".join(result)
