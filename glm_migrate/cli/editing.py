"""`fix -i`: what the user changes by hand, in the editor that `VISUAL` or `EDITOR` names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click

# Editors that open a file at a line with `+LINE`.
_TAKE_LINES = frozenset(
    {"vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "joe", "micro"}
)


def edit(rows: Mapping[Path, int]) -> None:
    """Open each file at its row, one after another, and wait until the editor ends."""
    for path, row in rows.items():
        click.edit(filename=str(path), editor=_at(row))


def _at(row: int) -> str | None:
    """The user's editor, told the row where it understands that; None for click's choice."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    name = Path(editor.split()[0]).name if editor.split() else ""
    return f"{editor} +{row}" if name in _TAKE_LINES else editor or None
