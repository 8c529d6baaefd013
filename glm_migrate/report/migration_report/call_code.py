"""The code of a call, and what the fixes of what was found about it would make of it.

Rows are as they may be shown: without secrets and control characters, none wider than a report
takes, and of many the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from glm_migrate.inventory.call_records import CallSummary
from glm_migrate.report.formats.frame import CodeRow, changed_hunks, code_rows
from glm_migrate.text import edits
from glm_migrate.text.edits import Applicability, Fix
from glm_migrate.text.source import Source

Sources = Mapping[Path, Source | None]
Hunk = Sequence[CodeRow]
CODE = "code"
TITLES = {CODE: CODE, "safe": "fix writes", "unsafe": "with --unsafe-fixes"}
_WHO = {"safe": Applicability.SAFE, "unsafe": Applicability.UNSAFE}
_MOST_ROWS = 40
_MOST_CHANGES = 8  # listings of changes of one call


@dataclass(frozen=True)
class Listing:
    """Rows of one file, those that follow each other in it together.

    Attributes:
        kind: One of `TITLES`: the call as it stands, or what is changed by fixes of one kind.
        path: Of the file, as it may be shown.
        omitted: Number of rows after these that are left out.
    """

    kind: str
    path: str
    hunks: tuple[Hunk, ...]
    omitted: int = 0

    @property
    def title(self) -> str:
        return TITLES[self.kind]


def listings(
    record: CallSummary, sources: Sources, shown: Callable[[Path], str] = Path.as_posix
) -> tuple[Listing, ...]:
    """The code of a call, then the changes to each file, safe ones first.

    Args:
        shown: A path as it stands in a report.
    """
    source = sources.get(record.path)
    if source is None:
        return ()
    last = min(int(record.last_line), int(record.line) + _MOST_ROWS - 1)
    rows = code_rows(source, int(record.line), last)
    code = _listing(CODE, shown(record.path), [rows], int(record.last_line) - last)
    return (code, *islice(_changes(record, sources, shown), _MOST_CHANGES))


def _changes(
    record: CallSummary, sources: Sources, shown: Callable[[Path], str]
) -> Iterator[Listing]:
    for kind, applicability in _WHO.items():
        for path in dict.fromkeys(path for path, _ in record.changes):
            own = [fix for at, fix in record.changes if at == path]
            chosen = [fix for fix in own if fix.applicability is applicability]
            source = sources.get(path)
            if source is not None and chosen:
                yield _listing(kind, shown(path), changed_hunks(source, _joined(chosen)))


def _joined(fixes: Sequence[Fix]) -> Fix:
    """The fixes that can be made at once, as one."""
    selected = edits.select(sorted(fixes, key=lambda one: one.edits), Applicability.UNSAFE)
    return Fix("", tuple(sorted({edit for fix in selected for edit in fix.edits})))


def _listing(kind: str, path: str, hunks: Sequence[Hunk], omitted: int = 0) -> Listing:
    """The first rows of `hunks` without the blanks that all of them begin with."""
    left, kept = _MOST_ROWS, []
    for hunk in hunks:
        kept.append(hunk[:left])
        left -= len(kept[-1])
    texts = [text for hunk in kept for _, _, text in hunk if text.strip()]
    indent = min((len(text) - len(text.lstrip(" ")) for text in texts), default=0)
    dedented = (tuple((row, sign, text[indent:]) for row, sign, text in hunk) for hunk in kept)
    more = sum(map(len, hunks)) - sum(map(len, kept))
    return Listing(kind, path, tuple(filter(None, dedented)), omitted + more)
