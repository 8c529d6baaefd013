"""What a call gives back, and that the call itself is the value where that is not known."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.call_results import value_of_call
from glm_migrate.analysis.python.dataflow.interface import ResolvedValues
from tests.analysis.python.reading import expression, module, reasons, written

START = (
    "A = 'a'\nT = {'k': 'b'}\ndef own(x='c'):\n    return x\ndef fixed() -> str:\n    return 'd'\n"
)


def result(call: str) -> ResolvedValues:
    where = module(f"{START}use({call})\n")
    return value_of_call(where, expression(where, call), where.end, 1)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param("A.strip()", ["'a'"], id="a method that only trims"),
        pytest.param("A.lower().strip()", ["'a'"], id="two of them"),
        pytest.param("str(A)", ["'a'"], id="str"),
        pytest.param("copy(A)", ["'a'"], id="a copy"),
        pytest.param("copy.deepcopy(T)", ["{'k': 'b'}"], id="a copy by a function of a module"),
        pytest.param("T.copy()", ["{'k': 'b'}"], id="a copy by a method"),
        pytest.param("cast(str, A)", ["'a'"], id="a cast"),
        pytest.param("fixed()", ["'d'"], id="what a function returns"),
        pytest.param("T.get('k')", ["'b'"], id="an entry"),
    ],
)
def test_the_value_of_a_call_is_seen(call: str, expected: list[str]) -> None:
    found = result(call)

    assert written(found) == expected
    assert reasons(found) == []


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param("os.getenv('M', A)", ["'a'"], id="a default of the environment"),
        pytest.param("os.environ.get('M', A)", ["'a'"], id="a default of a mapping"),
        pytest.param("getattr(x, 'm', A)", ["'a'"], id="a default of an attribute"),
        pytest.param("config('M', default=A)", ["'a'"], id="a default by name"),
        pytest.param("env.str('M', A)", ["'a'"], id="a default of a reader of texts"),
        pytest.param("T.get('k', A)", ["'b'", "'a'"], id="an entry and a default"),
        pytest.param("os.getenv('M')", [], id="the environment alone"),
        pytest.param("x.get('m')", [], id="an unknown mapping"),
        pytest.param("T.get(key)", [], id="an unknown key"),
    ],
)
def test_what_is_read_at_run_time_is_said_beside_the_default(
    call: str, expected: list[str]
) -> None:
    found = result(call)

    assert written(found) == expected
    assert reasons(found)[-1] == f"`{call}` is read at run time"


@pytest.mark.parametrize(
    "call",
    [
        pytest.param("A.strip('x')", id="a trim of other letters"),
        pytest.param("A.replace('a', 'b')", id="a method that changes the text"),
        pytest.param("make(A)", id="an unknown function"),
        pytest.param("getattr(x, 'm')", id="an attribute without a default"),
        pytest.param("str(A, 'utf-8')", id="str with more"),
        pytest.param("copy(*A)", id="a star"),
    ],
)
def test_a_call_that_is_not_known_is_its_own_value(call: str) -> None:
    assert written(result(call)) == [call]


def test_the_way_into_a_function_and_its_declared_result_are_kept() -> None:
    found = result("fixed()")

    assert found.found[0].via[0].name == "fixed()"
    assert [note.module.code(note.node) for note in found.annotations] == ["str"]


def test_a_function_returns_what_its_callers_pass() -> None:
    found = result("own('e')")

    assert written(found) == ["'c'", "'e'"]
    assert reasons(found) == ["parameter `x` of `own` is set by its callers"]
