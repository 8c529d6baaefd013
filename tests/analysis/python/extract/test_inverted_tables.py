"""Tables whose values become keys."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.inverted_tables import inverted
from tests.analysis.python.reading import module

KEYED = "the values of `M` become keys"


@pytest.mark.parametrize(
    ("use", "reason"),
    [
        pytest.param("{v: k for k, v in M.items()}", KEYED, id="keys and values change places"),
        pytest.param("{v for v in M.values()}", KEYED, id="a set of the values"),
        pytest.param("set(M.values())", KEYED, id="a set by its name"),
        pytest.param("dict(map(reversed, M.items()))", KEYED, id="turned round one by one"),
        pytest.param("{k: v for k, v in M.items()}", "", id="a copy"),
        pytest.param("{k: 1 for k in M.keys()}", "", id="the keys stay keys"),
        pytest.param("[v for v in M.values()]", "", id="a list loses nothing"),
        pytest.param("list(M.values())", "", id="a list by its name"),
        pytest.param("{v: 1 for v in N.values()}", "", id="another table"),
    ],
)
def test_the_values_of_a_table_become_keys(use: str, reason: str) -> None:
    where = module(f"M = {{'a': 'glm-4.5'}}\nR = {use}\n")
    key, value = where.symbols.strings[:2]

    assert str(inverted(where, value) or "") == reason
    assert inverted(where, key) is None


def test_a_declared_table_is_one_too() -> None:
    where = module("M: dict = {'a': 'glm-4.5'}\nR = {v: k for k, v in M.items()}\n")

    assert str(inverted(where, where.symbols.strings[1])) == KEYED
