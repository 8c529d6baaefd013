"""What a loop does with fragments of tool calls: join, hand on, or take them for calls.

Accusing needs a positive sign. Everything that is not plainly one of the known shapes is unseen,
never naive; a list that is merged by index elsewhere, a helper of an SDK, an object that is handed
to other code are all unseen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import EffectKind, inside
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, dotted
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.call_keys import IDENTITY, Keys, callee_of, is_last_item
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.streams.early_uses import begins_anew, root_of, taken_early
from glm_migrate.model.streams import Handling, Shape

_WORDS = {Part.NAME: "the name", Part.ID: "the id", Part.TYPE: "type"}
_NULL_HANDLERS = frozenset({"TypeError", "Exception", "BaseException"})
_GONE = frozenset({EffectKind.RETURNED, EffectKind.APPENDED, EffectKind.OTHER, EffectKind.METHOD})
_LEAVING = (cst.Break, cst.Return, cst.Raise)


@dataclass(frozen=True, eq=False)
class Defect:
    """A place where a fragment is taken for the whole."""

    shape: Shape
    seen: PartUse
    what: str = ""


@dataclass(eq=False)
class Verdict:
    """What was found in one loop."""

    joined: list[PartUse] = field(default_factory=list)
    forwarded: list[PartUse] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    @property
    def handling(self) -> Handling:
        if self.defects:
            return Handling.NAIVE
        if self.unseen:
            return Handling.UNSEEN
        if self.joined:
            return Handling.ACCUMULATES
        return Handling.FORWARDS if self.forwarded else Handling.IGNORES


def verdict(consumer: Consumer) -> Verdict:
    """Judge every use of a tool call's parts in one loop."""
    return _Judge(consumer).run()


class _Judge:
    def __init__(self, consumer: Consumer) -> None:
        self.consumer = consumer
        self.found = Verdict()
        self._keys = Keys(consumer)
        self._joins = [s for s in consumer.parts(Part.ARGUMENTS) if self._joins_text(s)]

    def run(self) -> Verdict:
        for one in self.consumer.seen:
            judge = _JUDGES.get((one.reading.part, one.reading.depth))
            if judge is not None:
                judge(self, one)
        self._speculative()
        self._leaves()
        if self.found.joined and (reason := taken_early(self.consumer, self.found.joined)):
            self._unseen(reason)
        if not self.found.joined and not self.found.forwarded and not self.found.defects:
            self._nothing_joined()
        return self.found

    def _defect(self, shape: Shape, one: PartUse, what: str = "") -> None:
        same = [f for f in self.found.defects if f.shape is shape and f.what == what]
        if not any(_line(f.seen) == _line(one) for f in same):
            self.found.defects.append(Defect(shape, one, what))

    def _unseen(self, reason: str) -> None:
        if reason not in self.found.unseen:
            self.found.unseen.append(reason)

    def _nothing_joined(self) -> None:
        reads = any(True for _ in self.consumer.parts(Part.ARGUMENTS))
        if reads and not self.found.unseen:
            self._unseen("it reads the arguments but does not join them")

    def _leaves(self) -> None:
        """A `break`, `return` or `raise` before the calls are complete."""
        consumer = self.consumer
        if isinstance(consumer.loop, cst.CompFor):
            return
        blocks = consumer.blocks_of.of(consumer.module)
        for node in inside(consumer.loop):
            if not isinstance(node, _LEAVING) or not blocks.within(node, consumer.loop):
                continue
            tests = list(blocks.demands(node, consumer.loop))
            if isinstance(consumer.loop, cst.While) and isinstance(node, cst.Break):
                tests.append(consumer.loop.test)
            found = [consumer.mentions(consumer.module, test) for test in tests]
            found += [self._flagged(test) for test in tests]
            around = {
                reading.part
                for owner, _ in blocks.owners(node)
                if isinstance(owner, cst.For)
                and (reading := consumer.answer.of(consumer.module, owner.iter)) is not None
            }
            if isinstance(node, cst.Break) and Part.FRAGMENT in around:
                continue  # it leaves the loop over one delta only
            reads = frozenset[Part]().union(around, *found)
            if Part.FRAGMENT in reads and Part.FINISH not in reads:
                self._unseen("it leaves the loop when the first fragment has come")
            elif not any(found) and any(self._counted(test) for test in tests):
                self._unseen("it leaves the loop after a number of chunks")

    def _flagged(self, test: cst.CSTNode) -> frozenset[Part]:
        """What decided about the flags that a condition reads: `got = True` for a fragment."""
        consumer = self.consumer
        found = frozenset[Part]()
        for definition in self._definitions(test):
            if definition.kind is Kind.ASSIGN and definition.value is not None:
                for inner in consumer.blocks_of.of(consumer.module).demands(
                    definition.value, consumer.loop
                ):
                    found |= consumer.mentions(consumer.module, inner)
        return found

    def _counted(self, test: cst.CSTNode) -> bool:
        return any(definition.kind is Kind.AUGMENT for definition in self._definitions(test))

    def _definitions(self, test: cst.CSTNode) -> Iterator[Definition]:
        """What the loop binds the names of a condition to."""
        consumer = self.consumer
        parents = consumer.module.symbols.parents
        for inner in inside(test):
            if not isinstance(inner, cst.Name) or inner not in parents:
                continue
            point = consumer.module.symbols.point(inner)
            scope = point.scope.lookup(inner.value)
            for definition in scope.definitions[inner.value] if scope else ():
                if definition.node in parents and consumer.in_loop(
                    consumer.module, definition.node
                ):
                    yield definition

    # Arguments

    def _joins_text(self, one: PartUse) -> bool:
        use = one.effect
        if use.kind is EffectKind.APPENDED and use.made is None:
            return True
        return use.kind is EffectKind.JOINED and use.target is not None

    def arguments(self, one: PartUse) -> None:
        use = one.effect
        if use.kind is EffectKind.NAMED and use.made is None:
            return
        if one.reading.first and not self.consumer.shown(one):
            self._defect(Shape.FIRST_ONLY, one)
        elif use.kind is EffectKind.PARSED and self.consumer.in_loop(one.module, one.node):
            self._defect(Shape.PARSED, one)
        elif use.kind is EffectKind.PARSED and not self._joins:
            self._defect(Shape.OVERWRITTEN, one)
        elif use.kind is EffectKind.PARSED:
            self._unseen("it parses a fragment behind the loop")
        elif use.made is not None or use.kind is EffectKind.PASSED:
            self._whole(one)
        elif self._joins_text(one):
            self._join(one)
        elif use.kind is EffectKind.STORED:
            self._store(one)
        elif use.kind is EffectKind.YIELDED:
            self._unseen("it yields the arguments' fragments one by one")
        elif use.kind is EffectKind.JOINED:
            pass  # `print("…" + part)`: the sum goes nowhere that is kept
        elif not self.consumer.shown(one):
            self._unseen(f"a fragment of the arguments is {use.kind.value}")
        if use.kind is EffectKind.PARSED or self.consumer.in_loop(one.module, one.node):
            return
        if not self._joins:
            self._defect(Shape.OVERWRITTEN, one)

    def _join(self, one: PartUse) -> None:
        """`x += fragment` and its like: to which text?"""
        key, guards = self._keys.key(one), self._keys.guards(one)
        if Part.INDEX in key or self._keys.is_first(one):
            self.found.joined.append(one)
            self._null(one)
            if self._keys.demands_identity(one):
                self._unseen("it joins only the fragments that have an id, a name or a role")
            elif self._keys.demands_text(one):
                self._unseen("it joins only the fragments whose text looks right")
            elif self._keys.has_mixed_key(one):
                self._unseen("it tells calls apart by more than their index")
            elif begins_anew(self.consumer, one):
                self._unseen("it begins anew with every chunk")
        elif self._keys.is_keyed_by_id(one):
            self._defect(Shape.BY_ID, one)
        elif (key | guards) & IDENTITY or is_last_item(one.effect.target):
            self._unseen("it tells calls apart by their id or name, not by index")
        elif Part.POSITION in key:
            self._unseen("it tells calls apart by their position in one delta, not by index")
        elif one.reading.first:
            self._defect(Shape.FIRST_ONLY, one)
        else:
            self._defect(Shape.ONE_BUFFER, one)

    def _null(self, one: PartUse) -> None:
        """A join that fails on `arguments: null`."""
        if self._takes_null(one):
            return
        if one.effect.kind is EffectKind.APPENDED and "join" not in one.module.symbols.by_called:
            return
        self._defect(Shape.NULL, one)

    def _takes_null(self, one: PartUse) -> bool:
        reading = self.consumer.answer.of(one.module, one.effect.value)
        if one.reading.filled or (reading is not None and reading.filled):
            return True
        if _is_replaced_on_the_way(one):
            return True
        if self.consumer.handlers(one.module, one.node) & _NULL_HANDLERS:
            return True
        if self.consumer.is_replaced(one):
            return True
        return any(
            (reading := self.consumer.answer.of(one.module, inner)) is not None
            and reading.part is Part.ARGUMENTS
            for test in self.consumer.tests(one.module, one.node)
            for inner in inside(test)
        )

    def _store(self, one: PartUse) -> None:
        """`x["arguments"] = fragment`."""
        if self._keys.is_first(one):
            if not self._takes_null(one):
                self._defect(Shape.NULL, one)
        elif self._is_self_assignment(one):
            return
        elif self._keys.guards(one) & IDENTITY and self._joins:
            self._unseen("it starts a call whenever an id or name comes")
        elif self.consumer.is_kept(one):
            self._defect(Shape.OVERWRITTEN, one)
        else:
            self._unseen("a fragment of the arguments goes into an object of its own")

    def _is_self_assignment(self, one: PartUse) -> bool:
        """The vendor's sample mutations the fragment and then its own arguments in it."""
        return Part.INDEX in self._keys.key(one) and self._keys.is_first(one)

    def _whole(self, one: PartUse) -> None:
        """The arguments go, with or without the name, into something new or to a function."""
        use = one.effect
        made = use.made if use.made is not None else use.by
        mentioned = self.consumer.mentions(one.module, made)
        if use.kind is EffectKind.SHOWN or use.kind is EffectKind.TESTED:
            return
        if self._keys.is_first(one):
            if not self._takes_null(one) and self._joins and use.made is not None:
                self._defect(Shape.NULL, one)
            return
        if (
            use.kind is EffectKind.PASSED
            and use.made is None
            and self.consumer.is_own(one.module, use.by)
        ):
            return
        if Part.INDEX in mentioned:
            self.found.forwarded.append(one)
            return
        guards = self._keys.guards(one)
        if self._joins:
            self._unseen("some fragments are joined and others taken as they are")
        elif use.kind is EffectKind.YIELDED:
            self._unseen("it yields fragments without their index")
        elif guards & IDENTITY:
            word = next(_WORDS[p] for p in (Part.TYPE, Part.NAME, Part.ID) if p in guards)
            self._defect(Shape.FILTERED, one, word.removeprefix("the "))
        elif Part.NAME in mentioned or use.kind in (
            EffectKind.NAMED,
            EffectKind.STORED,
            EffectKind.APPENDED,
        ):
            self._defect(Shape.WHOLE, one)
        elif use.kind is EffectKind.PASSED:
            self._unseen(f"it passes fragments to `{callee_of(use.by)}`, which is not seen")
        else:
            self._unseen(f"a fragment of the arguments is {use.kind.value}")

    def _speculative(self) -> None:
        """A joined text that is parsed within the loop because it looks complete."""
        for one in self._joins:
            target = one.effect.target
            if target is None:
                continue
            text = dotted(_base(target)) or one.module.code(target)
            for call in self._parses(one, text):
                tests = self.consumer.tests(one.module, call)
                mentioned = [self.consumer.mentions(one.module, test) for test in tests]
                if any(Part.FINISH in parts for parts in mentioned):
                    continue
                if self.consumer.handlers(one.module, call) & {"ValueError", "JSONDecodeError"}:
                    self._unseen("it parses the joined text after every fragment until it succeeds")
                    continue
                self._defect(Shape.SPECULATIVE, PartUse(one.module, call, one.reading))

    def _parses(self, one: PartUse, text: str) -> Iterator[cst.Call]:
        for word in ("loads", "literal_eval", "raw_decode"):
            for call in one.module.symbols.by_called.get(word, ()):
                same = one.module.symbols.point(call).scope.function is one.point.scope.function
                if not same or not call.args or not self.consumer.in_loop(one.module, call):
                    continue
                argument = call.args[0].value
                names = {
                    dotted(_base(n)) for n in inside(argument) if n in one.module.symbols.parents
                }
                if text in names and self.consumer.answer.of(one.module, argument) is None:
                    yield call

    # Name, id

    def identity(self, one: PartUse) -> None:
        use, part = one.effect, one.reading.part
        if part is Part.TYPE or use.made is not None:
            return
        guards = self._keys.guards(one)
        if use.kind is EffectKind.JOINED and use.target is not None:
            if self._is_of_its_own(one):
                return
            if not self._tests_target(one):
                self._defect(Shape.DOUBLED, one, _WORDS[part])
            return
        later = use.kind is EffectKind.NAMED and self._read_after(one)
        if use.kind is EffectKind.STORED and callee_of(use.by) in ("setdefault", "get", "pop"):
            return
        if (use.kind is EffectKind.STORED and use.made is None) or later:
            defaulted = isinstance(use.value, (cst.BooleanOperation, cst.IfExp))
            guarded = defaulted or bool(guards & IDENTITY) or self._keys.is_first(one)
            if not guarded and self._any_join_with(one):
                self._defect(Shape.ERASED, one, _WORDS[part])

    def _is_of_its_own(self, one: PartUse) -> bool:
        """A text that lists what is called, beside the calls: names may well follow each other."""
        assert one.effect.target is not None
        root = root_of(one.effect.target)
        joins = [root_of(j.effect.target) for j in self._joins if j.effect.target is not None]
        return Part.INDEX not in self._keys.key(one) and bool(joins) and root not in joins

    def _any_join_with(self, one: PartUse) -> bool:
        """Whether the same code joins arguments: else the arguments' own fault says it all."""
        return any(j.point.scope.function is one.point.scope.function for j in self._joins)

    def _tests_target(self, one: PartUse) -> bool:
        target = one.effect.target
        text = one.module.code(target) if target is not None else ""
        tests = self.consumer.tests(one.module, one.node)
        if isinstance(one.effect.value, cst.IfExp):
            tests.append(one.effect.value.test)
        return any(text in one.module.code(test) for test in tests)

    def _read_after(self, one: PartUse) -> bool:
        """Whether the name that it is bound to is read behind the loop."""
        target = one.effect.target
        if not isinstance(target, cst.Name):
            return False
        return any(
            other.reading.part is one.reading.part
            and isinstance(other.node, cst.Name)
            and other.node.value == target.value
            and not self.consumer.in_loop(other.module, other.node)
            for other in self.consumer.seen
        )

    # Whole fragments, lists of them, deltas

    def fragment(self, one: PartUse) -> None:
        use = one.effect
        if self.consumer.shown(one) and use.made is None:
            return
        if use.kind is EffectKind.YIELDED:
            self.found.forwarded.append(one)
        elif (
            use.kind is EffectKind.PASSED
            and use.made is None
            and self.consumer.is_own(one.module, use.by)
        ) or self._keys.is_first(one):
            return
        elif use.kind in (EffectKind.APPENDED, EffectKind.EXTENDED) or (
            use.kind is EffectKind.JOINED and use.made is not None
        ):
            self._listed(one)
        elif use.kind is EffectKind.STORED and Part.INDEX in self._keys.key(one):
            self._defect(Shape.OVERWRITTEN, one)
        elif use.kind is EffectKind.STORED and Part.ID in self._keys.key(one):
            self._unseen("it keeps fragments by id")
        elif use.kind is EffectKind.PASSED:
            self._unseen(f"it passes fragments to `{callee_of(use.by)}`, which is not seen")
        else:
            self._unseen(f"a fragment is {use.kind.value}")

    def fragments(self, one: PartUse) -> None:
        """The list `delta.tool_calls` itself."""
        use = one.effect
        if not self.consumer.in_loop(one.module, one.node):
            if isinstance(one.node, cst.Name) and not self._joins:
                self._defect(Shape.OVERWRITTEN, one)
            else:
                self._unseen("it reads the last chunk behind the loop")
        elif use.kind is EffectKind.YIELDED:
            self.found.forwarded.append(one)
        elif use.kind is EffectKind.EXTENDED or use.kind is EffectKind.JOINED:
            self._listed(one)
        elif use.kind is EffectKind.PASSED and not self.consumer.is_own(one.module, use.by):
            self._unseen(f"it passes fragments to `{callee_of(use.by)}`, which is not seen")
        elif use.kind is EffectKind.STORED and use.made is None and self.consumer.is_kept(one):
            self._defect(Shape.OVERWRITTEN, one)
        elif use.kind is EffectKind.STORED:
            self._unseen("the list of fragments goes into an object of its own")
        elif use.kind in _GONE or (use.made is not None and not self.consumer.shown(one)):
            self._unseen(f"the list of fragments is {use.kind.value}")

    def _listed(self, one: PartUse) -> None:
        """Fragments in a list: accused only when the list is then used as calls."""
        guards = self._keys.guards(one)
        target = dotted(one.effect.target) if one.effect.target is not None else ""
        if guards & IDENTITY:
            if self._joins:
                self._unseen("it starts a call whenever an id or name comes")
                return
            word = next(_WORDS[p] for p in (Part.TYPE, Part.NAME, Part.ID) if p in guards)
            self._defect(Shape.FILTERED, one, word.removeprefix("the "))
        elif target and self._treated_as_calls(one, target):
            self._defect(Shape.LISTED, one)
        else:
            self._unseen(f"it collects fragments in `{target or 'a list'}`, read elsewhere")

    def _treated_as_calls(self, one: PartUse, text: str) -> bool:
        """Whether the function goes through the list reading functions, and never an index."""
        names = one.module.symbols
        bodies: list[str] = []
        for loop in names.loops:
            assert isinstance(loop, (cst.For, cst.CompFor))
            if dotted(loop.iter) != text or not _same_function(one, loop):
                continue
            body = loop if isinstance(loop, cst.For) else names.parents[loop]
            bodies.append(one.module.code(body))
        code = "\n".join(bodies)
        reads = ".function" in code or "function" in code or ".arguments" in code
        return reads and ".index" not in code and '"index"' not in code and "'index'" not in code

    def carrier(self, one: PartUse) -> None:
        """A delta, choice or chunk that goes on as a whole."""
        use, what = one.effect, one.reading.part.value
        if self.consumer.shown(one) and use.made is None:
            return
        if use.kind is EffectKind.YIELDED:
            self.found.forwarded.append(one)
            return
        if use.kind in (EffectKind.METHOD, EffectKind.PARSED, EffectKind.JOINED):
            return
        if use.kind is EffectKind.PASSED and self.consumer.is_own(one.module, use.by):
            return
        if use.kind is EffectKind.PASSED:
            self._unseen(f"it passes each {what} to `{callee_of(use.by)}`, which is not seen")
        else:
            self._unseen(f"each {what} is {use.kind.value}")


_JUDGES = {
    (Part.ARGUMENTS, 0): _Judge.arguments,
    (Part.NAME, 0): _Judge.identity,
    (Part.ID, 0): _Judge.identity,
    (Part.FRAGMENT, 0): _Judge.fragment,
    (Part.FRAGMENT, 1): _Judge.fragments,
    (Part.DELTA, 0): _Judge.carrier,
    (Part.CHOICE, 0): _Judge.carrier,
    (Part.CHUNK, 0): _Judge.carrier,
}


def _line(one: PartUse) -> int:
    return one.module.line(one.node)


def _base(target: cst.CSTNode) -> cst.CSTNode:
    """The variable behind `calls[i]["arguments"]`."""
    while isinstance(target, (cst.Subscript, cst.Attribute, cst.Call)):
        target = target.func if isinstance(target, cst.Call) else target.value
    return target


def _is_replaced_on_the_way(one: PartUse) -> bool:
    """Whether `or …` or a conditional gives another text where there is none."""
    parents = one.module.symbols.parents
    node: cst.CSTNode | None = one.node
    while node is not None and node is not one.effect.by:
        if isinstance(node, cst.IfExp):
            return True
        if isinstance(node, cst.BooleanOperation) and isinstance(node.operator, cst.Or):
            return True
        if node is one.effect.value:
            return False
        node = parents.get(node)
    return False


def _same_function(one: PartUse, loop: cst.CSTNode) -> bool:
    return one.module.symbols.point(loop).scope.function is one.point.scope.function
