"""Which bindings a use can read: a table of what is excluded, real runs for what must not be."""

from __future__ import annotations

import pytest
from hypothesis import given

from glm_migrate.analysis.python.extract.literals import value_at
from glm_migrate.analysis.python.semantics.reaching_definitions import (
    at_end,
    certainly_before,
    exclusive,
    reaching,
    share_loop,
    visible,
)
from tests.analysis.python.programs import functions, really_read
from tests.analysis.python.reading import module, point_of, scope, used, uses
from tests.examples import examples


@examples(120)
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


@pytest.mark.parametrize(
    ("code", "before", "apart", "looped"),
    [
        pytest.param("one\ntwo\n", True, False, False, id="in a row"),
        pytest.param("two\none\n", False, False, False, id="the other way round"),
        pytest.param("if c:\n    one\ntwo\n", False, False, False, id="only the first in an if"),
        pytest.param("one\nif c:\n    two\n", True, False, False, id="only the second in an if"),
        pytest.param("if c:\n    one\nelse:\n    two\n", False, True, False, id="two arms"),
        pytest.param(
            "for x in y:\n    if c:\n        one\n    else:\n        two\n",
            *(False, True, True),
            id="two arms in a loop",
        ),
        pytest.param("for x in y:\n    one\n    two\n", True, False, True, id="in a loop"),
        pytest.param(
            "for x in y:\n    one\nelse:\n    two\n", False, False, False, id="a loop and its else"
        ),
        pytest.param(
            "try:\n    one\nexcept E:\n    two\n", False, False, False, id="a try and its handler"
        ),
        pytest.param(
            "try:\n    x\nexcept E:\n    one\nexcept F:\n    two\n",
            *(False, True, False),
            id="two handlers",
        ),
        pytest.param(
            "match c:\n    case 1:\n        one\n    case 2:\n        two\n",
            *(False, True, False),
            id="two cases",
        ),
    ],
)
def test_how_two_places_lie_to_each_other(
    code: str, before: bool, apart: bool, looped: bool
) -> None:
    where = module(code)
    one, two = point_of(where, "one"), point_of(where, "two")

    assert certainly_before(one, two) is before
    assert exclusive(one, two) is exclusive(two, one) is apart
    assert share_loop(one.branches, two.branches) is looped


def test_a_use_reads_what_stands_before_it_and_the_end_what_stands_last() -> None:
    where = module("v = 1\nuse(v)\nv = 2\n")
    every, point = scope(where).definitions["v"], point_of(where, "use(v)")

    assert reaching(every, point, where.symbols) == ([every[0]], True)
    assert at_end(every, scope(where), where.symbols) == ([every[1]], True)


def test_from_a_function_a_module_is_seen_as_it_is_in_the_end_a_function_as_it_may_be() -> None:
    where = module(
        "v = 1\nv = 2\ndef f():\n    w = 1\n    w = 2\n    del w\n    def g():\n        use(v, w)\n"
    )
    at = point_of(where, "use(v, w)")

    of_module, _ = visible("v", scope(where), at, where.symbols)
    of_function, complete = visible("w", scope(where, "f"), at, where.symbols)

    assert of_module == scope(where).definitions["v"][1:]
    assert of_function == scope(where, "f").definitions["w"][:2]
    assert complete


def test_a_name_that_nothing_set_yet_has_no_definition() -> None:
    where = module("use(v)\nv = 1\n")

    found = visible("v", scope(where), point_of(where, "use(v)"), where.symbols)

    assert found == ([], False)
