"""From parsed files to their sites: calls first, then the ids that no call was seen to use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from glm_migrate.analysis import Reading
from glm_migrate.analysis.python.dataflow.module import Tree
from glm_migrate.analysis.python.dataflow.program import Workspace
from glm_migrate.analysis.python.extract.chat_calls import chat_calls
from glm_migrate.analysis.python.extract.mentions import asked, by_id, references, tied
from glm_migrate.analysis.python.extract.other_requests import carried_calls, routed
from glm_migrate.analysis.python.extract.sdk_imports import sdk_imports
from glm_migrate.analysis.python.streams.consumers import consumed
from glm_migrate.errors import FileError
from glm_migrate.model import ChatCall, Site
from glm_migrate.project.prefilter import mentions_glm
from glm_migrate.project.test_files import is_test_file
from glm_migrate.text.source import Source, Span

Reached = frozenset[tuple[Path, Span]]


def read(reading: Reading, sources: Sequence[Source]) -> Iterator[Site]:
    """The sites of `sources`, whose values may come from all of the project."""
    known = frozenset(reading.known_clients)
    trees = list(_trees(Workspace(reading.project), sources, reading.errors))
    calls = [
        routed(call)
        for tree in trees
        for call in (*chat_calls(tree, known, reading.is_old), *carried_calls(tree))
    ]
    calls = consumed(calls, trees)
    reached = _reached(calls)
    refs = tuple(
        ref
        for tree in trees
        for ref in references(tree, reading.is_old, reached, reading.is_target)
    )
    named = {tree.source.path: mentions_glm(tree.source.utf8) for tree in trees}
    for call in calls:
        yield replace(
            tied(call, refs),
            tested=_is_tested(call, reading.project.tested),
            vendor_named=named[call.source.path],
        )
    asking = by_id(calls)
    yield from (asked(ref, asking) for ref in refs)
    for tree in trees:
        yield from sdk_imports(tree)


def _is_tested(call: ChatCall, names: frozenset[str] | None) -> bool | None:
    """Whether a test names the function or class of a call; a test itself needs none."""
    if names is None or is_test_file(call.source.path):
        return None
    return not names.isdisjoint(call.scope.split(".") if call.scope else [call.source.path.stem])


def _trees(
    workspace: Workspace, sources: Sequence[Source], errors: list[FileError]
) -> Iterator[Tree]:
    for source in sources:
        try:
            yield workspace.tree(source)
        except FileError as error:
            errors.append(error)


def _reached(calls: Sequence[ChatCall]) -> Reached:
    """Where the ids are written that calls were seen to use."""
    return frozenset(
        (literal.path, literal.span)
        for call in calls
        for argument in call.all("model")
        for literal in argument.value.candidates
    )
