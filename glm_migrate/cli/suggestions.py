"""What a shell may complete: rules, targets, and each item of a list that has commas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from click.shell_completion import CompletionItem


def rules(
    context: click.Context, parameter: click.Parameter, begun: str
) -> list[CompletionItem[Any]]:
    """Codes of rules with their names, and groups of them; names for who begins to write one."""
    from glm_migrate.rules.rule_names import rule_names

    codes = rule_names()
    groups = {code[:4]: f"all of {code[:4]}" for code in codes}
    names = {name: code for code, name in codes.items()}
    return _starting({**groups, **codes}, begun.upper()) or _starting(names, begun.lower())


def rule_list(
    context: click.Context, parameter: click.Parameter, begun: str
) -> list[CompletionItem[Any]]:
    """The last item of a list of rules; those that it has already are not proposed."""
    head, comma, item = begun.rpartition(",")
    taken = {one.strip().lower() for one in head.split(",")}
    return [
        CompletionItem(f"{head}{comma}{one.value}", help=one.help)
        for one in rules(context, parameter, item)
        if one.value.lower() not in taken
    ]


def ignored(
    context: click.Context, parameter: click.Parameter, begun: str
) -> list[CompletionItem[Any]]:
    """The rule of the last `GLOB:RULE` pair of a list."""
    head, colon, last = begun.rpartition(":")
    if not colon or "," in last:
        return []
    found = rules(context, parameter, last)
    return [CompletionItem(f"{head}:{one.value}", help=one.help) for one in found]


def targets(
    context: click.Context, parameter: click.Parameter, begun: str
) -> list[CompletionItem[Any]]:
    """The targets that are known, and files for those of the user's own."""
    from glm_migrate import knowledge

    found = [CompletionItem(one) for one in knowledge.targets() if one.startswith(begun)]
    return found or [CompletionItem(begun, type="file")]


def _starting(words: Mapping[str, str], begun: str) -> list[CompletionItem[Any]]:
    return [
        CompletionItem(word, help=text) for word, text in words.items() if word.startswith(begun)
    ]
