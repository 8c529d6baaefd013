"""Which bindings a use can read: a table of what is excluded, real runs for what must not be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from glm_migrate.analysis.python.extract.literals import value_at
from tests.analysis.python.programs import functions, really_read
from tests.analysis.python.reading import module, used, uses


@settings(max_examples=120, deadline=None)
@given(functions())
def test_what_a_run_reads_is_among_the_candidates(code: str) -> None:
    where = module(code)
    seen = really_read(code)

    for call in uses(where):
        number = int(call.args[0].value.value)  # type: ignore[attr-defined]
        value = value_at(where, call.args[1].value, where.symbols.points[call])
        if not value.unseen:
            assert seen[number] <= set(value.constants), (number, code)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("v = 'a'\nv = 'b'\nuse(v)\n", ["b"], id="the last of two"),
        pytest.param("v = 'a'\nuse(v)\nv = 'b'\n", ["a"], id="not a later one"),
        pytest.param("v = 'a'\nif c:\n    v = 'b'\nuse(v)\n", ["a", "b"], id="an `if` alone"),
        pytest.param(
            "v = 'a'\nif c:\n    v = 'b'\nelse:\n    v = 'c'\nuse(v)\n", ["b", "c"], id="both arms"
        ),
        pytest.param(
            "v = 'a'\nif c:\n    v = 'b'\nelif d:\n    v = 'c'\nuse(v)\n",
            ["a", "b", "c"],
            id="arms without an else",
        ),
        pytest.param(
            "if c:\n    v = 'a'\nelse:\n    v = 'b'\n    use(v)\n", ["b"], id="not the other arm"
        ),
        pytest.param(
            "if c:\n    v = 'a'\nelif d:\n    raise E\nelse:\n    v = 'b'\nuse(v)\n",
            ["a", "b"],
            id="an arm that raises need not bind",
        ),
        pytest.param(
            "def f():\n    v = 'a'\n    if c:\n        v = 'b'\n        return\n    use(v)\n",
            ["a"],
            id="not from an arm that returns",
        ),
        pytest.param(
            "match c:\n    case 1:\n        v = 'a'\n    case _:\n        v = 'b'\nuse(v)\n",
            ["a", "b"],
            id="a match with a last case for all",
        ),
        pytest.param(
            "v = 'a'\nfor c in d:\n    use(v)\n    v = 'b'\n", ["a", "b"], id="carried by a loop"
        ),
        pytest.param(
            "v = 'a'\nw = 'b'\nfor c in d:\n    v, w = w, v\n    use(v)\n",
            ["b", "a"],
            id="swapped in each round",
        ),
        pytest.param(
            "for c in d:\n    v = 'a'\n    use(v)\n    v = 'b'\n",
            ["a"],
            id="set anew in each round",
        ),
        pytest.param(
            "v = 'a'\nwhile use(v):\n    v = 'b'\n", ["a", "b"], id="the test of a loop runs again"
        ),
        pytest.param(
            "v = 'a'\ntry:\n    v = 'b'\nexcept E:\n    pass\nuse(v)\n",
            ["a", "b"],
            id="a try can end before it binds",
        ),
        pytest.param(
            "v = 'a'\ntry:\n    v = 'b'\nexcept E:\n    v = 'c'\nuse(v)\n",
            ["b", "c"],
            id="a try and every handler bind",
        ),
        pytest.param(
            "v = 'a'\ntry:\n    v = 'b'\nexcept E:\n    raise\nuse(v)\n",
            ["b"],
            id="a handler that raises need not bind",
        ),
        pytest.param(
            "try:\n    c\nexcept E:\n    v = 'a'\nexcept F:\n    v = 'b'\n    use(v)\n",
            ["b"],
            id="not another handler",
        ),
        pytest.param("v = 'a'\nwith c:\n    v = 'b'\nuse(v)\n", ["b"], id="a with always binds"),
        pytest.param(
            "v = 'a'\nwith suppress(E):\n    v = 'b'\nuse(v)\n",
            ["a", "b"],
            id="a with that suppresses errors need not",
        ),
        pytest.param("v = 'a'\ndel v\nv = 'b'\nuse(v)\n", ["b"], id="not one that was deleted"),
        pytest.param("v = 'a'\nv: str\nuse(v)\n", ["a"], id="an annotation alone binds nothing"),
        pytest.param(
            "v = 'a'\n\n\ndef f():\n    use(v)\n\n\nv = 'b'\n",
            ["b"],
            id="a function reads the last",
        ),
        pytest.param(
            "v = 'a'\n\n\ndef f():\n    use(v)\n\n\ndef g():\n    global v\n    v = 'b'\n",
            ["a", "b"],
            id="what a function sets with global",
        ),
        pytest.param(
            "def f():\n    v = 'a'\n    v = 'b'\n\n    def g():\n        use(v)\n",
            ["a", "b"],
            id="an inner function can run at any time",
        ),
    ],
)
def test_candidates(code: str, expected: list[str]) -> None:
    value = used(code)

    assert list(value.constants) == expected
    assert value.complete


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("v = 'a'\nv += 'b'\nuse(v)\n", [], id="augmented"),
        pytest.param("v = 'a'\nif c:\n    v += 'b'\nuse(v)\n", [], id="augmented in one arm"),
        pytest.param("v = 'a'\nif c:\n    del v\nuse(v)\n", ["a"], id="deleted in one arm"),
        pytest.param("try:\n    v = 'a'\nexcept E as v:\n    use(v)\n", [], id="an exception"),
        pytest.param(
            "v = 'a'\ntry:\n    c\nexcept E as v:\n    pass\nuse(v)\n",
            ["a"],
            id="an exception in one handler",
        ),
        pytest.param(
            "v = 'a'\nmatch c:\n    case [v]:\n        pass\nuse(v)\n",
            ["a"],
            id="a capture in one case",
        ),
        pytest.param("match c:\n    case v:\n        use(v)\n", [], id="a capture"),
        pytest.param("use(v)\nv = 'a'\n", [], id="not yet set"),
    ],
)
def test_what_hides_the_value_is_said(code: str, expected: list[str]) -> None:
    value = used(code)

    assert list(value.constants) == expected
    assert not value.complete
    assert value.unseen
