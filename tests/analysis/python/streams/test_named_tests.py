"""Which tests stand under a name."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.named_tests import inside_named, named_test
from tests.analysis.python.reading import expression, module


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("has = bool(x)", "bool(x)", id="a call"),
        pytest.param("has = x is not None", "x is not None", id="a comparison"),
        pytest.param("has = not x", "not x", id="a negation"),
        pytest.param("has = not x and x != y", "not x and x != y", id="several"),
        pytest.param("has = x or ''", None, id="a text"),
        pytest.param("has = clean(x)", None, id="whatever a call gives back"),
        pytest.param("has = x", None, id="another name"),
        pytest.param("has = bool(x)\nif y:\n    has = True", None, id="bound twice"),
        pytest.param("for has in x: ...", None, id="a loop's"),
        pytest.param("", None, id="not bound"),
    ],
)
def test_a_name_stands_for_its_only_test(code: str, expected: str | None) -> None:
    where = module(f"{code}\nif has:\n    pass\n")
    found = named_test(where, expression(where, "has"))

    assert (found and where.code(found)) == expected


def test_the_parts_of_a_test_and_of_the_test_behind_its_name() -> None:
    where = module("has = bool(x)\nif y and has:\n    pass\n")
    texts = [where.code(one) for one in inside_named(where, expression(where, "y and has"))]

    assert "y" in texts
    assert "x" in texts
