"""Which part of a streamed answer an expression is: a chunk, its choices, a delta, a fragment …

A reading goes backwards from an expression to the call that began the stream, through names, loops,
parameters, returns and generators, so a loop in another function is read like one beside the call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Class, Module
from glm_migrate.analysis.python.semantics.reaching_definitions import visible
from glm_migrate.analysis.python.semantics.scopes import (
    Definition,
    Kind,
    ProgramPoint,
    Scope,
    dotted,
    owner,
)
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.knowledge.known_callables import callables

MAX_DEPTH = 120


class Part(Enum):
    """What a value is within the answer; the names are those of the API's schema."""

    LINE = "line"  # of a body that the program decodes itself
    CHUNK = "chunk"
    USAGE = "usage"
    CHOICE = "choice"
    FINISH = "finish_reason"
    DELTA = "delta"
    ROLE = "role"
    CONTENT = "content"
    REASONING = "reasoning_content"
    FRAGMENT = "tool_calls"  # with depth 1 the list, with depth 0 one entry
    POSITION = "position"  # from `enumerate` over the list
    INDEX = "index"
    ID = "id"
    TYPE = "type"
    FUNCTION = "function"
    NAME = "name"
    ARGUMENTS = "arguments"


_STEPS: dict[tuple[Part, str], tuple[Part, int]] = {
    (Part.LINE, "data"): (Part.LINE, 0),  # an event of an SSE library
    (Part.CHUNK, "choices"): (Part.CHOICE, 1),
    (Part.CHUNK, "usage"): (Part.USAGE, 0),
    (Part.CHOICE, "delta"): (Part.DELTA, 0),
    (Part.CHOICE, "finish_reason"): (Part.FINISH, 0),
    (Part.DELTA, "role"): (Part.ROLE, 0),
    (Part.DELTA, "content"): (Part.CONTENT, 0),
    (Part.DELTA, "reasoning_content"): (Part.REASONING, 0),
    (Part.DELTA, "reasoning"): (Part.REASONING, 0),
    (Part.DELTA, "tool_calls"): (Part.FRAGMENT, 1),
    (Part.FRAGMENT, "index"): (Part.INDEX, 0),
    (Part.FRAGMENT, "id"): (Part.ID, 0),
    (Part.FRAGMENT, "type"): (Part.TYPE, 0),
    (Part.FRAGMENT, "function"): (Part.FUNCTION, 0),
    (Part.FUNCTION, "name"): (Part.NAME, 0),
    (Part.FUNCTION, "arguments"): (Part.ARGUMENTS, 0),
}
_SAME_ITEMS = callables("iterates", "lists", "wraps-items")
_SAME_VALUE = callables("copies", "casts", "as-dict", "shows-fields")
_LINES = callables("reads-lines")
_SAME_LINE = callables("coded-text", "same-text", "cut-text", "split-text", "as-text")
_DECODERS = callables("decodes-chunk")
_TEXT = frozenset({Part.CONTENT, Part.REASONING, Part.NAME, Part.ARGUMENTS, Part.ID, Part.TYPE})


@dataclass(frozen=True)
class Reading:
    """What an expression was found to be.

    Attributes:
        part: The part of the answer.
        calls: The call expressions that the answer can belong to.
        depth: How many times it must be iterated over to get at the part.
        timed: Iterating over it waits for the server: a stream, not a list.
        loop: What iterates over the stream; None before that.
        first: The fragment was taken out of the list by a number.
        mapping: Some step was a subscript or `.get`: the answer is a dict.
        defaulted: `or …` or a default stands in for what is not there.
        filled: `or …` stands in for None too, which the default of `.get` does not.
    """

    part: Part
    calls: frozenset[cst.CSTNode]
    depth: int = 0
    timed: bool = False
    loop: cst.CSTNode | None = None
    first: bool = False
    mapping: bool = False
    defaulted: bool = False
    filled: bool = False

    def is_(self, part: Part, depth: int = 0) -> bool:
        return self.part is part and self.depth == depth


class AnswerParts:
    """Reads expressions, of any file of a project, as parts of the answers to `roots`."""

    def __init__(self, roots: Iterable[cst.CSTNode]) -> None:
        self.roots = frozenset(roots)
        self._memo: dict[object, Reading | None] = {}
        self._open: set[object] = set()
        self._cuts = 0
        self._yields: dict[Module, dict[Scope, list[cst.Yield]]] = {}

    def of(self, module: Module, node: cst.CSTNode) -> Reading | None:
        """The reading of an expression where it stands."""
        if node not in module.symbols.parents:
            return None
        return self.read(module, node, module.symbols.point(node))

    def read(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> Reading | None:
        handler = _READERS.get(type(node))
        if handler is None:
            return None
        return self._once(node, lambda: handler(self, module, node, point))

    def _once(self, key: object, ask: Callable[[], Reading | None]) -> Reading | None:
        """The answer to a question, kept unless it was cut short by coming back to itself."""
        if key in self._memo:
            return self._memo[key]
        if key in self._open or len(self._open) > MAX_DEPTH:
            self._cuts += 1
            return None
        cuts = self._cuts
        self._open.add(key)
        try:
            result = ask()
        finally:
            self._open.discard(key)
        if self._cuts == cuts or not self._open:
            self._memo[key] = result
        return result

    # Names

    def _name(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> Reading | None:
        assert isinstance(node, cst.Name)
        scope = point.scope.lookup(node.value)
        if scope is None:
            return None
        definitions, _ = visible(node.value, scope, point, module.symbols)
        return _merged(self.bound(module, definition) for definition in definitions)

    def bound(self, module: Module, definition: Definition) -> Reading | None:
        """What a definition binds its name to."""
        return self._once(definition, lambda: self._bound(module, definition))

    def _bound(self, module: Module, definition: Definition) -> Reading | None:
        kind, value = definition.kind, definition.value
        if kind is Kind.PARAMETER:
            return self._parameter(module, definition)
        if value is None:
            return None
        if kind in (Kind.ASSIGN, Kind.WITH):
            return self.read(module, value, definition.point)
        if kind is Kind.LOOP:
            return self._element(
                self.read(module, value, definition.point), module.symbols.parents[definition.node]
            )
        if kind is Kind.UNPACK:
            return self._unpacked(module, definition, value)
        return None

    def _parameter(self, module: Module, definition: Definition) -> Reading | None:
        passed = module.resolver.calls.passed(definition.point.scope, definition)
        return _merged(self.read(there, argument, point) for argument, point, there in passed)

    def _unpacked(
        self, module: Module, definition: Definition, value: cst.BaseExpression
    ) -> Reading | None:
        """`for i, x in enumerate(xs)`, `for x, y in zip(xs, ys)` and `x, = xs`."""
        holder: cst.CSTNode = definition.node
        while isinstance(holder, (cst.Name, cst.Element, cst.Tuple, cst.List)):
            holder = module.symbols.parents[holder]
        if not isinstance(holder, (cst.For, cst.CompFor)):
            return self._element(self.read(module, value, definition.point), None)
        if not isinstance(value, cst.Call) or definition.index is None:
            return None
        word = _called(value)
        arguments = [a.value for a in value.args if a.keyword is None]
        if word == "enumerate" and arguments:
            items = self.read(module, arguments[0], definition.point)
            if definition.index == 1:
                return self._element(items, holder)
            if items is not None and items.is_(Part.FRAGMENT, 1):
                return replace(items, part=Part.POSITION, depth=0, timed=False)
        if word in ("zip", "zip_longest") and definition.index < len(arguments):
            return self._element(
                self.read(module, arguments[definition.index], definition.point), holder
            )
        return None

    def _element(self, items: Reading | None, loop: cst.CSTNode | None) -> Reading | None:
        """One item of a stream or a list."""
        if items is None or items.depth == 0:
            return None
        if items.timed:
            return replace(items, depth=items.depth - 1, timed=False, loop=loop or items.loop)
        return replace(items, depth=items.depth - 1)

    # Parts

    def _step(self, base: Reading | None, key: str, *, mapping: bool) -> Reading | None:
        if base is None or base.depth:
            return None
        step = _STEPS.get((base.part, key))
        if step is None:
            return None
        return replace(
            base,
            part=step[0],
            depth=step[1],
            mapping=base.mapping or mapping,
            defaulted=False,
            filled=False,
        )

    def _attribute(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> Reading | None:
        assert isinstance(node, cst.Attribute)
        base = self.read(module, node.value, point)
        if base is not None:
            if base.timed and base.depth == 1 and node.attr.value == "content":
                return replace(base, part=Part.LINE)  # aiohttp: `async for line in r.content`
            if base.depth == 0 and node.attr.value == "__dict__":
                return replace(base, mapping=True)
            return self._step(base, node.attr.value, mapping=False)
        return self._stored(module, node, point)

    def _stored(self, module: Module, node: cst.Attribute, point: ProgramPoint) -> Reading | None:
        """`self.response`, set in any method of the class."""
        resolver = module.resolver
        klass = owner(node.value, point.scope)
        if klass is None:
            return None
        definitions = resolver.attributes.definitions(Class(module, klass), node.attr.value)
        return _merged(
            self.read(there, b.value, b.point)
            for there, b in definitions
            if b.kind is Kind.ASSIGN and b.value is not None
        )

    def _subscript(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> Reading | None:
        assert isinstance(node, cst.Subscript)
        base = self.read(module, node.value, point)
        if base is None or len(node.slice) != 1:
            return None
        part = node.slice[0].slice
        if isinstance(part, cst.Slice):
            return base if base.depth or base.part is Part.LINE else None
        if not isinstance(part, cst.Index):
            return None
        if isinstance(part.value, cst.SimpleString):
            return self._step(base, str(meaning(part.value)), mapping=True)
        if base.part is Part.LINE and base.depth == 0:
            return base
        if base.depth and not base.timed:
            element = self._element(base, None)
            if element is None or not isinstance(part.value, cst.Integer):
                return element
            return replace(element, first=element.is_(Part.FRAGMENT))
        return None

    # Calls

    def _call(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> Reading | None:
        assert isinstance(node, cst.Call)
        if node in self.roots:
            return Reading(Part.CHUNK, frozenset((node,)), depth=1, timed=True)
        word = _called(node)
        plain = [a.value for a in node.args if a.keyword is None and a.star == ""]
        if isinstance(node.func, cst.Attribute):
            receiver = self.read(module, node.func.value, point)
            if receiver is not None:
                return self._method(module, receiver, word, node)
        if plain:
            first = self.read(module, plain[0], point)
            if first is not None and (found := self._applied(module, first, word, plain, node)):
                return found
        return self._own(module, node, point)

    def _method(self, module: Module, base: Reading, word: str, node: cst.Call) -> Reading | None:
        """A method of a part of the answer."""
        if word == "get" and node.args and isinstance(node.args[0].value, cst.SimpleString):
            found = self._step(base, str(meaning(node.args[0].value)), mapping=True)
            return found and replace(found, defaulted=len(node.args) > 1)
        if base.depth == 1 and base.timed:
            if word in _LINES:
                return replace(base, part=Part.LINE)
            if word in ("__next__", "__anext__"):
                return self._element(base, self._around(module, node))
            if word in ("__iter__", "__aiter__", "parse", "__enter__", "__aenter__"):
                return base
            if word in ("json",):
                return None
        if base.part is Part.LINE and word in _SAME_LINE:
            return base
        if base.part is Part.LINE and word == "json" and base.depth == 0:
            return replace(base, part=Part.CHUNK, mapping=True)
        if word in _SAME_VALUE and base.depth == 0:
            return replace(base, mapping=base.mapping or word != "copy")
        return None

    def _applied(
        self,
        module: Module,
        first: Reading,
        word: str,
        plain: list[cst.BaseExpression],
        node: cst.Call,
    ) -> Reading | None:
        """A builtin or library function of a part of the answer."""
        if word in ("next", "anext"):
            return self._element(first, self._around(module, node) if first.timed else None)
        if word in _SAME_ITEMS and first.depth:
            return first
        if word == "getattr" and len(plain) >= 2 and isinstance(plain[1], cst.SimpleString):
            found = self._step(first, str(meaning(plain[1])), mapping=False)
            return found and replace(found, defaulted=_stands_in(plain[2:]))
        if word in _SAME_VALUE and first.depth == 0:
            return first
        if word in _SAME_LINE and first.part is Part.LINE:
            return first
        if word in _DECODERS and first.is_(Part.LINE):
            return replace(first, part=Part.CHUNK, mapping=True)
        return None

    def _around(self, module: Module, node: cst.CSTNode) -> cst.CSTNode | None:
        """The loop statement in which `next(stream)` stands."""
        for holder, _ in reversed(module.symbols.point(node).branches):
            if isinstance(holder, (cst.While, cst.For)):
                return holder
        current: cst.CSTNode | None = node
        while current is not None:
            if isinstance(current, cst.While):  # `while chunk := next(stream, None)`
                return current
            current = module.symbols.parents.get(current)
        return None

    def _own(self, module: Module, node: cst.Call, point: ProgramPoint) -> Reading | None:
        """What a function of the file gives back: its return values or what it yields."""
        resolver = module.resolver
        for resolved in resolver.resolve(node.func, point).found:
            function = resolved.node
            if not isinstance(function, cst.FunctionDef):
                continue
            there = resolved.module
            scope = there.symbols.scopes[function]
            if yields := self.yields(there, scope):
                return _merged(self._yielded(there, one, function) for one in yields)
            values = there.symbols.returns.get(scope, ())
            return _merged(self.of(there, value) for value in values)
        return None

    def _yielded(
        self, module: Module, node: cst.Yield, function: cst.FunctionDef
    ) -> Reading | None:
        value = node.value
        point = module.symbols.point(node)
        if isinstance(value, cst.From):
            items = self.read(module, value.item, point)
            return items and replace(items, timed=True)
        if value is None:
            return None
        found = self.read(module, value, point)
        if found is None or _is_context_manager(function):
            return found
        return replace(found, depth=found.depth + 1, timed=True)

    def yields(self, module: Module, scope: Scope) -> list[cst.Yield]:
        """The `yield`s of a function, in source order."""
        if module not in self._yields:
            found = self._yields[module] = {}
            for node, point in module.symbols.points.items():
                if isinstance(node, cst.Yield):
                    found.setdefault(point.scope.function, []).append(node)
        return self._yields[module].get(scope, [])

    # Other expressions

    def _or(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> Reading | None:
        assert isinstance(node, cst.BooleanOperation)
        left, right = self.read(module, node.left, point), self.read(module, node.right, point)
        if isinstance(node.operator, cst.And):
            return right
        if left is not None and right is None:
            given = not _is_none(node.right)
            return replace(left, defaulted=given, filled=given)
        return left or right

    def _conditional(
        self, module: Module, node: cst.CSTNode, point: ProgramPoint
    ) -> Reading | None:
        assert isinstance(node, cst.IfExp)
        body, orelse = self.read(module, node.body, point), self.read(module, node.orelse, point)
        if body is not None and orelse is None:
            given = not _is_none(node.orelse)
            return replace(body, defaulted=given, filled=given)
        return body or orelse

    def _walrus(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> Reading | None:
        assert isinstance(node, cst.NamedExpr)
        return self.read(module, node.value, point)

    def _await(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> Reading | None:
        assert isinstance(node, cst.Await)
        return self.read(module, node.expression, point)

    def _comprehended(
        self, module: Module, node: cst.CSTNode, point: ProgramPoint
    ) -> Reading | None:
        """A stream of what a comprehension makes of another one."""
        assert isinstance(node, (cst.GeneratorExp, cst.ListComp))
        item = self.of(module, node.elt)
        if item is None or node.for_in.inner_for_in is not None:
            return None
        return replace(item, depth=item.depth + 1, timed=True)


def _merged(readings: Iterable[Reading | None]) -> Reading | None:
    """The first reading, with the calls of all that agree with it."""
    found = [one for one in readings if one is not None]
    if not found:
        return None
    agreeing = [one for one in found if one.is_(found[0].part, found[0].depth)]
    calls = frozenset[cst.CSTNode]().union(*(one.calls for one in agreeing))
    return replace(
        found[0],
        calls=calls,
        defaulted=all(one.defaulted for one in agreeing),
        filled=all(one.filled for one in agreeing),
    )


def _called(node: cst.Call) -> str:
    if isinstance(node.func, cst.Attribute):
        return node.func.attr.value
    return dotted(node.func)


def _stands_in(rest: list[cst.BaseExpression]) -> bool:
    return bool(rest) and not _is_none(rest[0])


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def _is_context_manager(function: cst.FunctionDef) -> bool:
    words = (dotted(d.decorator).rpartition(".")[2] for d in function.decorators)
    return any(word in ("contextmanager", "asynccontextmanager") for word in words)


def parts(answer: AnswerParts, module: Module) -> list[tuple[cst.CSTNode, Reading]]:
    """Every expression of a file that is part of an answer, in source order."""
    nodes: list[cst.CSTNode] = [n for n in module.symbols.points if type(n) in _READERS]
    nodes += [use for uses in module.symbols.uses.values() for use in uses if type(use) is cst.Name]
    found = [(node, reading) for node in nodes if (reading := answer.of(module, node)) is not None]
    return sorted(found, key=lambda pair: module.span(pair[0]))


_READERS: dict[type, Callable[[AnswerParts, Module, cst.CSTNode, ProgramPoint], Reading | None]] = {
    cst.Name: AnswerParts._name,
    cst.Attribute: AnswerParts._attribute,
    cst.Subscript: AnswerParts._subscript,
    cst.Call: AnswerParts._call,
    cst.BooleanOperation: AnswerParts._or,
    cst.IfExp: AnswerParts._conditional,
    cst.NamedExpr: AnswerParts._walrus,
    cst.Await: AnswerParts._await,
    cst.GeneratorExp: AnswerParts._comprehended,
    cst.ListComp: AnswerParts._comprehended,
}
