"""What a call gives back of a streamed answer: the stream itself, a part, an item of a list.

Methods and builtins that are known to hand on what they are given are looked through; functions of
the project are read for what they return or yield.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import callees
from glm_migrate.analysis.python.dataflow.effects import called
from glm_migrate.analysis.python.dataflow.generators import is_context_manager, yields_of
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint
from glm_migrate.analysis.python.streams.answer_schema import Part, Reading, is_none, merged
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.knowledge.known_callables import callables, ordered

_SAME_ITEMS = callables("iterates", "lists", "wraps-items", "wraps-response")
_NEXT = callables("takes-item")
_NEXT_METHODS = callables("takes-item-by-method")
_SAME_STREAM = callables("opens-stream")
_OPENING = callables("opens-response")
_SAME_VALUE = callables("copies", "casts", "as-dict", "shows-fields")
_PICKING = callables("picks-items")
_CHAINING = callables("chains-items")
_WAITING = callables("waits-for")
_TAKING = callables("takes-queued")
_LINES = callables("reads-lines")
_SAME_LINE = callables("coded-text", "same-text", "cut-text", "split-text", "as-text")
_DECODERS = callables("decodes-chunk")
_SHOWING = callables("shows-chunks")


class Reader(Protocol):
    """What reads the expressions that calls are made of."""

    def reads(self, node: cst.CSTNode) -> bool:
        """Whether an expression of its kind can be part of an answer."""

    def of(self, module: Module, node: cst.CSTNode) -> Reading | None:
        """The reading of an expression where it stands."""

    def read(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> Reading | None:
        """The reading of an expression that is evaluated at `point`."""


class CallReader:
    """Reads calls as parts of the answers to `roots`."""

    def __init__(self, reader: Reader, roots: frozenset[cst.CSTNode]) -> None:
        self._reader = reader
        self._roots = roots

    def read(self, module: Module, node: cst.Call, point: ProgramPoint) -> Reading | None:
        """What a call that is made at `point` gives back."""
        word = called(node)
        if node in self._roots:
            part = Part.LINE if word in _OPENING else Part.CHUNK
            return Reading(part, frozenset((node,)), depth=1, timed=True)
        plain = [a.value for a in node.args if a.keyword is None and a.star == ""]
        if isinstance(node.func, cst.Attribute):
            receiver = self._reader.read(module, node.func.value, point)
            if receiver is not None:
                return self._method(module, receiver, word, node)
        if word in _PICKING and len(plain) == 2:
            return self._reader.read(module, plain[1], point)
        if word in _SAME_ITEMS and (unqueued := _taken_by_iterator(plain)) is not None:
            return self._reader.read(module, unqueued, point)
        if word in _CHAINING:
            return merged(self._reader.read(module, one, point) for one in plain)
        if plain:
            first = self._reader.read(module, plain[0], point)
            if first is not None and (found := self._applied(module, first, word, plain, node)):
                return found
        return self._own(module, node, point)

    def _method(self, module: Module, base: Reading, word: str, node: cst.Call) -> Reading | None:
        """A method of a part of the answer."""
        if word == "get" and node.args and isinstance(node.args[0].value, cst.SimpleString):
            found = base.step(str(meaning(node.args[0].value)), mapping=True)
            return found and replace(found, defaulted=len(node.args) > 1)
        if base.held and base.depth:
            return base.element(around(module, node)) if word in _TAKING else None
        if base.depth == 1 and base.timed:
            if word in _LINES:
                return replace(base, part=Part.LINE)
            if word in _NEXT_METHODS or (word == "readline" and base.part is Part.LINE):
                return base.element(around(module, node))
            if word in _SAME_STREAM:
                return base
            if word == "json":
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
        if word in _NEXT:
            return first.element(around(module, node) if first.timed else None)
        if (word in _SAME_ITEMS and first.depth) or word in _WAITING:
            return first
        if word in _OPENING and first.is_(Part.CHUNK, 1) and first.timed:
            return replace(first, part=Part.LINE)  # the request; the response goes by lines
        if word == "getattr" and len(plain) >= 2 and isinstance(plain[1], cst.SimpleString):
            found = first.step(str(meaning(plain[1])), mapping=False)
            return found and replace(found, defaulted=_stands_in(plain[2:]))
        if word == "join" and first.is_(Part.LINE, 1):  # the lines of one event
            return first.element(around(module, node))
        if word in _SAME_VALUE and first.depth == 0:
            return first
        if word in _SAME_LINE and first.part is Part.LINE:
            return first
        if word in _DECODERS and first.is_(Part.LINE):
            return replace(first, part=Part.CHUNK, mapping=True)
        return None

    def _own(self, module: Module, node: cst.Call, point: ProgramPoint) -> Reading | None:
        """What a function of the file gives back: its return values or what it yields."""
        for target in callees(module, node, point):
            function, there = target.node, target.module
            if isinstance(function, cst.ClassDef):
                return self._iterated(there, function)
            assert isinstance(function, cst.FunctionDef)
            scope = there.symbols.scopes[function]
            if yields := yields_of(there, scope):
                return merged(self._yielded(there, one, function) for one in yields)
            if is_called_without_stream(function, node):
                return None
            values = there.symbols.returns.get(scope, ())
            readable = filter(self._reader.reads, values)
            return merged(self._reader.of(there, value) for value in readable)
        return None

    def _iterated(self, module: Module, klass: cst.ClassDef) -> Reading | None:
        """What an object of the project gives to a loop over it."""
        for one in module.klass(klass).ancestors:
            for name in ordered("iterator-protocol"):
                for definition in one.scope.definitions.get(name, ()):
                    function = definition.node
                    if not isinstance(function, cst.FunctionDef):
                        continue
                    scope = one.module.symbols.scopes[function]
                    values = one.module.symbols.returns.get(scope, ())
                    found = merged(self._reader.of(one.module, value) for value in values)
                    if "next" in name:
                        return found and replace(found, depth=found.depth + 1, timed=True)
                    yields = yields_of(one.module, scope)
                    made = merged(self._yielded(one.module, y, function) for y in yields)
                    if found is not None or made is not None:
                        return found or made
        return None

    def _yielded(
        self, module: Module, node: cst.Yield, function: cst.FunctionDef
    ) -> Reading | None:
        value = node.value
        point = module.symbols.point(node)
        if isinstance(value, cst.From):
            items = self._reader.read(module, value.item, point)
            return items and replace(items, timed=True, yielded=True)
        if value is None:
            return None
        found = self._reader.read(module, value, point)
        if found is None or is_context_manager(function):
            return found
        return replace(found, depth=found.depth + 1, timed=True, yielded=True)


def around(module: Module, node: cst.CSTNode) -> cst.CSTNode | None:
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


def taken_from(value: cst.CSTNode) -> cst.BaseExpression | None:
    """The queue of `queue.get()`."""
    call = value.expression if isinstance(value, cst.Await) else value
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
        return None
    return call.func.value if called(call) in _TAKING else None


def _taken_by_iterator(plain: list[cst.BaseExpression]) -> cst.BaseExpression | None:
    """The queue of `iter(queue.get, None)`."""
    if len(plain) != 2 or not isinstance(plain[0], cst.Attribute):
        return None
    return plain[0].value if plain[0].attr.value in _TAKING else None


def _stands_in(rest: list[cst.BaseExpression]) -> bool:
    return bool(rest) and not is_none(rest[0])


def is_called_without_stream(function: cst.FunctionDef, call: cst.Call) -> bool:
    """Whether a call says `stream=False` to a function that asks for a stream only where told."""
    parameters = (*function.params.posonly_params, *function.params.params)
    if parameters and parameters[0].name.value in ("self", "cls"):
        parameters = parameters[1:]
    every = (*parameters, *function.params.kwonly_params)
    own = next((one for one in every if one.name.value == "stream"), None)
    if own is None or any(one.star for one in call.args):
        return False
    given = own.default
    for index, argument in enumerate(call.args):
        if argument.keyword is not None:
            is_meant = argument.keyword.value == "stream"
        else:
            is_meant = index < len(parameters) and parameters[index] is own
        given = argument.value if is_meant else given
    return isinstance(given, cst.Name) and given.value in ("False", "None")


def is_shown_by(reading: Reading, call: cst.Call) -> bool:
    """Whether a library's function is given whole chunks, whose text it looks at itself."""
    return reading.is_(Part.CHUNK, depth=1) and called(call) in _SHOWING
