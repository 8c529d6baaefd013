"""The variables that hold an id."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.id_variables import handed_on
from tests.analysis.python.reading import alias, module


@pytest.mark.parametrize(
    ("more", "names"),
    [
        pytest.param("N = M\n", ["N"], id="a second name"),
        pytest.param("def f(a, b):\n    pass\nf(1, M)\n", ["b"], id="a parameter"),
        pytest.param("N = M\nO = N\n", ["N"], id="one step"),
        pytest.param("N = M + 'x'\n", [], id="another text is no name of it"),
        pytest.param("def f(M):\n    return M\n", [], id="another variable of that name"),
    ],
)
def test_the_variables_that_are_given_an_id(more: str, names: list[str]) -> None:
    where = module(f"M = 'glm-4.5'\n{more}")

    assert [one.text for one in handed_on(alias(where, "M"))] == names
