"""`glm-migrate completion`: print the completion script for a shell."""

from __future__ import annotations

import click

from glm_migrate.cli import terminal
from glm_migrate.cli.options import Choice
from glm_migrate.cli.program_name import COMPLETION_VARIABLE, PROGRAM
from glm_migrate.cli.sectioned_command import SectionedCommand


@click.command("completion", cls=SectionedCommand)
@click.argument("shell", type=Choice(("bash", "zsh", "fish")))
def command(shell: str) -> None:
    """Print the completion script for a shell.

    \b
    bash: glm-migrate completion bash > ~/.local/share/bash-completion/completions/glm-migrate
    zsh:  glm-migrate completion zsh > DIR/_glm-migrate, where DIR is one of $fpath
    fish: glm-migrate completion fish > ~/.config/fish/completions/glm-migrate.fish
    """
    from click.shell_completion import get_completion_class

    from glm_migrate.cli import shells

    shells.prepare()
    script = get_completion_class(shell)
    assert script is not None, "click knows the three shells"
    completion = script(_group(), {}, PROGRAM, COMPLETION_VARIABLE)
    terminal.say(f"{completion.source()}\n")


def _group() -> click.Command:
    """The group that this command was called by, whose words are completed."""
    return click.get_current_context().find_root().command
