"""Many units of files → their outcomes, in one process or several, merged by file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from glm_migrate.config.schema import Config
from glm_migrate.project.batches import Unit
from glm_migrate.project.file_kinds import governs
from glm_migrate.runner.cached.outcomes import noted, recalled
from glm_migrate.runner.dispatch import known, of_file, of_unit
from glm_migrate.runner.job import Job
from glm_migrate.runner.memory import give_back, size_of
from glm_migrate.runner.outcome import Outcome
from glm_migrate.runner.reading import names_in

Show = Callable[[int, int], None]

# Source that takes one process longer than starting a second one does: about 4,000 lines.
_WORTH_A_POOL = 150_000


def outcomes(
    units: Sequence[Unit], job: Job, jobs: int = 1, show: Show = lambda *_: None
) -> Iterator[Outcome]:
    """The outcomes of the files of each of `units`, unit by unit, as `by_unit`."""
    for found in by_unit(units, job, jobs, show):
        yield from found


def by_unit(
    units: Sequence[Unit], job: Job, jobs: int = 1, show: Show = lambda *_: None
) -> Iterator[tuple[Outcome, ...]]:
    """The outcomes of each of `units`, as soon as they and all before them are there.

    Args:
        show: Gets how much of the work is done, and how much there is, in bytes of source.
    """
    names_in.cache_clear()
    kept = {number: found for number, unit in enumerate(units) if (found := known(unit, job))}
    rest = [unit for number, unit in enumerate(units) if number not in kept]
    fresh = _handled(rest, job, min(jobs, len(rest)), show)
    for number in range(len(units)):
        yield kept[number] if number in kept else next(fresh)
    if rest and job.results is not None:
        job.results.store.prune()


def done_before(units: Sequence[Unit]) -> list[str]:
    """For each of `units` the path before which all files are done when it and those before it are.

    Nothing lies before the empty path, with which the list ends: of all there is no next.
    """
    ends: list[str] = [""]
    for unit in reversed(units[1:]):
        first = min(str(Path(path)) for path in unit.files)
        ends.append(min(first, ends[-1] or first))
    return ends[::-1][: len(units)]


def _handled(
    units: Sequence[Unit], job: Job, jobs: int, show: Show
) -> Iterator[tuple[Outcome, ...]]:
    costs = [size_of(unit.every) for unit in units]
    if jobs > 1 and sum(costs) > _WORTH_A_POOL:
        from glm_migrate.runner.pool import in_order

        yield from in_order(units, job, jobs, costs, show)
        return
    done, whole = 0, sum(costs)
    for unit, cost in zip(units, costs, strict=True):
        show(done, whole)
        yield of_unit(unit, job)
        give_back(unit.every)
        done += cost


def merged(found: Iterable[Outcome]) -> list[Outcome]:
    """One outcome per file, by path: values can lead to one file from several units.

    The first of a file counts, and of the others the findings that it does not have.
    """
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
    paths: Sequence[str],
    found: Iterable[Outcome],
    job: Job,
    config_of: Callable[[str], Config],
    units: Sequence[Unit] = (),
) -> Iterator[Outcome]:
    """The outcomes of the files that declare what the code of the outcomes `found` needs.

    Where code reads tables of such a file, the files of its unit are handled once more with it.

    Args:
        config_of: The settings of a file.
        units: Those of the outcomes.
    """
    needs = tuple(need for outcome in found for need in outcome.needs)
    concerned = [path for path in paths if any(governs(Path(path), need.path) for need in needs)]
    read = [unit for unit in units if not set(concerned).isdisjoint(unit.files)]
    for unit in read:
        yield from of_unit(unit, replace(job, needs=needs))
    done = {path for unit in read for path in unit.files}
    for path in concerned:
        if path not in done:
            yield from _of_dependency_file(path, replace(job, config=config_of(path), needs=needs))


def _of_dependency_file(path: str, job: Job) -> tuple[Outcome, ...]:
    unit = Unit((path,))
    return recalled(unit, job) or noted(unit, job, lambda own: (of_file(path, own),))
