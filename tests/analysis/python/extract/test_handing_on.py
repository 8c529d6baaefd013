"""Functions that hand on all that they are given behind a function."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.handing_on import hands_all_on, passed_on
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
