"""`check --add-ignore`: silence what is found by comments where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from glm_migrate.cli import exits
from glm_migrate.cli.baseline_files import many
from glm_migrate.cli.baseline_session import Inspection, steady
from glm_migrate.cli.options import Options
from glm_migrate.cli.session import Session
from glm_migrate.errors import UsageError
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Finding
from glm_migrate.project.file_kinds import is_dependency_file
from glm_migrate.report.text_style import printable
from glm_migrate.runner import write
from glm_migrate.runner.outcome import rules_of
from glm_migrate.runner.replacing import FileReplacement
from glm_migrate.suppression.adding import Ignored, tail, with_ignores
from glm_migrate.suppression.baseline import key_of
from glm_migrate.text.source import Source, located


def add_ignores(options: Options, reason: str, until: date | None) -> int:
    """Write the comments; the result is the exit code, 1 where a finding has no place for one."""
    if reason and Path(reason).exists():
        raise UsageError(
            f"--add-ignore takes {reason!r} as the reason, not as a path; put paths first, and "
            "write --add-ignore=REASON"
        )
    run = Inspection(options)
    before = run.baselines.files[run.path] if run.config.baseline else ()
    _, reports = steady(run, before)
    planned = {
        report.path: (report, _ignored(run, report, found, tail(reason, until)))
        for report in reports
        if str(report.path) in run.searched or is_dependency_file(report.path)
        if (found := _new(run, report, len(before)))
    }
    _write(run, [(report, done) for report, done in planned.values()])
    for report, done in planned.values():
        _tell_left(run, report, done)
    left = any(done.left for _, done in planned.values())
    return exits.FOUND if left and not options.exit_zero else exits.CLEAN


def _new(run: Inspection, report: FileReport, known: int) -> list[Finding]:
    """What is silenced only for this run, by entries behind those that the baseline has."""
    places = run.baselines.places.get(key_of(report.path), ())
    return [
        finding
        for finding, why in report.suppressed
        if why.entry >= 0
        and places[why.entry].file == run.path
        and places[why.entry].number >= known
    ]


def _ignored(run: Inspection, report: FileReport, found: Sequence[Finding], more: str) -> Ignored:
    assert report.source is not None, "its findings have places"
    config = run.nearest.of(str(report.path))
    return with_ignores(report.source, found, more, config, rules_of(config))


def comment_on(run: Session, found: Mapping[Path, tuple[Source, list[Finding]]]) -> None:
    """Write comments for findings of some files, without a reason."""
    changes = []
    for path, (source, findings) in found.items():
        config = run.nearest.of(str(path))
        done = with_ignores(source, findings, "", config, rules_of(config))
        changes.append(FileReplacement(path, source.data, done.after.data))
    _commit(run, changes)


def _write(run: Inspection, planned: Sequence[tuple[FileReport, Ignored]]) -> None:
    changes = [
        FileReplacement(report.path, report.source.data, done.after.data)
        for report, done in planned
        if report.source is not None
    ]
    run.guard([str(change.path) for change in changes if change.before != change.after])
    _commit(run, changes)


def _commit(run: Session, changes: Sequence[FileReplacement]) -> None:
    real = [change for change in changes if change.before != change.after]
    refused = write.commit(real)
    for error in refused:
        run.remark(printable(f"{error.path}: {error.detail}"))
    run.remark(f"Added comments to {many(len(real) - len(refused), 'file', 'files')}.")


def _tell_left(run: Inspection, report: FileReport, done: Ignored) -> None:
    for one in done.left:
        line = report.source.position(one.span.start).line if report.source else 0
        place = printable(located(str(report.path), line))
        run.remark(f"{place}: {one.code} no comment can be placed there; use per-file-ignores")
