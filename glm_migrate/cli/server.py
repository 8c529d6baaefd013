"""`glm-migrate server`: answer an editor, in the language server protocol."""

from __future__ import annotations

from typing import Any

import click

from glm_migrate.cli.options import Options
from glm_migrate.cli.sectioned_command import SectionedCommand
from glm_migrate.errors import UsageError

_MISSING = (
    "'server' needs pygls, which the extra 'lsp' brings: pip install 'glm-migrate[lsp]', "
    "in the environment of this glm-migrate"
)


@click.command("server", cls=SectionedCommand)
@click.option(
    "--config",
    metavar="FILE|KEY=VALUE",
    multiple=True,
    help="Settings file to use for all files, or a single setting in TOML; may be repeated.",
)
@click.option("--isolated", is_flag=True, help="Ignore all settings files.")
def command(**given: Any) -> None:
    """Run the language server, for editors, on standard input and output.

    Your editor starts it; docs/editors.md shows how to set that up. Needs the extra 'lsp'.
    """
    options = Options.of(paths=(), remembers=True, **given)
    try:
        from glm_migrate.cli.editor.language_server import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol", "cattrs"):
            raise
        raise UsageError(_MISSING) from None
    serve(options)
