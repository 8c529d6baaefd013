"""`glm-migrate fix`: rewrite what can be rewritten; report the rest."""

from __future__ import annotations

from typing import Any

import click

from glm_migrate.cli.agreement import agreed
from glm_migrate.cli.options import Options, shared, suggested


@click.command("fix")
@shared
@click.option(
    "--accept",
    "agreement",
    metavar="RULE|OLD=NEW|PATH:ROW",
    multiple=True,
    callback=agreed,
    shell_complete=suggested("rule_list"),
    help="Apply these unsafe fixes and no others: of a rule, of a move from one model to another, "
    "or on one line. Comma-separated, can be repeated.",
)
@click.option(
    "--interactive", "-i", is_flag=True, help="Ask about each fix, on a terminal; safe ones too."
)
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit 1 if any file was changed.")
@click.option("--allow-dirty", is_flag=True, help="Write files that have uncommitted changes.")
@click.option("--allow-staged", is_flag=True, help="Write files whose changes are all staged.")
@click.option("--allow-no-vcs", is_flag=True, help="Don't remark that files are not in git.")
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:
    """Rewrite what can be rewritten in PATHS (default: the working directory); report the rest.

    '-' reads standard input and prints the rewritten source. Exits 1 if findings are left, 2 if
    something went wrong.
    """
    options = Options.of(**given)
    if options.interactive:
        from glm_migrate.cli.interactive import fix_interactively

        context.exit(fix_interactively(options))
    from glm_migrate.cli.session import Session

    context.exit(Session(options).fix())
