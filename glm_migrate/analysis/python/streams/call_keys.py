"""By what a loop tells the calls of one stream apart: the keys and conditions of one use.

Right is the index alone; an id or a name comes with the first fragment only, or with each.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import Fate, called, inside
from glm_migrate.analysis.python.semantics.scopes import Kind
from glm_migrate.analysis.python.streams.answer_parts import Part
from glm_migrate.analysis.python.streams.early_uses import root_of
from glm_migrate.analysis.python.streams.loop_variables import OWNERS, own_functions
from glm_migrate.analysis.python.streams.scene import Scene, Seen

IDENTITY = frozenset({Part.ID, Part.NAME, Part.TYPE})


class Keys:
    """Answers about single uses in one loop."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def guards(self, one: Seen) -> frozenset[Part]:
        """The parts of a fragment that decide whether `one` is reached."""
        found = frozenset[Part]()
        for test in self._scene.tests(one.tree, one.node):
            found |= self._scene.mentions(one.tree, test)
        return found

    def is_first(self, one: Seen) -> bool:
        """Whether `one` is reached only when its index is met for the first time."""
        if one.use.fate is Fate.STORED and callee_of(one.use.holder) == "setdefault":
            return Part.INDEX in self.key(one)
        tests = self._scene.tests(one.tree, one.node)
        return any(self._compares_index(one, test) for test in tests)

    def _compares_index(self, one: Seen, test: cst.CSTNode) -> bool:
        """`index not in calls`, `len(calls) <= index`, `entry is None` for an entry by index."""
        for inner in inside(test):
            if not isinstance(inner, cst.Comparison):
                continue
            if Part.INDEX not in self._scene.mentions(one.tree, inner):
                continue
            left = self._scene.deltas.of(one.tree, inner.left)
            none = isinstance(inner.comparisons[0].operator, (cst.Is, cst.IsNot))
            if not (none and left is not None and left.part is Part.INDEX):
                return True
        bare = test.expression if isinstance(test, cst.UnaryOperation) else test
        if isinstance(bare, (cst.Name, cst.Call, cst.Subscript)):
            reading = self._scene.deltas.of(one.tree, bare)
            return reading is None and Part.INDEX in self._scene.mentions(one.tree, bare)
        return False

    def key(self, one: Seen) -> frozenset[Part]:
        """The parts from which the target of a join or store is chosen."""
        use = one.use
        found = frozenset[Part]()
        if use.target is not None:
            found |= self._scene.mentions(one.tree, use.target) | self._receiver(one)
        if isinstance(use.holder, cst.Call) and use.fate is Fate.STORED and use.holder.args:
            found |= self._scene.mentions(one.tree, use.holder.args[0].value)
        return found

    def _receiver(self, one: Seen) -> frozenset[Part]:
        """The parts that choose the object whose own method joins: `calls[i].feed(part)`."""
        assert one.use.target is not None
        if root_of(one.use.target).partition(".")[0] not in OWNERS:
            return frozenset()
        found = frozenset[Part]()
        for other in self._scene.seen:
            call = other.use.holder
            if other.use.fate is not Fate.PASSED or not isinstance(call, cst.Call):
                continue
            if not isinstance(call.func, cst.Attribute) or other.tree is not self._scene.tree:
                continue
            if one.place.scope.function.node in set(own_functions(self._scene, call)):
                found |= self._scene.mentions(other.tree, call.func.value)
        return found

    def is_keyed_by_id(self, one: Seen) -> bool:
        """Whether the key is the id itself, not one carried over from an earlier fragment."""
        target = one.use.target
        for inner in inside(target) if target is not None else ():
            if not isinstance(inner, (cst.Index, cst.Arg)):
                continue
            reading = self._scene.deltas.of(one.tree, inner.value)
            if reading is not None and reading.part is Part.ID:
                return not self._carried(one, inner.value)
        return False

    def _carried(self, one: Seen, key: cst.BaseExpression) -> bool:
        """A name that keeps the last id seen: `if tc.id: current = tc.id`."""
        if not isinstance(key, cst.Name):
            return isinstance(key, cst.BooleanOperation)
        place = one.tree.names.place(key)
        scope = one.tree.resolver.scope_of(key.value, place.scope)
        for binding in scope.bindings[key.value] if scope else ():
            value = binding.value
            if value is None or isinstance(value, (cst.BooleanOperation, cst.IfExp)):
                return True
            tests = self._scene.tests(one.tree, value)
            if any(Part.ID in self._scene.mentions(one.tree, test) for test in tests):
                return True
        return False

    def demands_identity(self, one: Seen) -> bool:
        """Whether only fragments that say who they are get to the join."""
        for test in self._scene.structure.of(one.tree).demands(one.node):
            mentioned = self._scene.mentions(one.tree, test)
            if mentioned & {*IDENTITY, Part.ROLE, Part.FINISH} and Part.INDEX not in mentioned:
                return True
        return False

    def demands_text(self, one: Seen) -> bool:
        """Whether a condition on the way asks for more of the arguments than that there are any."""
        scene = self._scene
        for test in scene.structure.of(one.tree).demands(one.node):
            for inner in inside(test):
                reading = scene.deltas.of(one.tree, inner)
                if reading is None or reading.part is not Part.ARGUMENTS:
                    continue
                parent = one.tree.names.parents.get(inner)
                if isinstance(parent, (cst.Attribute, cst.Subscript)):
                    return True
                if isinstance(parent, cst.Comparison) and not _is_nothing(parent.comparisons[0]):
                    return True
        return False

    def has_mixed_key(self, one: Seen) -> bool:
        """`calls[part.index, part.id]`, `calls[f"{part.index}-{part.id}"]`."""
        return any(
            {Part.INDEX} < self._scene.mentions(one.tree, part) & {Part.INDEX, *IDENTITY}
            for key in self._key_expressions(one)
            for part in inside(key)
            if isinstance(part, (cst.Tuple, cst.FormattedString, cst.BinaryOperation))
        )

    def _key_expressions(self, one: Seen) -> Iterator[cst.CSTNode]:
        """The expressions by which the entry is chosen, where names hold them, their values."""
        resolver = one.tree.resolver
        pending: list[tuple[cst.CSTNode, int]] = [(one.use.target, 0)] if one.use.target else []
        while pending:
            node, depth = pending.pop()
            yield node
            for inner in inside(node):
                if not isinstance(inner, cst.Name) or inner not in one.tree.names.parents:
                    continue
                if depth > 2 or self._scene.deltas.of(one.tree, inner) is not None:
                    continue
                place = one.tree.names.place(inner)
                scope = resolver.scope_of(inner.value, place.scope)
                if scope is None or (scope.kind != "function" and scope is not place.scope.module):
                    continue
                for binding in resolver.bindings(inner.value, scope, place)[0]:
                    if binding.value is not None and binding.kind is Kind.ASSIGN:
                        value = _key_of(binding.value)
                        if value is not None:
                            pending.append((value, depth + 1))


def callee_of(node: cst.CSTNode) -> str:
    """What a call calls; empty for anything else."""
    return called(node) if isinstance(node, cst.Call) else ""


def is_last_item(target: cst.BaseExpression | None) -> bool:
    """`calls[-1]…`: the call begun last."""
    return any(isinstance(n, cst.UnaryOperation) for n in inside(target)) if target else False


def _key_of(value: cst.CSTNode) -> cst.CSTNode | None:
    """The part of a binding's value that is, or holds, a key: not what is put there at first."""
    if isinstance(value, cst.Call):
        keyed = called(value) in ("setdefault", "get") and value.args
        return value.args[0].value if keyed else None
    return None if isinstance(value, (cst.Dict, cst.List)) else value


def _is_nothing(target: cst.ComparisonTarget) -> bool:
    """`is None`, `!= ""`."""
    other = target.comparator
    if isinstance(other, cst.SimpleString):
        return not other.evaluated_value
    return isinstance(other, cst.Name) and other.value == "None"
