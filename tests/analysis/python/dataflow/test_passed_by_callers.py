"""What a function gives back to one call, beside what its other callers pass."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.passed_by_callers import of_this_call
from tests.analysis.python.reading import expression, module, node, point_of, used


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("def f(n):\n    return n\nf('a')\nuse(f('b'))", ["b"], id="its own"),
        pytest.param("def f(n):\n    return n\nx = 'a'\nf(x)\nuse(f(x))", ["a"], id="the same"),
        pytest.param("def f(n):\n    return n or 'c'\nf('a')\nuse(f('b'))", ["b", "c"], id="more"),
        pytest.param("def f(n='d'):\n    return n\nf('a')\nuse(f())", ["d"], id="the default"),
    ],
)
def test_what_only_other_calls_pass_is_left_out(code: str, expected: list[str]) -> None:
    assert sorted(map(str, used(code).constants)) == expected


def test_what_no_call_passes_is_left_as_it_is() -> None:
    where = module("def f():\n    return 'a'\nuse(f())\n")
    call, point = node(where, "f()", cst.Call), point_of(where, "f()")
    (function,) = where.resolver.resolve(call.func, point).found
    returned = where.resolver.resolve(expression(where, "'a'"), point)

    assert of_this_call(where, call, point, 0, function, returned) is returned
