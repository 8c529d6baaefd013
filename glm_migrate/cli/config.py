"""`glm-migrate config`: print the settings in effect."""

from __future__ import annotations

from typing import Any

import click

from glm_migrate.cli.options import Options, shared


@click.command("config")
@shared
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:
    """Print the settings that a run on PATHS would have, as TOML."""
    from glm_migrate.cli.session import Session

    context.exit(Session(Options.of(**given)).show_settings())
