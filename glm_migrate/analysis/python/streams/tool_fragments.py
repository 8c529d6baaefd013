"""What a loop does with fragments of tool calls: join, hand on, or take them for calls.

Accusing needs a positive sign. Everything that is not plainly one of the known shapes is unseen,
never naive; a list that is merged by index elsewhere, a helper of an SDK, an object that is handed
to other code are all unseen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import Fate, inside
from glm_migrate.analysis.python.semantics.scopes import Binding, Kind, dotted
from glm_migrate.analysis.python.streams.answer_parts import Part
from glm_migrate.analysis.python.streams.call_keys import IDENTITY, Keys, callee_of, is_last_item
from glm_migrate.analysis.python.streams.early_uses import begins_anew, root_of, taken_early
from glm_migrate.analysis.python.streams.scene import Scene, Seen
from glm_migrate.model import Handling, Shape

_WORDS = {Part.NAME: "the name", Part.ID: "the id", Part.TYPE: "type"}
_NULL_HANDLERS = frozenset({"TypeError", "Exception", "BaseException"})
_GONE = frozenset({Fate.RETURNED, Fate.APPENDED, Fate.OTHER, Fate.METHOD})
_LEAVING = (cst.Break, cst.Return, cst.Raise)


@dataclass(frozen=True, eq=False)
class Fault:
    """A place where a fragment is taken for the whole."""

    shape: Shape
    seen: Seen
    what: str = ""


@dataclass(eq=False)
class Verdict:
    """What was found in one loop."""

    joined: list[Seen] = field(default_factory=list)
    forwarded: list[Seen] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    @property
    def handling(self) -> Handling:
        if self.faults:
            return Handling.NAIVE
        if self.unseen:
            return Handling.UNSEEN
        if self.joined:
            return Handling.ACCUMULATES
        return Handling.FORWARDS if self.forwarded else Handling.IGNORES


def verdict(scene: Scene) -> Verdict:
    """Judge every use of a tool call's parts in one loop."""
    return _Judge(scene).run()


class _Judge:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.found = Verdict()
        self._keys = Keys(scene)
        self._joins = [s for s in scene.parts(Part.ARGUMENTS) if self._joins_text(s)]

    def run(self) -> Verdict:
        for one in self.scene.seen:
            judge = _JUDGES.get((one.reading.part, one.reading.depth))
            if judge is not None:
                judge(self, one)
        self._speculative()
        self._leaves()
        if self.found.joined and (reason := taken_early(self.scene, self.found.joined)):
            self._unseen(reason)
        if not self.found.joined and not self.found.forwarded and not self.found.faults:
            self._nothing_joined()
        return self.found

    def _fault(self, shape: Shape, one: Seen, what: str = "") -> None:
        same = [f for f in self.found.faults if f.shape is shape and f.what == what]
        if not any(_line(f.seen) == _line(one) for f in same):
            self.found.faults.append(Fault(shape, one, what))

    def _unseen(self, reason: str) -> None:
        if reason not in self.found.unseen:
            self.found.unseen.append(reason)

    def _nothing_joined(self) -> None:
        reads = any(True for _ in self.scene.parts(Part.ARGUMENTS))
        if reads and not self.found.unseen:
            self._unseen("it reads the arguments but does not join them")

    def _leaves(self) -> None:
        """A `break`, `return` or `raise` before the calls are complete."""
        scene = self.scene
        if isinstance(scene.loop, cst.CompFor):
            return
        blocks = scene.structure.of(scene.tree)
        for node in inside(scene.loop):
            if not isinstance(node, _LEAVING) or not blocks.within(node, scene.loop):
                continue
            tests = list(blocks.demands(node, scene.loop))
            if isinstance(scene.loop, cst.While) and isinstance(node, cst.Break):
                tests.append(scene.loop.test)
            found = [scene.mentions(scene.tree, test) for test in tests]
            found += [self._flagged(test) for test in tests]
            around = {
                reading.part
                for owner, _ in blocks.owners(node)
                if isinstance(owner, cst.For)
                and (reading := scene.deltas.of(scene.tree, owner.iter)) is not None
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
        scene = self.scene
        found = frozenset[Part]()
        for binding in self._bindings(test):
            if binding.kind is Kind.ASSIGN and binding.value is not None:
                for inner in scene.structure.of(scene.tree).demands(binding.value, scene.loop):
                    found |= scene.mentions(scene.tree, inner)
        return found

    def _counted(self, test: cst.CSTNode) -> bool:
        return any(binding.kind is Kind.AUGMENT for binding in self._bindings(test))

    def _bindings(self, test: cst.CSTNode) -> Iterator[Binding]:
        """What the loop binds the names of a condition to."""
        scene = self.scene
        parents = scene.tree.names.parents
        for inner in inside(test):
            if not isinstance(inner, cst.Name) or inner not in parents:
                continue
            place = scene.tree.names.place(inner)
            scope = scene.tree.resolver.scope_of(inner.value, place.scope)
            for binding in scope.bindings[inner.value] if scope else ():
                if binding.node in parents and scene.in_loop(scene.tree, binding.node):
                    yield binding

    # Arguments

    def _joins_text(self, one: Seen) -> bool:
        use = one.use
        if use.fate is Fate.APPENDED and use.made is None:
            return True
        return use.fate is Fate.JOINED and use.target is not None

    def arguments(self, one: Seen) -> None:
        use = one.use
        if use.fate is Fate.NAMED and use.made is None:
            return
        if one.reading.first and not self.scene.shown(one):
            self._fault(Shape.FIRST_ONLY, one)
        elif use.fate is Fate.PARSED and self.scene.in_loop(one.tree, one.node):
            self._fault(Shape.PARSED, one)
        elif use.fate is Fate.PARSED and not self._joins:
            self._fault(Shape.OVERWRITTEN, one)
        elif use.fate is Fate.PARSED:
            self._unseen("it parses a fragment behind the loop")
        elif use.made is not None or use.fate is Fate.PASSED:
            self._whole(one)
        elif self._joins_text(one):
            self._join(one)
        elif use.fate is Fate.STORED:
            self._store(one)
        elif use.fate is Fate.YIELDED:
            self._unseen("it yields the arguments' fragments one by one")
        elif use.fate is Fate.JOINED:
            pass  # `print("…" + part)`: the sum goes nowhere that is kept
        elif not self.scene.shown(one):
            self._unseen(f"a fragment of the arguments is {use.fate.value}")
        if use.fate is Fate.PARSED or self.scene.in_loop(one.tree, one.node):
            return
        if not self._joins:
            self._fault(Shape.OVERWRITTEN, one)

    def _join(self, one: Seen) -> None:
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
            elif begins_anew(self.scene, one):
                self._unseen("it begins anew with every chunk")
        elif self._keys.is_keyed_by_id(one):
            self._fault(Shape.BY_ID, one)
        elif (key | guards) & IDENTITY or is_last_item(one.use.target):
            self._unseen("it tells calls apart by their id or name, not by index")
        elif Part.POSITION in key:
            self._unseen("it tells calls apart by their position in one delta, not by index")
        elif one.reading.first:
            self._fault(Shape.FIRST_ONLY, one)
        else:
            self._fault(Shape.ONE_BUFFER, one)

    def _null(self, one: Seen) -> None:
        """A join that fails on `arguments: null`."""
        if self._takes_null(one):
            return
        if one.use.fate is Fate.APPENDED and "join" not in one.tree.names.by_called:
            return
        self._fault(Shape.NULL, one)

    def _takes_null(self, one: Seen) -> bool:
        reading = self.scene.deltas.of(one.tree, one.use.value)
        if one.reading.filled or (reading is not None and reading.filled):
            return True
        if _is_replaced_on_the_way(one):
            return True
        if self.scene.handlers(one.tree, one.node) & _NULL_HANDLERS:
            return True
        if self.scene.is_replaced(one):
            return True
        return any(
            (reading := self.scene.deltas.of(one.tree, inner)) is not None
            and reading.part is Part.ARGUMENTS
            for test in self.scene.tests(one.tree, one.node)
            for inner in inside(test)
        )

    def _store(self, one: Seen) -> None:
        """`x["arguments"] = fragment`."""
        if self._keys.is_first(one):
            if not self._takes_null(one):
                self._fault(Shape.NULL, one)
        elif self._is_self_assignment(one):
            return
        elif self._keys.guards(one) & IDENTITY and self._joins:
            self._unseen("it starts a call whenever an id or name comes")
        elif self.scene.is_kept(one):
            self._fault(Shape.OVERWRITTEN, one)
        else:
            self._unseen("a fragment of the arguments goes into an object of its own")

    def _is_self_assignment(self, one: Seen) -> bool:
        """The vendor's sample stores the fragment and then its own arguments in it."""
        return Part.INDEX in self._keys.key(one) and self._keys.is_first(one)

    def _whole(self, one: Seen) -> None:
        """The arguments go, with or without the name, into something new or to a function."""
        use = one.use
        made = use.made if use.made is not None else use.holder
        mentioned = self.scene.mentions(one.tree, made)
        if use.fate is Fate.SHOWN or use.fate is Fate.TESTED:
            return
        if self._keys.is_first(one):
            if not self._takes_null(one) and self._joins and use.made is not None:
                self._fault(Shape.NULL, one)
            return
        if use.fate is Fate.PASSED and use.made is None and self.scene.is_own(one.tree, use.holder):
            return
        if Part.INDEX in mentioned:
            self.found.forwarded.append(one)
            return
        guards = self._keys.guards(one)
        if self._joins:
            self._unseen("some fragments are joined and others taken as they are")
        elif use.fate is Fate.YIELDED:
            self._unseen("it yields fragments without their index")
        elif guards & IDENTITY:
            word = next(_WORDS[p] for p in (Part.TYPE, Part.NAME, Part.ID) if p in guards)
            self._fault(Shape.FILTERED, one, word.removeprefix("the "))
        elif Part.NAME in mentioned or use.fate in (Fate.NAMED, Fate.STORED, Fate.APPENDED):
            self._fault(Shape.WHOLE, one)
        elif use.fate is Fate.PASSED:
            self._unseen(f"it passes fragments to `{callee_of(use.holder)}`, which is not seen")
        else:
            self._unseen(f"a fragment of the arguments is {use.fate.value}")

    def _speculative(self) -> None:
        """A joined text that is parsed within the loop because it looks complete."""
        for one in self._joins:
            target = one.use.target
            if target is None:
                continue
            text = dotted(_base(target)) or one.tree.code(target)
            for call in self._parses(one, text):
                tests = self.scene.tests(one.tree, call)
                mentioned = [self.scene.mentions(one.tree, test) for test in tests]
                if any(Part.FINISH in parts for parts in mentioned):
                    continue
                if self.scene.handlers(one.tree, call) & {"ValueError", "JSONDecodeError"}:
                    self._unseen("it parses the joined text after every fragment until it succeeds")
                    continue
                self._fault(Shape.SPECULATIVE, Seen(one.tree, call, one.reading))

    def _parses(self, one: Seen, text: str) -> Iterator[cst.Call]:
        for word in ("loads", "literal_eval", "raw_decode"):
            for call in one.tree.names.by_called.get(word, ()):
                same = one.tree.names.place(call).scope.function is one.place.scope.function
                if not same or not call.args or not self.scene.in_loop(one.tree, call):
                    continue
                argument = call.args[0].value
                names = {dotted(_base(n)) for n in inside(argument) if n in one.tree.names.parents}
                if text in names and self.scene.deltas.of(one.tree, argument) is None:
                    yield call

    # Name, id

    def identity(self, one: Seen) -> None:
        use, part = one.use, one.reading.part
        if part is Part.TYPE or use.made is not None:
            return
        guards = self._keys.guards(one)
        if use.fate is Fate.JOINED and use.target is not None:
            if self._is_of_its_own(one):
                return
            if not self._tests_target(one):
                self._fault(Shape.DOUBLED, one, _WORDS[part])
            return
        later = use.fate is Fate.NAMED and self._read_after(one)
        if use.fate is Fate.STORED and callee_of(use.holder) in ("setdefault", "get", "pop"):
            return
        if (use.fate is Fate.STORED and use.made is None) or later:
            defaulted = isinstance(use.value, (cst.BooleanOperation, cst.IfExp))
            guarded = defaulted or bool(guards & IDENTITY) or self._keys.is_first(one)
            if not guarded and self._any_join_with(one):
                self._fault(Shape.ERASED, one, _WORDS[part])

    def _is_of_its_own(self, one: Seen) -> bool:
        """A text that lists what is called, beside the calls: names may well follow each other."""
        assert one.use.target is not None
        root = root_of(one.use.target)
        joins = [root_of(j.use.target) for j in self._joins if j.use.target is not None]
        return Part.INDEX not in self._keys.key(one) and bool(joins) and root not in joins

    def _any_join_with(self, one: Seen) -> bool:
        """Whether the same code joins arguments: else the arguments' own fault says it all."""
        return any(j.place.scope.function is one.place.scope.function for j in self._joins)

    def _tests_target(self, one: Seen) -> bool:
        target = one.use.target
        text = one.tree.code(target) if target is not None else ""
        tests = self.scene.tests(one.tree, one.node)
        if isinstance(one.use.value, cst.IfExp):
            tests.append(one.use.value.test)
        return any(text in one.tree.code(test) for test in tests)

    def _read_after(self, one: Seen) -> bool:
        """Whether the name that it is bound to is read behind the loop."""
        target = one.use.target
        if not isinstance(target, cst.Name):
            return False
        return any(
            other.reading.part is one.reading.part
            and isinstance(other.node, cst.Name)
            and other.node.value == target.value
            and not self.scene.in_loop(other.tree, other.node)
            for other in self.scene.seen
        )

    # Whole fragments, lists of them, deltas

    def fragment(self, one: Seen) -> None:
        use = one.use
        if self.scene.shown(one) and use.made is None:
            return
        if use.fate is Fate.YIELDED:
            self.found.forwarded.append(one)
        elif (
            use.fate is Fate.PASSED and use.made is None and self.scene.is_own(one.tree, use.holder)
        ) or self._keys.is_first(one):
            return
        elif use.fate in (Fate.APPENDED, Fate.EXTENDED) or (
            use.fate is Fate.JOINED and use.made is not None
        ):
            self._listed(one)
        elif use.fate is Fate.STORED and Part.INDEX in self._keys.key(one):
            self._fault(Shape.OVERWRITTEN, one)
        elif use.fate is Fate.STORED and Part.ID in self._keys.key(one):
            self._unseen("it keeps fragments by id")
        elif use.fate is Fate.PASSED:
            self._unseen(f"it passes fragments to `{callee_of(use.holder)}`, which is not seen")
        else:
            self._unseen(f"a fragment is {use.fate.value}")

    def fragments(self, one: Seen) -> None:
        """The list `delta.tool_calls` itself."""
        use = one.use
        if not self.scene.in_loop(one.tree, one.node):
            if isinstance(one.node, cst.Name) and not self._joins:
                self._fault(Shape.OVERWRITTEN, one)
            else:
                self._unseen("it reads the last chunk behind the loop")
        elif use.fate is Fate.YIELDED:
            self.found.forwarded.append(one)
        elif use.fate is Fate.EXTENDED or use.fate is Fate.JOINED:
            self._listed(one)
        elif use.fate is Fate.PASSED and not self.scene.is_own(one.tree, use.holder):
            self._unseen(f"it passes fragments to `{callee_of(use.holder)}`, which is not seen")
        elif use.fate is Fate.STORED and use.made is None and self.scene.is_kept(one):
            self._fault(Shape.OVERWRITTEN, one)
        elif use.fate is Fate.STORED:
            self._unseen("the list of fragments goes into an object of its own")
        elif use.fate in _GONE or (use.made is not None and not self.scene.shown(one)):
            self._unseen(f"the list of fragments is {use.fate.value}")

    def _listed(self, one: Seen) -> None:
        """Fragments in a list: accused only when the list is then used as calls."""
        guards = self._keys.guards(one)
        target = dotted(one.use.target) if one.use.target is not None else ""
        if guards & IDENTITY:
            if self._joins:
                self._unseen("it starts a call whenever an id or name comes")
                return
            word = next(_WORDS[p] for p in (Part.TYPE, Part.NAME, Part.ID) if p in guards)
            self._fault(Shape.FILTERED, one, word.removeprefix("the "))
        elif target and self._treated_as_calls(one, target):
            self._fault(Shape.LISTED, one)
        else:
            self._unseen(f"it collects fragments in `{target or 'a list'}`, read elsewhere")

    def _treated_as_calls(self, one: Seen, text: str) -> bool:
        """Whether the function goes through the list reading functions, and never an index."""
        names, module = one.tree.names, one.tree
        bodies: list[str] = []
        for loop in names.loops:
            assert isinstance(loop, (cst.For, cst.CompFor))
            if dotted(loop.iter) != text or not _same_function(one, loop):
                continue
            body = loop if isinstance(loop, cst.For) else names.parents[loop]
            bodies.append(module.code(body))
        code = "\n".join(bodies)
        reads = ".function" in code or "function" in code or ".arguments" in code
        return reads and ".index" not in code and '"index"' not in code and "'index'" not in code

    def carrier(self, one: Seen) -> None:
        """A delta, choice or chunk that goes on as a whole."""
        use, what = one.use, one.reading.part.value
        if self.scene.shown(one) and use.made is None:
            return
        if use.fate is Fate.YIELDED:
            self.found.forwarded.append(one)
            return
        if use.fate in (Fate.METHOD, Fate.PARSED, Fate.JOINED):
            return
        if use.fate is Fate.PASSED and self.scene.is_own(one.tree, use.holder):
            return
        if use.fate is Fate.PASSED:
            self._unseen(f"it passes each {what} to `{callee_of(use.holder)}`, which is not seen")
        else:
            self._unseen(f"each {what} is {use.fate.value}")


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


def _line(one: Seen) -> int:
    return one.tree.line(one.node)


def _base(target: cst.CSTNode) -> cst.CSTNode:
    """The variable behind `calls[i]["arguments"]`."""
    while isinstance(target, (cst.Subscript, cst.Attribute, cst.Call)):
        target = target.func if isinstance(target, cst.Call) else target.value
    return target


def _is_replaced_on_the_way(one: Seen) -> bool:
    """Whether `or …` or a conditional gives another text where there is none."""
    parents = one.tree.names.parents
    node: cst.CSTNode | None = one.node
    while node is not None and node is not one.use.holder:
        if isinstance(node, cst.IfExp):
            return True
        if isinstance(node, cst.BooleanOperation) and isinstance(node.operator, cst.Or):
            return True
        if node is one.use.value:
            return False
        node = parents.get(node)
    return False


def _same_function(one: Seen, loop: cst.CSTNode) -> bool:
    return one.tree.names.place(loop).scope.function is one.place.scope.function
