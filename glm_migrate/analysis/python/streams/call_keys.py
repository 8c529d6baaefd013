"""By what a loop tells the calls of one stream apart: the keys and conditions of one use.

Right is the index alone; an id or a name comes with the first fragment only, or with each.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import EffectKind, called, inside
from glm_migrate.analysis.python.dataflow.limits import MAX_KEY_HOPS
from glm_migrate.analysis.python.semantics.reaching_definitions import visible
from glm_migrate.analysis.python.semantics.scopes import Kind
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.streams.early_uses import root_of
from glm_migrate.analysis.python.streams.loop_variables import OWNERS, own_functions
from glm_migrate.knowledge.known_callables import callables

_BY_KEY = callables("reads-entry", "sets-default")

IDENTITY = frozenset({Part.ID, Part.NAME, Part.TYPE})
WORDS = {Part.NAME: "the name", Part.ID: "the id", Part.TYPE: "type"}


class Keys:
    """Answers about single uses in one loop."""

    def __init__(self, consumer: Consumer) -> None:
        self._consumer = consumer

    def guards(self, one: PartUse) -> frozenset[Part]:
        """The parts of a fragment that decide whether `one` is reached."""
        found = frozenset[Part]()
        for test in self._consumer.tests(one.module, one.node):
            found |= self._consumer.mentions(one.module, test)
        return found

    def is_first(self, one: PartUse) -> bool:
        """Whether `one` is reached only when its index is met for the first time."""
        if one.effect.kind is EffectKind.STORED and callee_of(one.effect.by) == "setdefault":
            return Part.INDEX in self.key(one)
        tests = self._consumer.tests(one.module, one.node)
        return any(self._compares_index(one, test) for test in tests)

    def _compares_index(self, one: PartUse, test: cst.CSTNode) -> bool:
        """`index not in calls`, `len(calls) <= index`, `entry is None` for an entry by index."""
        for inner in inside(test):
            if not isinstance(inner, cst.Comparison):
                continue
            if Part.INDEX not in self._consumer.mentions(one.module, inner):
                continue
            left = self._consumer.answer.of(one.module, inner.left)
            none = isinstance(inner.comparisons[0].operator, (cst.Is, cst.IsNot))
            if not (none and left is not None and left.part is Part.INDEX):
                return True
        bare = test.expression if isinstance(test, cst.UnaryOperation) else test
        if isinstance(bare, (cst.Name, cst.Call, cst.Subscript)):
            reading = self._consumer.answer.of(one.module, bare)
            return reading is None and Part.INDEX in self._consumer.mentions(one.module, bare)
        return False

    def key(self, one: PartUse) -> frozenset[Part]:
        """The parts from which the target of a join or store is chosen."""
        use = one.effect
        found = frozenset[Part]()
        if use.target is not None:
            found |= self._consumer.mentions(one.module, use.target) | self._receiver(one)
        if isinstance(use.by, cst.Call) and use.kind is EffectKind.STORED and use.by.args:
            found |= self._consumer.mentions(one.module, use.by.args[0].value)
        return found

    def _receiver(self, one: PartUse) -> frozenset[Part]:
        """The parts that choose the object whose own method joins: `calls[i].feed(part)`."""
        assert one.effect.target is not None
        if root_of(one.effect.target).partition(".")[0] not in OWNERS:
            return frozenset()
        found = frozenset[Part]()
        for other in self._consumer.seen:
            call = other.effect.by
            if other.effect.kind is not EffectKind.PASSED or not isinstance(call, cst.Call):
                continue
            if (
                not isinstance(call.func, cst.Attribute)
                or other.module is not self._consumer.module
            ):
                continue
            if one.point.scope.function.node in set(own_functions(self._consumer, call)):
                found |= self._consumer.mentions(other.module, call.func.value)
        return found

    def is_keyed_by_id(self, one: PartUse) -> bool:
        """Whether the key is the id itself, not one carried over from an earlier fragment."""
        target = one.effect.target
        for inner in inside(target) if target is not None else ():
            if not isinstance(inner, (cst.Index, cst.Arg)):
                continue
            reading = self._consumer.answer.of(one.module, inner.value)
            if reading is not None and reading.part is Part.ID:
                return not self._carried(one, inner.value)
        return False

    def _carried(self, one: PartUse, key: cst.BaseExpression) -> bool:
        """A name that keeps the last id seen: `if tc.id: current = tc.id`."""
        if not isinstance(key, cst.Name):
            return isinstance(key, cst.BooleanOperation)
        point = one.module.symbols.point(key)
        scope = point.scope.lookup(key.value)
        for definition in scope.definitions[key.value] if scope else ():
            value = definition.value
            if value is None or isinstance(value, (cst.BooleanOperation, cst.IfExp)):
                return True
            tests = self._consumer.tests(one.module, value)
            if any(Part.ID in self._consumer.mentions(one.module, test) for test in tests):
                return True
        return False

    def demands_identity(self, one: PartUse) -> bool:
        """Whether only fragments that say who they are get to the join."""
        for test in self._consumer.blocks_of.of(one.module).demands(one.node):
            mentioned = self._consumer.mentions(one.module, test)
            if mentioned & {*IDENTITY, Part.ROLE, Part.FINISH} and Part.INDEX not in mentioned:
                return True
        return False

    def demands_text(self, one: PartUse) -> bool:
        """Whether a condition on the way asks for more of the arguments than that there are any."""
        for test in self._consumer.blocks_of.of(one.module).demands(one.node):
            for inner in inside(test):
                reading = self._consumer.answer.of(one.module, inner)
                if reading is None or reading.part is not Part.ARGUMENTS:
                    continue
                parent = one.module.symbols.parents.get(inner)
                if isinstance(parent, (cst.Attribute, cst.Subscript)):
                    return True
                if isinstance(parent, cst.Comparison) and not _is_nothing(parent.comparisons[0]):
                    return True
        return False

    def has_mixed_key(self, one: PartUse) -> bool:
        """`calls[part.index, part.id]`, `calls[f"{part.index}-{part.id}"]`."""
        return any(
            {Part.INDEX} < self._consumer.mentions(one.module, part) & {Part.INDEX, *IDENTITY}
            for key in self._key_expressions(one)
            for part in inside(key)
            if isinstance(part, (cst.Tuple, cst.FormattedString, cst.BinaryOperation))
            or (isinstance(part, cst.Subscript) and len(part.slice) > 1)
        )

    def _key_expressions(self, one: PartUse) -> Iterator[cst.CSTNode]:
        """The expressions by which the entry is chosen, where names hold them, their values."""
        pending: list[tuple[cst.CSTNode, int]] = (
            [(one.effect.target, 0)] if one.effect.target else []
        )
        while pending:
            node, depth = pending.pop()
            yield node
            for inner in inside(node):
                if not isinstance(inner, cst.Name) or inner not in one.module.symbols.parents:
                    continue
                if depth > MAX_KEY_HOPS or self._consumer.answer.of(one.module, inner) is not None:
                    continue
                point = one.module.symbols.point(inner)
                scope = point.scope.lookup(inner.value)
                if scope is None or (scope.kind != "function" and scope is not point.scope.module):
                    continue
                for definition in visible(inner.value, scope, point, one.module.symbols)[0]:
                    if definition.value is not None and definition.kind is Kind.ASSIGN:
                        value = _key_of(definition.value)
                        if value is not None:
                            pending.append((value, depth + 1))


def callee_of(node: cst.CSTNode) -> str:
    """What a call calls; empty for anything else."""
    return called(node) if isinstance(node, cst.Call) else ""


def demanded(guards: frozenset[Part]) -> str:
    """What a condition asks a fragment for, so that those without it are dropped: `name`."""
    word = next(WORDS[part] for part in (Part.TYPE, Part.NAME, Part.ID) if part in guards)
    return word.removeprefix("the ")


def is_last_item(target: cst.BaseExpression | None) -> bool:
    """`calls[-1]…`: the call begun last."""
    return any(isinstance(n, cst.UnaryOperation) for n in inside(target)) if target else False


def _key_of(value: cst.CSTNode) -> cst.CSTNode | None:
    """The part of a definition's value that is, or holds, a key: not what is put there at first."""
    if isinstance(value, cst.Call):
        keyed = called(value) in _BY_KEY and value.args
        return value.args[0].value if keyed else None
    return None if isinstance(value, (cst.Dict, cst.List)) else value


def _is_nothing(target: cst.ComparisonTarget) -> bool:
    """`is None`, `!= ""`."""
    other = target.comparator
    if isinstance(other, cst.SimpleString):
        return not other.evaluated_value
    return isinstance(other, cst.Name) and other.value == "None"
