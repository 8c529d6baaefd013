"""`glm-migrate targets`: list the models that can be migrated to."""

from __future__ import annotations

import click

from glm_migrate.cli import terminal
from glm_migrate.cli.sectioned_command import SectionedCommand


@click.command("targets", cls=SectionedCommand)
@click.option("--show", metavar="NAME", help="Print the target file of NAME, to copy and change.")
def command(show: str | None) -> None:
    """List the models that can be migrated to; the default is marked.

    For a model that isn't listed, write a target file: TOML with the model's id, the address of its
    migration guide, its limits and defaults, and the older ids that move to it. Start from a copy
    of one that is shipped, and name yours with --target or with the setting 'target':

    \b
      glm-migrate targets --show glm-4.6 > my-model.toml
      glm-migrate check --target my-model.toml src
    """
    from glm_migrate import knowledge

    if show is None:
        terminal.say("".join(f"{name}{_remark(name)}\n" for name in knowledge.targets()))
    else:
        terminal.say(knowledge.target_file(show).read_text(encoding="utf-8"))


def _remark(name: str) -> str:
    from glm_migrate import knowledge
    from glm_migrate.config.schema import Config

    if not knowledge.target(name).supported:
        return " (incomplete: not every item of its guide is checked)"
    return " (default)" if name == Config().target else ""
