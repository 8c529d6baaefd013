"""What `check` and `fix` print and write, once it is settled what that is."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from glm_migrate.cli import terminal
from glm_migrate.cli.options import STDIN, Options
from glm_migrate.config.schema import Config
from glm_migrate.config.version import VERSION
from glm_migrate.errors import UsageError
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report import formats, unified_diff
from glm_migrate.report.context import ReportContext
from glm_migrate.report.footer import footer
from glm_migrate.report.text_style import clean, printable, shown_path
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome, failed
from glm_migrate.suppression.decisions import Decision

if TYPE_CHECKING:
    from glm_migrate.report.formats.telling import Telling
    from glm_migrate.runner.write import Run

_LISTED = 10  # files named in a message


class Printer:
    """The report of one run, in the format and to the place that the user chose."""

    def __init__(
        self, options: Options, config: Config, searched: int, *, summarized: bool = False
    ) -> None:
        """Print for `options` and `config`.

        Args:
            searched: How many files the run is about.
            summarized: GitHub Actions gets a summary, too.
        """
        self._summarized = summarized
        self._options = options
        self._config = config
        self._searched = searched
        self._output_file = None if options.diff else options.output_file  # then it has the diff

    @property
    def tells(self) -> bool:
        """Whether findings are printed while the run goes on."""
        options = self._options
        apart = options.statistics or options.explain_resolution or self._output_file is not None
        return self._config.output_format in formats.TOLD_FORMATS and not apart

    @cached_property
    def _telling(self) -> Telling:
        from glm_migrate.report.formats.telling import Telling

        color = terminal.wants_color(self._options.color, sys.stdout)
        return Telling(self._config.output_format, self._context(color, is_check=True))

    def tell(
        self, reports: Sequence[FileReport], done_before: str, make_room: Callable[[], None]
    ) -> None:
        """Print what is found in files before a path, of which no more is to come."""
        for report in reports:
            self._telling.add(report)
        if text := self._telling.until(done_before):
            make_room()
            terminal.say(text)

    def finish(self, reports: Sequence[FileReport]) -> None:
        """Print what was not told, and the summary."""
        terminal.say(self._telling.rest(reports))

    def print(
        self, reports: Sequence[FileReport], fixed: Sequence[Outcome], verb: str, *, to_stderr: bool
    ) -> None:
        """The report, and in which files how many findings were `fixed`.

        In machine formats the summary is on standard error, because standard output is data.
        """
        name = self._config.output_format
        is_text = name in formats.TEXT_FORMATS
        stream = sys.stderr if to_stderr else sys.stdout
        apart = self._output_file is not None or not is_text
        color = terminal.wants_color(self._options.color, stream)
        context = self._context(color, is_check=not verb and not to_stderr)
        if fixed and not context.quiet:
            terminal.say(summary(fixed, verb), sys.stderr if apart else stream)
        is_settled = fixed and is_text and not any(report.findings for report in reports)
        text = "" if is_settled else formats.render(name, reports, context)
        if self._output_file:
            save(self._output_file, text)
        else:
            terminal.say(text, stream)
        if apart and not context.quiet:
            plain = self._context(color=terminal.wants_color(self._options.color, sys.stderr))
            terminal.say(footer(reports, plain), sys.stderr)

    def _context(self, color: bool, *, is_check: bool = False) -> ReportContext:
        from glm_migrate.project import git

        here = Path.cwd()
        root = git.repository(str(here))
        to_file = self._output_file is not None
        return ReportContext(
            cwd=here,
            root=Path(root) if root else None,
            color=color and not to_file,
            columns=0 if to_file else terminal.columns(sys.stdout),
            verbose=self._options.verbose,
            quiet=self._options.quiet,
            statistics=self._options.statistics,
            explain=self._options.explain_resolution,
            unsafe_fixes=self._config.unsafe_fixes,
            fail_on=self._config.fail_on,
            summarized=self._summarized,
            searched=self._searched,
            paths=shlex.join(path for path in self._options.paths if path != STDIN),
            was_asked=self._options.interactive,
            is_check=is_check and self._options.paths != (STDIN,),
            target=self._config.target,
            version=VERSION,
        )


def summary(fixed: Sequence[Outcome], verb: str) -> str:
    """`Fixed 3 findings:`, and below it each file with its rules."""
    counts = {outcome.report.path: _counted(outcome) for outcome in fixed}
    total = sum(sum(counter.values()) for counter in counts.values())
    lines = [f"{verb} {total} finding{'' if total == 1 else 's'}:"]
    for path, counter in counts.items():
        lines.append(f"- {printable(str(path))}:")
        lines += [f"    {counter[key]} x {key[0]} ({key[1]})" for key in sorted(counter)]
    return "".join(f"{line}\n" for line in lines)


def undecided(questions: Sequence[Decision], kept_in: str = "") -> str:
    """What to decide now, because with the older id gone a later check can't tell it."""
    if not questions:
        return ""
    lines = ["Decide before you commit: later checks can't detect these."]
    for one in questions:
        place = shown_path(one.place)
        lines.append(f"- {place}: {one.code} {clean(f'{one.message}; {one.advice}')}")
    if kept_in:
        lines.append(f"Kept in {printable(kept_in)} until 'glm-migrate decide' settles them.")
    return "".join(f"{line}\n" for line in lines)


def tell_undecided(
    fresh: Sequence[Decision], kept_in: str, options: Options, config: Config, *, to_stderr: bool
) -> bool:
    """Print what to decide now; whether there is any.

    It is printed in every format and also where little is to be said: nobody tells it again.
    """
    if fresh and not options.silent:
        is_text = config.output_format in formats.TEXT_FORMATS
        apart = to_stderr or not is_text or options.output_file is not None
        terminal.say(undecided(fresh, kept_in), sys.stderr if apart else sys.stdout)
    return bool(fresh)


def _counted(outcome: Outcome) -> Counter[tuple[str, str]]:
    applied = outcome.fixed.applied if outcome.fixed else ()
    return Counter((finding.code, finding.name) for finding in applied)


def give_diffs(planned: Sequence[Outcome], options: Options) -> None:
    """The patch, to the file that was named or to standard output.

    It has files as they are stored where that was asked for; for a terminal it is made safe to look
    at.
    """
    diffs = [
        unified_diff.of_sources(
            outcome.report.path, outcome.fixed.before, outcome.fixed.after, exact=options.patch
        )
        for outcome in planned
        if outcome.fixed
    ]
    if options.output_file is not None:
        save(options.output_file, "".join(diffs))
        return
    colored = terminal.wants_color(options.color, sys.stdout)
    for text in diffs:
        to_look_at = colored or sys.stdout.isatty()
        terminal.say(unified_diff.for_terminal(text, colored) if to_look_at else text)


def write(planned: Sequence[Outcome], order: Job, run: Run) -> Mapping[Path, Outcome]:
    """Write the planned files; the result holds those that were refused, with their new outcome."""
    if not planned:
        return {}
    from glm_migrate.runner.replacing import FileReplacement
    from glm_migrate.runner.together import groups

    group = groups(planned)
    changes = [
        FileReplacement(
            outcome.report.path,
            outcome.fixed.before.data,
            outcome.fixed.after.data,
            group[outcome.report.path],
        )
        for outcome in planned
        if outcome.fixed
    ]
    sources = {outcome.report.path: outcome.fixed for outcome in planned if outcome.fixed}
    return {
        error.path: failed(error.path, sources[error.path].before, error, order)
        for error in run.commit(changes)
    }


def crashed(outcome: Outcome) -> str:
    traceback = "".join(clean(line) + "\n" for line in outcome.crash.splitlines())
    return (
        f"{traceback}Internal error in {printable(str(outcome.report.path))}: "
        "this is a defect of glm-migrate; the file was left as it is"
    )


def refusal(paths: Sequence[str]) -> str:
    count = f"{len(paths)} file{' that' if len(paths) == 1 else 's that'}"
    have = "has" if len(paths) == 1 else "have"
    return (
        f"{count} would be written {have} uncommitted changes:\n{_named(paths)}\n"
        "Commit or stash them, or pass --allow-dirty. Nothing was written."
    )


def unversioned(paths: Sequence[str]) -> str:
    why = "Warning: not kept by git, so only 'glm-migrate undo' can undo the changes"
    return f"{why}:\n{_named(paths)}"


def without_owner(paths: Sequence[str]) -> str:
    return (
        "Warning: the owner could not be preserved, which clears set-user-ID and set-group-ID bits:"
        "\n"
        f"{_named(paths)}"
    )


def without_links(paths: Sequence[str]) -> str:
    """Which written files had other names (hard links)."""
    return (
        "Warning: these files had other names (hard links), which keep what they were:\n"
        f"{_named(paths)}"
    )


def _named(paths: Sequence[str]) -> str:
    shown = [f"  {shown_path(path)}" for path in paths[:_LISTED]]
    more = len(paths) - _LISTED
    return "\n".join([*shown, f"  and {more} more"] if more > 0 else shown)


def save(path: Path, text: str) -> None:
    """Write a report to the file that the user named."""
    try:
        path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
    except OSError as error:
        raise UsageError(f"--output-file {path}: {error.strerror or error}") from None
