"""Files that belong together → their outcomes, here and now, in this process.

Nothing that a file does ends the run: what can't be handled becomes a finding, and a fault of ours
becomes a crash report that names the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from glm_migrate.config.schema import Config
from glm_migrate.errors import (
    FileError,
    FixRejected,
    RuleFailed,
    UnencodableText,
    UnreadableSource,
)
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.dependencies import Need
from glm_migrate.model.findings import Finding
from glm_migrate.project import discovery
from glm_migrate.project.decoding import decode
from glm_migrate.project.module_index import Project
from glm_migrate.rules.codes import UNUSED_SUPPRESSION
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome, failed, findings_of, rules_of, settled
from glm_migrate.runner.reading import load, names_in
from glm_migrate.text.source import Source

if TYPE_CHECKING:
    from glm_migrate.engine.check import Checked
    from glm_migrate.engine.plan import Fixed
    from glm_migrate.inventory.collector import CallCollector


def handle_one(path: Path, data: bytes, job: Job) -> Outcome:
    """Handle a file here and now.

    Raises:
        RecursionError: it is nested too deeply for the stack of this thread.
    """
    try:
        return handle([(path, data)], job)[0]
    except MemoryError:
        job.within.exhausted(str(path))
        return failed(path, None, UnreadableSource(path, "not enough memory to parse it"), job)
    except RecursionError:
        raise
    except Exception as error:
        from traceback import format_exc

        # A finding as well, so that no format shows the file as clean.
        detail = f"internal error, so this file was not checked: {error!r}"
        outcome = failed(path, None, UnreadableSource(path, detail), job)
        return replace(outcome, crash=format_exc())


def handle(
    files: Sequence[tuple[Path, bytes]], job: Job, context: Sequence[Source] = ()
) -> tuple[Outcome, ...]:
    """Handle files whose values may come from one another; findings elsewhere go to the first."""
    sources: list[Source] = []
    unreadable: list[Outcome] = []
    for path, data in files:
        try:
            sources.append(decode(path, data))
        except FileError as error:
            unreadable.append(failed(path, None, error, job))
    if not sources:
        return tuple(unreadable)
    near, names = partial(load, within=job.within), partial(names_in, within=job.within)
    project = Project(
        sources,
        near,
        context,
        job.tested,
        names,
        reads_settings=job.config.settings_files != "off",
    )
    found = _fix(project, job) if job.fix else _check(project, job)
    first = replace(found[0], outside=_outside(project, found[0].elsewhere, job))
    return (first, *found[1:], *unreadable)


def _check(project: Project, job: Job) -> list[Outcome]:
    from glm_migrate.engine.check import check_project

    survey = _surveyor(job, project)
    watch = survey.watch if survey else None
    rules = rules_of(job.config)
    checked = check_project(
        project,
        job.config,
        rules,
        watch,
        job.needs,
        job.decisions,
        job.at_least,
        accepted=job.accepted,
    )
    failures = {error.path: error for error in checked.errors}
    elsewhere = tuple(f for f in checked.findings if f.path not in project.files)
    found = [
        failed(path, source, failures[path], job, elsewhere)
        if path in failures
        else Outcome(
            _counting(settled(source, checked.of(path), job), checked.calls), elsewhere=elsewhere
        )
        for path in project.files
        if (source := project.source(path))
    ]
    found = _surveyed(found, survey, checked) if survey else found
    return _needing(_with_failed_rules(found, checked.failed_rules, job), checked.needs)


def _with_failed_rules(
    found: Sequence[Outcome], failed_rules: Sequence[RuleFailed], job: Job
) -> list[Outcome]:
    """`found`, where a file on which a rule failed says so beside what the other rules say."""
    return [
        _unsure(one, own, job)
        if (own := [error for error in failed_rules if error.path == one.report.path])
        else one
        for one in found
    ]


def _unsure(outcome: Outcome, errors: Sequence[RuleFailed], job: Job) -> Outcome:
    source = outcome.report.source
    more = tuple(finding for error in errors for finding in findings_of(error, source, job))
    left = (one for one in outcome.report.findings if one.code != UNUSED_SUPPRESSION)
    report = replace(outcome.report, findings=(*more, *left))
    return replace(outcome, report=report, crash="".join(error.traceback for error in errors))


def _needing(found: list[Outcome], needs: tuple[Need, ...]) -> list[Outcome]:
    """`found`, of which the first also tells what the code needs."""
    return [replace(one, needs=() if index else needs) for index, one in enumerate(found)]


def _surveyor(job: Job, project: Project) -> CallCollector | None:
    if not job.survey:
        return None
    from glm_migrate.inventory.collector import CallCollector
    from glm_migrate.policy.migration import Migration
    from glm_migrate.suppression.filtering import keeper

    stays = keeper(project.source, job.config, rules_of(job.config), job.accepted)
    return CallCollector(Migration(job.config, stays), project.source if job.explain else None)


def _surveyed(found: list[Outcome], survey: CallCollector, checked: Checked) -> list[Outcome]:
    """The outcomes with the calls of their files; suppressed findings say nothing about a call."""
    kept = [finding for one in found for finding in (*one.report.findings, *one.elsewhere)]
    silenced = [pair for one in found for pair in one.report.suppressed]
    calls, settings = survey.calls(kept, silenced, checked.renamed), survey.settings()
    return [
        replace(
            one,
            report=replace(
                one.report,
                calls=calls.get(one.report.path, ()),
                settings=settings.get(one.report.path, ()),
            ),
        )
        for one in found
    ]


def _fix(project: Project, job: Job) -> list[Outcome]:
    from glm_migrate.engine.fix_rounds import fix_project

    rules = rules_of(job.config)
    plan = fix_project(
        project, job.config, rules, job.at_least, job.needs, job.decisions, job.accepted
    )
    failures = {error.path: error for error in plan.errors}
    planned = {fixed.before.path: fixed for fixed in plan.files}
    found = [
        _planned(source, planned.get(path), failures.get(path), plan.outside, job)
        for path in project.files
        if (source := project.source(path))
    ]
    found[0] = replace(found[0], decisions=(*found[0].decisions, *plan.decisions))
    found = [replace(one, report=_counting(one.report, plan.calls)) for one in found]
    return _needing(_with_failed_rules(found, plan.failed_rules, job), plan.needs)


def _counting(report: FileReport, calls: Mapping[Path, int]) -> FileReport:
    """`report` with how many GLM calls were judged in its file."""
    return replace(report, seen=calls.get(report.path, 0))


def _planned(
    source: Source,
    fixed: Fixed | None,
    failure: FileError | None,
    elsewhere: tuple[Finding, ...],
    job: Job,
) -> Outcome:
    """The outcome of one file of a plan; a rejected rewrite is reported beside what is left."""
    if failure is not None:
        outcome = failed(source.path, source, failure, job, elsewhere)
        if fixed is None or not isinstance(failure, FixRejected):
            return outcome
        findings = (*outcome.report.findings, *fixed.left)
        report = replace(outcome.report, findings=findings)
        wrong = not isinstance(failure, UnencodableText)
        return Outcome(report, rejected=wrong, elsewhere=elsewhere)
    assert fixed is not None
    report = FileReport(source.path, fixed.after, fixed.left, fixed.suppressed)
    changed = fixed if fixed.before.data != fixed.after.data else None
    return Outcome(report, changed, elsewhere=elsewhere, decisions=fixed.decisions)


def _outside(project: Project, findings: Sequence[Finding], job: Job) -> tuple[FileReport, ...]:
    """Findings in files that are not part of the run, where one of its files leads to them."""
    advice = "its file is not part of this run; run glm-migrate on it too"
    findings = [f for f in findings if any(hop.path in project.files for hop in f.trace)]
    paths = dict.fromkeys(one.path for one in findings)
    shown = {path: _shown(path) for path in paths}
    return tuple(
        settled(
            replace(source, path=shown[path]),
            [
                replace(f, path=shown[path], fix=None, advice=f.advice or advice)
                for f in findings
                if f.path == path
            ],
            job,
        )
        for path in paths
        if (source := project.source(path)) and _is_checked(shown[path], job.config)
    )


def _shown(path: Path) -> Path:
    """`path` relative to the working directory where it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _is_checked(path: Path, config: Config) -> bool:
    """Whether a search would take the file."""
    return bool(discovery.files([str(path)], replace(config, force_exclude=True)))
