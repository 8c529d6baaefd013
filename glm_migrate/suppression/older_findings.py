"""Which findings are as old as a revision: same line, the same said about it.

A finding is new where a line that it is about has changed, its own or one that leads to it, and
also where all lines are as they were and something else is said of them, because a value that comes
from elsewhere has changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from glm_migrate.model.findings import Finding
from glm_migrate.suppression.baseline_matching import NEVER_ACCEPTED
from glm_migrate.text.source import Source

Rows = Mapping[int, int]  # row now → row in the revision, for lines that have not changed
Key = tuple[str, int, int, tuple[str, ...]]


def may_be_old(
    finding: Finding, source: Source, rows: Rows, rows_of: Callable[[Path], Rows]
) -> bool:
    """Whether every line that a finding is about is as it was.

    Args:
        rows: Of the file of the finding.
        rows_of: Those of another file, for the steps of its trace.
    """
    if finding.code in NEVER_ACCEPTED:
        return False
    first, last = _extent(finding, source)
    hops = ((hop.path, int(hop.line)) for hop in finding.trace)
    return all(row in rows for row in range(first, last + 1)) and all(
        row in rows_of(path) for path, row in hops
    )


def _extent(finding: Finding, source: Source) -> tuple[int, int]:
    span = finding.span
    last = source.position(max(span.start, span.end - 1)).line
    return int(source.position(span.start).line), int(last)


def key(finding: Finding, source: Source, rows: Rows | None = None) -> Key:
    """What a finding says of which place; by `rows` of a revision, where they are given."""
    start = source.position(finding.span.start)
    row = rows[int(start.line)] if rows is not None else int(start.line)
    return finding.code, row, start.column, finding.key


def known_among(candidates: Iterable[tuple[Finding, Key]], known: Iterable[Key]) -> set[Finding]:
    """Those of `candidates` that a check of the revision made as well."""
    left = Counter(known)
    found: set[Finding] = set()
    for finding, name in candidates:
        if left[name] > 0:
            left[name] -= 1
            found.add(finding)
    return found
