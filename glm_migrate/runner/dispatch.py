"""Which process handles a file: this one, or another where its bytes look dangerous."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from glm_migrate.errors import UnparsableSource, UnreadableSource
from glm_migrate.project.batches import Unit
from glm_migrate.project.contents import code_of
from glm_migrate.project.file_kinds import NameKind, kind_of_name
from glm_migrate.project.parser_limits import is_suspicious, is_too_deep
from glm_migrate.runner import isolated
from glm_migrate.runner.cached.outcomes import noted, recalled
from glm_migrate.runner.deep_stack import on_deep_stack
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome, failed, findings_of
from glm_migrate.runner.reading import load
from glm_migrate.runner.task import handle, handle_one

# 0.7 to 1.4 kB of tree per byte of source: 4 MB may need some 5 GB of memory.
MAX_BYTES = 4 << 20


def of_unit(unit: Unit, job: Job) -> tuple[Outcome, ...]:
    """Read and handle files that belong together, those that only gave a value last."""
    return noted(unit, job_of(unit, job), partial(_handled, unit))


def known(unit: Unit, job: Job) -> tuple[Outcome, ...] | None:
    """What `of_unit` would say, where that is known from an earlier run."""
    return recalled(unit, job_of(unit, job))


def _handled(unit: Unit, job: Job) -> tuple[Outcome, ...]:
    found, fault = _together(unit, job) if len(unit.every) > 1 else ((), "")
    if not found:
        found = tuple(of_file(path, job) for path in unit.files)
        if fault and not any(one.crash for one in found):
            found = (_not_together(found[0], fault, job), *found[1:])
    others = frozenset(map(Path, unit.elsewhere))
    outside = (report for outcome in found for report in outcome.outside)
    return (*found, *(Outcome(report) for report in outside if report.path not in others))


def job_of(unit: Unit, job: Job) -> Job:
    """`job` under the settings of a unit."""
    return replace(job, config=unit.config) if unit.config is not None else job


def _together(unit: Unit, job: Job) -> tuple[tuple[Outcome, ...], str]:
    """The outcomes of several files; none when each must be looked at alone, and by which fault."""
    try:
        texts = [(Path(path), _read(path, job)) for path in unit.files]
        context = [source for path in unit.context if (source := load(Path(path), job.within))]
        try:
            return handle(texts, job, context), ""
        except RecursionError:
            return on_deep_stack(partial(handle, texts, job, context)), ""
    except OSError:
        return (), ""
    except Exception:  # alone, the file with the fault is named
        from traceback import format_exc

        job.within.exhausted(unit.files[0])
        return (), format_exc()


def _not_together(first: Outcome, fault: str, job: Job) -> Outcome:
    """`first`, which also says that no value was followed between the files of its unit."""
    detail = "internal error, so the files that belong to it were checked each alone"
    error = UnreadableSource(first.report.path, f"{detail}: {fault.strip().splitlines()[-1]}")
    findings = (*first.report.findings, *findings_of(error, first.report.source, job))
    return replace(first, report=replace(first.report, findings=findings), crash=fault)


def of_file(path: str, job: Job, *, apart: bool = False) -> Outcome:
    """Read and handle one file; `apart` in a process of its own, whatever it looks like."""
    try:
        data = _read(path, job)
    except OSError as error:
        reason = error.strerror or str(error)
        failure = UnreadableSource(Path(path), f"cannot read: {reason}", cause=reason)
        return failed(Path(path), None, failure, job)
    return of_bytes(Path(path), data, job, apart=apart)


def of_bytes(path: Path, data: bytes, job: Job, *, apart: bool = False) -> Outcome:
    """Handle a file with these bytes, in another process where they look dangerous."""
    kind = kind_of_name(path)
    if kind is NameKind.SETTINGS:
        return _of_settings(path, data, job)
    code = code_of(str(path), data)
    if len(code) > MAX_BYTES:
        size = f"{len(code) / (1 << 20):.1f} MB"
        detail = (
            f"{size} is more than the {MAX_BYTES >> 20} MB that can be parsed; exclude the file"
        )
        return failed(path, None, UnreadableSource(path, detail), job)
    if is_too_deep(code) and kind.facts.is_code:
        detail = "too deeply nested: more than 200 nested brackets, which Python rejects"
        return failed(path, None, UnparsableSource(path, f"not valid Python: {detail}"), job)
    if apart or is_suspicious(code):
        return isolated.outcome(path, data, job)
    try:
        return handle_one(path, data, job)
    except RecursionError:
        return isolated.outcome(path, data, job)


def _of_settings(path: Path, data: bytes, job: Job) -> Outcome:
    """The outcome of a settings file; its readers limit depth themselves."""
    limit = NameKind.SETTINGS.facts.limit
    if len(data) <= limit:
        return handle_one(path, data, job)
    size = f"more than the {limit >> 20} MB that settings may have"
    return failed(path, None, UnreadableSource(path, f"{size}; exclude the file"), job)


def _read(path: str, job: Job) -> bytes:
    job.within.expect(path)
    return job.within.read(path)
