"""Functions that hand on all that they are given behind a function."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.handing_on import hands_all_on
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
