"""`glm-migrate report`: the guide's checklist, every call, and what was not checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from glm_migrate.cli.options import Choice, Options, without
from glm_migrate.cli.sectioned_command import SectionedCommand
from glm_migrate.report.migration_report import FORMATS


@click.command("report", cls=SectionedCommand)
@click.option(
    "--output-format",
    "--format",
    "style",
    metavar="FORMAT",
    type=Choice(FORMATS),
    default="text",
    show_default=True,
    help=f"Format of the report: {', '.join(FORMATS)}.",
)
@click.option(
    "--repo-url",
    metavar="URL",
    help="Address of the repository for links to lines.  [default: that of the CI job, else of the "
    "git remote]",
)
@click.option(
    "--since",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Show what has changed since FILE, an earlier report in JSON.",
)
@click.option("--fail-unless-green", is_flag=True, help="Exit with 1 while an item is open.")
@without(
    *(
        "output_format",
        "unsafe_fixes",
        "diff",
        "patch",
        "statistics",
        "show_files",
        "show_settings",
    ),
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
    """Report how far the migration of PATHS (default: the current directory) has come.

    Lists the eight items of the vendor's checklist and every call. Markdown fits the body of a pull
    request; HTML is a single file without scripts. Exits with 0 whatever is left to do, unless
    --fail-unless-green is given, and with 2 on an error.
    """
    from glm_migrate.cli.report_session import report

    options = Options.of(**given)
    context.exit(report(options, style, repo_url, since=since, gate=fail_unless_green))
