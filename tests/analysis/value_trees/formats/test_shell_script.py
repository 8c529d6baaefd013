"""Shell scripts: the variables that lines of their own set."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.value_trees.formats import shell_script
from tests.analysis.value_trees.formats.trees import plain, source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("M=glm-4.5\n", {"M": "glm-4.5"}, id="alone"),
        pytest.param("  export M='glm-4.5';\r\n", {"M": "glm-4.5"}, id="exported"),
        pytest.param("M=glm-4.5 # why\n", {"M": "glm-4.5"}, id="with a comment"),
        pytest.param("M=glm-4.5 python app.py\n", {}, id="for one command"),
        pytest.param("M=glm-4.5; N=1\n", {}, id="two on a line"),
        pytest.param("M = glm-4.5\n", {}, id="a command with arguments"),
        pytest.param("# M=glm-4.5\n", {}, id="in a comment"),
    ],
)
def test_the_variables_of_a_script(text: str, expected: dict[str, str]) -> None:
    assert plain(shell_script.read(source("run.sh", text)).roots[0]) == expected
