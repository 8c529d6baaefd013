"""Where something was in the files that a run was given, whatever its rounds have changed since."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from glm_migrate.config.schema import Place
from glm_migrate.text.edits import Edit, original
from glm_migrate.text.source import CellRow, Source, shown_row


def first_place(
    path: Path, given: Source, offset: int, rounds: Sequence[Sequence[Edit]] = ()
) -> Place:
    """The line of `given` from which a byte of the text after `rounds` comes."""
    row = given.position(original(offset, rounds)).line
    cell = row.cell if isinstance(row, CellRow) else 0
    return Place(os.path.abspath(path), cell, shown_row(row))  # noqa: PTH100
