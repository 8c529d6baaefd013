"""The outcomes of a unit from an earlier run, if all that was read for them is as it was.

Kept are places, words and edits, never a file: of a file that has something to tell the text is
read again, and it must be the same. Where a word holds what looks like a secret, where the day
matters, where a file is rewritten or could not be handled, nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from pathlib import Path

from glm_migrate.inventory.call_records import CallSummary, UnreachedSetting
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.dependencies import Need
from glm_migrate.model.findings import Finding, Suppression
from glm_migrate.project.batches import Unit
from glm_migrate.project.boundary import Boundary
from glm_migrate.project.cache.recording import Noted, Reads, RecordingBoundary, is_same
from glm_migrate.project.cache.results import CachedResults
from glm_migrate.project.cache.signatures import of_bytes
from glm_migrate.runner.cached import question
from glm_migrate.runner.cached.cached_report import later, source_of
from glm_migrate.runner.cached.codec import NotOurs, decoded, encoded
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome

_Rows = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
Work = Callable[[Job], tuple[Outcome, ...]]
_OURS = frozenset({"content", "url"})  # fields that can look like a secret and are ours
_NONE, _LATER = "-", ""  # in place of a digest: no text could be read; nothing in it is shown


@dataclass(frozen=True)
class _KeptReport:
    """A report as it is kept; `digest` is that of the bytes that its places lie in."""

    path: Path
    digest: str
    findings: tuple[Finding, ...]
    suppressed: tuple[tuple[Finding, Suppression], ...]
    calls: tuple[CallSummary, ...]
    settings: tuple[UnreachedSetting, ...]
    seen: int


@dataclass(frozen=True)
class _KeptOutcome:
    report: _KeptReport
    elsewhere: tuple[Finding, ...]
    outside: tuple[_KeptReport, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True)
class _Kept:
    """All that is kept of a unit.

    Attributes:
        files: What was read: all paths, then all signatures, then all digests.
        folders: The same of directories.
        outside: What was refused, and where each really lies.
        day: The only one on which this holds; empty where every day is as good.
    """

    files: _Rows
    folders: _Rows
    outside: tuple[tuple[str, ...], tuple[str, ...]]
    day: str
    outcomes: tuple[_KeptOutcome, ...]


def recalled(unit: Unit, job: Job) -> tuple[Outcome, ...] | None:
    """The outcomes of a unit as in an earlier run; None where it must be handled."""
    results = job.results
    if results is None or job.explain:
        return None
    try:
        kept = decoded(_Kept, results.store.load(question.name(unit, job, results)))
        outside = dict(zip(*kept.outside, strict=True))
        reads = Reads(_by_path(kept.files), _by_path(kept.folders), outside)
        if kept.day not in ("", _today()) or not is_same(reads, job.within, results.signatures):
            return None
        return tuple(_restored(one, job.within) for one in kept.outcomes)
    except (ValueError, TypeError, OSError):
        return None


def noted(unit: Unit, job: Job, work: Work) -> tuple[Outcome, ...]:
    """The outcomes of `work`, which are kept for the next run where that is exact."""
    results = job.results
    if results is None or job.explain:
        return work(job)
    try:
        name = question.name(unit, job, results)
    except (TypeError, OSError):
        return work(job)
    within = job.within
    recording = RecordingBoundary(
        within.roots, within.unsaved, work=name, signatures=results.signatures
    )
    found = work(replace(job, within=recording))
    if not recording.reads.untold and all(_is_lasting(one, results) for one in found):
        kept = _kept(found, recording.reads, is_dated=recording.reads.dated or _ends(job))
        with suppress(TypeError):  # a new kind of field costs the answer, not the run
            results.store.save(name, encoded(kept))
    return found


def _kept(found: tuple[Outcome, ...], reads: Reads, *, is_dated: bool) -> _Kept:
    return _Kept(
        _rows(reads.files),
        _rows(reads.folders),
        (tuple(reads.outside), tuple(reads.outside.values())),
        _today() if is_dated else "",
        tuple(map(_kept_outcome, found)),
    )


def _kept_outcome(one: Outcome) -> _KeptOutcome:
    outside = tuple(map(_kept_report, one.outside))
    return _KeptOutcome(_kept_report(one.report), one.elsewhere, outside, one.needs)


def _kept_report(one: FileReport) -> _KeptReport:
    digest = _NONE
    if one.source is not None:
        digest = of_bytes(one.source.data) if _is_shown(one) else _LATER
    shown = (one.findings, one.suppressed, one.calls, one.settings)
    return _KeptReport(one.path, digest, *shown, one.seen)


def _is_shown(one: FileReport | _KeptReport) -> bool:
    """Whether something is told of places in the file."""
    return bool(one.findings or one.suppressed or one.calls or one.settings)


def _restored(kept: _KeptOutcome, within: Boundary) -> Outcome:
    outside = tuple(_report_within(one, within) for one in kept.outside)
    report = _report_within(kept.report, within)
    return Outcome(report, elsewhere=kept.elsewhere, outside=outside, needs=kept.needs)


def _report_within(kept: _KeptReport, within: Boundary) -> FileReport:
    """A report with the text of its file.

    Raises:
        NotOurs: that is not the text in which its places were found.
    """
    shown = (kept.findings, kept.suppressed, kept.calls, kept.settings)
    report = FileReport(kept.path, None, *shown, kept.seen)
    if kept.digest == _NONE:
        return report
    if kept.digest == _LATER:
        return later(report, within)
    source = source_of(kept.path, within)
    if source is None or of_bytes(source.data) != kept.digest:
        raise NotOurs(f"{kept.path} has changed")
    return replace(report, source=source)


def _is_lasting(one: Outcome, results: CachedResults) -> bool:
    """Whether the same comes out the next time, and may lie on disk until then."""
    if one.fixed or one.crash or one.rejected or one.decisions:
        return False
    reports = (one.report, *one.outside)
    return not any(
        results.is_secret(report.source, text)
        for report in reports
        for text in {*_texts((report.findings, report.suppressed)), *_texts(report.calls)}
    ) and not any(results.is_secret(None, text) for text in _texts(one.elsewhere))


def _texts(value: object) -> Iterator[str]:
    """Every text in plain data, but for digests and addresses of ours."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in _OURS:
                yield from _texts(getattr(value, field.name))


def _ends(job: Job) -> bool:
    """Whether something is accepted until a day."""
    return any(entry.until for entries in job.accepted.values() for entry in entries)


def _today() -> str:
    return date.today().isoformat()


def _by_path(rows: _Rows) -> Noted:
    paths, before, contents = rows
    return dict(zip(paths, zip(before, contents, strict=True), strict=True))


def _rows(noted: Noted) -> _Rows:
    known = noted.values()
    return tuple(noted), tuple(one[0] for one in known), tuple(one[1] for one in known)
