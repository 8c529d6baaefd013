"""What an id is compared with."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.comparands import all_compared_with, compared_with
from tests.analysis.python.reading import module


@pytest.mark.parametrize(
    ("code", "count"),
    [
        pytest.param("a = 'x'\na == 'id'", 1, id="a constant"),
        pytest.param("a = 'x'\nassert 'id' != a", 1, id="turned round"),
        pytest.param("a = 'x' if b else 'y'\na == 'id'", 2, id="two values"),
        pytest.param("a = 'x'\nt.assertEqual(a, 'id')", 1, id="assertEqual"),
        pytest.param("a = read()\na == 'id'", None, id="not seen"),
        pytest.param("a = ['x']\na == 'id'", None, id="no text"),
        pytest.param("a = 'x'\na > 'id'", None, id="another operator"),
        pytest.param("a = 'x'\na == 'id' == b", None, id="a chain"),
        pytest.param("print('id')", None, id="no comparison"),
    ],
)
def test_compared_with(code: str, count: int | None) -> None:
    read = module(f"{code}\n")
    (node,) = (one for one in read.symbols.strings if read.code(one) == "'id'")
    found = compared_with(read, node)

    assert found is None if count is None else found is not None and len(found) == count
    assert all_compared_with(read, iter([node])) == found
    assert all_compared_with(read, iter([])) is None
