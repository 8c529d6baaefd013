"""What became of each file; plain data, so that it travels between processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from glm_migrate.config.schema import Config
from glm_migrate.errors import FileError, UnreadableSource
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.dependencies import Need
from glm_migrate.model.findings import Finding
from glm_migrate.rules.codes import code_of
from glm_migrate.runner.job import Job
from glm_migrate.suppression.decisions import Decision
from glm_migrate.text.source import Source, Span

if TYPE_CHECKING:
    from glm_migrate.engine.plan import Fixed
    from glm_migrate.rules.rule import Rule


@dataclass(frozen=True)
class Outcome:
    """What became of one file; plain data, so that it travels between processes.

    Attributes:
        report: What is to be told: of the file as it is, or of the file as it will be.
        fixed: The planned rewrite, None where nothing changes.
        crash: Traceback of a fault of ours; empty when there was none.
        rejected: A rewrite failed its self-check.
        elsewhere: Findings of the same unit in files that are not part of the run.
        outside: The same as reports, kept by the first outcome of a unit.
        needs: Versions of packages that the files of a unit need, kept by its first outcome.
        decisions: Questions that the rewrite makes undetectable; those about files that are not
            part of the run are kept by the first outcome of a unit.
    """

    report: FileReport
    fixed: Fixed | None = None
    crash: str = ""
    rejected: bool = False
    elsewhere: tuple[Finding, ...] = ()
    outside: tuple[FileReport, ...] = ()
    needs: tuple[Need, ...] = ()
    decisions: tuple[Decision, ...] = ()


def unwritten(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """`outcomes` of a plan that is only shown, told of the files as they are."""
    plans = {one.report.path: one.fixed for one in outcomes if one.fixed}
    if not plans:
        return list(outcomes)
    from glm_migrate.engine.unwritten import as_given, decisions_as_given

    def as_before(outcome: Outcome) -> Outcome:
        fixed, report = outcome.fixed, outcome.report
        findings = tuple(as_given(one, plans) for one in report.findings)
        silenced = tuple((as_given(one, plans), why) for one, why in report.suppressed)
        source = fixed.before if fixed else report.source
        report = replace(report, source=source, findings=findings, suppressed=silenced)
        if fixed is None:
            return replace(outcome, report=report)
        others = outcome.decisions[len(fixed.decisions) :]
        return replace(outcome, report=report, decisions=(*decisions_as_given(fixed), *others))

    return [as_before(one) for one in outcomes]


def settled(source: Source, findings: Sequence[Finding], job: Job) -> FileReport:
    from glm_migrate.suppression.filtering import settle

    rules = rules_of(job.config)
    kept, suppressed = settle(source, findings, job.config, rules, accepted=job.accepted)
    return FileReport(source.path, source, kept, suppressed)


def failed(
    path: Path,
    source: Source | None,
    error: FileError,
    job: Job,
    elsewhere: tuple[Finding, ...] = (),
) -> Outcome:
    """The outcome of a file that could not be handled, as a finding under the error's code.

    It is reported whatever is selected, because a file that is skipped without a word looks clean;
    only naming its code in `ignore` or for this file silences it.
    """
    from glm_migrate.suppression.filtering import per_file

    findings = findings_of(error, source, job)
    if source:
        return Outcome(settled(source, findings, job), elsewhere=elsewhere)
    return Outcome(FileReport(path, None, *per_file(path, findings, job.config)))


def of_directory(path: Path, reason: str, job: Job) -> Outcome:
    """The outcome of a directory that could not be searched."""
    detail = f"cannot search the directory: {reason}; make it readable or exclude it"
    return failed(path, None, UnreadableSource(path, detail, cause=reason), job)


def of_left_out(path: Path, reason: str, job: Job) -> Outcome:
    """The outcome of a file that is part of a repository and was not laid down with it."""
    detail = f"cannot be laid down: {reason}; it may hold anything"
    return failed(path, None, UnreadableSource(path, detail, cause=reason), job)


def findings_of(error: FileError, source: Source | None, job: Job) -> tuple[Finding, ...]:
    """`error` as a finding, unless its code is ignored by name."""
    from glm_migrate.rules.selectors import selects

    ignored = (*job.config.ignore, *job.config.extend_ignore)
    return () if selects(ignored, code_of(error)) else (finding(error, source),)


def finding(error: FileError, source: Source | None) -> Finding:
    """`error` as a finding of the rule that its code names."""

    from glm_migrate.rules.catalogue import all_rules

    rule = next(rule for rule in all_rules() if rule.code == code_of(error))
    span = Span(0, 0)
    if source:
        start = source.offset(error.line)
        span = Span(start, start + len(source.line(error.line).encode()) if start else start)
    return rule.finding(error.path, span, error.detail, key=error.key, cause=error.cause)


@lru_cache(maxsize=1)
def _selected(key: tuple[tuple[str, ...], ...]) -> tuple[Rule, ...]:
    from glm_migrate.rules.selectors import selected

    select, extend_select, ignore, extend_ignore = key
    return selected(
        Config(
            select=select,
            extend_select=extend_select,
            ignore=ignore,
            extend_ignore=extend_ignore,
        )
    )


def rules_of(config: Config) -> tuple[Rule, ...]:
    """The rules that `config` turns on; remembered."""
    return _selected((config.select, config.extend_select, config.ignore, config.extend_ignore))
