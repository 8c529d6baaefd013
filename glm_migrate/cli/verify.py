"""`glm-migrate verify`: the guide's last item, proved on the user's own program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from glm_migrate.cli.options import Choice
from glm_migrate.report.verification_report import FORMATS


@click.command("verify", context_settings={"ignore_unknown_options": False})
@click.argument("words", nargs=-1, required=True, metavar="-- COMMAND…", type=click.UNPROCESSED)
@click.option("--target", metavar="NAME|FILE", help="Model to migrate to (see 'targets').")
@click.option(
    "--output-format", "--format", "style", type=Choice(FORMATS), default="text", show_default=True
)
@click.option(
    "--output-file", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write here."
)
@click.option("--scenario", "scenarios", multiple=True, metavar="NAME", help="Only these.")
@click.option("--calls", type=click.IntRange(0, 4), default=2, show_default=True,
              help="Most tools that one answer calls.")  # fmt: skip
@click.option("--against", metavar="REV", help="Compare with the tree of this revision.")
@click.option("--replay", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Give the answers of this cassette.")  # fmt: skip
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Ask the real service, with your key; keep its answers.")  # fmt: skip
@click.option("--live", type=click.IntRange(1), metavar="N",
              help="Measure N runs on the real service, with your key.")  # fmt: skip
@click.option("--max-calls", type=click.IntRange(1), default=50, show_default=True,
              help="Most requests to the real service.")  # fmt: skip
@click.option("--max-cost", type=float, default=1.0, show_default=True,
              help="Most that they may cost, in the currency of the price.")  # fmt: skip
@click.option("--yes", is_flag=True, help="Ask the real service without asking you first.")
@click.option("--upstream", metavar="URL", default="", hidden=True)
@click.option("--seed", type=int, default=0, show_default=True, help="Another one, other words.")
@click.option("--allow-host", "allowed", multiple=True, metavar="HOST",
              help="Let the program reach this host, too.")  # fmt: skip
@click.option("--timeout", type=float, default=600.0, show_default=True,
              help="Seconds for one run of the command.")  # fmt: skip
@click.option("--path", "paths", multiple=True, metavar="PATH",
              help="Where its code is; the working directory if none is named.")  # fmt: skip
@click.option("--evidence", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Where to keep what was proved.")  # fmt: skip
@click.option("--no-evidence", is_flag=True, help="Keep nothing.")
@click.option("--fail-on", type=Choice(("error", "warning", "note")), default="error",
              show_default=True, help="Least level that exits 1.")  # fmt: skip
@click.option("--config", metavar="FILE|KEY=VALUE", multiple=True, help="As for 'check'.")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@click.option("--quiet", "-q", is_flag=True, help="The report only.")
@click.option("--silent", "-s", is_flag=True, help="Nothing but the exit code.")
@click.option("--verbose", "-v", is_flag=True, help="Show what the command prints.")
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:
    """Run COMMAND against a loopback stand-in for the vendor's API, and tell what each call proved.

    Nothing reaches the network and no key is needed. The command runs once with whole answers and
    once for each way in which a stream can come. Exits 1 if a call fails, 2 if something is wrong.
    """
    from glm_migrate.cli.verify_session import Order, verify

    context.exit(verify(Order.of(**given)))
