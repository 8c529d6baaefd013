"""From a call to the loops that read its stream, wherever in the project they stand.

Begins at the calls and follows their answers through names, returns, generators and parameters;
files are read as the answer is seen to reach them, so most calls cost one look at their own file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import Fate, called
from glm_migrate.analysis.python.dataflow.module import Tree
from glm_migrate.analysis.python.semantics.scopes import Scope
from glm_migrate.analysis.python.streams import fragile_reads
from glm_migrate.analysis.python.streams.answer_parts import Deltas, Part, parts
from glm_migrate.analysis.python.streams.rewrite.deferred_use import deferred
from glm_migrate.analysis.python.streams.rewrite.line_repairs import SMALL, repaired
from glm_migrate.analysis.python.streams.scene import Scene, Seen, Structure
from glm_migrate.analysis.python.streams.tool_fragments import Fault, verdict
from glm_migrate.analysis.python.syntax.source_lines import code_of
from glm_migrate.model import ChatCall, Naive, StreamLoop
from glm_migrate.text.source import Span

_READ = {Part.CONTENT: "content", Part.REASONING: "reasoning_content", Part.FRAGMENT: "tool_calls"}


def consumed(calls: Sequence[ChatCall], trees: Iterable[Tree]) -> list[ChatCall]:
    """`calls`, each with the loops that read its stream."""
    roots = dict(_roots(calls, trees))
    if not roots:
        return list(calls)
    streams = _Streams(roots)
    return [streams.read(call) for call in calls]


def may_stream(call: ChatCall) -> bool:
    """Whether the answer can come as a stream of chunks."""
    if call.method in ("job", "stream", "parse") and call.client.name != "http":
        return False
    stream = call["stream"]
    return stream is not None and not stream.value.is_always(False, None)


def _roots(
    calls: Sequence[ChatCall], trees: Iterable[Tree]
) -> Iterator[tuple[cst.Call, tuple[Tree, ChatCall]]]:
    by_path = {tree.source.path: tree for tree in trees}
    wanted = {(call.source.path, call.span): call for call in calls if may_stream(call)}
    for path in {path for path, _ in wanted}:
        tree = by_path.get(path)
        for node in tree.names.calls if tree else ():
            assert tree is not None
            call = wanted.get((path, tree.bare(node)))
            if call is not None:
                yield node, (tree, call)


class _Streams:
    """All streamed answers of a project."""

    def __init__(self, roots: dict[cst.Call, tuple[Tree, ChatCall]]) -> None:
        self._deltas = Deltas(roots)
        self._structure = Structure()
        self._nodes = {(t.source.path, call.span): node for node, (t, call) in roots.items()}
        self._seen: dict[cst.CSTNode, list[Seen]] = {node: [] for node in roots}
        self._collect({tree for tree, _ in roots.values()})
        self._judged: dict[cst.CSTNode, StreamLoop] = {}

    def _collect(self, start: set[Tree]) -> None:
        """Read every file that an answer reaches."""
        pending, known = list(start), set(start)
        self._trees = known
        while pending:
            tree = pending.pop()
            for node, reading in parts(self._deltas, tree):
                one = Seen(tree, node, reading)
                for call in reading.calls:
                    self._seen[call].append(one)
                fresh = set(self._reached(one)) - known
                known.update(fresh)
                pending += fresh

    def _reached(self, one: Seen) -> Iterator[Tree]:
        """The other files into which a value goes from here."""
        fate = one.use.fate
        if fate in (Fate.RETURNED, Fate.YIELDED):
            for _, tree in one.tree.resolver.callers(one.place.scope.function):
                yield tree
        elif fate is Fate.PASSED and isinstance(one.use.holder, cst.Call):
            for origin in one.tree.resolver.origins(one.use.holder.func, one.place).found:
                yield origin.tree

    def read(self, call: ChatCall) -> ChatCall:
        node = self._nodes.get((call.source.path, call.span))
        if node is None:
            return call
        seen = self._seen[node]
        loops: dict[cst.CSTNode, list[Seen]] = {}
        for one in seen:
            if one.reading.loop is not None and self._iterates(one.reading.loop, node):
                loops.setdefault(one.reading.loop, []).append(one)
        consumers = tuple(self._loop(loop, own) for loop, own in loops.items())
        escapes = tuple(dict.fromkeys(self._escapes(seen)))
        return replace(call, consumers=consumers, escapes=escapes)

    def _iterates(self, loop: cst.CSTNode, call: cst.CSTNode) -> bool:
        """Whether a loop reads this answer: a function that serves several loops names but one."""
        if not isinstance(loop, (cst.For, cst.CompFor)):
            return True
        tree = next((tree for tree in self._trees if loop in tree.names.places), None)
        reading = self._deltas.of(tree, loop.iter) if tree else None
        return reading is None or call in reading.calls

    def _loop(self, loop: cst.CSTNode, seen: list[Seen]) -> StreamLoop:
        if loop not in self._judged:
            tree = next(one.tree for one in seen if loop in one.tree.names.places)
            scene = Scene(tree, loop, tuple(seen), self._deltas, self._structure)
            self._judged[loop] = _judged(scene)
        return self._judged[loop]

    def _escapes(self, seen: list[Seen]) -> Iterator[str]:
        """Ways of the stream itself, before any loop, that end out of sight."""
        for one in seen:
            reading = one.reading
            if reading.loop is not None or not reading.timed:
                continue
            use = one.use
            if use.fate is Fate.PASSED and not self._is_own(one):
                yield f"it is passed to `{_called(use.holder)}`, which is not in the project"
            elif use.fate in (Fate.RETURNED, Fate.YIELDED):
                scope = one.place.scope.function
                if not _has_callers(one.tree, scope):
                    yield f"`{scope.qualified}` returns it, and nothing here calls that"
            elif use.fate is Fate.STORED and not isinstance(use.target, cst.Attribute):
                yield "it is kept in a container"

    def _is_own(self, one: Seen) -> bool:
        assert isinstance(one.use.holder, cst.Call)
        found = one.tree.resolver.origins(one.use.holder.func, one.place).found
        return any(isinstance(origin.node, (cst.FunctionDef, cst.ClassDef)) for origin in found)


def _called(node: cst.CSTNode) -> str:
    return called(node) if isinstance(node, cst.Call) else ""


def _has_callers(tree: Tree, scope: Scope) -> bool:
    return any(True for _ in tree.resolver.callers(scope))


def _judged(scene: Scene) -> StreamLoop:
    found = verdict(scene)
    return StreamLoop(
        source=scene.tree.source,
        span=_span(scene),
        handling=found.handling,
        unseen=tuple(found.unseen),
        naive=tuple(_naive(scene, found.faults)),
        reads=frozenset(_READ[s.reading.part] for s in scene.seen if s.reading.part in _READ),
        unguarded=tuple(fragile_reads.unguarded(scene)),
        nullable=tuple(fragile_reads.nullable(scene)),
        risky=tuple(fragile_reads.risky(scene)),
        collected=fragile_reads.collected(scene),
    )


def _span(scene: Scene) -> Span:
    """The loop without the comments and blank lines before it."""
    if isinstance(scene.loop, cst.CompFor):
        return scene.tree.span(scene.comprehension)
    return Span(code_of(scene.tree, scene.loop)[1], scene.tree.span(scene.loop).end)


def _naive(scene: Scene, faults: Sequence[Fault]) -> Iterator[Naive]:
    """The faults with their repairs; those of the whole loop share one."""
    deep = [fault for fault in faults if fault.shape not in SMALL]
    whole = deferred(scene, deep) if deep else None
    for fault in deep or faults:
        repair = whole or repaired(scene, fault)
        yield Naive(fault.shape, fault.seen.spot(repair), fault.what)
