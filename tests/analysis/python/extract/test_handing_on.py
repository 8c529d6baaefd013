"""Functions that hand on all that they are given behind a function."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.handing_on import hands_all_on, leaves_uncalled, passed_on
from tests.analysis.python.reading import module

PLAIN = "def use(fn, *a, **k):\n    return fn(*a, **k)\n\n\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (f"{PLAIN}use(f, x=1)\n", True),
        ("from functools import partial as use\nuse(f, x=1)\n", False),
        ("from tenacity import Retrying\nuse = Retrying()\nuse(f, x=1)\n", True),
        (PLAIN.replace("(*a, **k)", "(*a)") + "use(f, x=1)\n", False),
        (PLAIN.replace("fn(*a, **k)", "k") + "use(f, x=1)\n", False),
        ("use(f, x=1)\n", False),
        ("def use(fn, x):\n    return fn(x)\n\n\nuse(f, x=1)\n", False),
    ],
)
def test_what_hands_all_on(code: str, expected: bool) -> None:
    where = module(code)

    assert hands_all_on(where, where.symbols.by_called["use"][0]) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("fn(**k)", ["model", "top_p"]),
        ("fn(model=model, extra_body={'thinking': thinking}, **k)", ["model", "top_p"]),
        ("fn(thinking=thinking, **k)", ["model", "thinking", "top_p"]),
    ],
)
def test_a_parameter_of_the_function_between_is_handed_on_under_its_name_only(
    body: str, expected: list[str]
) -> None:
    code = f"def use(fn, model, thinking=None, **k):\n    return {body}\n\n\n"
    where = module(f"{code}use(f, model=1, thinking=True, top_p=0.3)\n")
    call = where.symbols.by_called["use"][0]

    passed = passed_on(where, call, tuple(call.args[1:]))

    assert [one.keyword.value for one in passed if one.keyword] == expected


SUBMITTED = {
    "an executor": ("from concurrent.futures import ThreadPoolExecutor as T\np = T()", "x", True),
    "an executor, a request": (
        "from concurrent.futures import ThreadPoolExecutor as T\np = T()",
        "model",
        True,
    ),
    "a cluster": ("from dask.distributed import Client\np = Client()", "model", False),
    "what is not seen": ("", "model", True),
    "what is not seen, with a keyword of its own": ("", "pure", False),
}


@pytest.mark.parametrize(("made", "keyword", "expected"), SUBMITTED.values(), ids=SUBMITTED)
def test_submit_hands_all_on_where_it_is_that_of_an_executor(
    made: str, keyword: str, expected: bool
) -> None:
    where = module(f"{made}\np.submit(f, {keyword}=1)\n")

    assert hands_all_on(where, where.symbols.by_called["submit"][0]) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("print(f, x=1)\n", True),
        ("def print(f, x): ...\n\n\nprint(f, x=1)\n", False),
        ("run(f, x=1)\n", False),
    ],
)
def test_what_only_looks_at_a_function(code: str, expected: bool) -> None:
    where = module(code)

    assert leaves_uncalled(where, where.symbols.calls[-1]) is expected
