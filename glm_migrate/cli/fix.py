"""`glm-migrate fix`: rewrite what can be rewritten; report the rest."""

from __future__ import annotations

from typing import Any

import click

from glm_migrate.cli.agreement import agreed
from glm_migrate.cli.options import Options, shared, suggested
from glm_migrate.cli.sectioned_command import SectionedCommand


@click.command("fix", cls=SectionedCommand)
@shared
@click.option(
    "--accept",
    "agreement",
    metavar="RULE|OLD=NEW|PATH:ROW",
    multiple=True,
    callback=agreed,
    shell_complete=suggested("rule_list"),
    help="Apply, besides the safe fixes, these unsafe ones: of a rule (GLM202), of a move between "
    "models (glm-4.5-air=glm-4.6) or on a line (app/bot.py:12). Comma-separated; may be repeated.",
)
@click.option(
    "--interactive",
    "-i",
    is_flag=True,
    help="Ask about each fix on the terminal, safe ones included.",
)
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 if any file was changed.")
@click.option("--allow-dirty", is_flag=True, help="Write to files that have uncommitted changes.")
@click.option("--allow-staged", is_flag=True, help="Write to files whose changes are all staged.")
@click.option("--allow-no-vcs", is_flag=True, help="Don't warn about files that are not in git.")
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:
    """Apply the safe fixes in PATHS (default: the current directory); report what is left.

    The path '-' reads standard input and prints the rewritten source. Exits with 1 if findings are
    left, with 2 on an error. 'undo' takes a run back.
    """
    options = Options.of(**given)
    if options.interactive:
        from glm_migrate.cli.interactive import fix_interactively

        context.exit(fix_interactively(options))
    from glm_migrate.cli.session import Session

    context.exit(Session(options).fix())
