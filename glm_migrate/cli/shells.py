"""The scripts that complete a command line in bash, zsh and fish, which click's take too simply.

Zsh and fish hand over `--select=GLM1` as one word and expect it back as one, bash hands it over as
three; and in fish a value may hold commas.
"""

from __future__ import annotations

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)


class _JoinedWords(ShellComplete):
    """Completes `--flag=value` as the one word that it is."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        found = super().get_completions(args, incomplete)
        flag, equals, _ = incomplete.partition("=")
        if not equals or not flag.startswith("--"):
            return found
        return [CompletionItem(f"{flag}={one.value}", one.type, one.help) for one in found]


class Bash(BashComplete):
    """Completion in bash."""

    def get_completion_args(self) -> tuple[list[str], str]:
        words, incomplete = super().get_completion_args()
        return [word for word in words if word != "="], incomplete


class Zsh(_JoinedWords, ZshComplete):
    """Completion in zsh."""


class Fish(_JoinedWords, FishComplete):
    """Completion in fish."""

    source_template = FishComplete.source_template.replace(
        'string split ","', 'string split --max 1 ","'
    )


def prepare() -> None:
    """Have click use these instead of its own."""
    add_completion_class(Bash)
    add_completion_class(Zsh)
    add_completion_class(Fish)
