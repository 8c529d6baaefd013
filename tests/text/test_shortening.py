"""A cut expression closes what it opens."""

from __future__ import annotations

import pytest

from glm_migrate.text.shortening import shortened


@pytest.mark.parametrize(
    ("text", "short"),
    [
        pytest.param("f(a)", "f(a)", id="short"),
        pytest.param("f(\n  a,\n)", "f( a, )", id="one line"),
        pytest.param("f(aaaaaaaaaaaa, b)", "f(aaaaaaaa…)", id="a call"),
        pytest.param("d[g({1: aaaaaaaaa})]", "d[g({1: …})]", id="brackets in brackets"),
        pytest.param("'aaaaaaaaaaaaaaa'", "'aaaaaaaaa…'", id="a string"),
        pytest.param('f("a(b", cccccccc)', 'f("a(b", c…)', id="a bracket in a string"),
        pytest.param(r"f('a\'b', cccccc)", r"f('a\'b', …)", id="an escaped quote"),
        pytest.param("((((((((((((((((", "(((((…)))))", id="nothing but brackets"),
        pytest.param("a" * 13, "a" * 11 + "…", id="a name"),
    ],
)
def test_text(text: str, short: str) -> None:
    assert shortened(text, 12) == short
    assert len(short) <= 12
