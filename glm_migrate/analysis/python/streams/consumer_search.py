"""From a call to the loops that read its stream, wherever in the project they stand.

Begins at the calls and follows their answers through names, returns, generators and parameters;
files are read as the answer is seen to reach them, so most calls cost one look at their own file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import called_code, callees
from glm_migrate.analysis.python.dataflow.effects import EffectKind, called
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import Scope
from glm_migrate.analysis.python.semantics.source_lines import code_of
from glm_migrate.analysis.python.streams.answer_calls import is_shown_by
from glm_migrate.analysis.python.streams.answer_parts import AnswerParts, parts
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.consumer import BlockIndex, Consumer, PartUse
from glm_migrate.analysis.python.streams.held_parts import is_put, takers
from glm_migrate.analysis.python.streams.nullable_text import nullable
from glm_migrate.analysis.python.streams.optional_reasoning import collected, risky
from glm_migrate.analysis.python.streams.rewrite.deferred_use import deferred
from glm_migrate.analysis.python.streams.rewrite.line_repairs import SMALL, repaired
from glm_migrate.analysis.python.streams.tool_fragments import verdict
from glm_migrate.analysis.python.streams.unguarded_choices import unguarded
from glm_migrate.analysis.python.streams.unseen_readers import unseen_readers
from glm_migrate.analysis.python.streams.unseen_texts import unseen_texts
from glm_migrate.analysis.python.streams.verdict import Defect
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.calls import ChatCall, hiding
from glm_migrate.model.streams import Naive, StreamLoop
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.project.file_kinds import is_test_file
from glm_migrate.text.source import Span

_PER_ITEM = callables("maps-items", "folds-items")
_READ = {Part.CONTENT: "content", Part.REASONING: "reasoning_content", Part.FRAGMENT: "tool_calls"}


def consumed(calls: Sequence[ChatCall], modules: Iterable[Module]) -> list[ChatCall]:
    """`calls`, each with the loops that read its stream."""
    roots = dict(_roots(calls, modules))
    if not roots:
        return list(calls)
    streams = _Streams(roots)
    return [streams.read(call) for call in calls]


def may_stream(call: ChatCall) -> bool:
    """Whether the answer can come as a stream of chunks."""
    if call.method in ("job", "stream", "parse") and call.client.name != "http":
        return False
    is_framework = call.method == "__init__" or call.holds
    if is_framework or not call.gives_completions:  # what these give are no chunks
        return False
    stream = call.value("stream")
    return not call.complete if stream is None else not stream.is_always(False, None)


def _roots(
    calls: Sequence[ChatCall], modules: Iterable[Module]
) -> Iterator[tuple[cst.Call, tuple[Module, ChatCall]]]:
    by_path = {module.source.path: module for module in modules}
    wanted = {(call.source.path, call.span): call for call in calls if may_stream(call)}
    for path in {path for path, _ in wanted}:
        module = by_path.get(path)
        for node in module.symbols.calls if module else ():
            assert module is not None
            call = wanted.get((path, module.bare(node)))
            if call is not None and not _is_asked_without(module, node, call):
                yield node, (module, call)


def _is_asked_without(module: Module, node: cst.Call, call: ChatCall) -> bool:
    """Whether only callers could ask for a stream, and those that are seen do not."""
    if call.sends("stream") or any(hiding(call)):
        return False
    return _has_callers(module, module.symbols.point(node).scope.function)


def _of_program(call: ChatCall, seen: Iterable[PartUse]) -> Iterator[PartUse]:
    """`seen` without what tests do with the answer: they mostly make it up, and run no program."""
    is_in_test = is_test_file(call.source.path)
    return (one for one in seen if is_in_test or not is_test_file(one.module.source.path))


class _Streams:
    """All streamed answers of a project."""

    def __init__(self, roots: dict[cst.Call, tuple[Module, ChatCall]]) -> None:
        self._answer = AnswerParts(roots)
        self._blocks = BlockIndex()
        self._nodes = {(t.source.path, call.span): node for node, (t, call) in roots.items()}
        self._seen: dict[cst.CSTNode, list[PartUse]] = {node: [] for node in roots}
        self._collect({module for module, _ in roots.values()})
        self._judged: dict[cst.CSTNode, StreamLoop] = {}

    def _collect(self, start: set[Module]) -> None:
        """Read every file that an answer reaches."""
        pending, known = list(start), set(start)
        self._modules = known
        while pending:
            module = pending.pop()
            for node, reading in parts(self._answer, module):
                one = PartUse(module, node, reading)
                for call in reading.calls:
                    self._seen[call].append(one)
                fresh = set(self._reached(one)) - known
                known.update(fresh)
                pending += fresh

    def _reached(self, one: PartUse) -> Iterator[Module]:
        """The other files into which a value goes from here."""
        kind = one.effect.kind
        if kind in (EffectKind.RETURNED, EffectKind.YIELDED):
            for _, module in one.module.resolver.calls.callers(one.point.scope.function):
                yield module
        elif kind is EffectKind.PASSED and isinstance(one.effect.by, cst.Call):
            for function in callees(one.module, one.effect.by):
                yield function.module
            if is_put(one.effect.by):
                yield from takers(one.module, one.effect.by)
            if called(one.effect.by) in _PER_ITEM:
                for function in called_code(one.module, one.effect.by.args[0].value):
                    yield function.module

    def read(self, call: ChatCall) -> ChatCall:
        node = self._nodes.get((call.source.path, call.span))
        if node is None:
            return call
        seen = list(_of_program(call, self._seen[node]))
        loops: dict[cst.CSTNode, list[PartUse]] = {}
        for one in seen:
            if one.reading.loop is not None and self._iterates(one.reading.loop, node):
                loops.setdefault(one.reading.loop, []).append(one)
        consumers = tuple(self._loop(loop, own, seen) for loop, own in loops.items())
        cut = (Unresolved(Reason.ANSWER_TOO_FAR),) if self._answer.is_cut else ()
        escapes = tuple(dict.fromkeys((*self._escapes(seen), *cut)))
        lost = tuple(dict.fromkeys((*unseen_readers(self._answer, seen), *cut)))
        return replace(call, consumers=consumers, escapes=escapes, unseen_readers=lost)

    def _iterates(self, loop: cst.CSTNode, call: cst.CSTNode) -> bool:
        """Whether a loop reads this answer: a function that serves several loops names but one."""
        if not isinstance(loop, (cst.For, cst.CompFor)):
            return True
        module = next((module for module in self._modules if loop in module.symbols.points), None)
        reading = self._answer.of(module, loop.iter) if module else None
        return reading is None or call in reading.calls

    def _loop(
        self, loop: cst.CSTNode, seen: list[PartUse], everywhere: list[PartUse]
    ) -> StreamLoop:
        if loop not in self._judged:
            module = next(one for one in self._modules if loop in one.symbols.points)
            consumer = Consumer(
                module, loop, tuple(seen), self._answer, self._blocks, tuple(everywhere)
            )
            self._judged[loop] = _judged(consumer)
        return self._judged[loop]

    def _escapes(self, seen: list[PartUse]) -> Iterator[Unresolved]:
        """Ways of the stream itself, before any loop, that end out of sight."""
        for one in seen:
            reading = one.reading
            if reading.loop is not None or not reading.timed or reading.held:
                continue
            use = one.effect
            if isinstance(use.by, cst.Call) and is_shown_by(reading, use.by):
                continue
            if use.kind is EffectKind.PASSED and not _is_own(one):
                if self._answer.of(one.module, use.by) is not None:
                    continue  # what it gives back is read as the answer again
                yield Unresolved(Reason.STREAM_PASSED, _called(use.by))
            elif use.kind in (EffectKind.RETURNED, EffectKind.YIELDED):
                scope = one.point.scope.function
                if not _has_callers(one.module, scope):
                    yield Unresolved(Reason.STREAM_RETURNED, scope.qualified)
            elif use.kind is EffectKind.STORED and not isinstance(use.target, cst.Attribute):
                yield Unresolved(Reason.STREAM_KEPT)


def _is_own(one: PartUse) -> bool:
    """Whether a part is passed to a function or class of the project."""
    assert isinstance(one.effect.by, cst.Call)
    return bool(callees(one.module, one.effect.by))


def _called(node: cst.CSTNode) -> str:
    return called(node) if isinstance(node, cst.Call) else ""


def _has_callers(module: Module, scope: Scope) -> bool:
    return any(True for _ in module.resolver.calls.callers(scope))


def _judged(consumer: Consumer) -> StreamLoop:
    found = verdict(consumer)
    return StreamLoop(
        source=consumer.module.source,
        span=_span(consumer),
        handling=found.handling,
        unseen=tuple(found.unseen),
        naive=tuple(_naive(consumer, found.defects)),
        reads=frozenset(_READ[s.reading.part] for s in consumer.seen if s.reading.part in _READ),
        unguarded=tuple(unguarded(consumer)),
        nullable=tuple(nullable(consumer)),
        unseen_texts=tuple(dict.fromkeys(unseen_texts(consumer))),
        risky=tuple(risky(consumer)),
        collected=collected(consumer),
    )


def _span(consumer: Consumer) -> Span:
    """The loop without the comments and blank lines before it."""
    if isinstance(consumer.loop, cst.CompFor):
        return consumer.module.span(consumer.comprehension)
    return Span(code_of(consumer.module, consumer.loop)[1], consumer.module.span(consumer.loop).end)


def _naive(consumer: Consumer, defects: Sequence[Defect]) -> Iterator[Naive]:
    """The faults with their repairs; those of the whole loop share one."""
    deep = [defect for defect in defects if defect.shape not in SMALL]
    whole = deferred(consumer, deep) if deep else None
    for defect in deep or defects:
        repair = whole or repaired(consumer, defect)
        yield Naive(defect.shape, defect.seen.excerpt(repair), defect.what)
