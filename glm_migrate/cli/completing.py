"""What a shell offers for a word that is half typed: rules, also in lists, and targets."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def rules(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Codes and names of rules; of a list with commas the last item."""
    from glm_migrate.rules.catalogue import catalogue

    before, comma, word = incomplete.rpartition(",")
    known = catalogue()
    taken = {one.strip().lower() for one in before.split(",")}
    codes = [(code, name) for code, name in known.items() if code.startswith(word.upper())]
    names = [(name, code) for code, name in known.items() if name.startswith(word.lower())]
    return [
        CompletionItem(f"{before}{comma}{value}", help=text)
        for value, text in (*codes, *(names if word else ()))
        if value.lower() not in taken
    ]


def targets(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The models that can be migrated to; else a file of the user's own."""
    from glm_migrate import knowledge

    found = [one for one in knowledge.targets() if one.startswith(incomplete.lower())]
    if found:
        return [CompletionItem(one) for one in found]
    return [CompletionItem(incomplete, type="file")]
