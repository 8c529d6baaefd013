"""One run of `baseline`: a check that tells which findings the baseline accepts, and which not."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from glm_migrate.cli import exits, interrupted_runs, terminal
from glm_migrate.cli.baseline_files import BaselineFiles, EntryPlace, many
from glm_migrate.cli.decision_file import root_of
from glm_migrate.cli.options import STDIN, Options, no_conflicts
from glm_migrate.cli.session import Session
from glm_migrate.errors import UsageError
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Finding
from glm_migrate.report.text_style import clean, printable, shown_path
from glm_migrate.suppression.baseline import FILE, BaselineEntry, key_of, plain, written
from glm_migrate.suppression.baseline_matching import NEVER_ACCEPTED, entry_of
from glm_migrate.text.source import CellRow, located, shown_row

_STATES = ("accepted", "stale", "expired", "not checked")
_ROUNDS = 5  # what is accepted decides which ids stay, and these what else is found


class Inspection(Session):
    """A check under baselines that change between its runs."""

    def __init__(self, options: Options) -> None:
        no_conflicts(options)
        if STDIN in options.paths:
            raise UsageError("baseline needs files: name a directory instead of '-'")
        super().__init__(options)
        interrupted_runs.settle(self._within, False, self.remark)
        searched = self._files  # also loads the settings of every directory
        named = self.config.baseline
        self.path = Path(named) if named else root_of(self._paths(), self.settings) / FILE
        self.searched: Sequence[str] = searched
        self._baselines = BaselineFiles.of(self.nearest.loaded, may_lack=self.path)

    @property
    def baselines(self) -> BaselineFiles:
        return self._baselines

    def reports(self, baselines: BaselineFiles) -> list[FileReport]:
        """What a check says under these baselines."""
        self._baselines = baselines
        return [outcome.report for outcome in self._found(self.searched, fix=False)]

    def judged(self, reports: Sequence[FileReport]) -> frozenset[EntryPlace]:
        return self.baselines.judged(self.searched, reports, self._paths(), self.nearest.of)

    def stale(self, reports: Sequence[FileReport]) -> list[EntryPlace]:
        return self.baselines.stale(self.searched, reports, self._paths(), self.nearest.of)

    @property
    def shown(self) -> str:
        """The baseline that is written, as messages name it."""
        return shown_path(os.path.relpath(self.path))


def write(options: Options, reason: str, until: date | None) -> int:
    """Accept what a check reports now; the result is the exit code."""
    run = Inspection(options)
    before = run.baselines.files[run.path]
    known = _KeptReasons(before, reason, until)
    reports = run.reports(run.baselines)
    judged = {place.number for place in run.judged(reports) if place.file == run.path}
    others = [one for number, one in enumerate(before) if number not in judged]
    entries, reports = steady(run, others)
    after = [*others, *map(known.completed, entries)]
    _save(run.path, after)
    _tell_written(run, reports, before, after)
    return exits.CLEAN


def steady(
    run: Inspection, others: Sequence[BaselineEntry]
) -> tuple[list[BaselineEntry], list[FileReport]]:
    """Entries for all that is found, where they are accepted, and what a check then says.

    What is accepted decides which ids stay, and these decide what else is found.

    Args:
        others: Entries of the same baseline that stay.
    """
    entries: list[BaselineEntry] = []
    reports: list[FileReport] = []
    for _ in range(_ROUNDS):
        reports = run.reports(run.baselines.with_entries(run.path, [*others, *entries]))
        found = sorted(_found(run, reports, set(others)), key=lambda one: one.order)
        is_steady, entries = found == entries, found
        if is_steady:
            break
    return entries, reports


class _KeptReasons:
    """What a check does not know of an entry: why, and until when."""

    def __init__(self, entries: Iterable[BaselineEntry], reason: str, until: date | None) -> None:
        self._entries = list(entries)
        self._reason = reason
        self._until = until

    def completed(self, entry: BaselineEntry) -> BaselineEntry:
        """`entry` with the reason and the date that it had; one that is new gets those given."""
        alike = [one for one in self._entries if _about(one) == _about(entry)]
        old = min(alike, key=lambda one: one.scope != entry.scope, default=None)
        if old is None:
            return replace(entry, reason=self._reason, until=self._until)
        self._entries.remove(old)
        until = self._until if old.is_expired(date.today()) else old.until
        return replace(entry, reason=old.reason or self._reason, until=until)


def _about(entry: BaselineEntry) -> tuple[str, str, str]:
    return entry.path, entry.code, entry.mark


def _found(
    run: Inspection, reports: Sequence[FileReport], others: set[BaselineEntry]
) -> Iterator[BaselineEntry]:
    """The entries for all that is found and that no other entry accepts."""
    root = run.path.parent
    for report in reports:
        source = report.source
        places = run.baselines.places.get(key_of(report.path), ())
        accepted = (
            finding
            for finding, why in report.suppressed
            if why.entry >= 0 and places[why.entry].file == run.path
            if run.baselines.entry(places[why.entry]) not in others
        )
        for finding in (*report.findings, *accepted):
            if source is not None and finding.path == report.path and _is_acceptable(finding):
                path = Path(os.path.relpath(finding.path, root)).as_posix()
                yield entry_of(
                    source, finding, plain(path), clean(finding.summary or finding.message)
                )


def _is_acceptable(finding: Finding) -> bool:
    return finding.code not in NEVER_ACCEPTED


def _save(path: Path, entries: Iterable[BaselineEntry]) -> None:
    from glm_migrate.runner import write as writing

    with writing.run("baseline") as run:
        run.save(path, written(entries))


def _tell_written(
    run: Inspection,
    reports: Sequence[FileReport],
    before: Sequence[BaselineEntry],
    after: Sequence[BaselineEntry],
) -> None:
    old, new = Counter(map(_about, before)), Counter(map(_about, after))
    files = many(len({one.path for one in after}), "file", "files")
    run.remark(
        f"{run.shown}: {many(len(after), 'finding', 'findings')} accepted in {files}; "
        f"{(new - old).total()} new, {(old - new).total()} gone"
    )
    left = [one for report in reports for one in report.findings if not _is_acceptable(one)]
    if left:
        run.remark(
            f"{many(len(left), 'file', 'files')} could not be checked, which no baseline hides"
        )
    if not run.config.baseline:
        run.remark(f'To use it, add to the settings: baseline = "{run.shown}"')


def prune(options: Options, *, dry: bool) -> int:
    """Drop what accepts nothing any more; the result is the exit code."""
    run = Inspection(options)
    stale = frozenset(run.stale(run.reports(run.baselines)))
    for path, entries in run.baselines.files.items():
        kept = [one for n, one in enumerate(entries) if EntryPlace(path, n) not in stale]
        if len(kept) < len(entries) and not dry:
            _save(path, kept)
    for place in sorted(stale, key=lambda one: run.baselines.entry(one).order):
        terminal.say(f"{_line(run.baselines.entry(place))}\n")
    verb = "Would drop" if dry else "Dropped"
    run.remark(f"{verb} {many(len(stale), 'stale entry', 'stale entries')}.")
    return exits.FOUND if dry and stale else exits.CLEAN


def show(options: Options, style: str) -> int:
    """List the entries and how they stand; the result is the exit code."""
    run = Inspection(options)
    reports = run.reports(run.baselines)
    states = _states(run, reports)
    lines = _places(run, reports)
    every = sorted(states, key=lambda one: run.baselines.entry(one).order)
    if style == "json":
        listed = [_object(run, one, states[one], lines.get(one)) for one in every]
        terminal.say(json.dumps(listed, indent=2, ensure_ascii=False) + "\n")
        return exits.CLEAN
    for one in every:
        terminal.say(f"{_line(run.baselines.entry(one), lines.get(one), states[one])}\n")
    counts = Counter(states.values())
    counted = ", ".join(f"{counts[state]} {state}" for state in _STATES if counts[state])
    terminal.say(f"{counted or 'Nothing is accepted'}.\n")
    return exits.CLEAN


def _states(run: Inspection, reports: Sequence[FileReport]) -> dict[EntryPlace, str]:
    """How each entry stands: one of `_STATES`."""
    used, expired = run.baselines.used(reports), set(run.baselines.expired())
    stale = set(run.stale(reports))
    return {
        place: "expired"
        if place in expired
        else "accepted"
        if place in used
        else "stale"
        if place in stale
        else "not checked"
        for places in run.baselines.places.values()
        for place in places
    }


def _places(run: Inspection, reports: Sequence[FileReport]) -> dict[EntryPlace, int]:
    """The lines on which the accepted findings are now."""
    return {
        run.baselines.places[key_of(report.path)][why.entry]: report.source.position(
            finding.span.start
        ).line
        for report in reports
        if report.source is not None
        for finding, why in report.suppressed
        if why.entry >= 0
    }


def _line(entry: BaselineEntry, line: int | None = None, state: str = "accepted") -> str:
    place = located(entry.path, line) if line else entry.path
    until = f"until {entry.until}" if entry.until else ""
    more = "; ".join(filter(None, (state if state != "accepted" else "", until, entry.reason)))
    return printable(f"{place}: {entry.code} {entry.message}{f' ({more})' if more else ''}")


def _object(run: Inspection, place: EntryPlace, state: str, line: int | None) -> dict[str, Any]:
    entry = run.baselines.entry(place)
    return {
        "baseline": os.path.relpath(place.file),
        "path": entry.path,
        "code": entry.code,
        "scope": entry.scope or None,
        "message": entry.message,
        "state": state,
        "row": shown_row(line) if line else None,
        "cell": line.cell if isinstance(line, CellRow) else None,
        "until": entry.until.isoformat() if entry.until else None,
        "reason": entry.reason or None,
    }
