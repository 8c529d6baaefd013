"""Cells that nobody reads."""

from __future__ import annotations

from glm_migrate.analysis.notebooks.unparsed_cells import unparsed_cells
from glm_migrate.model.unparsed import UnparsedCode
from tests.analysis.notebooks.checked import SETUP, ask, codes, notebook
from tests.text.notebook import made


def test_a_cell_that_is_no_python_is_told_and_the_others_are_checked() -> None:
    cells = (
        SETUP,
        made.code("x = ask(glm-4.5 ???)"),
        made.code("y = fill in"),
        made.code(ask("'glm-4.5'")),
    )

    assert codes(*cells) == [("GLM901", 2), ("GLM202", 4), ("GLM101", 4)]
    (unread,) = unparsed_cells(notebook(*cells))
    assert isinstance(unread, UnparsedCode)
