"""All that a program does with one streamed answer, loop by loop, ready to be judged.

Judging needs more than an expression: what it goes into, under which conditions it is reached, and
which parts of the answer those conditions and targets mention.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import Fate, Use, inside, trimmed, use_of
from glm_migrate.analysis.python.dataflow.module import Tree
from glm_migrate.analysis.python.semantics.blocks import Blocks
from glm_migrate.analysis.python.semantics.scopes import Kind, Place
from glm_migrate.analysis.python.streams.answer_parts import Deltas, Part, Reading
from glm_migrate.model import Repair, Spot

_MAX_HOPS = 5


@dataclass(frozen=True, eq=False)
class Seen:
    """One expression that is part of the answer."""

    tree: Tree
    node: cst.CSTNode
    reading: Reading

    @cached_property
    def use(self) -> Use:
        return trimmed(self.tree, use_of(self.tree, self.node))

    def is_(self, part: Part, depth: int = 0) -> bool:
        return self.reading.is_(part, depth)

    @property
    def place(self) -> Place:
        return self.tree.names.place(self.node)

    def spot(self, repair: Repair | None = None, node: cst.CSTNode | None = None) -> Spot:
        at = node or self.node
        span = self.tree.bare(at) if isinstance(at, cst.BaseExpression) else self.tree.span(at)
        text = self.tree.source.slice(span)
        return Spot(self.tree.source.path, span, text, repair or Repair())


@dataclass(eq=False)
class Structure:
    """The blocks of each file that was looked at."""

    known: dict[Tree, Blocks] = field(default_factory=dict)

    def of(self, tree: Tree) -> Blocks:
        if tree not in self.known:
            self.known[tree] = Blocks(tree.module, tree.names)
        return self.known[tree]


@dataclass(frozen=True, eq=False)
class Scene:
    """One loop over one answer.

    Attributes:
        tree: The file of the loop.
        loop: `for`, `while` or the clause of a comprehension.
        seen: Every part of the answer that is reached through this loop, in source order.
    """

    tree: Tree
    loop: cst.CSTNode
    seen: tuple[Seen, ...]
    deltas: Deltas
    structure: Structure

    def parts(self, part: Part, depth: int = 0) -> Iterator[Seen]:
        return (one for one in self.seen if one.is_(part, depth))

    def in_loop(self, tree: Tree, node: cst.CSTNode) -> bool:
        """Whether `node` runs once a chunk: in the loop, or in a function that the loop calls."""
        if tree is not self.tree:
            return True
        place, own = tree.names.place(node), tree.names.place(self.loop)
        if place.scope.function is not own.scope.function:
            return True
        if isinstance(self.loop, cst.CompFor):
            return any(node is one for one in inside(self.comprehension))
        return self.structure.of(tree).within(node, self.loop) or node is self.loop

    @property
    def comprehension(self) -> cst.CSTNode:
        """The comprehension around a clause."""
        current: cst.CSTNode = self.loop
        while isinstance(current, cst.CompFor):
            current = self.tree.names.parents[current]
        return current

    def tests(self, tree: Tree, node: cst.CSTNode) -> list[cst.CSTNode]:
        """The conditions under which `node` is reached within its function."""
        return list(self.structure.of(tree).tests(node))

    def handlers(self, tree: Tree, node: cst.CSTNode) -> frozenset[str]:
        return frozenset(self.structure.of(tree).handlers(node, self.loop))

    def mentions(self, tree: Tree, node: cst.CSTNode, hops: int = 0) -> frozenset[Part]:
        """The parts of the answer from which `node` is made, also through local names."""
        found: set[Part] = set()
        for inner in inside(node):
            reading = self.deltas.of(tree, inner)
            if reading is not None:
                found.add(reading.part)
            elif isinstance(inner, cst.Name) and hops < _MAX_HOPS:
                found |= self._of_name(tree, inner, hops)
            elif isinstance(inner, cst.Call) and hops < _MAX_HOPS:
                found |= self._of_call(tree, inner)
        return frozenset(found)

    def _of_name(self, tree: Tree, node: cst.Name, hops: int) -> frozenset[Part]:
        if node not in tree.names.parents:
            return frozenset()
        place = tree.names.place(node)
        scope = tree.resolver.scope_of(node.value, place.scope)
        if scope is None or (scope.kind in ("module", "class") and place.scope.kind == "function"):
            return frozenset()
        found = frozenset[Part]()
        for binding in tree.resolver.bindings(node.value, scope, place)[0]:
            if binding.kind is Kind.PARAMETER:
                for argument, _, there in tree.resolver.passed(scope, binding):
                    found |= self.mentions(there, argument, hops + 1)
            elif binding.value is not None and binding.kind is not Kind.IMPORT:
                found |= self.mentions(tree, binding.value, hops + 1)
        return found

    def _of_call(self, tree: Tree, node: cst.Call) -> frozenset[Part]:
        """A helper that is given the fragment: what it reads of it."""
        given = [self.deltas.of(tree, argument.value) for argument in node.args]
        if not any(one and one.is_(Part.FRAGMENT) for one in given):
            return frozenset()
        origins = tree.resolver.origins(node.func, tree.names.place(node)).found
        bodies = {o.node for o in origins if isinstance(o.node, cst.FunctionDef)}
        return frozenset(
            one.reading.part for one in self.seen if one.place.scope.function.node in bodies
        )

    def is_replaced(self, one: Seen) -> bool:
        """Whether the function gives the same variable or attribute another value where it is None.

        `if part.function.arguments is None: part.function.arguments = ""`
        """
        text = one.tree.code(one.node)
        wanted = 2 if isinstance(one.node, cst.Name) else 1
        function = one.place.scope.function
        found = [
            target
            for target in one.tree.names.parents
            if isinstance(target, cst.AssignTarget)
            and one.tree.names.place(target).scope.function is function
            and one.tree.code(target.target) == text
        ]
        return len(found) >= wanted

    def is_kept(self, one: Seen) -> bool:
        """Whether what it is stored in was made before the loop, so that it outlives a chunk."""
        target = one.use.target
        while isinstance(target, (cst.Subscript, cst.Attribute)):
            target = target.value
        if one.tree is not self.tree or not isinstance(target, cst.Name):
            return False
        own = one.tree.names.place(self.loop).scope.function
        if one.place.scope.function is not own:
            return False
        scope = one.tree.resolver.scope_of(target.value, one.place.scope)
        bindings = scope.bindings[target.value] if scope else []
        return not any(
            binding.node in one.tree.names.parents and self.in_loop(one.tree, binding.node)
            for binding in bindings
        )

    def is_own(self, tree: Tree, call: cst.CSTNode) -> bool:
        """Whether a call goes to a function of the project, whose body is read as well."""
        if not isinstance(call, cst.Call):
            return False
        origins = tree.resolver.origins(call.func, tree.names.place(call)).found
        if any(isinstance(one.node, cst.FunctionDef) for one in origins):
            return True
        klass = tree.resolver.class_of(call.func, tree.names.place(call))
        return klass is not None and "__init__" in klass.scope.bindings

    def shown(self, one: Seen) -> bool:
        """Whether a use has no effect on the program but what it prints or decides."""
        fate = one.use.fate
        return fate in (
            Fate.TESTED, Fate.SHOWN, Fate.STEP, Fate.NAMED, Fate.ITERATED, Fate.DROPPED, Fate.KEY
        ) or (fate is Fate.FORMATTED)  # fmt: skip
