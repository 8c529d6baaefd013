"""The migration report of one run: the document, and its short form for GitHub Actions."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from glm_migrate import knowledge
from glm_migrate.cli.options import STDIN, Options
from glm_migrate.config.schema import Config
from glm_migrate.config.version import VERSION
from glm_migrate.inventory import evidence
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.project import code_owners, git, web_addresses
from glm_migrate.project.boundary import Boundary
from glm_migrate.project.unscanned_files import unscanned
from glm_migrate.report.context import ReportContext
from glm_migrate.report.migration_report.assembly import Input, document
from glm_migrate.report.migration_report.document import Document
from glm_migrate.rules.codes import OUTDATED_MODEL_ID
from glm_migrate.rules.selectors import codes, selected


def assembled(
    options: Options,
    configs: Sequence[Config],
    files: Sequence[str],
    reports: Sequence[FileReport],
    within: Boundary,
    *,
    surveyed: bool = True,
    links: str | None = None,
    about: str = "",
) -> Document:
    """The report on `files`; without calls where the run was no survey.

    Args:
        links: Address that a path is appended to; None for that of the CI run or of the remote.
        about: The project, its commit and the day.
        configs: All settings of these files, those of the run first. A rule that is off in one of
            them is told as one that did not run.
    """
    config = configs[0]
    switched_off = [rule for one in configs for rule in (*one.ignore, *one.extend_ignore)]
    running = [frozenset(rule.code for rule in selected(one)) for one in configs]
    return document(
        Input(
            reports=reports,
            searched=files,
            unscanned=unscanned(
                [path for path in options.paths or (".",) if path != STDIN],
                files,
                config,
                within,
                frozenset(_outdated(reports)),
            ),
            selected=frozenset.intersection(*running),
            guide=knowledge.target(config.target).guide,
            links=web_addresses.links(os.environ, _root()) if links is None else links,
            about=about,
            owners=code_owners.by_file(_context(config).base),
            ignored=frozenset(code for one in switched_off for code in codes(one)),
            confirmed=config.confirmed,
            surveyed=surveyed,
            proved=evidence.read(config.root / config.evidence),
        ),
        _context(config),
    )


def _outdated(reports: Sequence[FileReport]) -> Iterator[tuple[str, int]]:
    """The places of ids that choose a model: path and line."""
    for report in reports:
        if report.source is not None:
            for finding in report.findings:
                if finding.code != OUTDATED_MODEL_ID:
                    continue
                yield str(report.path), report.source.position(finding.span.start).line


def summarize(document: Document, reports: Sequence[FileReport], config: Config) -> str:
    """Append the short form to the step summary of GitHub Actions; the result says what failed."""
    from glm_migrate.report.formats import github
    from glm_migrate.report.migration_report.markdown import short

    context = replace(_context(config), unsafe_fixes=config.unsafe_fixes)
    return github.write_summary(short(document), reports, context, os.environ)


def _root() -> str | None:
    return git.repository(str(Path.cwd()))


def _context(config: Config) -> ReportContext:
    here = Path.cwd()
    root = git.repository(str(here))
    return ReportContext(
        cwd=here,
        root=Path(root) if root else None,
        target=knowledge.target(config.target).id,
        version=VERSION,
    )
