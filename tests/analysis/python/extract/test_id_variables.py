"""The variables that hold an id."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.id_variables import names_of
from tests.analysis.python.reading import alias, module


@pytest.mark.parametrize(
    ("more", "names"),
    [
        pytest.param("N = M\n", ["M", "N"], id="a second name"),
        pytest.param("def f(a, b):\n    pass\nf(1, M)\n", ["M", "b"], id="a parameter"),
        pytest.param("N = M\ndef f(a):\n    pass\nf(N)\n", ["M", "N", "a"], id="both"),
        pytest.param("N = M + 'x'\n", ["M"], id="another text is no name of it"),
        pytest.param("def f(M):\n    return M\n", ["M"], id="another variable of that name"),
    ],
)
def test_the_names_of_an_id(more: str, names: list[str]) -> None:
    where = module(f"M = 'glm-4.5'\n{more}")

    assert [one.text for one in names_of(alias(where, "M"))] == names
