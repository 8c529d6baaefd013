"""What else can be where a call asks one of some models."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.assumptions import KnownCalls, KnownWays
from glm_migrate.analysis.python.extract.literals import value_at
from glm_migrate.analysis.python.syntax.string_literals import text_of
from tests.analysis.python.reading import module, uses


def beside(code: str, model: str = "glm-4") -> list[object]:
    """What the second argument of `use(…)` can be where the first one is `model`."""
    where = module(code)
    (call,) = uses(where)
    point = where.symbols.points[call]
    found = where.resolver.resolve(call.args[0].value, point).found
    own = [one for one in found if text_of(one.node) == model]
    with where.program.assuming(KnownWays.that(own, where, point)):
        return list(value_at(where, call.args[1].value, point).constants)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            'def f(m):\n if "gpt" in m:\n  u = "b"\n else:\n  u = "a"\n use(m, u)\n'
            'f("glm-4")\nf("gpt-4o")',
            id="a test of the id",
        ),
        pytest.param(
            'if x:\n u = "b"\n m = "gpt-4o"\nelse:\n u = "a"\n m = "glm-4"\nuse(m, u)',
            id="one branch each",
        ),
        pytest.param(
            'm = "glm-4"\nu = "a"\nif x:\n u = "b"\n m = "gpt-4o"\nuse(m, u)',
            id="both set anew in a branch",
        ),
        pytest.param(
            "class A:\n def __init__(self, v):\n  if v:\n   self.u = 'b'\n   self.m = 'gpt-4o'\n"
            "  else:\n   self.u = 'a'\n   self.m = 'glm-4'\n def f(self):\n  use(self.m, self.u)",
            id="attributes",
        ),
        pytest.param(
            'def f(m, u):\n use(m, u)\nf("gpt-4o", "b")\nf("glm-4", "a")', id="one call each"
        ),
        pytest.param(
            'U = {"x": "b", "y": "a"}\ndef f(v, m):\n use(m, U[v])\n'
            'f("x", "gpt-4o")\nf("y", "glm-4")',
            id="a key beside it",
        ),
    ],
)
def test_what_is_chosen_with_another_model_is_not_used(code: str) -> None:
    assert beside(code) == ["a"]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param('m = "glm-4"\nu = "a"\nif x:\n u = "b"\nuse(m, u)', id="set in a branch"),
        pytest.param(
            'm = "glm-4"\nif x:\n u = "a"\nelse:\n u = "b"\nuse(m, u)', id="not chosen with it"
        ),
        pytest.param(
            'for x in y:\n if x:\n  u = "b"\n  m = "gpt-4o"\n else:\n  m = "glm-4"\n  u = "a"\n'
            "use(m, u)",
            id="in a loop, where one may be of an earlier round",
        ),
        pytest.param(
            'def f(m):\n if n:\n  u = "b"\n else:\n  u = "a"\n use(m, u)\nf("glm-4")',
            id="a test of something else",
        ),
    ],
)
def test_what_may_stand_beside_it_stays(code: str) -> None:
    assert sorted(map(str, beside(code))) == ["a", "b"]


def test_nothing_is_assumed_of_a_literal_in_its_place() -> None:
    where = module('use("glm-4")')
    (call,) = uses(where)
    found = where.resolver.resolve(call.args[0].value, where.symbols.points[call]).found

    assert KnownWays.that(found, where, where.end) is None


def test_calls_that_are_known_to_be_made() -> None:
    where = module("def f(): pass\nf(1)\nf(2)\ng(3)\n")
    first, second, other = where.symbols.calls
    known = KnownCalls((first,))

    assert known.knows_caller([first, second])
    assert not known.knows_caller([other])
    assert [known.is_made_by(one, [first, second]) for one in (first, second)] == [True, False]
    assert known.is_made_by(other, [other])
    assert KnownCalls((), known).knows_caller([first])
    assert known.keys_among(frozenset("ab")) == frozenset()
    assert not known.is_within(first)
