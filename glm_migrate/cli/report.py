"""`glm-migrate report`: the guide's checklist, every call, and what was not checked."""

from __future__ import annotations

from typing import Any

import click

from glm_migrate.cli.options import Choice, Options, without
from glm_migrate.report.migration_report import FORMATS


@click.command("report")
@click.option(
    "--format",
    "style",
    type=Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to write the report.",
)
@without(
    *("output_format", "unsafe_fixes", "diff", "statistics", "show_files", "show_settings"),
    *("stdin_filename", "exit_zero", "fail_on", "color", "baseline"),
)
@click.pass_context
def command(context: click.Context, /, style: str, **given: Any) -> None:
    """Show how far the migration of PATHS is, item by item and call by call; write nothing.

    Markdown fits the body of a pull request; HTML is one file that needs nothing else. Exits 0
    whatever is left to do ('check' is the gate), 2 if something went wrong.
    """
    from glm_migrate.cli.report_session import report

    context.exit(report(Options.of(**given), style))
