"""A decorator of the project that changes what goes in or comes out ends the search."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.decorators import changing
from tests.analysis.python.reading import module, used

_CHANGING = {
    "adds to the result": (
        "def deco(f):\n    def g(*a, **k):\n        return f(*a, **k) + '-air'\n    return g\n"
    ),
    "adds to a kept result": (
        "def deco(f):\n    def g(*a, **k):\n        r = f(*a, **k)\n        r = r + '-air'\n"
        "        return r\n    return g\n"
    ),
    "gives something else": (
        "def deco(f):\n    def g(*a, **k):\n        f(*a, **k)\n        return 'b'\n    return g\n"
    ),
    "sets an argument": (
        "def deco(f):\n    def g(*a, **k):\n        return f(*a, x='b')\n    return g\n"
    ),
    "changes the keywords": (
        "def deco(f):\n    def g(*a, **k):\n        k['x'] = 'b'\n        return f(*a, **k)\n"
        "    return g\n"
    ),
    "changes an argument": (
        "def deco(f):\n    def g(x):\n        x = x + '-air'\n        return f(x)\n    return g\n"
    ),
    "is a class": "class deco:\n    def __init__(self, f):\n        self.f = f\n",
    "does not call it": "def deco(f):\n    def g(*a):\n        return 'b'\n    return g\n",
    "returns what is not seen": "def deco(f):\n    return other(f)\n",
}
_HARMLESS = {
    "of another package": "from elsewhere import deco\n",
    "registers": "def deco(f):\n    KNOWN.append(f)\n    return f\n",
    "only calls": "def deco(f):\n    def g(*a, **k):\n        return f(*a, **k)\n    return g\n",
    "measures": (
        "from functools import wraps\ndef deco(f):\n    @wraps(f)\n    def g(*a, **k):\n"
        "        print(1)\n"
        "        r = f(*a, **k)\n        print(2)\n        return r\n    return g\n"
    ),
    "tries again": (
        "def deco(f):\n    def g(*a, **k):\n        for _ in range(3):\n            try:\n"
        "                return f(*a, **k)\n            except OSError:\n"
        "                pass\n    return g\n"
    ),
    "passes named arguments on": (
        "def deco(f):\n    def g(x='a'):\n        return f(x=x)\n    return g\n"
    ),
}
_MADE = (
    "def made(n):\n    def deco(f):\n        def g(*a, **k):\n            {}\n"
    "        return g\n    return deco\n"
)


@pytest.mark.parametrize("deco", _CHANGING.values(), ids=_CHANGING)
def test_a_decorator_that_changes_something_ends_the_search(deco: str) -> None:
    result = used(deco + "@deco\ndef f():\n    return 'a'\nuse(f())\n")
    argument = used(deco + "@deco\ndef f(x):\n    use(x)\nf('a')\n")

    assert result.constants == argument.constants == ()
    assert "@deco" in "; ".join(map(str, result.unseen))
    assert "@deco may change the arguments of `f`" in map(str, argument.unseen)


@pytest.mark.parametrize("deco", _HARMLESS.values(), ids=_HARMLESS)
def test_a_decorator_that_changes_nothing_is_looked_through(deco: str) -> None:
    result = used(deco + "@deco\ndef f():\n    return 'a'\nuse(f())\n")
    argument = used(deco + "@deco\ndef f(x):\n    use(x)\nf('a')\n")

    assert result.constants == argument.constants == ("a",)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("return f(*a, **k)", ("a",), id="that only calls"),
        pytest.param("return f(*a, **k) * n", (), id="that changes the result"),
    ],
)
def test_a_decorator_that_is_made(body: str, expected: tuple[str, ...]) -> None:
    code = _MADE.format(body) + "@made(3)\ndef f():\n    return 'a'\nuse(f())\n"

    assert used(code).constants == expected


def test_a_default_stands_behind_any_decorator() -> None:
    code = _CHANGING["changes the keywords"] + "@deco\ndef f(x='a'):\n    use(x)\nf('b')\n"

    assert used(code).constants == ("a",)


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        pytest.param("", "", id="no decorator"),
        pytest.param("@staticmethod\n", "", id="one of the language"),
        pytest.param("@app.route('/')\n", "", id="one of another package"),
        pytest.param("@same\n", "", id="one that calls and no more"),
        pytest.param("@adds\n", "@adds", id="one that changes the result"),
        pytest.param("@same\n@adds\n", "@adds", id="the first that changes something"),
        pytest.param("@Wrapped\n", "@Wrapped", id="a class"),
        pytest.param("@made(3)\n", "@made", id="one that is made there"),
    ],
)
def test_the_first_decorator_that_changes_something_is_named(above: str, expected: str) -> None:
    known = (
        "def same(f):\n    def g(*a, **k):\n        return f(*a, **k)\n    return g\n"
        "def adds(f):\n    def g(*a, **k):\n        return f(*a, **k) + 'b'\n    return g\n"
        "class Wrapped:\n    def __init__(self, f):\n        self.f = f\n"
        + _MADE.format("return f(*a, **k) * n")
    )
    where = module(f"{known}{above}def last(): pass\n")
    last = where.syntax.body[-1]
    assert isinstance(last, cst.FunctionDef)

    assert changing(where, last) == expected
