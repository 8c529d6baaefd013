"""Names that get their values by their place: in rows, in entries, in parts of a text."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.rows import column_of, is_of_loop, is_text_cut
from tests.analysis.python.reading import module

PRODUCT = "from itertools import product\n"
LONGEST = "from itertools import zip_longest\n"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param("for a, b in [(1, 'x'), (2, 'y')]:\n    pass\n", ["'x'", "'y'"], id="rows"),
        pytest.param("for a, b in {'k': 'v'}.items():\n    pass\n", ["'v'"], id="entries"),
        pytest.param("R = (1, 'x')\nfor a, b in (R,):\n    pass\n", ["'x'"], id="a row's name"),
        pytest.param("for a, b in [(1, *x)]:\n    pass\n", [], id="a spread"),
        pytest.param("for a, b in rows():\n    pass\n", [], id="not seen"),
        pytest.param("for a, b in zip(x, y):\n    pass\n", [], id="pairs of two lists"),
        pytest.param("for a, b in zip([1], ['x']):\n    pass\n", ["'x'"], id="written out"),
        pytest.param("for a, b in zip([1, 2], ['x']):\n    pass\n", [], id="of other lengths"),
        pytest.param(
            "for a, b in enumerate(['x', 'y']):\n    pass\n", ["'x'", "'y'"], id="counted"
        ),
        pytest.param(f"{PRODUCT}for a, b in product([1], ['x']):\n    pass\n", ["'x'"], id="each"),
        pytest.param(
            f"{PRODUCT}for a, b in product([1], repeat=2):\n    pass\n", [], id="repeated"
        ),
        pytest.param(f"{PRODUCT}for a, b in product(*x):\n    pass\n", [], id="of a spread"),
        pytest.param(
            f"{PRODUCT}for a, b in product({[*range(11)]}, {[*range(11)]}):\n    pass\n",
            [],
            id="too many",
        ),
        pytest.param("for a, b in product([1], ['x']):\n    pass\n", [], id="of nobody's"),
        pytest.param(
            f"{LONGEST}for a, b in zip_longest([1], ['x', 'y']):\n    pass\n",
            ["'x'", "'y'"],
            id="the longest",
        ),
        pytest.param(
            f"{LONGEST}for a, b in zip_longest([1, 2], ['x'], fillvalue='y'):\n    pass\n",
            [],
            id="filled up with something",
        ),
        pytest.param(
            "def rows():\n    yield 1, 'x'\nfor a, b in rows():\n    pass\n", ["'x'"], id="yielded"
        ),
    ],
)
def test_the_column_of_a_name(code: str, found: list[str]) -> None:
    where = module(code)
    (definition,) = where.symbols.root.definitions["b"]

    assert is_of_loop(where, definition)
    values = column_of(where, definition, 0)
    assert [where.code(one.node) for one in values.found] == found
    assert bool(values.unresolved) is (not found)


def test_a_column_that_is_filled_up_holds_more_than_its_items() -> None:
    where = module(f"{LONGEST}for a, b in zip_longest([1, 2], ['x']):\n    pass\n")
    values = column_of(where, where.symbols.root.definitions["b"][0], 0)

    assert [where.code(one.node) for one in values.found] == ["'x'"]
    assert values.unresolved


def test_an_assignment_is_no_loop() -> None:
    where = module("a, b = pair\n")
    (definition,) = where.symbols.root.definitions["b"]

    assert not is_of_loop(where, definition)


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [("x.split(':')", True), ("x.rpartition('/')", True), ("x.items()", False), ("x", False)],
)
def test_a_text_that_is_cut(text: str, is_cut: bool) -> None:
    where = module(f"a, b = {text}\n")
    (definition,) = where.symbols.root.definitions["b"]

    assert definition.value is not None
    assert is_text_cut(definition.value) is is_cut
