"""Frames of notebook cells, which IPython runs from files of its own → lines of the notebook."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from glm_migrate.errors import FileError
from glm_migrate.runner.verification.child.user_frames import CELL, cell_digest
from glm_migrate.runner.verification.origin import Frame
from glm_migrate.text.file_suffixes import NOTEBOOK
from glm_migrate.text.guarded import read
from glm_migrate.text.notebook.source import CodeCell, NotebookSource
from glm_migrate.text.source import CellRow


@dataclass(frozen=True)
class _CellPlace:
    """Where a cell stands, and how many blank lines it begins with, which IPython drops."""

    path: str
    number: int
    first: int
    blank: int

    def line(self, running: int) -> CellRow:
        """The line of the notebook for a line of what runs."""
        row = running + self.blank
        return CellRow(self.first + row - 1, self.number, row)


class NotebookCells:
    """The cells of notebooks, found by their code.

    A cell of which there are two is not found: which of them runs can't be told.
    """

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        """Read the notebooks among `paths`; one that can't be read has no cells."""
        self._known: dict[str, _CellPlace | None] = {}
        for path in sorted({one for one in paths if one.suffix == NOTEBOOK}):
            try:
                notebook = NotebookSource.decode(path, read(str(path)))
            except (FileError, OSError):
                continue
            for cell in notebook.code_cells:
                self._add(notebook, cell)

    def _add(self, notebook: NotebookSource, cell: CodeCell) -> None:
        digest = cell_digest(_as_run(cell))
        text = cell.cell.text
        first, blank = notebook.position(cell.span.start).line, _blank_lines(text)
        place = _CellPlace(os.path.realpath(notebook.path), cell.cell.number, first, blank)
        self._known[digest] = None if digest in self._known else place

    def in_notebook(self, frame: Frame) -> Frame:
        """The frame with its place in the notebook; as it is where it belongs to no known cell."""
        found = self._known.get(frame.path.removeprefix(CELL))
        if found is None or not frame.path.startswith(CELL):
            return frame
        return replace(frame, path=found.path, line=found.line(frame.line))


def _blank_lines(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")


def _as_run(cell: CodeCell) -> list[str]:
    """The lines that IPython leaves as they are."""
    written, plain = cell.cell.text.split("\n"), cell.plain.code.split("\n")
    return [line for line, code in zip(written, plain, strict=True) if line == code]
