"""`glm-migrate report`: the guide's checklist, every call, and what was not checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from glm_migrate.cli.options import Choice, Options, without
from glm_migrate.report.migration_report import FORMATS


@click.command("report")
@click.option(
    "--output-format",
    "--format",
    "style",
    type=Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to write the report.",
)
@click.option(
    "--repo-url",
    metavar="URL",
    help="Address of the repository, for links to lines; else that of the CI run or of the remote.",
)
@click.option(
    "--since",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Say what has changed since the report that FILE holds as JSON.",
)
@click.option("--fail-unless-green", is_flag=True, help="Exit 1 while an item is open.")
@without(
    *("output_format", "unsafe_fixes", "diff", "statistics", "show_files", "show_settings"),
    *("stdin_filename", "exit_zero", "fail_on", "color", "baseline"),
)
@click.pass_context
def command(
    context: click.Context,
    /,
    style: str,
    repo_url: str | None,
    since: Path | None,
    fail_unless_green: bool,
    **given: Any,
) -> None:
    """Show how far the migration of PATHS is, item by item and call by call; write nothing.

    Markdown fits the body of a pull request; HTML is one file that needs nothing else. Exits 0
    whatever is left to do, unless --fail-unless-green is given, and 2 if something went wrong.
    """
    from glm_migrate.cli.report_session import report

    options = Options.of(**given)
    context.exit(report(options, style, repo_url, since=since, gate=fail_unless_green))
