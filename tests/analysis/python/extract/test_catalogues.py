"""Classes of which one object is made for each of several models."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.catalogues import is_catalogue, is_one_of_several_records
from tests.analysis.python.reading import module

CLASS = "class Card:\n    ...\n\n\n"
THREE = "Card('glm-4.5')\nCard('glm-4.6')\nCard('glm-4-air')\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(CLASS + THREE, True, id="three models"),
        pytest.param(CLASS + "Card('glm-4.5')\nCard('glm-4.5')\nCard('x')\n", False, id="one"),
        pytest.param(THREE, False, id="a class of another file"),
    ],
)
def test_a_class_that_is_made_for_one_model_after_the_other(code: str, expected: bool) -> None:
    where = module(code)
    call = where.symbols.by_called["Card"][0]

    assert is_catalogue(where, call, "Card", call.args[0]) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(f"{CLASS}[Card('glm-4.5'), Card('x')]\n", True, id="two in a list"),
        pytest.param(f"{CLASS}[Card('glm-4.5'), 'x']\n", False, id="one in a list"),
        pytest.param(f"{CLASS}Card('glm-4.5')\nCard('x')\n", False, id="in no list"),
        pytest.param("[Card('glm-4.5'), Card('x')]\n", False, id="a class of another file"),
    ],
)
def test_a_class_that_is_made_several_times_in_a_list(code: str, expected: bool) -> None:
    where = module(code)

    found = is_one_of_several_records(where, where.symbols.by_called["Card"][0], "Card")

    assert found is expected
