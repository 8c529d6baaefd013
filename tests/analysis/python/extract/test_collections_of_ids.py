"""The texts beside an id in a list, a set, a `Literal` or an enumeration."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.collections_of_ids import texts_beside
from tests.analysis.python.reading import module


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        pytest.param('x = ["ID", "a", b, "c"]', ["a", "c"], id="a list"),
        pytest.param('x = [("ID", "a"), ("b", "c")]', ["b"], id="rows"),
        pytest.param('x: Literal["ID", "a"]', ["a"], id="a type"),
        pytest.param('class M(Enum):\n    A = "ID"\n    B = "b"', ["b"], id="an enumeration"),
        pytest.param('x = {"k": "ID", "l": "b"}', [], id="a table"),
        pytest.param('x = "ID"', [], id="alone"),
        pytest.param('x = ["ID", "a", "a"]', ["a"], id="a text that stands there twice"),
        pytest.param('x.append("ID")\nx.append("b")\ny.append("c")', ["b"], id="appended"),
    ],
)
def test_texts_beside(code: str, texts: list[str]) -> None:
    read = module(code)
    (node,) = (one for one in read.symbols.strings if "ID" in read.code(one))

    assert list(texts_beside(read, node)) == texts


def test_an_id_that_stands_there_twice_is_beside_itself() -> None:
    read = module('x = ["ID", "a", "ID"]')

    assert [texts_beside(read, node) for node in read.symbols.strings] == [
        ("ID", "a"),
        ("ID",),
        ("ID", "a"),
    ]
