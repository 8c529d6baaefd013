from __future__ import annotations

import pytest

from glm_migrate.project.contents import code_of, plain_code, searchable
from glm_migrate.project.prefilter import carries_a_value, mentions_glm
from tests.text.notebook import made

NOTEBOOK = made.file(made.prose("text"), made.code("M = \"glm\" '-4.5'"))


def test_code_is_found_in_a_notebook_as_in_a_module() -> None:
    assert mentions_glm(searchable("a.ipynb", NOTEBOOK))
    assert carries_a_value(searchable("a.ipynb", made.file(made.code('M = "glm-4.5"'))))


def test_escaped_letters_are_found() -> None:
    assert mentions_glm(searchable("A.IPYNB", NOTEBOOK.replace(b"glm", rb"\u0067lm")))


@pytest.mark.parametrize("path", ["a.py", "notes.ipynb.txt"])
def test_other_files_are_searched_as_they_are(path: str) -> None:
    assert searchable(path, NOTEBOOK) is NOTEBOOK
    assert code_of(path, NOTEBOOK) is NOTEBOOK


def test_the_code_of_a_notebook_is_that_of_its_cells() -> None:
    assert code_of("a.ipynb", NOTEBOOK).split() == b"M = \"glm\" '-4.5'".split()
    assert code_of("a.ipynb", b"broken") == b""


def test_commands_of_ipython_are_no_plain_code() -> None:
    data = made.file(made.code("!pip install zai-sdk\nM = 1"))
    assert b"pip" in code_of("a.ipynb", data)
    assert b"pip" not in plain_code("a.ipynb", data)
    assert b"M = 1" in plain_code("a.ipynb", data)
    assert plain_code("a.ipynb", b"broken") == b""
    assert plain_code("a.py", data) is data
