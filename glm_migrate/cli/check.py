"""`glm-migrate check`: report what must change; write nothing."""

from __future__ import annotations

from typing import Any

import click

from glm_migrate.cli.options import Options, day, shared
from glm_migrate.errors import UsageError


@click.command("check")
@shared
@click.option(
    "--diff-base",
    metavar="REV",
    help="Report only what is new since the work branched off from REV: findings on changed lines, "
    "and on others where a value has changed.",
)
@click.option(
    "--add-ignore",
    metavar="[=REASON]",
    is_flag=False,
    flag_value="",
    help="Silence what is found by a comment where it stands, with this reason, and write nothing "
    "else.",
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    callback=day,
    help="Last day on which these comments count, as 2027-01-31.",
)
@click.option(
    "--allow-dirty", is_flag=True, help="Write comments to files with uncommitted changes."
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
    reason, until = given.pop("add_ignore"), given.pop("until")
    options = Options.of(**given)
    if reason is not None:
        from glm_migrate.cli.adding_ignores import add_ignores

        context.exit(add_ignores(options, reason, until))
    if until or options.allow_dirty:
        raise UsageError("--until and --allow-dirty are for --add-ignore")
    from glm_migrate.cli.session import Session

    context.exit(Session(options).check())
