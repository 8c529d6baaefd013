"""One run of `check` or `fix`: from what was asked for to what is printed and written.

Everything is planned before anything is written, so whatever ends a run early leaves the tree as
it was.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from glm_migrate.cli import exits, interrupted_runs, output, terminal
from glm_migrate.cli.options import STDIN, Options, no_conflicts, similar
from glm_migrate.cli.progress import Meter
from glm_migrate.cli.remembering import answers
from glm_migrate.config import loading
from glm_migrate.config.loading import Settings
from glm_migrate.config.nearest import NearestSettings
from glm_migrate.config.schema import Config
from glm_migrate.config.version import VERSION
from glm_migrate.errors import UsageError
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.project import discovery, prefilter
from glm_migrate.project.boundary import Boundary
from glm_migrate.project.file_kinds import declares_dependencies
from glm_migrate.report.text_style import printable
from glm_migrate.runner.job import Job, processors
from glm_migrate.runner.outcome import Outcome
from glm_migrate.text.edits import Applicability

if TYPE_CHECKING:
    from glm_migrate.cli.baseline_files import BaselineFiles
    from glm_migrate.cli.decision_file import DecisionFile
    from glm_migrate.suppression.decisions import Decision


@dataclass(frozen=True)
class Session:
    """What was asked for, and how to answer it.

    Attributes:
        unsaved: The bytes of files that are edited and not read from disk, by their paths.
    """

    options: Options
    unsaved: Mapping[str, bytes] = field(default_factory=dict)

    def check(self) -> int:
        """Report; the answer is the exit code."""
        return self._answer(fix=False)

    def fix(self) -> int:
        """Rewrite and report the rest; the answer is the exit code."""
        return self._answer(fix=True)

    def found(self, *, fix: bool) -> list[Outcome]:
        """What `check` or `fix` would tell; nothing is printed, nothing is written."""
        return self._found(self._files, fix)

    def show_settings(self) -> int:
        no_conflicts(self.options)
        terminal.say(loading.as_toml(self.settings))
        return exits.CLEAN

    def _answer(self, fix: bool) -> int:
        no_conflicts(self.options)
        if self.options.show_settings:
            return self.show_settings()
        if self._is_piped:
            return self._standard_input(fix)
        interrupted_runs.settle(self._within, fix and not self.options.diff, self.remark)
        files = self._files
        if self.options.show_files:
            terminal.say("".join(f"{printable(path)}\n" for path in files))
            return exits.CLEAN
        if not files and not self._search.unreadable:
            self.remark("Warning: no code and no settings found under the given paths")
        found = self._found(files, fix)
        self._tell_stale(found)
        if self.options.diff_base is not None:
            from glm_migrate.cli.diff_base import only_new

            found = only_new(found, self.options, self.remark, reports_of)
        if self.options.diff:
            return self._show_diff(found)
        return self._write(found) if fix else self._report(found)

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
        name = self.options.stdin_filename
        if name and Path(name).is_dir():
            raise UsageError(f"--stdin-filename {name}: is a directory, not the name of a file")
        return sys.stdin.buffer.read()

    @cached_property
    def _decisions(self) -> DecisionFile:
        from glm_migrate.cli.decision_file import DecisionFile

        paths = [path for path in self._paths() if path != STDIN]
        return DecisionFile(paths, self.settings)

    @cached_property
    def _baselines(self) -> BaselineFiles:
        from glm_migrate.cli.baseline_files import BaselineFiles

        return BaselineFiles.of(self.nearest.loaded)

    def _tell_stale(self, found: Sequence[Outcome]) -> None:
        """What of the baselines is of no use any more."""
        if self.config.baseline or self._baselines.files:
            reports = [outcome.report for outcome in found]
            run = (self._files, reports, self._paths(), self.nearest.of)
            for text in self._baselines.remarks(*run):
                self.remark(text)

    @property
    def _summarizes(self) -> bool:
        """Whether GitHub Actions wants to show a summary of this step."""
        named = os.environ.get("GITHUB_STEP_SUMMARY")
        return bool(named) and self.config.output_format == "github" and not self.options.silent

    def _summarize(self, found: Sequence[Outcome], *, surveyed: bool) -> None:
        """Append the report's short form; what keeps it from being written fails nothing."""
        from glm_migrate.cli import report_document

        files = [] if self._is_piped else self._files
        reports = [outcome.report for outcome in found]
        document = report_document.assembled(
            self.options, self.nearest.loaded, files, reports, self._within, surveyed=surveyed
        )
        if failure := report_document.summarize(document, reports, self.config):
            self.remark(f"Warning: the step summary was not written: {failure}")

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

    def _found(self, files: Sequence[str], fix: bool) -> list[Outcome]:
        """The outcomes of the code, and of the files that declare what it needs, by path."""
        order = replace(self._order(fix), answers=answers(self.options, self._within))
        found = [*self._outcomes(files, order), *self._unsearched(order)]
        if any(outcome.needs for outcome in found):
            from glm_migrate.runner.schedule import of_dependencies

            declaring = discovery.declaring(self._search, self._existing_paths(), self.nearest)
            found += of_dependencies(declaring, found, order, self.nearest.of)
        return sorted(found, key=lambda outcome: str(outcome.report.path))

    def _unsearched(self, order: Job) -> Iterator[Outcome]:
        """The directories that could not be read: what lies in them may be anything."""
        if not self._search.unreadable:
            return
        from glm_migrate.runner.outcome import of_directory

        for path, reason in self._search.unreadable:
            yield of_directory(Path(path), reason, order)

    def _outcomes(self, files: Sequence[str], order: Job) -> Sequence[Outcome]:
        jobs = self.options.jobs or processors()
        from glm_migrate.project.batches import by_settings, oversized, units

        meter = Meter(shown=not self._is_quiet)
        meter.searching(len(files))
        words = (word for config in self.nearest.loaded for word in prefilter.literals(config))
        reported = [*self._undecided(files), *oversized(files, self._paths())]
        together = units(files, self.config, jobs, reported, words, self._within, order.answers)
        work = list(by_settings(together, self.nearest))
        if self.options.verbose:
            source = self.settings.file or "built in"
            self.remark(f"glm-migrate {VERSION}, settings: {source}, target: {self.config.target}")
            count = sum(len(unit.files) for unit in work)
            self.remark(f"{len(files)} files, {count} of them mention GLM or ask with its values")
        from glm_migrate.runner.schedule import merged, outcomes

        try:
            return merged(outcomes(work, order, jobs, meter.show))
        finally:
            meter.close()

    def _undecided(self, files: Sequence[str]) -> list[str]:
        """Those of `files` about which earlier fixes left a question."""
        known = self._decisions.open_by_file
        return [path for path in files if os.path.abspath(path) in known] if known else []  # noqa: PTH100

    def _undecided_by(self, found: Sequence[Outcome]) -> list[Decision]:
        """What the rewrites of `found` hide and nobody has settled."""
        return self._decisions.still_open(one for outcome in found for one in outcome.decisions)

    def _tell_undecided(
        self, fresh: Sequence[Decision], *, kept: bool, to_stderr: bool = False
    ) -> bool:
        """Print what the rewrites hide; whether there is any."""
        name = self._decisions.shown if kept else ""
        return output.tell_undecided(fresh, name, self.options, self.config, to_stderr=to_stderr)

    def _standard_input(self, fix: bool) -> int:
        found = self.found(fix=fix) if self.options.stdin_filename else [self._alone(fix)]
        if self.options.diff:
            return self._show_diff(found)
        if not fix:
            return self._report(found)
        fixed = [outcome for outcome in found if outcome.fixed]
        terminal.say_bytes(next((o.fixed.after.data for o in fixed if o.fixed), self._piped))
        self._print_report(found, to_stderr=True, fixed=fixed, verb="Fixed")
        asks = self._tell_undecided(self._undecided_by(found), kept=False, to_stderr=True)
        return self._exit_code(found, changed=bool(fixed), asks=asks)

    def _alone(self, fix: bool) -> Outcome:
        """The outcome of what is on standard input without a name: no other file belongs to it."""
        path = Path(STDIN)
        if not prefilter.mentions_glm(self._piped, prefilter.literals(self.config)):
            return Outcome(FileReport(path, None))
        from glm_migrate.runner.dispatch import of_bytes

        return of_bytes(path, self._piped, self._order(fix))

    def _report(self, found: Sequence[Outcome]) -> int:
        self._print_report(found)
        return self._exit_code(found, changed=False)

    def _show_diff(self, found: Sequence[Outcome]) -> int:
        """The patch as the output, which stays a patch: all else is on standard error."""
        from glm_migrate.runner.outcome import unwritten

        planned = [outcome for outcome in found if outcome.fixed]
        if not self.options.silent:
            output.give_diffs(planned, self.options)
        found = unwritten(found)
        self._print_report(found, to_stderr=True, fixed=planned, verb="Would fix")
        asks = self._tell_undecided(self._undecided_by(found), kept=False, to_stderr=True)
        code = self._exit_code(found, changed=False, asks=asks)
        return (
            exits.FOUND if planned and code == exits.CLEAN and not self.options.exit_zero else code
        )

    def _write(self, found: Sequence[Outcome]) -> int:
        planned = [outcome for outcome in found if outcome.fixed]
        self.guard([str(outcome.report.path) for outcome in planned])
        from glm_migrate.runner import write

        with write.run() as run:
            refused = output.write(planned, self._order(fix=True), run)
            settled = [refused.get(outcome.report.path, outcome) for outcome in found]
            fresh = self._undecided_by(settled)
            if fresh:
                self._decisions.add((one for outcome in settled for one in outcome.decisions), run)
            self._baselines.follow(settled, run)
        written = [outcome for outcome in settled if outcome.fixed]
        self._print_report(settled, fixed=written, verb="Fixed")
        if run.without_owner:
            self.remark(output.without_owner([str(path) for path in run.without_owner]))
        asks = self._tell_undecided(fresh, kept=True)
        return self._exit_code(settled, changed=bool(written), asks=asks)

    def guard(self, paths: Sequence[str]) -> None:
        """Refuse to write what git could not bring back."""
        options = self.options
        if options.allow_dirty or os.environ.get("PRE_COMMIT") == "1" or not paths:
            return
        from glm_migrate.project import git

        dirty = git.uncommitted(paths, staged_too=not options.allow_staged)
        if dirty.changed:
            raise UsageError(output.refusal(dirty.changed))
        if dirty.unversioned and not options.allow_no_vcs:
            self.remark(output.unversioned(dirty.unversioned))

    @property
    def _is_quiet(self) -> bool:
        return self.options.quiet or self.options.silent

    def remark(self, text: str) -> None:
        if not self._is_quiet:
            terminal.remark(text)

    def _print_report(
        self,
        found: Sequence[Outcome],
        *,
        fixed: Sequence[Outcome] = (),
        verb: str = "",
        to_stderr: bool = False,
    ) -> None:
        for outcome in found:
            if outcome.crash and not self.options.silent:
                terminal.remark(output.crashed(outcome))
        if not self.options.silent:
            searched = 1 if self._is_piped else len(self._files)
            printer = output.Printer(
                self.options, self.config, searched, summarized=self._summarizes
            )
            printer.print([outcome.report for outcome in found], fixed, verb, to_stderr=to_stderr)
        if self._summarizes:
            self._summarize(found, surveyed=not (verb or to_stderr))

    def _exit_code(self, found: Sequence[Outcome], *, changed: bool, asks: bool = False) -> int:
        if any(outcome.crash or outcome.rejected for outcome in found):
            return exits.FAILED
        left = exits.reaches((outcome.report for outcome in found), self.config.fail_on)
        reported = changed and self.options.exit_non_zero_on_fix
        failing = (left or asks or reported) and not self.options.exit_zero
        return exits.FOUND if failing else exits.CLEAN


def reports_of(options: Options) -> list[FileReport]:
    """What a check of its own says."""
    return [outcome.report for outcome in Session(options).found(fix=False)]
