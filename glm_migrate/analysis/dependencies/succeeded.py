"""Declared packages whose successor the code imports, and how to declare that instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from glm_migrate import knowledge
from glm_migrate.analysis.dependencies.entries import DependencyEntry, entries
from glm_migrate.analysis.dependencies.setup_file import setup_entries
from glm_migrate.analysis.dependencies.specifiers import canonical
from glm_migrate.errors import FileError
from glm_migrate.model.dependencies import Need, SucceededPackage
from glm_migrate.project.file_kinds import SETUP
from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Source, Span

_NAME = re.compile(r"[A-Za-z0-9._-]*[A-Za-z0-9]")
_KEY = re.compile(r"""\s*["']?([A-Za-z0-9._-]+)["']?\s*=\s*["']""")


@cache
def successors() -> Mapping[str, str]:
    """Package → the one that succeeds it, both as PEP 503 normalises them."""
    return {
        canonical(facts.package): canonical(knowledge.client(facts.successor.client).package)
        for facts in knowledge.clients().values()
        if facts.successor is not None
    }


def succeeded(
    source: Source, needs: Sequence[Need], missing: Sequence[Need]
) -> Iterator[SucceededPackage]:
    """The declarations that are left behind by the code's imports.

    Args:
        needs: What the code below the file imports.
        missing: Those of them that no file declares.
    """
    imported = {canonical(one.package) for one in needs if not one.version}
    for old, new in successors().items():
        need = next((one for one in missing if canonical(one.package) == new), None)
        for entry in _declared(source, old) if need is not None else ():
            used = old in imported
            edits = () if used else tuple(_edits(source, entry, new))
            assert need is not None
            yield SucceededPackage(source, entry.span, old, new, need, used, edits)


def _declared(source: Source, name: str) -> Iterator[DependencyEntry]:
    try:
        found = setup_entries if source.path.name == SETUP else entries
        yield from (one for one in found(source) if one.name == name)
    except FileError:
        return  # whoever checks the file says so


def _edits(source: Source, entry: DependencyEntry, new: str) -> Iterator[Edit]:
    """The name, and the constraint, which holds for the old package alone."""
    if entry.locked or entry.hashed:
        return
    if entry.poetry:
        begin = source.utf8.rfind(b"\n", 0, entry.span.start) + 1
        key = _KEY.fullmatch(source.slice(Span(begin, entry.span.start)))
        if key is not None and canonical(key[1]) == entry.name:
            start = begin + key.start(1)
            yield Edit(Span(start, start + len(key[1])), new)
            yield Edit(entry.span, "*")
        return
    name = _NAME.match(source.slice(entry.span))
    if name is not None and canonical(name[0]) == entry.name:
        end = entry.span.start + len(name[0])
        last = entry.clauses[-1].span.end if entry.clauses else end
        first = entry.clauses[0].span.start if entry.clauses else end
        if not source.slice(Span(end, first)).strip():
            yield Edit(Span(entry.span.start, last), new)
