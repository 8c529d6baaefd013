"""All that a program does with one streamed answer, loop by loop, ready to be judged.

Judging needs more than an expression: what it goes into, under which conditions it is reached, and
which parts of the answer those conditions and targets mention.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import (
    called_code,
    called_functions,
    callees,
    function_run,
)
from glm_migrate.analysis.python.dataflow.effects import (
    Effect,
    EffectKind,
    called,
    effect_of,
    inside,
    trimmed,
)
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.dataflow.limits import MAX_LOCAL_HOPS
from glm_migrate.analysis.python.semantics.blocks import Blocks
from glm_migrate.analysis.python.semantics.reaching_definitions import visible
from glm_migrate.analysis.python.semantics.scopes import Kind, ProgramPoint, Scope
from glm_migrate.analysis.python.semantics.source_lines import unit_of
from glm_migrate.analysis.python.streams.answer_parts import AnswerParts
from glm_migrate.analysis.python.streams.answer_schema import Part, Reading
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.streams import Excerpt, Repair

_LOOK_AT_NOTHING = callables("shows-or-looks")
_WITHOUT_CONSEQUENCE = frozenset(
    {
        EffectKind.TESTED,
        EffectKind.SHOWN,
        EffectKind.STEP,
        EffectKind.NAMED,
        EffectKind.ITERATED,
        EffectKind.DROPPED,
        EffectKind.KEY,
        EffectKind.FORMATTED,
    }
)
_GIVEN = frozenset({EffectKind.PASSED, EffectKind.SHOWN})
_Result = TypeVar("_Result")


@dataclass(frozen=True, eq=False)
class PartUse:
    """One expression that is part of the answer."""

    module: Module
    node: cst.CSTNode
    reading: Reading

    @cached_property
    def effect(self) -> Effect:
        return trimmed(self.module, effect_of(self.module, self.node))

    def is_(self, part: Part, depth: int = 0) -> bool:
        return self.reading.is_(part, depth)

    @property
    def point(self) -> ProgramPoint:
        return self.module.symbols.point(self.node)

    @property
    def parent(self) -> cst.CSTNode | None:
        return self.module.symbols.parents.get(self.node)

    def above(self) -> Iterator[cst.CSTNode]:
        """The nodes around the expression, from the inside."""
        current = self.parent
        while current is not None:
            yield current
            current = self.module.symbols.parents.get(current)

    @property
    def in_formatted_string(self) -> bool:
        return any(isinstance(up, cst.FormattedStringExpression) for up in self.above())

    def excerpt(self, repair: Repair | None = None, node: cst.CSTNode | None = None) -> Excerpt:
        at = node or self.node
        span = self.module.bare(at) if isinstance(at, cst.BaseExpression) else self.module.span(at)
        text = self.module.source.slice(span)
        return Excerpt(self.module.source.path, span, text, repair or Repair())


class BlockIndex:
    """The blocks of each file that was looked at."""

    def __init__(self) -> None:
        self._known: dict[Module, Blocks] = {}

    def of(self, module: Module) -> Blocks:
        if module not in self._known:
            self._known[module] = Blocks(module.syntax, module.symbols)
        return self._known[module]


@dataclass(frozen=True, eq=False)
class Consumer:
    """One loop over one answer.

    Attributes:
        module: The file of the loop.
        loop: `for`, `while` or the clause of a comprehension.
        seen: Every part of the answer that is reached through this loop, in source order.
        everywhere: Every part of the answer, through whatever loop it is reached.
    """

    module: Module
    loop: cst.CSTNode
    seen: tuple[PartUse, ...]
    answer: AnswerParts
    blocks_of: BlockIndex
    everywhere: tuple[PartUse, ...] = ()

    @cached_property
    def scope(self) -> Scope:
        """The function that the loop stands in."""
        return self.module.symbols.point(self.loop).scope.function

    @property
    def indent_unit(self) -> str:
        """One level of indentation, as the loop has it."""
        body = getattr(self.loop, "body", None)
        if not isinstance(body, cst.IndentedBlock):
            return self.module.syntax.default_indent
        return unit_of(self.module, self.loop, body.body[0])

    def parts(self, part: Part, depth: int = 0) -> Iterator[PartUse]:
        return (one for one in self.seen if one.is_(part, depth))

    def handed_to(self, function: cst.CSTNode) -> Sequence[PartUse]:
        """The parts that calls in the loop's file give to a function."""
        return self._handed.get(function, ())

    @cached_property
    def _handed(self) -> Mapping[cst.CSTNode, Sequence[PartUse]]:
        """The parts that are given to functions of the project, looked for once a loop."""
        found: dict[cst.CSTNode, list[PartUse]] = {}
        for one in self.seen:
            call = one.effect.by
            if (
                one.module is self.module
                and one.effect.kind in _GIVEN
                and isinstance(call, cst.Call)
            ):
                for function in {each.node for each in called_code(one.module, call.func)}:
                    found.setdefault(function, []).append(one)
        return found

    @cached_property
    def _answers(self) -> dict[Hashable, object]:
        return {}

    def remembered(self, key: Hashable, find: Callable[[], _Result]) -> _Result:
        """`find()`, asked once a loop."""
        if key not in self._answers:
            self._answers[key] = find()
        return self._answers[key]  # type: ignore[return-value]

    def in_loop(self, module: Module, node: cst.CSTNode) -> bool:
        """Whether `node` runs once a chunk: in the loop, or in a function that the loop calls."""
        if module is not self.module:
            return True
        if module.symbols.point(node).scope.function is not self.scope:
            return True
        if isinstance(self.loop, cst.CompFor):
            return any(node is one for one in inside(self.comprehension))
        return self.blocks_of.of(module).within(node, self.loop) or node is self.loop

    @property
    def comprehension(self) -> cst.CSTNode:
        """The comprehension around a clause."""
        current: cst.CSTNode = self.loop
        while isinstance(current, cst.CompFor):
            current = self.module.symbols.parents[current]
        return current

    def tests(self, module: Module, node: cst.CSTNode) -> list[cst.CSTNode]:
        """The conditions under which `node` is reached within its function."""
        return list(self.blocks_of.of(module).tests(node))

    def demanded(self, node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, bool]]:
        """Each condition on the way through the loop, and whether it must hold; else an exit's."""
        blocks = self.blocks_of.of(self.module)
        around = {
            owner.test
            for owner, _ in blocks.owners(blocks.statement(node) or node)
            if isinstance(owner, (cst.If, cst.While))
        }
        for test in blocks.demands(node, self.loop):
            yield test, test in around

    def expected(self, module: Module, node: cst.CSTNode) -> frozenset[str]:
        """The errors at `node` that the code around it is there for."""
        return frozenset(self.blocks_of.of(module).expected(node, self.loop))

    def handlers(self, module: Module, node: cst.CSTNode) -> frozenset[str]:
        return frozenset(self.blocks_of.of(module).handlers(node, self.loop))

    def mentions(self, module: Module, node: cst.CSTNode, hops: int = 0) -> frozenset[Part]:
        """The parts of the answer from which `node` is made, also through local names."""
        found: set[Part] = set()
        for inner in inside(node):
            reading = self.answer.of(module, inner)
            if reading is not None:
                found.add(reading.part)
            elif isinstance(inner, cst.Name) and hops < MAX_LOCAL_HOPS:
                found |= self._of_name(module, inner, hops)
            elif isinstance(inner, cst.Call) and hops < MAX_LOCAL_HOPS:
                found |= self._of_call(module, inner)
        return frozenset(found)

    def _of_name(self, module: Module, node: cst.Name, hops: int) -> frozenset[Part]:
        if node not in module.symbols.parents:
            return frozenset()
        point = module.symbols.point(node)
        scope = point.scope.lookup(node.value)
        if scope is None or (scope.kind in ("module", "class") and point.scope.kind == "function"):
            return frozenset()
        found = frozenset[Part]()
        for definition in visible(node.value, scope, point, module.symbols)[0]:
            if definition.kind is Kind.PARAMETER:
                for argument, _, there in module.resolver.calls.passed(scope, definition):
                    found |= self.mentions(there, argument, hops + 1)
            elif definition.value is not None and definition.kind is not Kind.IMPORT:
                found |= self.mentions(module, definition.value, hops + 1)
        return found

    def _of_call(self, module: Module, node: cst.Call) -> frozenset[Part]:
        """A helper that is given the fragment: what it reads of it."""
        given = [self.answer.of(module, argument.value) for argument in node.args]
        if not any(one and one.is_(Part.FRAGMENT) for one in given):
            return frozenset()
        bodies = {one.node for one in called_functions(module, node)}
        return frozenset(
            one.reading.part for one in self.seen if one.point.scope.function.node in bodies
        )

    def is_replaced(self, one: PartUse) -> bool:
        """Whether the function gives the same variable or attribute another value where it is None.

        `if part.function.arguments is None: part.function.arguments = ""`
        """
        text = one.module.code(one.node)
        wanted = 2 if isinstance(one.node, cst.Name) else 1
        return _times_assigned(one.module)[one.point.scope.function, text] >= wanted

    def is_judged_elsewhere(self, one: PartUse) -> bool:
        """Whether a test hands the chunk to a function, which may look at what is missing."""
        parents = one.module.symbols.parents
        return any(
            reading.part in (Part.CHUNK, Part.CHOICE, Part.DELTA)
            and not reading.timed  # `while chunk := next(stream, None)` looks at no chunk
            and isinstance(parents.get(inner), cst.Arg)
            and isinstance(call := parents.get(parents[inner]), cst.Call)
            and called(call) not in _LOOK_AT_NOTHING
            for test in self.tests(one.module, one.node)
            for inner in inside(test)
            if (reading := self.answer.of(one.module, inner)) is not None
        )

    def is_kept(self, one: PartUse) -> bool:
        """Whether what it is stored in was made before the loop, so that it outlives a chunk."""
        target = one.effect.target
        while isinstance(target, (cst.Subscript, cst.Attribute)):
            target = target.value
        if one.module is not self.module or not isinstance(target, cst.Name):
            return False
        if one.point.scope.function is not self.scope:
            return False
        scope = one.point.scope.lookup(target.value)
        definitions = scope.definitions[target.value] if scope else []
        return not any(
            definition.node in one.module.symbols.parents
            and self.in_loop(one.module, definition.node)
            for definition in definitions
        )

    def is_own(self, module: Module, call: cst.CSTNode) -> bool:
        """Whether a call goes to a function of the project, whose body is read as well."""
        if not isinstance(call, cst.Call):
            return False
        return any(function_run(one) is not None for one in callees(module, call))

    def shown(self, one: PartUse) -> bool:
        """Whether a use has no effect on the program but what it prints or decides."""
        return one.effect.kind in _WITHOUT_CONSEQUENCE


def _times_assigned(module: Module) -> Mapping[tuple[Scope, str], int]:
    """How often each function of a file assigns to each variable or attribute; remembered."""
    return module.remembered(
        _times_assigned,
        None,
        lambda: Counter(
            (module.symbols.point(target).scope.function, module.code(target.target))
            for target in module.symbols.parents
            if isinstance(target, cst.AssignTarget)
        ),
        in_cycle=Counter(),
    )
