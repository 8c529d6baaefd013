"""Is a loop that joins first and acts afterwards the same program as before?

A rewrite is safe only where everything that stays in the loop is understood: it must not end the
loop early, must not run once a fragment where it ran once a call, and must neither share variables
with what moves behind the loop nor do anything that was seen after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import EffectKind, called, inside
from glm_migrate.analysis.python.semantics.scopes import Kind
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.streams.loop_variables import (
    OWNERS,
    Variables,
    is_logging,
    own_functions,
    with_other_names,
)
from glm_migrate.analysis.python.streams.rewrite.fragment_sources import (
    Form,
    FragmentReader,
)
from glm_migrate.analysis.python.streams.verdict import Defect
from glm_migrate.analysis.python.syntax.children import children
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.streams import Shape

_OF_FRAGMENT = frozenset(
    {
        Part.ID,
        Part.NAME,
        Part.TYPE,
        Part.FUNCTION,
        Part.ARGUMENTS,
        Part.INDEX,
    }
)
_FILTERS = _OF_FRAGMENT | {Part.FINISH, Part.ROLE}
_TEXTS = frozenset({Part.CONTENT, Part.REASONING})
_ENDS = _TEXTS | {Part.FINISH, Part.USAGE, Part.LINE}


def unsafe_reason(consumer: Consumer, reader: FragmentReader, defects: Sequence[Defect]) -> str:
    """Why the result is not certainly the same on streams with whole calls; empty when it is."""
    shapes = {defect.shape for defect in defects}
    if Shape.ONE_BUFFER in shapes and Shape.SPECULATIVE not in shapes:
        return "several calls would still be joined in one text; give each its own"
    if reader.form is Form.FIRST:
        return "it reads one call and would now get all of them; check that it can take several"
    if reader.form is Form.LAST:
        return "it kept the calls of the last delta and would now get all; check that it can"
    if reader.loop.orelse is not None:
        return "the loop has an `else`; check what runs when"
    if reason := _leaves(reader) or _ends_early(consumer, reader) or _exhausts(consumer, reader):
        return reason
    if reason := _conditions(consumer, reader) or _handed_on(consumer, reader):
        return reason
    if reason := _read_two_ways(consumer, reader) or _repeated(consumer, reader):
        return reason
    if shared := _shared(consumer, reader):
        names = ", ".join(f"`{name}`" for name in sorted(shared)[:3])
        return f"what moves behind the loop shares {names} with the rest of it; check the order"
    if _acts(consumer, reader.moved) and (line := _acts_later(consumer, reader)):
        return f"line {line} may run for later chunks and would now come first; check the order"
    return ""


def _moved(reader: FragmentReader) -> frozenset[cst.CSTNode]:
    return frozenset(node for outer in reader.moved for node in inside(outer))


# How the loop ends


def _leaves(reader: FragmentReader) -> str:
    """Statements that would mean something else behind the loop."""
    for node in (node for moved in reader.moved for node in inside(moved)):
        if isinstance(node, (cst.Yield, cst.Return)):
            return "it yields or returns from within the loop; check what the caller sees when"
        if isinstance(node, cst.Break) and not _own_loop(reader.moved, node):
            return "it leaves the loop over the fragments early; check which calls are meant"
        if isinstance(node, (cst.Global, cst.Nonlocal, cst.FunctionDef, cst.ClassDef, cst.Lambda)):
            return "it defines functions within the loop; check what they see when they run"
    for node in inside(reader.loop.body):
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


def _ends_early(consumer: Consumer, reader: FragmentReader) -> str:
    """A `raise`, or a `break` that is not about the end of the stream."""
    blocks, moved = consumer.blocks_of.of(consumer.module), _moved(reader)
    for node in inside(reader.loop.body):
        if isinstance(node, cst.Raise) and not _in_handler(consumer, reader, node):
            return "the loop raises; check what has to run before"
        if not isinstance(node, cst.Break) or node in moved or _in_handler(consumer, reader, node):
            continue
        owners = (owner for owner, _ in blocks.owners(node))
        if (
            next((o for o in owners if isinstance(o, (cst.For, cst.While))), None)
            is not reader.loop
        ):
            continue
        asked = _asked(consumer, blocks.tests(node, reader.loop))
        if Part.FINISH in asked or asked == {Part.CHUNK}:
            continue
        if not asked & _ENDS or asked & (_OF_FRAGMENT | {Part.FRAGMENT}):
            line = consumer.module.line(node)
            return f"line {line} leaves the loop; check that all fragments have come by then"
    return ""


def _in_handler(consumer: Consumer, reader: FragmentReader, node: cst.CSTNode) -> bool:
    for owner, _ in consumer.blocks_of.of(consumer.module).owners(node):
        if owner is reader.loop:
            return False
        if isinstance(owner, (cst.ExceptHandler, cst.ExceptStarHandler)):
            return True
    return False


def _asked(consumer: Consumer, tests: Iterable[cst.CSTNode]) -> frozenset[Part]:
    return frozenset[Part]().union(*(consumer.mentions(consumer.module, test) for test in tests))


_ENDINGS = frozenset({"StopIteration", "StopAsyncIteration", "Exception", "BaseException"})


def _exhausts(consumer: Consumer, reader: FragmentReader) -> str:
    """`next(stream)` whose end leaves the loop by an exception, past what moved behind it."""
    for node in inside(reader.loop):
        if not isinstance(node, cst.Call) or len(node.args) > 1:
            continue
        if called(node) not in ("next", "anext", "__next__", "__anext__"):
            continue
        if node in inside(reader.loop.body):
            caught = frozenset(consumer.blocks_of.of(consumer.module).handlers(node, reader.loop))
            if caught & _ENDINGS:
                continue
        return "the end of the stream leaves the loop by an exception; catch it within the loop"
    return ""


# When the fragments are read


def _conditions(consumer: Consumer, reader: FragmentReader) -> str:
    """Anything around the inner loop but conditions that ask whether there are fragments."""
    blocks = consumer.blocks_of.of(consumer.module)
    for owner, _ in blocks.owners(reader.anchor):
        if owner is reader.loop:
            break
        if not isinstance(owner, (cst.If, cst.Else)) or (
            isinstance(owner, cst.Else) and not isinstance(blocks.above(owner), cst.If)
        ):
            return "it stands in a block whose effect would not reach behind the loop"
    states = _states(consumer, reader)
    for test in blocks.tests(reader.anchor, reader.loop):
        if consumer.mentions(consumer.module, test) & _FILTERS or _counts(consumer, test):
            return "a condition around it drops fragments; check what it is for"
        if known := sorted(_words(test) & states):
            return f"`{known[0]}`, which the loop changes, decides about fragments; check it"
    return ""


def _counts(consumer: Consumer, test: cst.CSTNode) -> bool:
    """Whether a condition asks for more than whether there are fragments at all."""
    for node in inside(test):
        reading = consumer.answer.of(consumer.module, node)
        if reading is not None and reading.is_(Part.FRAGMENT):
            return True
        if not isinstance(node, cst.Comparison):
            continue
        if Part.FRAGMENT in consumer.mentions(consumer.module, node) and not _asks_for_any(node):
            return True
    return False


def _asks_for_any(node: cst.Comparison) -> bool:
    """`x is not None`, `x != []`, `len(x) > 0`, `len(x) >= 1` and their opposites."""
    if len(node.comparisons) != 1:
        return False
    operator, other = node.comparisons[0].operator, node.comparisons[0].comparator
    if isinstance(other, cst.Name) and other.value == "None":
        return True
    equal = isinstance(operator, (cst.Equal, cst.NotEqual))
    if isinstance(other, (cst.List, cst.Tuple)) and not other.elements:
        return equal
    if not isinstance(other, cst.Integer):
        return False
    if other.evaluated_value == 0:
        return equal or isinstance(operator, (cst.GreaterThan, cst.LessThanEqual))
    return other.evaluated_value == 1 and isinstance(operator, (cst.GreaterThanEqual, cst.LessThan))


def _states(consumer: Consumer, reader: FragmentReader) -> frozenset[str]:
    """Variables that the rest of the loop changes, and not by reading a part of the chunk."""
    found: set[str] = set()
    for node in _outside(reader):
        if isinstance(node, cst.AugAssign):
            found |= _words(node.target)
        elif isinstance(node, (cst.Assign, cst.AnnAssign, cst.NamedExpr)) and node.value:
            targets = [t.target for t in node.targets] if isinstance(node, cst.Assign) else [
                node.target
            ]  # fmt: skip
            names = set[str]().union(*(_words(target) for target in targets))
            if not consumer.mentions(consumer.module, node.value) or names & _words(node.value):
                found |= names
    return frozenset(found)


def _words(node: cst.CSTNode) -> set[str]:
    """The variables in an expression, without attributes and keywords."""
    if isinstance(node, cst.Name):
        return {node.value}
    if isinstance(node, (cst.Attribute, cst.Arg)):
        return _words(node.value)
    return set[str]().union(*(_words(child) for child in children(node)))


def _outside(reader: FragmentReader) -> Iterator[cst.CSTNode]:
    """Every node of the loop's body but those that move."""
    moved = _moved(reader)
    return (node for node in inside(reader.loop.body) if node not in moved)


_CARRIERS = frozenset({Part.CHUNK, Part.CHOICE, Part.DELTA, Part.FRAGMENT})


def _handed_on(consumer: Consumer, reader: FragmentReader) -> str:
    """Whether other code gets the fragments as well, which the first of them would change for."""
    moved = _moved(reader)
    for one in consumer.seen:
        if one.reading.part not in _CARRIERS or one.node in moved or consumer.shown(one):
            continue
        if one.module is not consumer.module or one.point.scope.function is not consumer.scope:
            continue
        if one.effect.value is reader.listed or one.node is reader.listed:
            continue
        if one.effect.kind not in (EffectKind.METHOD, EffectKind.PARSED, EffectKind.JOINED):
            text = consumer.module.code(one.node)
            return f"`{text}` is also {one.effect.kind.value}; check who reads it"
    return ""


def _read_two_ways(consumer: Consumer, reader: FragmentReader) -> str:
    """Objects whose parts are read as attributes, or dicts by key: which, the join must know."""
    listed = consumer.answer.of(consumer.module, reader.listed)
    mapping = listed is not None and listed.mapping
    for part in (Part.FUNCTION, Part.ID, Part.INDEX):
        for one in consumer.parts(part):
            by_key, base = _access(one.node)
            reading = consumer.answer.of(one.module, base) if base is not None else None
            if reading is None or not reading.is_(Part.FRAGMENT) or reading.mapping != mapping:
                continue
            if by_key != mapping:
                return "its fragments are neither plainly objects nor plainly dicts; check which"
    return ""


def _access(node: cst.CSTNode) -> tuple[bool, cst.CSTNode | None]:
    """Whether an expression reads by key, and of what."""
    if isinstance(node, cst.Attribute):
        return False, node.value
    if isinstance(node, cst.Subscript):
        return True, node.value
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        return True, node.func.value
    return False, None


# What runs more often than before


def _repeated(consumer: Consumer, reader: FragmentReader) -> str:
    """A line that ran once for all calls of a delta, and would run for every fragment."""
    moved = _moved(reader)
    for line in inside(reader.loop.body):
        if not isinstance(line, cst.SimpleStatementLine | cst.SimpleStatementSuite):
            continue
        if line in moved or line is reader.anchor or not _for_fragments(consumer, reader, line):
            continue
        for small in line.body:
            if not _is_idle(consumer, reader, small):
                number = consumer.module.line(small)
                return f"line {number} would run once for each fragment; check what it is for"
    for one in consumer.parts(Part.FRAGMENT):
        if (
            one.module is not consumer.module
            or one.node in moved
            or not _is_named(one, reader.part)
        ):
            continue
        if one.point.scope is consumer.scope and consumer.in_loop(one.module, one.node):
            return f"`{reader.part}` is read outside the loop over the fragments; check it"
    return ""


def _is_named(one: PartUse, name: str) -> bool:
    return isinstance(one.node, cst.Name) and one.node.value == name


def _for_fragments(consumer: Consumer, reader: FragmentReader, line: cst.CSTNode) -> bool:
    """Whether a line runs only for a chunk with fragments, or reads them."""
    wanted = _OF_FRAGMENT | {Part.FRAGMENT}
    if consumer.mentions(consumer.module, line) & wanted:
        return True
    blocks = consumer.blocks_of.of(consumer.module)
    first = line if blocks.slot(line) else next(iter(getattr(line, "body", ())), line)
    for owner, _ in blocks.owners(first):
        if owner is reader.loop:
            break
        if isinstance(owner, (cst.For, cst.CompFor)) and consumer.mentions(
            consumer.module, owner.iter
        ) & wanted:  # fmt: skip
            return True
    return any(
        consumer.mentions(consumer.module, test) & wanted and (held or _is_negative(test))
        for test, held in _demands(consumer, reader, first)
    )


def _demands(
    consumer: Consumer, reader: FragmentReader, node: cst.CSTNode
) -> Iterator[tuple[cst.CSTNode, bool]]:
    """Each condition on the way to a node, and whether it must hold; else an exit must not."""
    blocks = consumer.blocks_of.of(consumer.module)
    around = {
        owner.test
        for owner, _ in blocks.owners(blocks.statement(node) or node)
        if isinstance(owner, (cst.If, cst.While))
    }
    for test in blocks.demands(node, reader.loop):
        yield test, test in around


def _is_negative(test: cst.CSTNode) -> bool:
    """Whether an exit's condition asks for nothing: behind it there is something."""
    if isinstance(test, cst.UnaryOperation):
        return isinstance(test.operator, cst.Not)
    if isinstance(test, cst.BooleanOperation):
        return _is_negative(test.left) or _is_negative(test.right)
    return isinstance(test, cst.Comparison) and isinstance(
        test.comparisons[0].operator, (cst.Is, cst.Equal, cst.LessThan, cst.LessThanEqual)
    )


def _is_idle(consumer: Consumer, reader: FragmentReader, small: cst.CSTNode) -> bool:
    """Whether running a statement again for the next fragment makes no difference."""
    if isinstance(small, (cst.Pass, cst.Continue, cst.Break, cst.Assert)):
        return True
    if isinstance(small, cst.Expr):
        value = small.value
        return isinstance(value, cst.BaseString) or (
            isinstance(value, cst.Call) and is_logging(value)
        )
    if not isinstance(small, (cst.Assign, cst.AnnAssign)) or small.value is None:
        return False
    targets = [t.target for t in small.targets] if isinstance(small, cst.Assign) else [small.target]
    if not all(isinstance(target, cst.Name) for target in targets):
        return False
    if _acts(consumer, (small.value,)):
        return False
    names = {target.value for target in targets if isinstance(target, cst.Name)}
    parts = consumer.mentions(consumer.module, small.value)
    if names & _words(small.value) and not consumer.answer.of(consumer.module, small.value):
        return False
    if not parts:  # a flag
        return not any(_is_read(consumer, name, within=reader.loop) for name in names)
    return not parts & _OF_FRAGMENT or not any(_is_read(consumer, name) for name in names)


def _is_read(consumer: Consumer, name: str, within: cst.CSTNode | None = None) -> bool:
    """Whether the function reads a variable, in a loop or at all."""
    names = consumer.module.symbols
    nodes = set(inside(within)) if within is not None else None
    return any(
        (nodes is None or use in nodes) and names.point(use).scope.function is consumer.scope
        for use in names.uses.get(name, ())
        if type(use) is cst.Name
    )


# What the two parts of the loop have in common


def _shared(consumer: Consumer, reader: FragmentReader) -> frozenset[str]:
    """Names that both the moved code and the rest of the loop use, one of them changing it."""
    moved, rest = Variables(consumer), Variables(consumer)
    for node in reader.moved:
        moved.read(node, skip=(reader.listed,))
    rest.read(reader.loop.body, skip=reader.moved)
    if isinstance(reader.loop, cst.For):
        rest.bind(reader.loop.target)
        rest.read(reader.loop.iter)
    else:
        rest.read(reader.loop.test)
    both: set[str] = set()
    for one, other in ((moved, rest), (rest, moved)):
        changed = with_other_names(consumer, one.changed - {reader.part})
        both |= changed & other.used
        if changed & OWNERS:
            both |= {name for name in other.used if name.partition(".")[0] in OWNERS}
    return frozenset(both - {reader.part})


# What can be seen from outside

_QUIET = callables(
    *("appends", "extends", "fills-dict", "takes-from-dict", "sets-default", "reads-dict"),
    *("decodes-chunk", "dumps", "tests", "as-text", "measures", "as-dict", "lists", "sets"),
    *("reads-attribute", "iterates", "takes-item", "pairs-items", "sorts", "tests-text"),
    *("same-text", "cut-text", "coded-text", "split-text", "built-text", "copies"),
    *("iterator-protocol", "tells-time"),
)
_QUIET_OF_MODULES = callables("dumps", "copies", "tells-time") | {"loads"}


def _acts(consumer: Consumer, nodes: Iterable[cst.CSTNode]) -> list[cst.Call]:
    """Calls that may do something that can be seen from outside."""
    return [
        node
        for outer in nodes
        for node in inside(outer)
        if isinstance(node, cst.Call) and not _is_quiet(consumer, node)
    ]


def _is_quiet(consumer: Consumer, node: cst.Call) -> bool:
    if is_logging(node):
        return True
    word = called(node)
    if word[:1].isupper():  # building an object acts on nothing else
        return True
    if word not in _QUIET or any(True for _ in own_functions(consumer, node)):
        return False
    if not isinstance(node.func, cst.Attribute):
        return True
    return word in _QUIET_OF_MODULES or not _is_module(consumer, node.func.value)


def _is_module(consumer: Consumer, node: cst.BaseExpression) -> bool:
    """Whether a name was imported: `requests.get` is not `dict.get`."""
    if not isinstance(node, cst.Name) or node not in consumer.module.symbols.parents:
        return False
    reader = consumer.module.symbols.point(node)
    scope = reader.scope.lookup(node.value)
    return scope is not None and any(b.kind is Kind.IMPORT for b in scope.definitions[node.value])


def _acts_later(consumer: Consumer, reader: FragmentReader) -> int:
    """The line of a call in the loop that chunks behind the tool calls can reach; 0 if none."""
    moved = _moved(reader)
    for call in _acts(consumer, (reader.loop.body,)):
        if call in moved or call in inside(reader.listed):
            continue
        if any(
            _needs_text(consumer, test, held) for test, held in _demands(consumer, reader, call)
        ):
            continue
        if called(call) in ("print", "write") and _shows_text(consumer, call):
            continue
        return consumer.module.line(call)
    return 0


def _needs_text(consumer: Consumer, test: cst.CSTNode, held: bool) -> bool:
    """Whether a condition holds, or an exit is not taken, only for a chunk that has text."""
    if isinstance(test, cst.BooleanOperation):
        if isinstance(test.operator, cst.And) is not held:
            return False
        return _needs_text(consumer, test.left, held) or _needs_text(consumer, test.right, held)
    if held:
        return _is_text(consumer, test)
    if not isinstance(test, cst.UnaryOperation) or not isinstance(test.operator, cst.Not):
        return False
    return _is_text(consumer, test.expression)


def _is_text(consumer: Consumer, node: cst.CSTNode) -> bool:
    reading = consumer.answer.of(consumer.module, node)
    return reading is not None and reading.part in _TEXTS


def _shows_text(consumer: Consumer, call: cst.Call) -> bool:
    """`print(delta.content or "", end="")`: nothing is shown for a chunk without text."""
    words = [a for a in call.args if a.keyword is None]
    readings = [consumer.answer.of(consumer.module, argument.value) for argument in words]
    texts = all(one and one.part in _TEXTS for one in readings)
    return texts and (called(call) == "write" or any(_is_end(a) for a in call.args))


def _is_end(argument: cst.Arg) -> bool:
    word = argument.keyword.value if argument.keyword is not None else ""
    value = argument.value
    return word == "end" and isinstance(value, cst.SimpleString) and value.evaluated_value == ""
