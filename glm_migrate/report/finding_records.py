"""What every format needs of a finding: where it is in lines and columns, and what it is called.

Positions are made here and nowhere earlier: rows and columns from 1, columns in code points.
A finding in a file that could not be decoded is at 1:1.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path, PurePath

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Finding, Hop, Suppression
from glm_migrate.project.file_kinds import is_notebook
from glm_migrate.report.secrets import masked
from glm_migrate.text.edits import Applicability, Edit
from glm_migrate.text.source import CellRow, Position, Source, Span, position_in

_NOWHERE = Position(1, 1)


@dataclass(frozen=True)
class Record:
    """A finding and its place.

    Attributes:
        source: None where the file could not be decoded, or is not part of the report.
        path: Relative to the base of the report where possible, with forward slashes.
        fingerprint: Survives moved lines: path, code, key and the how-many-th equal one.
        suppression: Who silenced it, and why; None when it is reported.
        sources: Of all files of the report.
        first_fingerprint: The one that was made of the message, for files that hold it.
    """

    finding: Finding
    source: Source | None
    path: str
    fingerprint: str
    suppression: Suppression | None = None
    sources: Mapping[Path, Source | None] = field(default_factory=dict, compare=False)
    first_fingerprint: str = ""

    @property
    def start(self) -> Position:
        return self.position(self.finding.span.start)

    @property
    def end(self) -> Position:
        return self.position(self.finding.span.end)

    @property
    def cell(self) -> int | None:
        """Number of the notebook's cell in which it starts; None in other files."""
        line = self.start.line
        return line.cell if isinstance(line, CellRow) else None

    @property
    def is_about_file(self) -> bool:
        """Whether it points at no place of a notebook's code."""
        return self.source is not None and is_notebook(self.source.path) and self.cell is None

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Of its fix, in the order of the file; none where their place is unknown."""
        fix = self.finding.fix
        return tuple(sorted(fix.edits)) if fix and self.source else ()

    def position(self, offset: int) -> Position:
        return self.source.position(offset) if self.source else _NOWHERE

    def on_disk(self, offset: int) -> Position:
        """A place as tools count it that read the file as it is stored."""
        return self.source.on_disk(offset) if self.source else _NOWHERE

    def line_on_disk(self, hop: Hop) -> int:
        """The line of a step of its trace, as `on_disk`."""
        source = self.sources.get(hop.path)
        return source.on_disk(source.offset(hop.line)).line if source else int(hop.line)

    @property
    def stored_edits(self) -> tuple[tuple[Span, str], ...]:
        """Its edits in the file as it is stored, in order."""
        if not self.source:
            return ()
        changes = [(edit.span, edit.text) for edit in self.edits]
        return tuple((span, new.decode()) for span, new in self.source.stored_changes(changes))

    def stored_position(self, offset: int) -> Position:
        """Line and column of an offset of `stored_edits`."""
        source = self.source
        if source is None:
            return _NOWHERE
        is_text = source.stored is source.utf8
        return source.position(offset) if is_text else position_in(source.stored, offset)

    @property
    def extent_on_disk(self) -> tuple[Position, Position]:
        """From the first character to behind the last, as `on_disk`."""
        return self.on_disk(self.finding.span.start), self.on_disk(self.finding.span.end)


def records(
    reports: Sequence[FileReport], base: Path, *, cwd: Path, suppressed: bool = False
) -> Iterator[Record]:
    """A record per finding, in the order of `reports`; suppressed ones last in their file."""
    sources = {report.path: report.source for report in reports}
    by_key, by_message = _Fingerprints(), _Fingerprints()
    for report in reports:
        found: list[tuple[Finding, Suppression | None]] = [(one, None) for one in report.findings]
        if suppressed:
            found += report.suppressed
        for finding, silenced in found:
            path = relative(finding.path, base, cwd)
            mark = by_key.next_of(path, finding.code, *finding.key)
            first = by_message.next_of(path, finding.code, finding.message)
            source = sources.get(finding.path)
            yield Record(_safe(finding), source, path, mark, silenced, sources, first)


def _safe(finding: Finding) -> Finding:
    """`finding`, no word of which quotes a secret; its edits are exact, as they must be."""
    fix = finding.fix
    return replace(
        finding,
        message=masked(finding.message),
        advice=masked(finding.advice),
        call=masked(finding.call),
        trace=tuple(map(_masked, finding.trace)),
        call_site=_masked(finding.call_site) if finding.call_site else None,
        fix=replace(fix, title=masked(fix.title)) if fix else None,
    )


def _masked(hop: Hop) -> Hop:
    return replace(hop, name=masked(hop.name))


class _Fingerprints:
    """The fingerprints of a report, equal findings counted."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, ...]] = Counter()

    def next_of(self, *parts: str) -> str:
        """The fingerprint of the next finding that has these parts."""
        ordinal = self._seen[parts]
        self._seen[parts] += 1
        return fingerprint(parts, ordinal)


def fingerprint(parts: tuple[str, ...], ordinal: int) -> str:
    """A name for a finding that stays when lines move; `ordinal` counts equal ones from 0."""
    return sha256("\0".join((*parts, str(ordinal))).encode(errors="surrogatepass")).hexdigest()


def relative(path: PurePath, base: Path, cwd: Path) -> str:
    """`path`, found from `cwd`, as seen from `base`; absolute when it lies outside."""
    whole = PurePath(os.path.normpath(cwd / path))
    if whole.is_relative_to(base):
        return whole.relative_to(base).as_posix()
    return whole.as_posix()


def is_fixable(finding: Finding, unsafe_fixes: bool) -> bool:
    """Whether `fix` would apply its fix under these flags."""
    least = Applicability.UNSAFE if unsafe_fixes else Applicability.SAFE
    return finding.fix is not None and finding.fix.applicability >= least


def awaits_unsafe(finding: Finding, unsafe_fixes: bool) -> bool:
    """Whether `--unsafe-fixes`, which is off, would have its fix applied."""
    return is_fixable(finding, True) and not is_fixable(finding, unsafe_fixes)
