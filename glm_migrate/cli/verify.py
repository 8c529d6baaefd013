"""`glm-migrate verify`: the guide's last item, proved on the user's own program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from glm_migrate.cli.options import Choice, at_least, between
from glm_migrate.cli.sectioned_command import SectionedCommand
from glm_migrate.report.verification_report import FORMATS


def _level(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """`--fail-on` names severities as `check` does; the report calls the least of them a note."""
    return "note" if value == "info" else value


_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("verify", cls=SectionedCommand, context_settings={"ignore_unknown_options": False})
@click.argument("words", nargs=-1, required=True, metavar="-- COMMAND…", type=click.UNPROCESSED)
@click.option(
    "--path",
    "paths",
    multiple=True,
    metavar="PATH",
    help="Where the code of the program is; may be repeated.  [default: the current directory]",
)
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    metavar="NAME,…",
    help="Play only these ways of cutting streams (docs/verify.md lists them).  [default: all]",
)
@click.option(
    "--calls",
    type=int,
    callback=between(0, 4),
    default=2,
    show_default=True,
    metavar="N",
    help="Highest number of tools called in one answer, from 0 to 4.",
)
@click.option("--against", metavar="REV", help="Compare with the code of this git revision.")
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    metavar="N",
    help="Number from which the words of the answers are chosen.",
)
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="HOST",
    help="Let the program connect to this host as well; may be repeated.",
)
@click.option(
    "--evidence",
    type=_FILE,
    metavar="FILE",
    help="File for what was proved, which 'report' reads.  [default: the setting 'evidence']",
)
@click.option("--no-evidence", is_flag=True, help="Don't write the evidence file.")
@click.option(
    "--record",
    type=_FILE,
    metavar="FILE",
    help="Send the requests to the real service with your key, and keep its answers in FILE.",
)
@click.option(
    "--replay", type=_FILE, metavar="FILE", help="Answer with what --record kept in FILE."
)
@click.option(
    "--live",
    type=int,
    callback=at_least(1),
    metavar="N",
    help="Run N times on the real service with your key; measure latency, tokens and cost.",
)
@click.option(
    "--max-calls",
    type=int,
    callback=at_least(1),
    default=50,
    show_default=True,
    metavar="N",
    help="Stop after this many requests to the real service.",
)
@click.option(
    "--max-cost",
    type=float,
    default=1.0,
    show_default=True,
    metavar="AMOUNT",
    help="Stop before they cost more than this, in the currency of the model's price.",
)
@click.option("--yes", is_flag=True, help="Don't ask before using the real service.")
@click.option("--upstream", metavar="URL", default="", hidden=True)
@click.option(
    "--target",
    metavar="NAME|FILE",
    help="Model to migrate to, or a TOML file that describes one (see 'targets --help').",
)
@click.option(
    "--config",
    metavar="FILE|KEY=VALUE",
    multiple=True,
    help="Settings file to use for all files, or a single setting in TOML; may be repeated.",
)
@click.option("--isolated", is_flag=True, help="Ignore all settings files.")
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
    "--output-file",
    "-o",
    type=_FILE,
    metavar="FILE",
    help="Write the output to FILE instead of standard output.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print the report only, without remarks.")
@click.option("--silent", "-s", is_flag=True, help="Print nothing; the exit code tells the result.")
@click.option("--verbose", "-v", is_flag=True, help="Also print what the command prints.")
@click.option(
    "--fail-on",
    metavar="SEVERITY",
    type=Choice(("error", "warning", "info", "note")),
    callback=_level,
    default="error",
    show_default=True,
    help="Lowest severity that makes the exit code 1: error, warning or info.",
)
@click.option(
    "--timeout",
    type=float,
    default=600.0,
    show_default=True,
    metavar="SECONDS",
    help="Time that one run of the command may take.",
)
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:
    """Run your program against a local stand-in for the vendor's API; report what each call proved.

    COMMAND is run once with whole answers and once for each way in which a stream may be cut. No
    key is needed and nothing reaches the network, unless you ask for the real service. Exits with 1
    if a call fails, with 2 on an error.
    """
    from glm_migrate.cli.verify_session import Order, verify

    context.exit(verify(Order.of(**given)))
