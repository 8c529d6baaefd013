"""Which calls start generator functions of the project, and what these yield."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.generators import generators_called, yields_of
from tests.analysis.python.reading import module, node, point_of


def called(code: str) -> list[str]:
    """The generators that the last `use(…)` is given a call of."""
    where = module(f"{code}\nuse(m())\n")
    call = node(where, "m()", cst.Call)
    found = generators_called(where, call, point_of(where, "m()"), 0)
    return [one.node.name.value for one in found if isinstance(one.node, cst.FunctionDef)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("def m():\n    yield 1", ["m"], id="a generator"),
        pytest.param("async def m():\n    yield 1", ["m"], id="an asynchronous one"),
        pytest.param("def n():\n    yield 1\nm = n", ["n"], id="by another name"),
        pytest.param("def m():\n    return 1", [], id="a function"),
        pytest.param(
            "def m():\n    def n():\n        yield 1\n    return n()", [], id="one within"
        ),
        pytest.param("@contextmanager\ndef m():\n    yield 1", [], id="a context manager"),
        pytest.param(
            "if a:\n    def m():\n        yield 1\nelse:\n    def m():\n        return [1]",
            [],
            id="one of two",
        ),
        pytest.param("from other import m", [], id="out of sight"),
    ],
)
def test_only_calls_that_certainly_start_generators_count(code: str, expected: list[str]) -> None:
    assert called(code) == expected


def test_yields_are_those_of_the_function_itself() -> None:
    where = module("def m():\n    yield 1\n    def n():\n        yield 2\n    yield 3\n")
    function = node(where, where.source.text.strip(), cst.FunctionDef)
    found = yields_of(where, where.symbols.scopes[function])

    assert [where.code(one) for one in found] == ["yield 1", "yield 3"]
