"""Which tests hold at a program point, and how they come out for a text."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.conditions import OpenPlaces, conditions, excludes
from tests.analysis.python.reading import module, used, uses


def is_reached(test: str, text: str) -> bool:
    """Whether the branch of `test` may be taken where `m` is `text`."""
    where = module(f"OLD = 'glm-4', 'glm-4v'\ndef f(m, n):\n    if {test}:\n        use(m)\n")
    (call,) = uses(where)
    known = list(conditions(where.symbols.points[call], where.symbols))
    return not excludes(known, "m", text, where, 0)


@pytest.mark.parametrize(
    ("test", "glm", "gpt"),
    [
        pytest.param('"glm" in m', True, False, id="in"),
        pytest.param('"glm" not in m', False, True, id="not in"),
        pytest.param('not "glm" in m', False, True, id="not"),
        pytest.param('m == "glm-4"', True, False, id="equal"),
        pytest.param('m != "glm-4"', False, True, id="unequal"),
        pytest.param('m.startswith("glm")', True, False, id="startswith"),
        pytest.param('m.startswith(("glm", "chatglm"))', True, False, id="one of several"),
        pytest.param('m.lower().endswith("-4")', True, False, id="endswith"),
        pytest.param('m.split("-")[0] == "glm"', True, False, id="a part"),
        pytest.param('m in ("glm-4", "glm-4v")', True, False, id="in a tuple"),
        pytest.param('m in {"glm-4": 1}', True, False, id="in a dict"),
        pytest.param("m in OLD", True, False, id="in a constant"),
        pytest.param("m in n", True, True, id="in something unknown"),
        pytest.param('"glm" in m and n', True, False, id="and"),
        pytest.param('"glm" in m or n', True, True, id="or"),
        pytest.param('"glm" in m or "gpt" in m', True, True, id="either"),
        pytest.param("n", True, True, id="another variable"),
        pytest.param("f(m)", True, True, id="a function"),
        pytest.param('m > "a"', True, True, id="an order"),
    ],
)
def test_how_a_test_comes_out(test: str, glm: bool, gpt: bool) -> None:
    assert (is_reached(test, "glm-4"), is_reached(test, "gpt-4o")) == (glm, gpt)


CALLS = '\n\nf("glm-4")\nf("gpt-4o")\n'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param('if "glm" in m:\n  use(m)', ["glm-4"], id="the first branch"),
        pytest.param('if "gpt" in m:\n  pass\n else:\n  use(m)', ["glm-4"], id="the last branch"),
        pytest.param(
            'if n:\n  pass\n elif "glm" in m:\n  use(m)', ["glm-4"], id="a branch between"
        ),
        pytest.param('if "gpt" in m:\n  return\n use(m)', ["glm-4"], id="past an early return"),
        pytest.param('if "gpt" in m:\n  pass\n use(m)', ["glm-4", "gpt-4o"], id="behind both"),
        pytest.param(
            'if "gpt" in m:\n  m = "glm-3"\n  use(m)', ["glm-3"], id="set anew in the branch"
        ),
        pytest.param(
            'if "gpt" in m:\n  if n:\n   m = "glm-3"\n  use(m)',
            ["glm-4", "gpt-4o", "glm-3"],
            id="perhaps set anew in the branch",
        ),
        pytest.param(
            'while n:\n  if "gpt" in m:\n   return\n  use(m)', ["glm-4"], id="within a loop"
        ),
    ],
)
def test_a_variable_has_no_value_that_its_tests_keep_out(body: str, expected: list[str]) -> None:
    assert list(used(f"def f(m, n=0):\n {body}{CALLS}").constants) == expected


CASES = 'match kind:\n    case "a" | "b":\n        use(1)\n    case "c" if late:\n        use(2)\n'
CASES += "    case _:\n        use(3)\n"


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        (0, "a", False),
        (0, "c", True),
        (1, "c", False),
        (1, "b", True),
        (2, "c", False),
        (2, "b", True),
    ],
)
def test_the_case_that_a_text_takes(place: int, value: str, expected: bool) -> None:
    """Of a case with a guard, the next one may be taken as well."""
    where = module(CASES)
    point = where.symbols.points[where.symbols.calls[place]]

    assert excludes(list(conditions(point, where.symbols)), "kind", value, where, 0) is expected


BRANCHED = """
def f(m, n):
    if m == "a":
        return use(1)
    elif m == "b" or n:
        use(2)
    elif "c" in m:
        if n:
            use(3)
            raise ValueError
        use(4)
    else:
        for x in n:
            use(5)
        else:
            use(6)
    match m:
        case "d":
            use(7)
        case "e" if n:
            use(8)
        case "e" | "f":
            use(9)
        case _:
            use(10)
    try:
        use(11)
    except ValueError:
        use(12)
    if m != "g":
        return
    use(13)
"""


@pytest.mark.parametrize("text", list("abcdefg"))
def test_a_place_is_reached_where_none_of_its_conditions_is_excluded(text: str) -> None:
    where = module(BRANCHED)
    places = [where.symbols.points[call] for call in uses(where)]
    found = OpenPlaces({"m": text}, where, 0)

    assert [found.reaches(place) for place in places] == [
        not excludes(list(conditions(place, where.symbols)), "m", text, where, 0)
        for place in places
    ]
