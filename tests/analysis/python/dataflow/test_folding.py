"""What expressions over texts come to, and where that is not known to the end."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.folded_values import Folded
from glm_migrate.analysis.python.dataflow.folding import fold
from glm_migrate.analysis.python.dataflow.followed_texts import folded
from glm_migrate.analysis.python.dataflow.limits import MAX_FOLD_NAMES
from tests.analysis.python.reading import module, uses

HOST = 'HOST = "h"\n'


def texts(code: str, **modules: str) -> list[object]:
    """What the argument of `use(…)` comes to; `…` stands for what is not known."""
    where = module(code, **modules)
    (call,) = uses(where)
    found = folded(where, call.args[0].value, where.symbols.points[call])
    return [one.value if one.whole else f"{one.value}…" for one in found]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        pytest.param("'a'", ["a"], id="a literal"),
        pytest.param("'a' + 'b' + HOST", ["abh"], id="a sum"),
        pytest.param("f'{HOST}/{1}'", ["h/1"], id="a formatted string"),
        pytest.param("f'{HOST!r}'", ["…"], id="a conversion"),
        pytest.param("f'{HOST:>9}'", ["…"], id="a format"),
        pytest.param("'{}:{}'.format(HOST, 80)", ["h:80"], id="format by position"),
        pytest.param("'{1}{0}'.format('a', 'b')", ["ba"], id="format by number"),
        pytest.param("'{h}/x'.format(h=HOST)", ["h/x"], id="format by name"),
        pytest.param("'{h.x}/x'.format(h=HOST)", ["…"], id="format of an attribute"),
        pytest.param("'%s:%d' % (HOST, 80)", ["h:80"], id="percent"),
        pytest.param("'%s/x' % HOST", ["h/x"], id="percent of one"),
        pytest.param("'/'.join([HOST, 'x'])", ["h/x"], id="join"),
        pytest.param("'/'.join([HOST, *rest])", ["h…"], id="join of an unknown rest"),
        pytest.param("urljoin('http://h/a/', 'b')", ["http://h/a/b"], id="urljoin"),
        pytest.param("urljoin('http://h/a/', path)", ["http://h/a/…"], id="an unknown path"),
        pytest.param("' A/ '.strip().lower().rstrip('/')", ["a"], id="methods"),
        pytest.param("'a-b'.split('-')[1]", ["b"], id="an item of what is split"),
        pytest.param("'a'.removesuffix(x)", ["…"], id="a method given an unknown"),
        pytest.param("'a' + x + 'b'", ["a…"], id="an unknown part"),
        pytest.param("x + 'b'", ["…"], id="an unknown beginning"),
        pytest.param("('a' + x).rstrip('/')", ["a…"], id="what is cut from an unknown end"),
        pytest.param("str(80)", ["80"], id="a number as a text"),
        pytest.param("None or 'a'", ["a"], id="or"),
        pytest.param("'a' if x else 'b'", ["a", "b"], id="a conditional"),
        pytest.param("'a'.format_map(x)", ["…"], id="another method"),
        pytest.param("b'a'", ["…"], id="bytes"),
        pytest.param("-1", [-1], id="a negative number"),
        pytest.param("('a', 1)", [("a", 1)], id="a tuple"),
        pytest.param("None", [None], id="None"),
    ],
)
def test_what_an_expression_comes_to(expression: str, expected: list[object]) -> None:
    assert texts(f"{HOST}use({expression})") == expected


def test_names_are_followed_into_other_modules() -> None:
    code = 'from config import HOST\nBASE = f"http://{HOST}"\nuse(BASE + "/v4")'

    assert texts(code, config='HOST = "h"') == ["http://h/v4"]


def test_what_callers_pass_is_joined() -> None:
    code = 'def f(host):\n    use("http://" + host)\nf("a")\nf("b")'

    assert texts(code) == ["http://a", "http://b"]


def test_a_text_made_of_itself_comes_to_an_end() -> None:
    code = "x = 'a'\nwhile y:\n    x = x + x + x\nuse(x)"

    assert texts(code)[0] == "a"


def test_texts_that_grow_without_end_are_given_up() -> None:
    grown = "'a'" + ".replace('a', 'aaaaaaaaaa')" * 8

    assert texts(f"use({grown})") == ["…"]


def test_more_names_than_the_limit_are_not_followed() -> None:
    code = "".join(f"N{n} = 'x'\n" for n in range(MAX_FOLD_NAMES + 5))
    names = " + ".join(f"N{n}" for n in range(MAX_FOLD_NAMES + 5))

    assert all(str(one).endswith("…") for one in texts(f"{code}use({names})"))


def test_what_names_are_is_asked_for() -> None:
    node = cst.parse_expression("'a' + name")

    assert [one.value for one in fold(node, lambda leaf, depth: (Folded("b"),))] == ["ab"]
