"""`glm-migrate completion`: print the completion script for a shell."""

from __future__ import annotations

import click

from glm_migrate.cli import terminal
from glm_migrate.cli.options import Choice


@click.command("completion")
@click.argument("shell", type=Choice(("bash", "zsh", "fish")))
def command(shell: str) -> None:
    """Print the completion script for SHELL; write it to the place where SHELL looks for it."""
    from click.shell_completion import get_completion_class

    from glm_migrate.cli import main, shells

    shells.prepare()
    script = get_completion_class(shell)
    assert script is not None, "click knows the three shells"
    completion = script(main.commands, {}, main.PROGRAM, main.COMPLETION_VARIABLE)
    terminal.say(f"{completion.source()}\n")
