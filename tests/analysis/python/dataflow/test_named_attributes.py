"""Attributes that are set by their name as a text."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.named_attributes import set_by_name
from tests.analysis.python.reading import module


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param("setattr(o, 'm', 1)", "o 1", id="setattr"),
        pytest.param("object.__setattr__(o, 'm', 1)", "o 1", id="of object"),
        pytest.param("o.__setattr__('m', 1)", "o 1", id="its method"),
        pytest.param("vars(o)['m'] = 1", "o 1", id="an item of vars"),
        pytest.param("o.__dict__['m'] = 1", "o 1", id="an item of its dict"),
        pytest.param("vars(o).update(m=1)", "o 1", id="a keyword"),
        pytest.param("o.__dict__.update({'m': 1, 'n': 2})", "o 1", id="a dict"),
        pytest.param("d = {'m': 1}\no.__dict__.update(d)", "o 1", id="a dict with a name"),
        pytest.param("setattr(o, 'n', 1)", "", id="another attribute"),
        pytest.param("setattr(o, m, 1)", "", id="a computed name"),
        pytest.param("monkeypatch.setattr(o, 'm', 1)", "", id="a patch"),
        pytest.param("x = o.__dict__['m']", "", id="an item that is read"),
        pytest.param("d = {}\nd['m'] = 1\nd.update(m=1)\nvars(o)", "", id="another dict"),
    ],
)
def test_what_is_set_by_name(code: str, found: str) -> None:
    where = module(f"{code}\n")
    every = [(one.holder, one.definition.value) for one in set_by_name(where, "m")]

    assert [f"{where.code(holder)} {where.code(value)}" for holder, value in every if value] == (
        [found] if found else []
    )
