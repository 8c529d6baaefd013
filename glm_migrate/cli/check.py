"""`glm-migrate check`: report what must change; write nothing."""

from __future__ import annotations

from typing import Any

import click

from glm_migrate.cli.options import DAY, Options, day, shared
from glm_migrate.cli.sectioned_command import SectionedCommand
from glm_migrate.errors import UsageError


@click.command("check", cls=SectionedCommand)
@shared
@click.option(
    "--diff-base",
    metavar="REV",
    help="Report only findings that are new since the branch left REV: on changed lines, and on "
    "unchanged ones whose value changed.",
)
@click.option(
    "--add-ignore",
    metavar="[=REASON]",
    is_flag=False,
    flag_value="",
    help="Instead of reporting the findings, silence each with a comment on its line that gives "
    "REASON.",
)
@click.option(
    "--until",
    metavar="DATE",
    callback=day,
    help=f"Last day on which the comments of --add-ignore are valid, such as {DAY}.",
)
@click.option(
    "--allow-dirty",
    is_flag=True,
    help="Let --add-ignore write to files that have uncommitted changes.",
)
@click.option(
    "--explain-resolution",
    is_flag=True,
    help="Instead of the findings, print where the values of each call come from.",
)
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:
    """Report what must change in PATHS (default: the current directory); write nothing.

    The path '-' is standard input. Exits with 1 if there are findings, with 2 on an error.
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
