"""What a run of `check` or `fix` is about, and what it finds: settings, files and outcomes.

Nothing is printed here but remarks, and nothing is written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from glm_migrate.cli import standard_input, terminal
from glm_migrate.cli.options import STDIN, Options, similar
from glm_migrate.cli.progress import Meter
from glm_migrate.cli.remembering import cached_results
from glm_migrate.config import loading
from glm_migrate.config.loading import Settings
from glm_migrate.config.nearest import NearestSettings
from glm_migrate.config.schema import Config
from glm_migrate.config.version import VERSION
from glm_migrate.errors import UsageError
from glm_migrate.project import discovery, prefilter
from glm_migrate.project.boundary import Boundary
from glm_migrate.project.file_kinds import declares_dependencies, may_be_read
from glm_migrate.runner.job import Job, processors
from glm_migrate.runner.outcome import Outcome
from glm_migrate.text.edits import Applicability

if TYPE_CHECKING:
    from collections.abc import Callable

    from glm_migrate.cli.baseline_files import BaselineFiles
    from glm_migrate.cli.decision_file import DecisionFile
    from glm_migrate.inventory.file_report import FileReport
    from glm_migrate.project.batches import Unit
    from glm_migrate.suppression.decisions import Decision

    # Gets reports of files as they are done, a path before which all are, and what wipes out the
    # progress that is shown.
    Listener = Callable[[Sequence[FileReport], str, Callable[[], None]], None]


@dataclass(frozen=True)
class Examination:
    """What was asked for, and what there is to say about it.

    Attributes:
        unsaved: The bytes of files that are edited and not read from disk, by their paths.
    """

    options: Options
    unsaved: Mapping[str, bytes] = field(default_factory=dict)

    def found(self, *, fix: bool) -> list[Outcome]:
        """What `check` or `fix` would tell; nothing is printed, nothing is written."""
        return self._found(self._files, fix)

    @property
    def settings(self) -> Settings:
        """What concerns the run as a whole."""
        return self.nearest.run

    @property
    def config(self) -> Config:
        return self.settings.config

    @cached_property
    def nearest(self) -> NearestSettings:
        """The settings of each file."""
        options = self.options
        named = options.files[0] if options.files else os.environ.get("GLM_MIGRATE_CONFIG", "")
        file = Path(named) if named and not options.isolated else None

        def load(start: Path) -> Settings:
            settings = loading.load(
                start,
                file=file,
                isolated=options.isolated,
                flags=options.settings,
                inline=options.inline,
            )
            return options.agreement.applied(settings) if options.agreement else settings

        run = load(loading.common_directory([path for path in self._paths() if path != STDIN]))
        return NearestSettings(run, None if file or options.isolated else load, self.remark)

    def _paths(self) -> tuple[str, ...]:
        """What the run is about; what is on standard input under its name, if it has one."""
        paths, name = self.options.paths or (".",), self.options.stdin_filename
        return (name,) if self._is_piped and name else paths

    @property
    def _is_piped(self) -> bool:
        """Whether the run is about what is on standard input."""
        return self.options.paths == (STDIN,)

    def _existing_paths(self) -> tuple[str, ...]:
        for path in () if self._is_piped else self._paths():
            if not Path(path).exists() and path not in self.unsaved:
                raise UsageError(f"no such file or directory: {path}{similar(path)}")
        return self._paths()

    def _order(self, fix: bool) -> Job:
        unsafe = self.config.unsafe_fixes
        at_least = Applicability.UNSAFE if unsafe else Applicability.SAFE
        explain = self.options.explain_resolution
        planned = fix or self.options.diff
        survey = explain or self._summarizes
        return Job(
            self.config,
            planned,
            at_least,
            survey,
            explain,
            tested=self._tested,
            decisions=self._decisions.open_by_file,
            within=self._within,
            accepted=self._baselines.accepted,
        )

    @cached_property
    def _within(self) -> Boundary:
        """How far this run may read and write."""
        piped = {self._paths()[0]: self._piped} if self._is_piped else {}
        around = Boundary.around("." if path == STDIN else path for path in self._paths())
        return around.over({**self.unsaved, **piped})

    @cached_property
    def _piped(self) -> bytes:
        """What is on standard input."""
        return standard_input.read(self.options.stdin_filename)

    @cached_property
    def _decisions(self) -> DecisionFile:
        from glm_migrate.cli.decision_file import DecisionFile

        paths = [path for path in self._paths() if path != STDIN]
        return DecisionFile(paths, self.settings)

    @cached_property
    def _baselines(self) -> BaselineFiles:
        from glm_migrate.cli.baseline_files import BaselineFiles

        return BaselineFiles.of(self.nearest.loaded)

    @property
    def _summarizes(self) -> bool:
        """Whether GitHub Actions wants to show a summary of this step."""
        named = os.environ.get("GITHUB_STEP_SUMMARY")
        return bool(named) and self.config.output_format == "github" and not self.options.silent

    @cached_property
    def _tested(self) -> frozenset[str] | None:
        """The names that tests read, where a rule wants to know."""
        from glm_migrate.rules.codes import NO_REGRESSION_TEST
        from glm_migrate.rules.selectors import asks_for

        if not asks_for(self.config, NO_REGRESSION_TEST):
            return None
        from glm_migrate.project.test_files import names_read

        return names_read(self._files, self._within)

    @cached_property
    def _search(self) -> discovery.Search:
        return discovery.search_of_run(self._existing_paths(), self.nearest)

    @cached_property
    def _files(self) -> list[str]:
        """The files with code; those that declare dependencies are looked at after them."""
        return [path for path in self._search.files if not declares_dependencies(path)]

    def _found(
        self, files: Sequence[str], fix: bool, listen: Listener | None = None
    ) -> list[Outcome]:
        """The outcomes of the code, and of the files that declare what it needs, by path.

        Args:
            listen: Hears of code as soon as it is done.
        """
        order = replace(self._order(fix), results=cached_results(self.options, self._within))
        meter = Meter(shown=not self._is_quiet)
        meter.searching(len(files))
        try:
            work = self._work(files, order)
            found = self._outcomes(files, work, order, meter, listen)
            found += self._unsearched(order)
        finally:
            meter.close()
        if any(outcome.needs for outcome in found):
            from glm_migrate.runner.schedule import merged, of_dependencies

            declaring = discovery.declaring(self._search, self._existing_paths(), self.nearest)
            own = of_dependencies(declaring, found, order, self.nearest.of, work)
            declared = merged(own)
            again = {outcome.report.path for outcome in declared}
            found = [one for one in found if one.report.path not in again] + declared
        return sorted(found, key=lambda outcome: str(outcome.report.path))

    def _unsearched(self, order: Job) -> Iterator[Outcome]:
        """The directories that could not be read: what lies in them may be anything."""
        if not self._search.unreadable:
            return
        from glm_migrate.runner.outcome import of_directory

        for path, reason in self._search.unreadable:
            yield of_directory(Path(path), reason, order)

    @cached_property
    def _tables(self) -> list[str]:
        """The files that declare dependencies, and may hold tables that code reads besides."""
        if self.config.settings_files == "off":
            return []
        return [
            path
            for path in self._search.files
            if declares_dependencies(path) and may_be_read(PurePath(path))
        ]

    def _work(self, files: Sequence[str], order: Job) -> list[Unit]:
        """The units of a run over `files`."""
        from glm_migrate.project.batches import by_settings, oversized, units
        from glm_migrate.runner import shared_search

        words = (word for config in self.nearest.loaded for word in prefilter.literals(config))
        always = [*self._undecided(files), *oversized(files, self._paths())]
        share = shared_search.among(self.options.jobs or processors())
        every = [*files, *self._tables]
        together = units(every, self.config, share, always, words, self._within, order.results)
        return list(by_settings(together, self.nearest))

    def _outcomes(
        self,
        files: Sequence[str],
        work: Sequence[Unit],
        order: Job,
        meter: Meter,
        listen: Listener | None,
    ) -> list[Outcome]:
        if self.options.verbose:
            source = self.settings.file or "built in"
            self.remark(f"glm-migrate {VERSION}, settings: {source}, target: {self.config.target}")
            count = sum(len(unit.files) for unit in work)
            noun = "file" if len(files) == 1 else "files"
            self.remark(f"{len(files)} {noun}, {count} of them mention GLM or use its values")
        from glm_migrate.runner.schedule import by_unit, done_before, merged

        own: list[Outcome] = []
        others: list[Outcome] = []  # about files of other units, or of none
        found = by_unit(work, order, self.options.jobs or processors(), meter.show)
        for unit, end, outcomes in zip(work, done_before(work), found, strict=True):
            code = frozenset(Path(one) for one in unit.files if not declares_dependencies(one))
            inner = [one for one in outcomes if one.report.path in code]
            others += [one for one in outcomes if one.report.path not in code]
            own += inner
            if listen:
                listen([one.report for one in inner], end, meter.hide)
        return merged([*own, *others])

    def _undecided(self, files: Sequence[str]) -> list[str]:
        """Those of `files` about which earlier fixes left a question."""
        known = self._decisions.open_by_file
        return [path for path in files if os.path.abspath(path) in known] if known else []  # noqa: PTH100

    def _undecided_by(self, found: Sequence[Outcome]) -> list[Decision]:
        """What the rewrites of `found` hide and nobody has settled."""
        return self._decisions.still_open(one for outcome in found for one in outcome.decisions)

    @property
    def _is_quiet(self) -> bool:
        return self.options.quiet or self.options.silent

    def remark(self, text: str) -> None:
        if not self._is_quiet:
            terminal.remark(text)
