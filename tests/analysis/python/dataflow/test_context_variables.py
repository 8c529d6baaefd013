"""What a variable of a context can hold."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.context_variables import (
    makes_variable,
    value_of_context,
)
from tests.analysis.python.reading import module, node, point_of, used

VAR = "from contextvars import ContextVar\nv = ContextVar('v', default='a')\n"
BARE = VAR.replace(", default='a'", "")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(f"{VAR}use(v.get())", ["a"], id="its default"),
        pytest.param(f"{VAR}v.set('b')\nuse(v.get())", ["a", "b"], id="what it is set to"),
        pytest.param(f"{BARE}v.set('b')\nuse(v.get())", ["b"], id="that alone"),
        pytest.param(f"{BARE}v.set('b')\nuse(v.get('c'))", ["b", "c"], id="or a default there"),
        pytest.param(f"{VAR}w = ContextVar('w')\nw.set('b')\nuse(v.get())", ["a"], id="its own"),
    ],
)
def test_what_is_read_is_the_default_or_what_was_set(code: str, expected: list[str]) -> None:
    found = used(code)

    assert sorted(map(str, found.constants)) == expected
    assert found.complete


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f"{VAR}def f(m):\n    v.set(m)\nuse(v.get())", id="set to something passed"),
        pytest.param("v = cache()\nv.set('a')\nuse(v.get())", id="something else with those names"),
        pytest.param(f"{BARE}use(v.get())", id="never set"),
    ],
)
def test_what_is_not_seen_is_told(code: str) -> None:
    assert not used(code).complete


def test_only_calls_by_that_import_make_one() -> None:
    where = module("from contextvars import ContextVar as V\nuse(V('v'), other.V('v'))\n")
    own, other = node(where, "V('v')", cst.Call), node(where, "other.V('v')", cst.Call)
    point = point_of(where, "V('v')")

    assert makes_variable(own, point)
    assert not makes_variable(other, point)
    assert value_of_context(where, own, point, 0) is None
