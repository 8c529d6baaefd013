"""`glm-migrate config`: print the settings in effect."""

from __future__ import annotations

from typing import Any

import click

from glm_migrate.cli.options import Options, without
from glm_migrate.cli.sectioned_command import SectionedCommand


@click.command("config", cls=SectionedCommand)
@without(
    *(
        "output_file",
        "diff",
        "patch",
        "statistics",
        "show_files",
        "show_settings",
        "stdin_filename",
    ),
    *("exit_zero", "jobs", "quiet", "silent", "verbose", "color", "remembers", "cache_dir"),
)
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:
    """Print the settings in effect for PATHS (default: the current directory), as TOML."""
    from glm_migrate.cli.session import Session

    context.exit(Session(Options.of(**given)).show_settings())
