"""The errors that are caught or expected around a call, or around the function that makes it."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.expected_errors import expected_errors
from tests.analysis.python.reading import module, uses

ASK = "def ask():\n    return use(1)\n\n\n"


def errors(code: str, **others: str) -> set[str]:
    where = module(code, **others)
    (call,) = uses(where)
    return set(expected_errors(where, call, where.symbols.points[call]))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param("use(1)\n", set(), id="nothing"),
        pytest.param("try:\n    use(1)\nexcept TypeError:\n    pass\n", {"TypeError"}, id="try"),
        pytest.param(
            "with contextlib.suppress(TypeError, OSError):\n    use(1)\n",
            {"TypeError", "OSError"},
            id="suppressed",
        ),
        pytest.param("with raises(TypeError):\n    use(1)\n", {"TypeError"}, id="in a test"),
        pytest.param("with raises(TypeError):\n    pass\nuse(1)\n", set(), id="behind the block"),
        pytest.param(
            f"{ASK}try:\n    ask()\nexcept TypeError:\n    pass\n", {"TypeError"}, id="a caller"
        ),
        pytest.param(f"{ASK}with suppress(TypeError):\n    ask()\n", {"TypeError"}, id="its block"),
        pytest.param(
            f"{ASK}try:\n    ask()\nexcept OSError:\n    pass\n", {"OSError"}, id="another"
        ),
    ],
)
def test_expected_errors(code: str, found: set[str]) -> None:
    assert errors(code) == found


def test_a_caller_in_another_file() -> None:
    other = "from example import ask\n\ntry:\n    ask()\nexcept TypeError:\n    pass\n"

    assert errors(ASK, other=other) == {"TypeError"}
