"""Parts of a streamed answer that get to code of which nothing is seen.

A use is seen where the analysis goes on from it or where it is known to take no text. Every other
one is an escape: a part in a queue, in an object, or given to a function out of sight may have its
text read there, by code that was written for a model whose deltas always have one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import called_code, callees
from glm_migrate.analysis.python.dataflow.effects import Effect, EffectKind, called, effect_of
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue
from glm_migrate.analysis.python.dataflow.limits import MAX_LOCAL_HOPS
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, Scope, owner
from glm_migrate.analysis.python.streams.answer_calls import is_called_without_stream, is_shown_by
from glm_migrate.analysis.python.streams.answer_parts import AnswerParts
from glm_migrate.analysis.python.streams.answer_schema import Part, Reading
from glm_migrate.analysis.python.streams.consumer import PartUse
from glm_migrate.analysis.python.streams.held_parts import is_put
from glm_migrate.analysis.python.streams.match_captures import captures, field_of
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.knowledge.answer_fields import bodies, without_text
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.project.file_kinds import is_test_file

_CONTAINERS = frozenset({Part.LINE, Part.CHUNK, Part.CHOICE, Part.DELTA})
_HARMLESS = frozenset({EffectKind.SHOWN, EffectKind.DROPPED, EffectKind.KEY})
_CONVERTING = callables("dumps", "dumps-to", "as-dict", "shows-fields", "dumps-model", "as-text")
_METHODS = callables("ends-response", "tests-text", "finds-text")
_METHODS_OF_TEXT = callables("coded-text", "same-text", "cut-text")
_PER_ITEM = callables("maps-items", "folds-items", "picks-items")
_ON_HELD = callables("appends", "queues", "takes-queued", "asks-queue")
_PICKING = callables("picks-items")
_STARTING = callables("starts-function")
_PROTOCOL = callables("iterator-protocol")
_MOVED = (EffectKind.STEP, EffectKind.METHOD, EffectKind.PASSED, EffectKind.PARSED)
# Where `effect_of` has no word for a use: what is assigned to, deleted, raised.
_TARGETS = (
    *(cst.Assign, cst.AnnAssign, cst.AugAssign, cst.AssignTarget, cst.For, cst.CompFor),
    *(cst.Raise, cst.Del, cst.AsName),
)
# What becomes of a part that is out of sight.
_KEPT_BY = {
    EffectKind.APPENDED: Reason.KEPT,
    EffectKind.EXTENDED: Reason.KEPT,
    EffectKind.STORED: Reason.KEPT,
    EffectKind.JOINED: Reason.ADDED,
    EffectKind.ITERATED: Reason.TAKEN_APART,
    EffectKind.TESTED: Reason.MATCHED,
}
# The same where the callee or the attribute belongs to it.
_READ_BY = {
    EffectKind.PASSED: Reason.PASSED,
    EffectKind.PARSED: Reason.PASSED,
    EffectKind.METHOD: Reason.METHOD_CALLED,
    EffectKind.STEP: Reason.READ_BY,
}


def unseen_readers(answer: AnswerParts, seen: Iterable[PartUse]) -> Iterator[Unresolved]:
    """The ways on which a part of an answer gets out of sight."""
    for one in seen:
        if _is_read_alone(one):
            yield part_unseen(one, Reason.IN_NO_LOOP)
        elif one.reading.part in _CONTAINERS and not _Uses(answer, one).is_seen():
            yield _escape(one, effect_of(one.module, one.node))


def is_followed(answer: AnswerParts, one: PartUse, use: Effect) -> bool:
    """Whether what a call, a return or an attribute makes of a part is read as the answer again."""
    check = _FOLLOWING.get(use.kind)
    return check is not None and use.made is None and check(_Uses(answer, one), use)


def _is_read_alone(one: PartUse) -> bool:
    """Whether text is taken of a chunk that no loop gives: `next(stream).choices[0]…`."""
    reading = one.reading
    return reading.is_(Part.CONTENT) and reading.loop is None and not reading.filled


def _escape(one: PartUse, use: Effect) -> Unresolved:
    """`chunk` at line 9 is passed to `feed`."""
    if reason := _READ_BY.get(use.kind):
        by = called(use.by) if isinstance(use.by, cst.Call) else one.module.short(use.by)
        return part_unseen(one, reason, by)
    if reason := _KEPT_BY.get(use.kind):
        return part_unseen(one, reason)
    return part_unseen(one, Reason.USED, within=use.kind.value)


def part_unseen(one: PartUse, reason: Reason, subject: str = "", within: str = "") -> Unresolved:
    """The expression, its line, and what becomes of it."""
    place = one.module.short(one.node), str(one.module.line(one.node))
    return Unresolved(Reason.PART, *place, Unresolved(reason, subject, within))


class _Uses:
    """Whether what becomes of one part of an answer is seen."""

    def __init__(self, answer: AnswerParts, one: PartUse) -> None:
        self._answer = answer
        self._module = one.module
        self._reading = one.reading
        self._node = one.node

    def is_seen(self) -> bool:
        use = effect_of(self._module, self._node)
        return self._goes_on(use) or self._is_known(use)

    def _goes_on(self, use: Effect) -> bool:
        """Whether an expression around it is read as a part of the answer, and judged itself."""
        parents = self._module.symbols.parents
        node = parents.get(self._node)
        while node is not None and node is not use.by:
            if self._answer.of(self._module, node) is not None:
                return True
            node = parents.get(node)
        if isinstance(use.by, cst.Call) and self._callees(use.by):
            return False
        return use.kind in _MOVED and self._answer.of(self._module, use.by) is not None

    def _is_known(self, use: Effect) -> bool:
        if use.kind in _HARMLESS:
            return True
        if use.made is not None and not self._is_pairing(use):
            return self._is_for_started(use)
        check = _CHECKS.get(use.kind)
        return check is not None and check(self, use)

    def _is_for_started(self, use: Effect) -> bool:
        """Whether a thread runs a function of the project with it: `args=(held,)`."""
        if not isinstance(use.by, cst.Call) or called(use.by) not in _STARTING:
            return False
        targets = [
            one.value for one in use.by.args if one.keyword and one.keyword.value == "target"
        ]
        functions = [each for target in targets for each in called_code(self._module, target)]
        return bool(functions) and all(
            self._is_parameter(one.module, one.node, self._node) for one in functions
        )

    def _is_pairing(self, use: Effect) -> bool:
        return use.kind in (EffectKind.ITERATED, EffectKind.TESTED)

    def _callees(self, call: cst.Call) -> bool:
        return bool(callees(self._module, call))

    def _same(self, found: Reading | None) -> bool:
        """Whether what was found is read as the answer to the same calls."""
        return found is not None and self._reading.calls <= found.calls

    def _is_tested(self, use: Effect) -> bool:
        if not isinstance(use.by, cst.Match):
            return True
        return all(
            field_of(self._module, one) in without_text()
            or self._same(self._answer.bound(self._module, one))
            for one in captures(self._module, use.by)
        )

    def _is_named(self, use: Effect) -> bool:
        """Whether the names that it is bound to are read as the answer."""
        by = use.by
        if isinstance(by, cst.WithItem):
            return by.asname is None or self._is_bound(by.asname.name)
        targets = (
            [t.target for t in by.targets]
            if isinstance(by, cst.Assign)
            else [getattr(by, "target", None)]
        )
        return all(target is not None and self._is_bound(target) for target in targets)

    def _is_bound(self, target: cst.CSTNode) -> bool:
        """Whether a name in the target of an assignment or loop is read as the answer."""
        return any(
            self._same(self._answer.bound(self._module, one)) for one in self._definitions(target)
        )

    def _definitions(self, target: cst.CSTNode) -> Iterator[Definition]:
        if isinstance(target, (cst.Tuple, cst.List)):
            for element in target.elements:
                yield from self._definitions(element.value)
        elif isinstance(target, cst.Name):
            scope = self._module.symbols.point(target).scope.lookup(target.value)
            known = scope.definitions.get(target.value, ()) if scope else ()
            yield from (one for one in known if one.node is target)

    def _is_iterated(self, use: Effect) -> bool:
        assert isinstance(use.by, (cst.For, cst.CompFor))
        return self._reading.depth > 0 and self._is_bound(use.by.target)

    def _is_step(self, use: Effect) -> bool:
        """Whether a field is read that holds no text of the answer."""
        if self._reading.held and isinstance(use.by, cst.Attribute):
            return use.by.attr.value in _ON_HELD  # `iter(queue.get, None)`
        word = _field(use.by)
        if word in bodies():
            return self._is_shown(use.by)
        return word in without_text()

    def _is_method(self, use: Effect) -> bool:
        assert isinstance(use.by, cst.Call)
        word = called(use.by)
        if word in (_ON_HELD if self._reading.held else _METHODS):
            return True
        return (word in _CONVERTING or word in bodies()) and self._is_shown(use.by)

    def _is_passed(self, use: Effect) -> bool:
        """Whether a function of the project gets it, whose parameter is read as the answer."""
        assert isinstance(use.by, cst.Call)
        if is_put(use.by):
            return self._is_held(use)
        if is_shown_by(self._reading, use.by):
            return True
        functions = (*callees(self._module, use.by), *self._lambdas(use.by))
        if not functions:
            return self._is_conversion(use.by, 0) or self._is_for_each(use.by)
        return all(self._is_parameter(one.module, one.node, use.value) for one in functions)

    def _is_held(self, use: Effect) -> bool:
        """Whether the list or queue that gets it is read as a stream of the answer again."""
        assert isinstance(use.by, cst.Call)
        holder = use.by.func.value if isinstance(use.by.func, cst.Attribute) else use.by
        if not self._same(self._answer.of(self._module, holder)):
            return False
        if isinstance(holder, cst.Attribute):
            return self._are_read(holder)
        return self._answer.held.is_made(self._module, holder, self._module.symbols.point(holder))

    def _are_read(self, holder: cst.Attribute) -> bool:
        """Whether what reads an attribute in the file is read as the answer."""
        reads = self._module.symbols.uses.get(holder.attr.value, ())
        return all(
            self._answer.of(self._module, one) is not None
            for one in reads
            if isinstance(one, cst.Attribute)
            and effect_of(self._module, one).kind is not EffectKind.OTHER
        )

    def _lambdas(self, call: cst.Call) -> Iterator[ResolvedValue]:
        found = called_code(self._module, call.func)
        return (one for one in found if isinstance(one.node, cst.Lambda))

    def _is_for_each(self, call: cst.Call) -> bool:
        """Whether `map`, `filter` or `reduce` gives its items to a function that is read here."""
        if called(call) not in _PER_ITEM:
            return False
        functions = called_code(self._module, call.args[0].value)
        return bool(functions) and all(self._takes_items(one) for one in functions)

    def _takes_items(self, function: ResolvedValue) -> bool:
        scope = function.module.symbols.scopes.get(function.node)
        parameters = (d for ds in scope.definitions.values() for d in ds) if scope else ()
        return any(self._same(self._answer.bound(function.module, one)) for one in parameters)

    def _is_parameter(self, module: Module, function: cst.CSTNode, value: cst.CSTNode) -> bool:
        if isinstance(function, cst.ClassDef):
            return any(
                self._is_parameter(klass.module, one.node, value)
                for klass in module.klass(function).ancestors
                for one in klass.scope.definitions.get("__init__", ())
            )
        scope = module.symbols.scopes.get(function)
        parameters = (d for ds in scope.definitions.values() for d in ds) if scope else ()
        return any(
            one.kind is Kind.PARAMETER
            and any(argument is value for argument, *_ in module.resolver.calls.passed(scope, one))
            and self._same(self._answer.bound(module, one))
            for one in parameters
            if scope is not None
        )

    def _is_returned(self, use: Effect) -> bool:
        """Whether every call of the function is read as the answer."""
        scope = self._module.symbols.point(self._node).scope.function
        if scope.name in _PROTOCOL and scope.parent is not None:  # a loop calls it
            made = scope.parent.definitions.get("__init__", ())
            scope = next((self._module.symbols.scopes[one.node] for one in made), scope)
        callers = [
            (call, there)
            for call, there in self._module.resolver.calls.callers(scope)
            if there is self._module or not is_test_file(there.source.path)
        ]
        return bool(callers) and all(
            self._same(self._answer.of(there, call)) or _gets_no_stream(scope, call)
            for call, there in callers
        )

    def _is_stored(self, use: Effect) -> bool:
        """Whether all reads of the attribute that holds it are read as the answer."""
        target = use.target
        if not isinstance(target, cst.Attribute):
            return False
        if owner(target.value, self._module.symbols.point(target).scope) is None:
            return False
        reads = [
            one
            for one in self._module.symbols.uses.get(target.attr.value, ())
            if isinstance(one, cst.Attribute)
            and effect_of(self._module, one).kind is not EffectKind.OTHER
        ]
        return bool(reads) and all(self._same(self._answer.of(self._module, one)) for one in reads)

    def _is_joined(self, use: Effect) -> bool:
        return isinstance(use.by, cst.AugAssign) and self._is_bound(use.by.target)

    def _is_formatted(self, use: Effect) -> bool:
        return self._reading.part is not Part.LINE or self._is_shown(use.by)

    def _is_other(self, use: Effect) -> bool:
        """Whether it is only assigned to, deleted or raised."""
        return isinstance(use.by, _TARGETS) or self._is_condition(use.by)

    def _is_condition(self, node: cst.CSTNode) -> bool:
        """`lambda chunk: chunk.choices` as the first argument of `filter`."""
        argument = self._module.symbols.parents.get(node)
        call = self._module.symbols.parents.get(argument) if argument is not None else None
        return (
            isinstance(node, cst.Lambda) and isinstance(call, cst.Call) and called(call) in _PICKING
        )

    def _is_shown(self, node: cst.CSTNode, hops: int = 0) -> bool:
        """Whether what was made of it is only shown, tested or raised."""
        use = effect_of(self._module, node)
        if isinstance(self._module.symbols.parents.get(node), cst.NamedExpr):
            return False
        if use.kind in (*_HARMLESS, EffectKind.TESTED):
            return True
        if use.kind is EffectKind.OTHER and isinstance(use.by, cst.Raise):
            return True
        if hops > MAX_LOCAL_HOPS:
            return False
        if use.kind is EffectKind.FORMATTED:
            return self._is_shown(use.by, hops + 1)
        if use.kind is EffectKind.NAMED and use.made is None:
            return self._are_shown(use, hops)
        return use.kind in _MOVED and self._is_conversion(use.by, hops)

    def _is_conversion(self, node: cst.CSTNode, hops: int) -> bool:
        """Whether a text, or an error that is raised, is made of it, and only shown."""
        parent = self._module.symbols.parents.get(node)
        if isinstance(parent, (cst.Raise, cst.From)):
            return True
        if not isinstance(node, cst.Call):
            return isinstance(node, cst.Subscript) and self._is_shown(node, hops + 1)
        known = called(node) in _CONVERTING or called(node) in _METHODS_OF_TEXT
        return known and self._is_shown(node, hops + 1)

    def _are_shown(self, use: Effect, hops: int) -> bool:
        if use.target is None or not isinstance(use.target, cst.Name):
            return False
        point = self._module.symbols.point(use.target)
        scope = point.scope.lookup(use.target.value)
        if scope is None:
            return False
        reads = self._module.symbols.uses_of(use.target.value, scope)
        return all(one is use.target or self._is_shown(one, hops + 1) for one in reads)


def _gets_no_stream(scope: Scope, call: cst.Call) -> bool:
    return isinstance(scope.node, cst.FunctionDef) and is_called_without_stream(scope.node, call)


def _field(node: cst.CSTNode) -> str:
    """`id` of `chunk.id`, `chunk["id"]`, `chunk.get("id")`; empty where it is not written."""
    if isinstance(node, cst.Attribute):
        return node.attr.value
    if isinstance(node, cst.Call):
        place = 0 if called(node) == "get" else 1
        key: cst.BaseExpression | None = node.args[place].value if len(node.args) > place else None
    else:
        index = node.slice[0].slice if isinstance(node, cst.Subscript) else None
        key = index.value if isinstance(index, cst.Index) else None
    return str(meaning(key)) if isinstance(key, cst.SimpleString) else ""


_CHECKS: dict[EffectKind, Callable[[_Uses, Effect], bool]] = {
    EffectKind.TESTED: _Uses._is_tested,
    EffectKind.NAMED: _Uses._is_named,
    EffectKind.ITERATED: _Uses._is_iterated,
    EffectKind.STEP: _Uses._is_step,
    EffectKind.METHOD: _Uses._is_method,
    EffectKind.PASSED: _Uses._is_passed,
    EffectKind.RETURNED: _Uses._is_returned,
    EffectKind.YIELDED: _Uses._is_returned,
    EffectKind.STORED: _Uses._is_stored,
    EffectKind.APPENDED: _Uses._is_held,
    EffectKind.JOINED: _Uses._is_joined,
    EffectKind.FORMATTED: _Uses._is_formatted,
    EffectKind.OTHER: _Uses._is_other,
}
_FOLLOWING = {
    kind: _CHECKS[kind]
    for kind in (EffectKind.PASSED, EffectKind.RETURNED, EffectKind.YIELDED, EffectKind.STORED)
}
