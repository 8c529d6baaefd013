"""One run of `fleet`: what is asked, what is left to do, and what is written when it is done."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import count
from pathlib import Path

from glm_migrate.cli import exits, terminal
from glm_migrate.cli.fleet_examination import examine
from glm_migrate.cli.options import Options, no_conflicts
from glm_migrate.cli.progress import track
from glm_migrate.config import loading
from glm_migrate.config.schema import is_toml
from glm_migrate.config.version import VERSION
from glm_migrate.errors import UsageError
from glm_migrate.report import fleet_report
from glm_migrate.report.fleet_report import record, summary, trend
from glm_migrate.report.fleet_report.fleet_tables import headline
from glm_migrate.report.text_style import clean
from glm_migrate.runner import stopping
from glm_migrate.runner.fleet import (
    cluster,
    embedded,
    git_branches,
    listing,
    machine_faults,
    parquet,
    planning,
)
from glm_migrate.runner.fleet.embedded import Handled
from glm_migrate.runner.fleet.fleet_store import RESULTS, Store, file_name, put, read
from glm_migrate.runner.fleet.repository_task import (
    VERSIONED,
    FleetSettings,
    Limits,
    Repository,
    Result,
    Task,
    TaskFailure,
)
from glm_migrate.runner.job import processors
from glm_migrate.text import guarded


@dataclass(frozen=True)
class FleetOptions:
    """What only this command is told."""

    repos: Path
    output: Path
    engine: str = "embedded"
    address: str | None = None
    limits: Limits = field(default_factory=Limits)
    retry_failed: bool = False
    branch: str | None = None
    teams: Path | None = None
    since: Path | None = None


def run(wanted: FleetOptions, options: Options) -> int:
    """Handle what is not handled yet, then report; the result is the exit code."""
    no_conflicts(options)
    if wanted.address and wanted.engine == "embedded":
        raise UsageError("--address is the address of a cluster; add --engine dask")
    if wanted.branch:
        git_branches.expect_name(wanted.branch)
    settings = settings_of(options, wanted.limits)
    repositories = shown(listing.listed(wanted.repos, wanted.output))
    teams = teams_of(wanted.teams) if wanted.teams else {}
    earlier = earlier_of(wanted.since) if wanted.since else None
    try:
        with stopping.like_ctrl_c(), Store(wanted.output) as store:
            fleet = _FleetRun(wanted, options, store, teams, earlier)
            return fleet.handle(planning.tasks(repositories, settings, VERSION, store.mirrors))
    except OSError as error:
        if not machine_faults.is_of_machine(error):
            raise
        reason = f"the run can't go on: {error.strerror}"
        raise UsageError(f"{reason}; what has landed is kept, the next run does the rest") from None


def shown(repositories: Iterable[Repository]) -> list[Repository]:
    """The same under names that a report can show, by name; one that had to change has a digest.

    A report shows each as it is then, and no two are one.
    """
    given = list(repositories)
    names = {one.name for one in given if _text(one.name) == one.name}
    for number, one in enumerate(given):
        if one.name not in names:
            name = next(text for text in _shown(one.name) if text not in names)
            names.add(name)
            given[number] = replace(one, name=name)
    return sorted(given, key=lambda one: one.name)


def _shown(name: str) -> Iterator[str]:
    """Names that can stand for one that a report can't show, each as it would be shown."""
    text, digest = _text(name), sha256(os.fsencode(name)).hexdigest()[:8]
    marked = (f"{text}~{digest}", f"{digest}~{text}")
    yield from (one for one in marked if _text(one) == one)
    yield from (f"{digest}~{number}" for number in count(1))


def _text(name: str) -> str:
    """A name as a record holds it."""
    return clean(os.fsencode(name).decode(errors="replace"))


def settings_of(options: Options, limits: Limits) -> FleetSettings:
    """The settings of every task; a file travels as its content.

    Raises:
        UsageError: they name what does not travel with them.
    """
    file = Path(options.files[0]) if options.files else None
    config = loading.load(
        Path.cwd(),
        file=file,
        isolated=file is None,
        flags=options.settings,
        inline=options.inline,
    ).config
    if is_toml(config.target):
        raise UsageError("fleet takes one of the targets that 'glm-migrate targets' lists")
    if config.baseline:
        raise UsageError(
            "fleet takes no baseline for all: name it in the settings of the repository that it "
            "is about"
        )
    text = file.read_text(encoding="utf-8") if file else None
    if text is not None and "extend" in loading.parse(text, str(file)):
        raise UsageError(
            f"{file}: 'extend' is not read by a fleet; copy the settings into the file"
        )
    return FleetSettings(text, options.inline, options.settings, options.isolated, limits)


def teams_of(file: Path) -> dict[str, tuple[str, ...]]:
    """Team → globs of names of repositories, as a TOML file has it."""
    try:
        text = guarded.read(str(file)).decode("utf-8-sig", "replace")
    except OSError as error:
        raise UsageError(f"--teams: can't read {file}: {error.strerror or error}") from None
    table = loading.parse(text, str(file))
    for team, globs in table.items():
        if not isinstance(globs, list) or not all(isinstance(one, str) for one in globs):
            raise UsageError(f"{file}: {team!r} must be a list of globs of repositories")
    return {team: tuple(globs) for team, globs in table.items()}


def earlier_of(path: Path) -> trend.Earlier:
    """The run whose output, or file of results, this is."""
    file = path / RESULTS if path.is_dir() else path
    try:
        return trend.earlier(read(file))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"--since: {file} is not the output of a fleet run: {error}") from None


class _FleetRun:
    """A run that holds the directory of its results."""

    def __init__(
        self,
        wanted: FleetOptions,
        options: Options,
        store: Store,
        teams: dict[str, tuple[str, ...]],
        earlier: trend.Earlier | None,
    ) -> None:
        self._wanted = wanted
        self._options = options
        self._store = store
        self._teams = teams
        self._earlier = earlier

    def handle(self, tasks: Sequence[Task]) -> int:
        still = planning.largest_first(task for task in tasks if self._is_open(task))
        left = planning.shared(still, self._jobs)
        self._remark(f"{len(tasks)} repositories, {len(left)} to check")
        landed = 0
        try:
            for task, result in track(self._results(left), len(left), shown=not self._is_quiet):
                self._store.add(task, _result(task, result))
                landed += 1
        except KeyboardInterrupt:
            self._remark(f"Interrupted; {landed} are done, the next run does the rest.")
            return exits.INTERRUPTED
        self._store.settle({task.address: task.repository.name for task in tasks})
        return self._report(tasks)

    def _is_open(self, task: Task) -> bool:
        """Whether there is no result yet; with `--retry-failed` a failure is none."""
        state = self._store.state(task)
        return not state or (self._wanted.retry_failed and state == record.FAILED)

    def _results(self, tasks: Iterable[Task]) -> Iterator[Handled]:
        if self._wanted.engine == "dask":
            return cluster.results(tasks, examine, self._jobs, self._wanted.address)
        return embedded.results(tasks, examine, self._jobs, str(self._store.scratch))

    @property
    def _jobs(self) -> int:
        return self._options.jobs or processors()

    def _report(self, tasks: Sequence[Task]) -> int:
        merged = summary.summary(self._store.records(), self._teams, self._earlier)
        if self._wanted.branch:
            merged.branchless = dict(self._commit(tasks, self._wanted.branch))
        for name, file in fleet_report.FILES.items():
            put(self._wanted.output / file, fleet_report.render(name, merged).encode())
        if parquet.is_available():
            parquet.write(self._store.records(), self._wanted.output / parquet.RESULTS)
        self._remark(f"{headline(merged)}.\nThe report is {self._wanted.output / 'report.html'}")
        return exits.FOUND if merged.failures or merged.branchless else exits.CLEAN

    def _commit(self, tasks: Sequence[Task], branch: str) -> Iterator[tuple[str, str]]:
        """Make a branch with its patch in each local clone; those without, each with the reason."""
        for task in tasks:
            repository = task.repository
            path = self._store.patches / f"{file_name(repository.name)}.patch"
            is_ours = Path(repository.path).parent == self._store.mirrors
            if repository.kind not in VERSIONED or is_ours or not path.exists():
                continue
            if problem := git_branches.commit(repository, branch, path.read_bytes()):
                self._remark(f"Warning: {repository.name}: {problem}")
                yield repository.name, problem

    @property
    def _is_quiet(self) -> bool:
        return self._options.quiet or self._options.silent

    def _remark(self, text: str) -> None:
        if not self._is_quiet:
            terminal.remark(text)


def _result(task: Task, result: Result | TaskFailure) -> Result:
    return Result(record.of_failure(task, result)) if isinstance(result, TaskFailure) else result
