"""One run of `check` or `fix`: from what was asked for to what is printed and written.

Everything is planned before anything is written, so whatever ends a run early leaves the tree as
it was.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from glm_migrate.cli import exits, interrupted_runs, output, terminal
from glm_migrate.cli.examination import Examination
from glm_migrate.cli.options import STDIN, Options, no_conflicts
from glm_migrate.config import loading
from glm_migrate.errors import UsageError
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.project import prefilter
from glm_migrate.report.text_style import printable, shown_path
from glm_migrate.runner.outcome import Outcome

if TYPE_CHECKING:
    from glm_migrate.cli.examination import Listener
    from glm_migrate.suppression.decisions import Decision


@dataclass(frozen=True)
class Session(Examination):
    """What was asked for, and how to answer it."""

    def check(self) -> int:
        """Report; the result is the exit code."""
        return self._finish(fix=False)

    def fix(self) -> int:
        """Rewrite and report the rest; the result is the exit code."""
        if self._is_piped or self.options.diff:
            return self._finish(fix=True)
        from glm_migrate.cli.waiting import one_writer_of

        with one_writer_of(self._paths(), self.remark):
            return self._finish(fix=True)

    def show_settings(self) -> int:
        no_conflicts(self.options)
        terminal.say(loading.as_toml(self.settings))
        return exits.CLEAN

    def _finish(self, fix: bool) -> int:
        no_conflicts(self.options)
        if self.options.show_settings:
            return self.show_settings()
        if self._is_piped:
            return self._standard_input(fix)
        interrupted_runs.settle(self._within, fix and not self.options.diff, self.remark)
        files = self._files
        if self.options.show_files:
            terminal.say("".join(f"{shown_path(path)}\n" for path in files))
            return exits.CLEAN
        if not files and not self._search.unreadable:
            self.remark("Warning: no Python code or settings files found under the given paths")
        found = self._found(files, fix, None if fix else self._listener)
        self._tell_stale(found)
        self._tell_unmatched(found)
        if self.options.diff_base is not None:
            from glm_migrate.cli.diff_base import only_new

            found = only_new(found, self.options, self.remark, reports_of)
        if self.options.diff:
            return self._show_diff(found)
        return self._write(found) if fix else self._report(found)

    @cached_property
    def _printer(self) -> output.Printer:
        searched = 1 if self._is_piped else len(self._files)
        return output.Printer(self.options, self.config, searched, summarized=self._summarizes)

    @property
    def _listener(self) -> Listener | None:
        """What prints the findings of a check as they come; None where they wait for its end."""
        options = self.options
        waits = options.silent or options.diff or options.diff_base is not None or self._is_piped
        return self._printer.tell if self._printer.tells and not waits else None

    def _tell_stale(self, found: Sequence[Outcome]) -> None:
        """What of the baselines is of no use any more."""
        if self.config.baseline or self._baselines.files:
            reports = [outcome.report for outcome in found]
            run = (self._files, reports, self._paths(), self.nearest.of)
            for text in self._baselines.remarks(*run):
                self.remark(text)

    def _tell_unmatched(self, found: Sequence[Outcome]) -> None:
        """What the user agreed to for nothing."""
        if self.options.agreement is None:
            return
        from glm_migrate.cli.agreement import unmatched

        for word, why in unmatched(self.options.agreement, found):
            self.remark(f"Warning: --accept {printable(word)}: {printable(why)}")

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
        if self._listener:
            self._tell_crashes(found)
            self._printer.finish([outcome.report for outcome in found])
        else:
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
        if run.without_links:
            self.remark(output.without_links([str(path) for path in run.without_links]))
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

    def _print_report(
        self,
        found: Sequence[Outcome],
        *,
        fixed: Sequence[Outcome] = (),
        verb: str = "",
        to_stderr: bool = False,
    ) -> None:
        if not self.options.silent:
            self._tell_crashes(found)
            reports = [outcome.report for outcome in found]
            self._printer.print(reports, fixed, verb, to_stderr=to_stderr)
        if self._summarizes:
            self._summarize(found, surveyed=not (verb or to_stderr))

    def _tell_crashes(self, found: Sequence[Outcome]) -> None:
        for outcome in found:
            if outcome.crash:
                terminal.remark(output.crashed(outcome))

    def _exit_code(self, found: Sequence[Outcome], *, changed: bool, asks: bool = False) -> int:
        if any(outcome.crash or outcome.rejected for outcome in found):
            return exits.FAILED
        left = exits.reaches((outcome.report for outcome in found), self.config.fail_on)
        rewritten = changed and self.options.exit_non_zero_on_fix
        failing = (left or asks or rewritten) and not self.options.exit_zero
        return exits.FOUND if failing else exits.CLEAN


def reports_of(options: Options) -> list[FileReport]:
    """What a check of its own says."""
    return [outcome.report for outcome in Session(options).found(fix=False)]
