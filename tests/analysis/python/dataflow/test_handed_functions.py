"""Functions that are given as values: who calls them then, and what is passed beside them."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.handed_functions import (
    called_name,
    first_place,
    handed,
    parameter_taking,
    passed_beside,
    place_in_spread,
    positional,
)
from tests.analysis.python.dataflow.test_call_graph import callers, passed
from tests.analysis.python.reading import module, node, scope

SHOW = "def show(c): pass\n"
# Who calls `show`, given as a value.
GIVEN = {
    "a parameter": ("def run(f):\n    f(1)\nrun(show)\n", ["f(1)"]),
    "a keyword": ("def run(*, f=None):\n    f(1)\nrun(f=show)\n", ["f(1)"]),
    "a parameter that is handed on": (
        "def run(f):\n    inner(f)\ndef inner(g):\n    g(1)\nrun(show)\n",
        ["g(1)"],
    ),
    "an attribute": (
        "class A:\n    def __init__(self, f):\n        self.on = f\n    def go(self):\n"
        "        self.on(1)\nA(show)\n",
        ["self.on(1)"],
    ),
    "another function": ("def run(f):\n    f(1)\nrun(other)\n", []),
    "a parameter of the same name": (
        "def run(f):\n    f(1)\nrun(show)\ndef no(f):\n    f(2)\n",
        ["f(1)"],
    ),
    "code that is not seen": ("library.run(show)\n", []),
}


@pytest.mark.parametrize(("code", "expected"), GIVEN.values(), ids=GIVEN)
def test_calls_of_a_function_that_is_given_to_code(code: str, expected: list[str]) -> None:
    assert callers(module(SHOW + code), "show") == expected


def test_a_method_is_given_with_its_object() -> None:
    code = "class A:\n    def show(self, c): pass\n    def go(self):\n        run(self.show)\n"
    code += "def run(f):\n    f(1)\n"

    assert callers(module(code), "A.show") == ["f(1)"]
    assert passed(code, "A.show", "c") == ["1"]


# What is passed for `c`.
BESIDE = {
    "a thread": ("Thread(target=show, args=(1,))", ["1"]),
    "a thread with keywords": ("Thread(target=show, kwargs={'c': 1, 'd': 2})", ["1"]),
    "an executor": ("pool.submit(show, 1)", ["1"]),
    "a partial": ("functools.partial(show, c=1)", ["1"]),
    "another thread": ("asyncio.to_thread(show, 1)", ["1"]),
    "a loop": ("loop.run_in_executor(None, show, 1)", ["1"]),
    "nothing for it": ("pool.submit(show, d=1)", []),
    "who knows what": ("library.call(show, 1)", []),
}


@pytest.mark.parametrize(("code", "expected"), BESIDE.values(), ids=BESIDE)
def test_arguments_beside_a_function(code: str, expected: list[str]) -> None:
    assert passed(SHOW + code, "show", "c") == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('map(ask, ["a", "b"])', ['"a"', '"b"']),
        ("pool.map(ask, TEXTS, timeout=3)", ['"c"']),
        ('pool.imap_unordered(ask, ("a",))', ['"a"']),
        ("map(ask, texts())", []),
        ('map(other, ["a"])', []),
    ],
)
def test_the_items_beside_a_function_that_is_called_for_each(
    call: str, expected: list[str]
) -> None:
    code = f'TEXTS = ["c"]\ndef ask(text): pass\ndef other(text): pass\n{call}\n'

    assert passed(code, "ask", "text") == expected


def test_the_parameter_that_takes_an_argument() -> None:
    where = module("class A:\n    def f(self, a, /, b, *, c): pass\ng(x, y, c=z)\n")
    method, call = scope(where, "A.f"), where.symbols.calls[0]

    assert (first_place(method), positional(method.node)) == (1, ["self", "a", "b"])
    assert [parameter_taking(method, call, one) for one in call.args] == ["a", "b", "c"]
    assert called_name(call) == "g"


def test_where_a_function_is_given() -> None:
    where = module(SHOW + "run(show)\nshow(1)\nx = show\n")
    ((call, argument, there),) = handed(where, scope(where, "show"), (where,))

    assert (there.code(call), there.code(argument)) == ("run(show)", "show")
    assert list(passed_beside((call, argument, there), scope(where, "show"), "c")) == []


@pytest.mark.parametrize(
    ("call", "name", "expected"),
    [
        pytest.param("f(*x)", "b", 1, id="its place"),
        pytest.param("f(1, *x)", "b", 0, id="behind another"),
        pytest.param("f(a=1, *x)", "b", 1, id="behind a keyword"),
        pytest.param("f(1, *x)", "a", None, id="given before"),
        pytest.param("f(*x, *y)", "b", None, id="one of two"),
        pytest.param("f(*xx, *y)", "b", 1, id="in the first of two"),
        pytest.param("f(*xx, *y)", "a", 0, id="at the start of the first"),
        pytest.param("f(1, *y, *z)", "b", 0, id="in the last"),
        pytest.param("f(*x)", "c", None, id="only by name"),
        pytest.param("f(1, 2)", "b", None, id="none"),
    ],
)
def test_the_item_of_a_spread_list_that_a_parameter_gets(
    call: str, name: str, expected: int | None
) -> None:
    where = module(f"def f(a, b, *, c=1): pass\n{call}\n")
    sizes = {"xx": 2, "y": 0}
    found = place_in_spread(
        scope(where, "f"), node(where, call, cst.Call), name, lambda one: sizes.get(where.code(one))
    )

    assert (found and found[1]) == expected


def test_what_stands_behind_a_spread_list_has_no_place() -> None:
    where = module("def f(a, b): pass\nf(*x, 1)\n")
    call = node(where, "f(*x, 1)", cst.Call)

    assert parameter_taking(scope(where, "f"), call, call.args[1]) == ""
