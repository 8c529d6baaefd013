"""Which models of a call are GLM's, and which bodies go with them."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.dict_entries import entries_at
from glm_migrate.analysis.python.dataflow.known_entries import Entries
from glm_migrate.analysis.python.extract.assumed_models import (
    assuming_glm,
    beside_glm,
    models_in,
    models_of,
)
from glm_migrate.analysis.python.extract.chat_requests import requests
from glm_migrate.analysis.python.syntax.string_literals import text_of
from tests.analysis.python.reading import module

TWO = """\
def send(body):
    post(json=body)


send({"model": "glm-4.5", "top_p": 1})
send({"model": "gpt-4o", "n": 2})
"""


def entries(code: str) -> Entries:
    """What the last argument of the first call can be."""
    where = module(code)
    call = where.symbols.calls[0]
    return entries_at(where, call.args[-1].value, where.symbols.points[call])


def keys(found: Entries) -> list[str]:
    return sorted(one.key for one in found.entries)


def test_the_models_of_a_body_know_who_passes_it() -> None:
    found = models_in(entries(TWO))

    assert [text_of(one.node) for one in found] == ["glm-4.5", "gpt-4o"]
    assert [len(one.calls) for one in found] == [1, 1]


def test_the_models_of_a_body_know_the_method_that_builds_it() -> None:
    code = 'class A:\n    def body(self):\n        return {"model": "glm-4.5"}\npost(A().body())\n'
    where = module(code)
    call = where.symbols.by_called["post"][0]
    (found,) = models_in(entries_at(where, call.args[0].value, where.symbols.points[call]))

    assert [one.name for one in found.definitions] == ["body"]


@pytest.mark.parametrize(
    ("assumed", "expected"),
    [(True, ["model", "top_p"]), (False, ["model", "model", "n", "top_p"])],
    ids=["the client is GLM's", "one client for all"],
)
def test_a_body_for_another_vendor_is_left_out(assumed: bool, expected: list[str]) -> None:
    assert keys(beside_glm(entries(TWO), assumed)) == expected


def test_what_is_passed_as_the_model() -> None:
    where = module('M = "glm-4.5"\nc.chat.completions.create(model=M)\n')
    (request,) = requests(where)
    point = where.symbols.points[request.call]
    found = models_of(where, request, point)

    assert [text_of(one.node) for one in found] == ["glm-4.5"]
    with assuming_glm(where, found, point) as says_something:
        assert says_something
    with assuming_glm(where, [], point) as says_something:
        assert not says_something
