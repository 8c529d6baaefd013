"""`glm-migrate check`: report what must change; write nothing."""

from __future__ import annotations

from typing import Any

import click

from glm_migrate.cli.options import Options, shared


@click.command("check")
@shared
@click.option(
    "--diff-base",
    metavar="REV",
    help="Report only what is new since the work branched off from REV: findings on changed lines, "
    "and on others where a value has changed.",
)
@click.option(
    "--explain-resolution",
    is_flag=True,
    help="Print, instead of findings, where the values of each call come from.",
)
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:
    """Report what must change in PATHS (default: the working directory); write nothing.

    '-' is standard input. Exits 1 if there are findings, 2 if something went wrong.
    """
    from glm_migrate.cli.session import Session

    context.exit(Session(Options.of(**given)).check())
