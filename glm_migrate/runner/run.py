"""One file → its outcome, and many files → their outcomes, whatever one of them does.

Nothing that a file does ends the run: what can't be handled becomes a finding, a defect of ours
becomes a crash report that names the file, and what may kill the process runs in another one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from glm_migrate.config.schema import Config
from glm_migrate.errors import FileError, FixRejected, UnencodableText, UnreadableSource
from glm_migrate.model.findings import FileReport, Finding
from glm_migrate.project import discovery, prefilter
from glm_migrate.project.dependency_files import governs
from glm_migrate.project.module_index import Project
from glm_migrate.runner import isolated
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Source, Span

if TYPE_CHECKING:
    from glm_migrate.engine.engine import Fixed
    from glm_migrate.inventory.survey import Survey
    from glm_migrate.model import Need
    from glm_migrate.project.batches import Unit
    from glm_migrate.rules import Rule

# 0.7 to 1.4 kB of tree per byte of source: 4 MB may need some 5 GB of memory.
MAX_BYTES = 4 << 20
# Source that takes one process longer than starting a second one does: about 4,000 lines.
_WORTH_A_POOL = 150_000
# A module that is only asked for the values of its names.
_MAX_LOADED = 1 << 20
_SMALL = 16 << 10


@dataclass(frozen=True)
class Order:
    """What to do with each file.

    Attributes:
        fix: Plan the rewrite; else only check.
        at_least: Fixes below this applicability are left.
        survey: Also tell what each GLM call sends; only for a check.
        explain: In the survey, tell also where each value comes from.
        needs: What the project's code needs, for files that declare dependencies.
        tested: The names that the project's tests read; None where nothing asks for them.
    """

    config: Config
    fix: bool = False
    at_least: Applicability = Applicability.SAFE
    survey: bool = False
    explain: bool = False
    needs: tuple[Need, ...] = ()
    tested: frozenset[str] | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one file; plain data, so that it travels between processes.

    Attributes:
        report: What is to be told: of the file as it is, or of the file as it will be.
        fixed: The planned rewrite, None where nothing changes.
        crash: Traceback of a defect of ours; empty when there was none.
        rejected: A rewrite failed its self-check.
        elsewhere: Findings of the same unit in files that are not part of the run.
        outside: The same as reports, kept by the first outcome of a unit.
        needs: Versions of packages that the files of a unit need, kept by its first outcome.
    """

    report: FileReport
    fixed: Fixed | None = None
    crash: str = ""
    rejected: bool = False
    elsewhere: tuple[Finding, ...] = ()
    outside: tuple[FileReport, ...] = ()
    needs: tuple[Need, ...] = ()


def outcomes(units: Sequence[Unit], order: Order, jobs: int = 1) -> Iterator[Outcome]:
    """The outcomes of the files of each of `units`, unit by unit."""
    names_in.cache_clear()
    jobs = min(jobs, len(units))
    if jobs > 1 and sum(_size(path) for unit in units for path in unit.every) > _WORTH_A_POOL:
        from glm_migrate.runner.pool import in_order

        for found in in_order(units, order, jobs):
            yield from found
    else:
        for unit in units:
            yield from of_unit(unit, order)


def of_unit(unit: Unit, order: Order) -> tuple[Outcome, ...]:
    """Read and handle files that belong together, those that only gave a value last."""
    found = _together(unit, order) if len(unit.every) > 1 else None
    found = found or tuple(of_file(path, order) for path in unit.files)
    return (*found, *(Outcome(report) for outcome in found for report in outcome.outside))


def _together(unit: Unit, order: Order) -> tuple[Outcome, ...] | None:
    """The outcomes of several files; None when one of them must be looked for alone."""
    try:
        texts = [(Path(path), prefilter.read(path)) for path in unit.files]
        context = [source for path in unit.context if (source := load(Path(path)))]
        return handle(texts, order, context)
    except (OSError, RecursionError, MemoryError):
        return None
    except Exception:  # alone, the file with the defect is named
        return None


def of_file(path: str, order: Order, *, apart: bool = False) -> Outcome:
    """Read and handle one file; `apart` in a process of its own, whatever it looks like."""
    try:
        data = prefilter.read(path)
    except OSError as error:
        reason = error.strerror or str(error)
        return failed(
            Path(path), None, UnreadableSource(Path(path), f"cannot read: {reason}"), order
        )
    return of_bytes(Path(path), data, order, apart=apart)


def of_bytes(path: Path, data: bytes, order: Order, *, apart: bool = False) -> Outcome:
    """Handle a file with these bytes, in another process where they look dangerous."""
    if len(data) > MAX_BYTES:
        size = f"{len(data) / (1 << 20):.1f} MB"
        detail = (
            f"{size} is more than the {MAX_BYTES >> 20} MB that can be parsed; exclude the file"
        )
        return failed(path, None, UnreadableSource(path, detail), order)
    if apart or isolated.is_suspicious(data):
        return isolated.outcome(path, data, order)
    try:
        return handle_one(path, data, order)
    except RecursionError:
        return isolated.outcome(path, data, order)


def handle_one(path: Path, data: bytes, order: Order) -> Outcome:
    """Handle a file here and now.

    Raises:
        RecursionError: it is nested too deeply for the stack of this thread.
    """
    try:
        return handle([(path, data)], order)[0]
    except MemoryError:
        return failed(path, None, UnreadableSource(path, "not enough memory to parse it"), order)
    except RecursionError:
        raise
    except Exception as error:
        from traceback import format_exc

        # A finding as well, so that no format shows the file as clean.
        detail = f"internal error, so this file was not checked: {error!r}"
        outcome = failed(path, None, UnreadableSource(path, detail), order)
        return replace(outcome, crash=format_exc())


def handle(
    files: Sequence[tuple[Path, bytes]], order: Order, context: Sequence[Source] = ()
) -> tuple[Outcome, ...]:
    """Handle files whose values may come from one another; findings elsewhere go to the first."""
    sources: list[Source] = []
    unreadable: list[Outcome] = []
    for path, data in files:
        try:
            sources.append(Source.decode(path, data))
        except FileError as error:
            unreadable.append(failed(path, None, error, order))
    if not sources:
        return tuple(unreadable)
    project = Project(sources, load, context, order.tested, names_in)
    found = _fix(project, order) if order.fix else _check(project, order)
    first = replace(found[0], outside=_outside(project, found[0].elsewhere, order))
    return (first, *found[1:], *unreadable)


@lru_cache(maxsize=4096)
def names_in(directory: str) -> frozenset[str]:
    """What lies in a directory, read once in a run; nothing where there is no such directory."""
    try:
        return frozenset(os.listdir(directory))  # noqa: PTH208
    except OSError:
        return frozenset()


def load(path: Path) -> Source | None:
    """A file that is only read for the values that it defines; None where there is none.

    Of the large ones only those are taken that speak of GLM or of chat models at all.
    """
    try:
        if not path.is_file() or path.stat().st_size > _MAX_LOADED:
            return None
        data = prefilter.read(str(path))
        if len(data) > _SMALL and not (prefilter.mentions_glm(data) or b"ompletion" in data):
            return None
        return None if isolated.is_suspicious(data) else Source.decode(path, data)
    except (OSError, FileError):
        return None


def _check(project: Project, order: Order) -> list[Outcome]:
    from glm_migrate.engine import engine

    survey = _surveyor(order, project)
    watch = survey.watch if survey else None
    rules = _rules(order.config)
    checked = engine.check_project(project, order.config, rules, watch, order.needs)
    failures = {error.path: error for error in checked.errors}
    elsewhere = tuple(f for f in checked.findings if f.path not in project.files)
    found = [
        failed(path, source, failures[path], order, elsewhere)
        if path in failures
        else Outcome(_settled(source, checked.of(path), order), elsewhere=elsewhere)
        for path in project.files
        if (source := project.source(path))
    ]
    return _needing(_surveyed(found, survey) if survey else found, checked.needs)


def _needing(found: list[Outcome], needs: tuple[Need, ...]) -> list[Outcome]:
    """`found`, of which the first also tells what the code needs."""
    return [replace(one, needs=() if index else needs) for index, one in enumerate(found)]


def _surveyor(order: Order, project: Project) -> Survey | None:
    if not order.survey:
        return None
    from glm_migrate.inventory.survey import Survey
    from glm_migrate.policy.migration import Migration
    from glm_migrate.suppression.filtering import keeper

    stays = keeper(project.source, order.config, _rules(order.config))
    return Survey(Migration(order.config, stays), project.source if order.explain else None)


def _surveyed(found: list[Outcome], survey: Survey) -> list[Outcome]:
    """The outcomes with the calls of their files; suppressed findings say nothing about a call."""
    kept = [finding for one in found for finding in (*one.report.findings, *one.elsewhere)]
    silenced = [pair for one in found for pair in one.report.suppressed]
    calls = survey.calls(kept, silenced)
    return [
        replace(one, report=replace(one.report, calls=calls.get(one.report.path, ())))
        for one in found
    ]


def _fix(project: Project, order: Order) -> list[Outcome]:
    from glm_migrate.engine import engine

    rules = _rules(order.config)
    plan = engine.fix_project(project, order.config, rules, order.at_least, order.needs)
    failures = {error.path: error for error in plan.errors}
    planned = {fixed.before.path: fixed for fixed in plan.files}
    found = [
        _planned(source, planned.get(path), failures.get(path), plan.outside, order)
        for path in project.files
        if (source := project.source(path))
    ]
    return _needing(found, plan.needs)


def _planned(
    source: Source,
    fixed: Fixed | None,
    failure: FileError | None,
    elsewhere: tuple[Finding, ...],
    order: Order,
) -> Outcome:
    """The outcome of one file of a plan; a rejected rewrite is reported beside what is left."""
    if failure is not None:
        outcome = failed(source.path, source, failure, order, elsewhere)
        if fixed is None or not isinstance(failure, FixRejected):
            return outcome
        findings = (*outcome.report.findings, *fixed.left)
        report = replace(outcome.report, findings=findings)
        wrong = not isinstance(failure, UnencodableText)
        return Outcome(report, rejected=wrong, elsewhere=elsewhere)
    assert fixed is not None
    report = FileReport(source.path, fixed.after, fixed.left)
    changed = fixed if fixed.before.data != fixed.after.data else None
    return Outcome(report, changed, elsewhere=elsewhere)


def _outside(project: Project, findings: Sequence[Finding], order: Order) -> tuple[FileReport, ...]:
    """Findings in files that are not part of the run, where one of its files leads to them."""
    advice = "its file is not part of this run; run glm-migrate on it too"
    findings = [f for f in findings if any(hop.path in project.files for hop in f.trace)]
    shown = {path: _shown(path) for path in project.outside}
    return tuple(
        _settled(
            replace(source, path=shown[path]),
            [
                replace(f, path=shown[path], fix=None, advice=f.advice or advice)
                for f in findings
                if f.path == path
            ],
            order,
        )
        for path, source in project.outside.items()
        if any(f.path == path for f in findings) and _is_checked(shown[path], order.config)
    )


def _shown(path: Path) -> Path:
    """`path` relative to the working directory where it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _is_checked(path: Path, config: Config) -> bool:
    """Whether a search would take the file."""
    return bool(discovery.files([str(path)], replace(config, force_exclude=True)))


def merged(found: Iterable[Outcome]) -> list[Outcome]:
    """One outcome per file, by path: values can lead to one file from several units."""
    result: dict[Path, Outcome] = {}
    for outcome in found:
        known = result.setdefault(outcome.report.path, outcome)
        if known is not outcome:
            seen = {(f.code, f.span) for f in known.report.findings}
            more = [f for f in outcome.report.findings if (f.code, f.span) not in seen]
            report = replace(known.report, findings=(*known.report.findings, *more))
            both = tuple(dict.fromkeys((*known.needs, *outcome.needs)))
            result[outcome.report.path] = replace(known, report=report, needs=both)
    return [result[path] for path in sorted(result, key=str)]


def of_dependencies(
    paths: Sequence[str], found: Iterable[Outcome], order: Order
) -> Iterator[Outcome]:
    """The outcomes of the files that declare what the code of the outcomes `found` needs."""
    needs = tuple(need for outcome in found for need in outcome.needs)
    concerned = [path for path in paths if any(governs(Path(path), need.path) for need in needs)]
    for path in concerned:
        yield of_file(path, replace(order, needs=needs))


def _settled(source: Source, findings: Sequence[Finding], order: Order) -> FileReport:
    from glm_migrate.suppression.filtering import settle

    kept, suppressed = settle(source, findings, order.config, _rules(order.config))
    return FileReport(source.path, source, kept, suppressed)


def failed(
    path: Path,
    source: Source | None,
    error: FileError,
    order: Order,
    elsewhere: tuple[Finding, ...] = (),
) -> Outcome:
    """The outcome of a file that could not be handled, as a finding under the error's code.

    It is reported whatever is selected, because a file that is skipped without a word looks clean;
    only naming its code in `ignore` or for this file silences it.
    """
    from glm_migrate.rules.selectors import selects
    from glm_migrate.suppression.filtering import per_file

    ignored = (*order.config.ignore, *order.config.extend_ignore)
    findings = () if selects(ignored, error.code) else (finding(error, source),)
    if source:
        return Outcome(_settled(source, findings, order), elsewhere=elsewhere)
    return Outcome(FileReport(path, None, *per_file(path, findings, order.config)))


def finding(error: FileError, source: Source | None) -> Finding:
    """`error` as a finding of the rule that its code names."""
    from glm_migrate.rules import all_rules

    rule = next(rule for rule in all_rules() if rule.code == error.code)
    span = Span(0, 0)
    if source:
        start = source.offset(error.line)
        span = Span(start, start + len(source.line(error.line).encode()) if start else start)
    return rule.finding(error.path, span, error.detail)


@lru_cache(maxsize=1)
def _rules_of(key: tuple[tuple[str, ...], ...]) -> tuple[Rule, ...]:
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


def _rules(config: Config) -> tuple[Rule, ...]:
    return _rules_of((config.select, config.extend_select, config.ignore, config.extend_ignore))


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0
