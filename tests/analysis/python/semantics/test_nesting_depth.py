"""Expressions that the parser would read for minutes are refused at once."""

from __future__ import annotations

import sys

import pytest

from glm_migrate.analysis.python.semantics.nesting_depth import is_too_deep

DEEP = {
    "a sum": "x = " + "+".join(["1"] * 5_100),
    "calls": "x = f" + "()" * 5_100,
    "attributes": "x = a" + ".b" * 5_100,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_a_long_chain_is_too_deep(text: str) -> None:
    limit = sys.getrecursionlimit()
    assert is_too_deep(text)
    assert sys.getrecursionlimit() == limit


@pytest.mark.parametrize(
    "text",
    ["x = [" + "1, " * 20_000 + "]", "x = 1\n" * 6_000, "x = (", "x = 1\0", "x = a.b(c)(d)[e]"],
    ids=["a long list", "many statements", "not closed", "a null byte", "a chain"],
)
def test_what_is_long_or_broken_is_not_deep(text: str) -> None:
    assert not is_too_deep(text)
