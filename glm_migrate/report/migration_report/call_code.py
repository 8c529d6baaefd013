"""The code of a call, and what the fixes of what was found about it would make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from glm_migrate.inventory.call_records import CallSummary
from glm_migrate.report.formats.frame import CodeRow, changed_rows, code_rows
from glm_migrate.text import edits
from glm_migrate.text.edits import Applicability, Fix
from glm_migrate.text.source import CellRow, Source

Sources = Mapping[Path, Source | None]
_WHO = {Applicability.SAFE: "fix writes", Applicability.UNSAFE: "with --unsafe-fixes"}


@dataclass(frozen=True)
class Listing:
    """Rows of one file under a title."""

    title: str
    path: Path
    rows: tuple[CodeRow, ...]


def listings(record: CallSummary, sources: Sources) -> tuple[Listing, ...]:
    """The code of a call, then the changes to each file, safe ones first."""
    source = sources.get(record.path)
    if source is None or isinstance(record.line, CellRow):
        return ()
    rows = code_rows(source, record.line, record.last_line)
    return (Listing("code", record.path, _dedented(rows)), *_changes(record, sources))


def _changes(record: CallSummary, sources: Sources) -> Iterator[Listing]:
    for applicability, title in _WHO.items():
        for path in dict.fromkeys(path for path, _ in record.changes):
            own = [fix for at, fix in record.changes if at == path]
            chosen = [fix for fix in own if fix.applicability is applicability]
            source = sources.get(path)
            if source is not None and chosen:
                yield Listing(title, path, _dedented(changed_rows(source, _joined(chosen))))


def _joined(fixes: Sequence[Fix]) -> Fix:
    """The fixes that can be made at once, as one."""
    selected = edits.select(sorted(fixes, key=lambda one: one.edits), Applicability.UNSAFE)
    return Fix("", tuple(sorted({edit for fix in selected for edit in fix.edits})))


def _dedented(rows: Sequence[CodeRow]) -> tuple[CodeRow, ...]:
    """The rows without the blanks that all of them begin with."""
    texts = [text for _, _, text in rows if text.strip()]
    indent = min((len(text) - len(text.lstrip(" ")) for text in texts), default=0)
    return tuple((number, sign, text[indent:]) for number, sign, text in rows)
