"""`glm-migrate rule`: print the pages of rules."""

from __future__ import annotations

import click

from glm_migrate.cli import terminal
from glm_migrate.cli.options import Choice, suggested
from glm_migrate.cli.sectioned_command import SectionedCommand


@click.command("rule", cls=SectionedCommand)
@click.argument("rules", nargs=-1, metavar="[RULE]…", shell_complete=suggested("rules"))
@click.option("--all", "every", is_flag=True, help="Explain all rules.")
@click.option(
    "--examples", is_flag=True, help="Show all examples of a rule instead of two or three."
)
@click.option(
    "--output-format",
    metavar="FORMAT",
    type=Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Format of the pages: text or json.",
)
def command(rules: tuple[str, ...], every: bool, examples: bool, output_format: str) -> None:
    """Explain each RULE: why it exists, what its fix does, its limits, examples and its source.

    A RULE is a code (GLM101), a name (outdated-model-id) or a prefix of codes (GLM4). On a terminal
    the pages have headings and are shown in your pager.
    """
    from glm_migrate.report import rule_pages
    from glm_migrate.rules.selectors import named

    if bool(rules) == every:
        raise click.UsageError("name at least one rule, or pass --all and no rule")
    chosen = named(rules or ("GLM",))
    if output_format == "text":
        text = "\n\n".join(rule_pages.page(rule, short=not examples) for rule in chosen)
        terminal.say_page(text)
        return
    import json

    terminal.say(json.dumps([rule_pages.as_json(rule) for rule in chosen], indent=2) + "\n")
