"""Whether the cells of a notebook were last run in another order than they stand in.

Cells are read from top to bottom. Where the counts of their last runs contradict that for the cells
that a fix rests on, another value may have reached the call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding, Hop
from glm_migrate.model.site import Site
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.text.notebook.source import CodeCell, NotebookSource
from glm_migrate.text.source import CellRow, Span

_NAME = re.compile(r"[A-Za-z_]\w*")


def contradiction(site: Site, finding: Finding, source: NotebookSource) -> UnsafeReason | None:
    """Why the order of the cells that `finding` rests on is not certain; None where it is."""
    hops = tuple(_hops(site, finding, source))
    numbers = {hop.line.cell for hop in hops if isinstance(hop.line, CellRow)}
    for span in _spans(site, finding, source):
        found = source.cell_at(span.start)
        numbers |= {found.cell.number} if found else set()
    concerned = [one for one in source.code_cells if one.cell.number in numbers]
    for first, second in pairwise(one for one in concerned if one.cell.count is not None):
        if _count(first) >= _count(second):
            return _run_before(second, first)
    return _bound_earlier(source, concerned, {name for hop in hops for name in _names(hop)})


def _hops(site: Site, finding: Finding, source: NotebookSource) -> Iterator[Hop]:
    every = [*finding.trace]
    if isinstance(site, ChatCall):
        every += (*site.client.via, *site.client.endpoint.via)
        every += (hop for one in site.arguments for lit in one.value.candidates for hop in lit.via)
    return (hop for hop in every if hop.path == source.path)


def _spans(site: Site, finding: Finding, source: NotebookSource) -> Iterator[Span]:
    yield finding.span
    yield from (edit.span for edit in finding.fix.edits) if finding.fix else ()
    if isinstance(site, ChatCall):
        if site.source.path == source.path:
            yield site.span
        yield from (loop.span for loop in site.consumers if loop.source.path == source.path)


def _bound_earlier(
    source: NotebookSource, concerned: Iterable[CodeCell], names: Iterable[str]
) -> UnsafeReason | None:
    """A cell below all that matter that was run before the last of them and binds a name."""
    last = max(concerned, key=lambda one: one.cell.number, default=None)
    if last is None or last.cell.count is None:
        return None
    words = "|".join(map(re.escape, sorted(names)))
    binding = re.compile(rf"(?m)^\s*(?:.*\b)?(?:{words})\b\s*(?::[^=\n]+)?=(?!=)")
    for one in source.code_cells:
        below = one.cell.number > last.cell.number and one.cell.count is not None
        if words and below and _count(one) < _count(last) and binding.search(one.plain.code):
            return _run_before(one, last)
    return None


def _names(hop: Hop) -> list[str]:
    return _NAME.findall(hop.name)


def _count(one: CodeCell) -> int:
    return one.cell.count or 0


def _run_before(earlier: CodeCell, later: CodeCell) -> UnsafeReason:
    numbers = (str(one.cell.number) for one in (earlier, later))
    return UnsafeReason(UnsafeKind.RUN_BEFORE, *numbers)
