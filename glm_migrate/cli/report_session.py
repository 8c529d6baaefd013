"""One run of `report`: check everything with a survey of the calls, and print the document."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from glm_migrate import __version__, knowledge
from glm_migrate.cli import exits, terminal
from glm_migrate.cli.options import Options, no_conflicts
from glm_migrate.cli.output import crashed, save
from glm_migrate.cli.session import STDIN, Session
from glm_migrate.config.schema import Config
from glm_migrate.errors import UsageError
from glm_migrate.model.findings import FileReport
from glm_migrate.project import git
from glm_migrate.project.unscanned_files import unread
from glm_migrate.report.formats import ReportContext
from glm_migrate.report.migration_report import render
from glm_migrate.report.migration_report.assembly import Input, document
from glm_migrate.report.migration_report.document import Document
from glm_migrate.rules.selectors import codes, selected
from glm_migrate.runner.run import Order, Outcome


class _Survey(Session):
    """A check that also tells what each call sends."""

    def outcomes(self) -> tuple[list[str], list[Outcome]]:
        """The files that were searched, and the outcome of those that matter."""
        files = self._files()
        return files, self._found(files, fix=False)

    def _order(self, fix: bool) -> Order:
        return replace(super()._order(fix), survey=True)


def report(options: Options, style: str) -> int:
    """Print the report; the answer is the exit code."""
    no_conflicts(options)
    if STDIN in options.paths:
        raise UsageError("report needs files: name a directory instead of '-'")
    session = _Survey(options)
    files, found = session.outcomes()
    config = session.config
    text = render(style, assembled(options, config, files, [one.report for one in found]))
    for outcome in found:
        if outcome.crash and not options.silent:
            terminal.remark(crashed(outcome))
    if options.output_file:
        save(options.output_file, text)
    elif not options.silent:
        terminal.say(text)
    return exits.FAILED if any(outcome.crash for outcome in found) else exits.CLEAN


def assembled(
    options: Options,
    config: Config,
    files: Sequence[str],
    reports: Sequence[FileReport],
    *,
    surveyed: bool = True,
) -> Document:
    """The report on `files`; without calls where the run was no survey."""
    switched_off = (*config.ignore, *config.extend_ignore)
    return document(
        Input(
            reports=reports,
            searched=files,
            unread=unread(
                [path for path in options.paths or (".",) if path != STDIN], files, config
            ),
            selected=frozenset(rule.code for rule in selected(config)),
            guide=knowledge.target(config.target).guide,
            links=_links(os.environ),
            ignored=frozenset(code for one in switched_off for code in codes(one)),
            confirmed=config.confirmed,
            surveyed=surveyed,
        ),
        _context(config),
    )


def summarize(document: Document, reports: Sequence[FileReport], config: Config) -> str:
    """Append the short form to the step summary of GitHub Actions; the answer says what failed."""
    from glm_migrate.report.formats import github
    from glm_migrate.report.migration_report.markdown import short

    context = replace(_context(config), unsafe_fixes=config.unsafe_fixes)
    return github.write_summary(short(document), reports, context, os.environ)


def _context(config: Config) -> ReportContext:
    here = Path.cwd()
    root = git.repository(str(here))
    return ReportContext(
        cwd=here,
        root=Path(root) if root else None,
        target=knowledge.target(config.target).id,
        version=__version__,
    )


def _links(environ: Mapping[str, str]) -> str:
    """Where a path of this commit is shown, if this is a run of GitHub's; else nothing."""
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")
    server, repository, commit = (environ.get(name, "") for name in names)
    return f"{server}/{repository}/blob/{commit}/" if server and repository and commit else ""
