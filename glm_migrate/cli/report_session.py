"""One run of `report`: check everything with a survey of the calls, and print the document."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath

from glm_migrate.cli import exits, interrupted_runs, terminal
from glm_migrate.cli.examination import Examination
from glm_migrate.cli.options import STDIN, Options, no_conflicts
from glm_migrate.cli.output import crashed, save
from glm_migrate.cli.report_document import assembled
from glm_migrate.config import loading
from glm_migrate.errors import UsageError
from glm_migrate.project import discovery, git, web_addresses
from glm_migrate.project.boundary import Boundary
from glm_migrate.report.migration_report import delta, render
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome, of_left_out
from glm_migrate.suppression.decisions import Decision


class Survey(Examination):
    """A check of everything that also tells what each call sends."""

    def outcomes(self) -> tuple[list[str], list[Outcome]]:
        """The files that were searched, and the outcome of those that matter."""
        interrupted_runs.settle(self._within, False, self.remark)
        files = self._files
        return files, self._found(files, fix=False)

    @property
    def within(self) -> Boundary:
        return self._within

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The questions that earlier fixes left."""
        return self._decisions.decisions

    def of_left_out(self, left_out: Mapping[str, str]) -> list[Outcome]:
        """The outcomes of those files that would be searched if they were there.

        Args:
            left_out: Names, each with the reason.
        """
        order = self._order(fix=False)
        return [
            of_left_out(_inside(name), reason, order)
            for name, reason in left_out.items()
            if name in loading.OWN_NAMES or discovery.takes(name, self.config)
        ]

    def undecided(self, planned: Sequence[Outcome]) -> list[Decision]:
        """What the rewrites of `planned` hide and nobody has settled."""
        return self._undecided_by(planned)

    def _order(self, fix: bool) -> Job:
        """What is accepted for now is still to be migrated, so no baseline counts here."""
        return replace(super()._order(fix), survey=True, accepted={})


def _inside(name: str) -> Path:
    """Where a name of an archive would be told of; one that leads out, without what does so."""
    return Path(*(part for part in PurePosixPath(name).parts if part not in ("..", "/")))


def report(
    options: Options,
    style: str,
    repo_url: str | None = None,
    *,
    since: Path | None = None,
    gate: bool = False,
) -> int:
    """Print the report; the result is the exit code, with `gate` 1 while an item is open.

    Args:
        since: An earlier report as JSON.
    """
    no_conflicts(options)
    if STDIN in options.paths:
        raise UsageError("report needs files: name a directory instead of '-'")
    earlier = delta.read(since) if since else None
    session = Survey(options)
    files, found = session.outcomes()
    reports = [one.report for one in found]
    configs = session.nearest.loaded
    root = git.repository(str(Path.cwd()))
    document = assembled(
        *(options, configs, files, reports, session.within),
        links=web_addresses.links(os.environ, root, repo_url),
        about=web_addresses.about(root, date.today()),
    )
    if earlier is not None:
        document = replace(document, since=delta.delta(earlier, document))
    text = render(style, replace(document, detailed=options.verbose))
    for outcome in found:
        if outcome.crash and not options.silent:
            terminal.remark(crashed(outcome))
    if options.output_file:
        save(options.output_file, text)
    elif not options.silent:
        terminal.say(text)
    if any(outcome.crash for outcome in found):
        return exits.FAILED
    return exits.FOUND if gate and not document.is_green else exits.CLEAN
