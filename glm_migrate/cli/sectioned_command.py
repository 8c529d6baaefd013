"""A command that shows its flags under headings, and knows what other tools call them."""

from __future__ import annotations

import click

# Flags of other linters and codemods → ours.
_ELSEWHERE = {
    "--dry-run": "--diff",
    "--format": "--output-format",
    "--output": "--output-file",
    "--rules": "--select",
    "--write": "--allow-dirty",
    "-f": "--output-format",
    "-n": "--diff",
}


class SectionedCommand(click.Command):
    """A command that shows its flags under headings."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Name our flag for one that other tools have."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            ours = _ELSEWHERE.get(error.option_name)
            if ours is None or all(ours not in one.opts for one in self.params):
                raise
            message = f"No such option {error.option_name!r}. Did you mean {ours!r}?"
            raise click.NoSuchOption(error.option_name, message, ctx=ctx) from None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from glm_migrate.cli import help_page

        help_page.write_options(self, ctx, formatter)
