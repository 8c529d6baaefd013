"""Older ids in the text and the outputs around the code."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.notebooks.around_code import ids_around
from glm_migrate.model.mentions import Role
from glm_migrate.text.source import Span
from tests.analysis.notebooks.checked import ask, codes, notebook
from tests.text.notebook import made


@pytest.mark.parametrize(
    ("lines", "role"),
    [
        pytest.param(("%%bash", "export M=glm-4.5"), "text of cell 1", id="another language"),
        pytest.param(("%%writefile a.py", ask("'glm-4.5'")), "text of cell 1", id="a file"),
    ],
)
def test_a_cell_of_another_language_is_text(lines: tuple[str, ...], role: str) -> None:
    (ref,) = ids_around(notebook(made.code(*lines)), lambda text: text == "glm-4.5")

    assert (ref.role, ref.use) == (Role.PROSE, role)


def test_ids_in_text_and_outputs_are_one_line() -> None:
    output = {"output_type": "stream", "name": "stdout", "text": ["a\n", "glm-4.5\n"]}
    cells = (
        made.prose("glm-4.5"),
        made.code("x = 1", outputs=[output]),
        made.prose("glm-4.5, glm-4.5v"),
    )
    (ref,) = ids_around(notebook(*cells), lambda text: text == "glm-4.5")

    assert ref.use == "text of cells 1, 3 and outputs"
    assert ref.literal.span == Span(0, 0)
    assert codes(*cells) == [("GLM102", None)]


@pytest.mark.parametrize("before", ["", "iVBO" * (2 << 20)], ids=["alone", "in an image"])
def test_a_word_of_megabytes_is_no_id_and_costs_nothing(before: str) -> None:
    image = {"output_type": "display_data", "data": {"image/png": f"{before}glm-4.5"}}
    found = list(
        ids_around(notebook(made.code("x", outputs=[image])), lambda text: text == "glm-4.5")
    )

    assert bool(found) is not bool(before)


def test_nothing_is_said_of_other_texts() -> None:
    assert codes(made.prose("gpt-4o"), made.code("x = 1")) == []
