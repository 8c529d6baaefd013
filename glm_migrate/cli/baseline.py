"""`glm-migrate baseline`: accept the findings of today, so that only new ones fail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click

from glm_migrate.cli.options import Choice, Options, without

_RUN_ONLY = (
    *("output_format", "output_file", "unsafe_fixes", "diff", "patch", "statistics", "show_files"),
    *("show_settings", "stdin_filename", "exit_zero", "fail_on", "color"),
)


@click.group("baseline")
def command() -> None:
    """Accept the findings of today, so that only new ones fail.

    A baseline is a file that you review and commit; name it with the setting 'baseline' or with
    --baseline. What it lists is not reported, and 'fix' leaves it alone. It knows a finding by what
    the line says: lines may move, and one that changes is reported again. 'report' counts what is
    accepted as still to do.
    """


def day(context: click.Context, parameter: click.Parameter, value: datetime | None) -> date | None:
    """The date of a flag such as `--until`."""
    return value.date() if value else None


def _until() -> Callable[[Any], Any]:
    return click.option(
        "--until",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="DATE",
        callback=day,
        help="Last day on which it counts, as 2027-01-31.",
    )


@command.command("write")
@without(*_RUN_ONLY)
@click.option("--reason", metavar="TEXT", default="", help="Why it is accepted, and by whom.")
@_until()
@click.pass_context
def _write(context: click.Context, /, reason: str, until: date | None, **given: Any) -> None:
    """Accept what a check of PATHS reports now; entries for other files and rules stay.

    What is accepted already keeps its reason and its date; --reason and --until are for what is
    new. Files that can't be read are never accepted.
    """
    from glm_migrate.cli.baseline_session import write

    context.exit(write(Options.of(**given), " ".join(reason.split()), until))


@command.command("prune")
@without(*_RUN_ONLY)
@click.option("--check", "dry", is_flag=True, help="Write nothing; exit 1 if anything is stale.")
@click.pass_context
def _prune(context: click.Context, /, dry: bool, **given: Any) -> None:
    """Drop the entries that accept nothing any more, as far as a check of PATHS can tell."""
    from glm_migrate.cli.baseline_session import prune

    context.exit(prune(Options.of(**given), dry=dry))


@command.command("show")
@without(*_RUN_ONLY)
@click.option(
    "--output-format",
    "style",
    type=Choice(("text", "json")),
    default="text",
    show_default=True,
    help="How to list the entries.",
)
@click.pass_context
def _show(context: click.Context, /, style: str, **given: Any) -> None:
    """List what is accepted, where it is now, why and until when, and what is stale or expired."""
    from glm_migrate.cli.baseline_session import show

    context.exit(show(Options.of(**given), style))
