"""`glm-migrate baseline`: accept the findings of today, so that only new ones fail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from glm_migrate.cli.options import DAY, Choice, Options, day, without
from glm_migrate.cli.sectioned_command import SectionedCommand

_RUN_ONLY = (
    *("output_format", "output_file", "unsafe_fixes", "diff", "patch", "statistics", "show_files"),
    *("show_settings", "stdin_filename", "exit_zero", "fail_on", "color"),
)


@click.group("baseline")
def command() -> None:
    """Accept today's findings, so that only new ones fail.

    A baseline is a file that you review and commit; name it with the setting 'baseline' or with
    --baseline. Findings that it lists are not reported, and 'fix' leaves them alone. An entry
    matches a finding by the content of its line: the line may move, and once it changes the finding
    is reported again. 'report' still counts accepted findings as open.
    """


def _until() -> Callable[[Any], Any]:
    return click.option(
        "--until",
        metavar="DATE",
        callback=day,
        help=f"Last day on which the new entries are valid, such as {DAY}.",
    )


@command.command(
    "write", cls=SectionedCommand, short_help="Accept the findings that a check reports now."
)
@without(*_RUN_ONLY)
@click.option(
    "--reason", metavar="TEXT", default="", help="Why the findings are accepted, and by whom."
)
@_until()
@click.pass_context
def _write(context: click.Context, /, reason: str, until: date | None, **given: Any) -> None:
    """Accept the findings that a check of PATHS reports now.

    Entries for other files and rules stay as they are. Entries that exist keep their reason and
    date; --reason and --until are for new ones. Files that can't be read are never accepted.
    """
    from glm_migrate.cli.baseline_session import write

    context.exit(write(Options.of(**given), " ".join(reason.split()), until))


@command.command(
    "prune", cls=SectionedCommand, short_help="Drop entries that no finding matches any more."
)
@without(*_RUN_ONLY)
@click.option(
    "--check", "dry", is_flag=True, help="Write nothing; exit with 1 if an entry is stale."
)
@click.pass_context
def _prune(context: click.Context, /, dry: bool, **given: Any) -> None:
    """Drop the entries that no finding matches any more, as far as a check of PATHS can tell."""
    from glm_migrate.cli.baseline_session import prune

    context.exit(prune(Options.of(**given), dry=dry))


@command.command(
    "show", cls=SectionedCommand, short_help="List the entries, and which are stale or expired."
)
@without(*_RUN_ONLY)
@click.option(
    "--output-format",
    "style",
    metavar="FORMAT",
    type=Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Format of the list: text or json.",
)
@click.pass_context
def _show(context: click.Context, /, style: str, **given: Any) -> None:
    """List the entries: where each finding is now, its reason and date, stale or expired."""
    from glm_migrate.cli.baseline_session import show

    context.exit(show(Options.of(**given), style))
