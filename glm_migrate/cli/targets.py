"""`glm-migrate targets`: list the models that can be migrated to."""

from __future__ import annotations

import click

from glm_migrate.cli import terminal


@click.command("targets")
def command() -> None:
    """List the models that can be migrated to; the default is marked, and what is in work."""
    from glm_migrate import knowledge
    from glm_migrate.config.schema import Config

    for target in knowledge.targets():
        default = " (default)" if target == Config().target else ""
        in_work = "" if knowledge.target(target).supported else " (not all of its guide is served)"
        terminal.say(f"{target}{default}{in_work}\n")
