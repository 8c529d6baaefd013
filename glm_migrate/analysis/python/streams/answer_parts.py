"""Which part of a streamed answer an expression is: a chunk, its choices, a delta, a fragment …

A reading goes backwards from an expression to the call that began the stream, through names, loops,
parameters, returns and generators, so a loop in another function is read like one beside the call.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import called
from glm_migrate.analysis.python.dataflow.handed_functions import first_place, positional
from glm_migrate.analysis.python.dataflow.interface import Class, Handed, Module
from glm_migrate.analysis.python.dataflow.limits import (
    MAX_ANSWER_DEPTH,
    MAX_ANSWER_STEPS,
    MAX_FILE_STEPS,
)
from glm_migrate.analysis.python.dataflow.query_progress import (
    KeptResult,
    QueryProgress,
    WorkBudget,
)
from glm_migrate.analysis.python.semantics.reaching_definitions import passed_over, visible
from glm_migrate.analysis.python.semantics.scopes import (
    Definition,
    Kind,
    ProgramPoint,
    Scope,
    owner,
)
from glm_migrate.analysis.python.streams.answer_calls import CallReader, around, taken_from
from glm_migrate.analysis.python.streams.answer_schema import TEXTS, Part, Reading, merged
from glm_migrate.analysis.python.streams.held_parts import HeldParts
from glm_migrate.analysis.python.streams.match_captures import captured
from glm_migrate.analysis.python.streams.named_tests import inside_named
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.knowledge.known_callables import callables

# Which parameter of its function gets the items.
_ITEM_PLACES = dict.fromkeys(callables("maps-items", "picks-items"), 0) | dict.fromkeys(
    callables("folds-items"), 1
)
_ZIPS = callables("zips")
_SHARE = MAX_FILE_STEPS // MAX_ANSWER_STEPS  # less may be looked at, so that less is charged


class AnswerParts:
    """Reads expressions, of any file of a project, as parts of the answers to `roots`.

    Attributes:
        is_cut: A search was given up, so there may be parts that are not seen.
    """

    def __init__(self, roots: Iterable[cst.CSTNode]) -> None:
        self._calls = CallReader(self, frozenset(roots))
        self.held = HeldParts(self)
        self._memo: dict[Hashable, KeptResult[Reading | None]] = {}
        self._progress = QueryProgress(WorkBudget(MAX_ANSWER_STEPS))
        self.is_cut = False

    def begin(self) -> None:
        """Read another file, with a whole budget of work."""
        self._progress.budget.renew()

    def of(self, module: Module, node: cst.CSTNode) -> Reading | None:
        """The reading of an expression where it stands."""
        if node not in module.symbols.parents:
            return None
        return self.read(module, node, module.symbols.point(node))

    def reads(self, node: cst.CSTNode) -> bool:
        """Whether an expression of its kind can be part of an answer."""
        return type(node) in _READERS

    def read(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> Reading | None:
        handler = _READERS.get(type(node))
        if handler is None:
            return None
        return self._once(node, lambda: handler(self, module, node, point))

    def _once(self, key: Hashable, ask: Callable[[], Reading | None]) -> Reading | None:
        """The answer to a question, kept unless it was cut short by coming back to itself."""
        progress = self._progress
        if progress.kept(key, self._memo) is None and not self._may_go_on(progress):
            return None
        result = progress.once(key, self._memo, ask, None)
        if not progress.in_progress:
            self._memo[key] = KeptResult(result)
        return result

    def _may_go_on(self, progress: QueryProgress) -> bool:
        """Count a step; false where the search took too many, or came too far."""
        goes_on = progress.may_go_on(len(progress.in_progress))
        goes_on = goes_on and not progress.is_too_nested(MAX_ANSWER_DEPTH)
        self.is_cut = self.is_cut or not goes_on
        return goes_on

    def _name(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> Reading | None:
        assert isinstance(node, cst.Name)
        scope = point.scope.lookup(node.value)
        if scope is None:
            return None
        definitions, _ = visible(node.value, scope, point, module.symbols)
        brought_back = passed_over(node.value, scope, point) // _SHARE
        if not self._progress.may_look_at(brought_back + len(definitions)):
            self.is_cut = True
            return None
        found = merged(self.bound(module, definition) for definition in definitions)
        return found or self.held.of(module, node, point)

    def bound(self, module: Module, definition: Definition) -> Reading | None:
        """What a definition binds its name to."""
        return self._once(definition, lambda: self._bound(module, definition))

    def _bound(self, module: Module, definition: Definition) -> Reading | None:
        kind, value = definition.kind, definition.value
        if kind is Kind.PARAMETER:
            return self._parameter(module, definition)
        if kind is Kind.AUGMENT:  # `buffer += piece`
            statement = module.symbols.parents.get(definition.node)
            added = statement.value if isinstance(statement, cst.AugAssign) else None
            items = added and self.read(module, added, definition.point)
            return items if items and items.is_(Part.LINE) else None
        if kind is Kind.CAPTURE:
            return captured(self, module, definition)
        if value is None:
            return None
        if kind in (Kind.ASSIGN, Kind.WITH):
            return self.read(module, value, definition.point)
        if kind is Kind.LOOP:
            items = self.read(module, value, definition.point)
            if items is not None and items.is_(Part.LINE):  # the lines of one piece
                return items
            return items and items.element(module.symbols.parents[definition.node])
        if kind is Kind.UNPACK:
            return self._unpacked(module, definition, value)
        return None

    def _parameter(self, module: Module, definition: Definition) -> Reading | None:
        scope, calls = definition.point.scope, module.resolver.calls
        items = [self._item_for(one, scope, definition) for one in calls.handed(scope)]
        passed = calls.passed(scope, definition)
        return merged(
            [
                *items,
                *(self.read(there, a, there.symbols.point(call)) for a, call, there in passed),
            ]
        )

    def _item_for(self, given: Handed, scope: Scope, definition: Definition) -> Reading | None:
        """An item of a stream, as `map`, `filter` and `reduce` give it to a function."""
        call, argument, module = given
        if len(call.args) < 2 or call.args[0] is not argument:
            return None
        place = _ITEM_PLACES.get(called(call))
        if place is None:
            return None
        place += first_place(scope)
        if positional(scope.node)[place : place + 1] != [definition.name]:
            return None
        items = self.read(module, call.args[1].value, module.symbols.point(call))
        return items and items.element(call)

    def _unpacked(
        self, module: Module, definition: Definition, value: cst.BaseExpression
    ) -> Reading | None:
        """`for i, x in enumerate(xs)`, `for x, y in zip(xs, ys)` and `x, = xs`."""
        holder: cst.CSTNode = definition.node
        while isinstance(holder, (cst.Name, cst.Element, cst.Tuple, cst.List)):
            holder = module.symbols.parents[holder]
        if (queue := taken_from(value)) is not None:
            items = self.held.of(module, queue, definition.point, definition.index)
            return items and items.element(around(module, value))
        if not isinstance(holder, (cst.For, cst.CompFor)):
            items = self.read(module, value, definition.point)
            if isinstance(value, cst.Call) and called(value) == "tee":
                return items  # each of the names is the whole stream
            if items is not None and items.is_(Part.LINE):
                return items  # `line, buffer = buffer.split("\n", 1)`
            return items and items.element(None)
        if not isinstance(value, cst.Call) or definition.index is None:
            return None
        word = called(value)
        arguments = [a.value for a in value.args if a.keyword is None]
        if word == "enumerate" and arguments:
            items = self.read(module, arguments[0], definition.point)
            if definition.index == 1:
                return items and items.element(holder)
            if items is not None and items.is_(Part.FRAGMENT, 1):
                return replace(items, part=Part.POSITION, depth=0, timed=False)
        if word in _ZIPS and definition.index < len(arguments):
            items = self.read(module, arguments[definition.index], definition.point)
            return items and items.element(holder)
        return None

    def _attribute(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> Reading | None:
        assert isinstance(node, cst.Attribute)
        base = self.read(module, node.value, point)
        if base is not None:
            if base.timed and base.depth == 1 and node.attr.value == "content":
                return replace(base, part=Part.LINE)  # aiohttp: `async for line in r.content`
            if base.depth == 0 and node.attr.value == "__dict__":
                return replace(base, mapping=True)
            return base.step(node.attr.value, mapping=False)
        return self._stored(module, node, point)

    def _stored(self, module: Module, node: cst.Attribute, point: ProgramPoint) -> Reading | None:
        """`self.response`, set in any method of the class."""
        resolver = module.resolver
        klass = owner(node.value, point.scope)
        if klass is None:
            return self.held.of(module, node, point)
        definitions = resolver.attributes.definitions(Class(module, klass), node.attr.value)
        found = merged(
            self.read(there, b.value, b.point)
            for there, b in definitions
            if b.kind is Kind.ASSIGN and b.value is not None
        )
        return found or self.held.of(module, node, point)

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
            return base.step(str(meaning(part.value)), mapping=True)
        if base.part is Part.LINE and base.depth == 0:
            return base
        if base.depth and (not base.timed or base.loop is not None):  # no stream: a list of it
            element = base.element(None)
            if element is None or not isinstance(part.value, cst.Integer):
                return element
            return replace(element, first=element.is_(Part.FRAGMENT))
        return None

    def _call(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> Reading | None:
        assert isinstance(node, cst.Call)
        return self._calls.read(module, node, point)

    def _or(self, module: Module, node: cst.CSTNode, point: ProgramPoint) -> Reading | None:
        assert isinstance(node, cst.BooleanOperation)
        left, right = self.read(module, node.left, point), self.read(module, node.right, point)
        if isinstance(node.operator, cst.And):
            return right
        if left is not None and right is None:
            return left.unless(node.right)
        return merged((left, right))

    def _conditional(
        self, module: Module, node: cst.CSTNode, point: ProgramPoint
    ) -> Reading | None:
        assert isinstance(node, cst.IfExp)
        body, orelse = self.read(module, node.body, point), self.read(module, node.orelse, point)
        if body is not None and orelse is None:
            found = body.unless(node.orelse)
            is_sure = body.filled or self._is_tested(module, node.test, body)
            return replace(found, filled=found.filled and is_sure)
        return merged((body, orelse))

    def _is_tested(self, module: Module, test: cst.BaseExpression, body: Reading) -> bool:
        """Whether a condition asks for the text itself, not whether there are choices."""
        if body.part not in TEXTS:
            return True
        every = inside_named(module, test)
        inner = (one for one in every if not _differs_from_text(module, one))
        readings = (self.of(module, one) for one in inner)
        return any(one is not None and one.part is body.part for one in readings)

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


def parts(answer: AnswerParts, module: Module) -> list[tuple[cst.CSTNode, Reading]]:
    """Every expression of a file that is part of an answer, in source order."""
    answer.begin()
    module.symbols.deferred.all()
    answer.held.enter(module)
    nodes = [node for node in module.symbols.points if type(node) in _READERS]
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


def _differs_from_text(module: Module, node: cst.CSTNode) -> bool:
    """`node != "x"`, which None does as well."""
    whole = module.symbols.parents.get(node)
    if not isinstance(whole, cst.Comparison) or whole.left is not node:
        return False
    target = whole.comparisons[0]
    return isinstance(target.operator, cst.NotEqual) and isinstance(
        target.comparator, cst.SimpleString
    )
