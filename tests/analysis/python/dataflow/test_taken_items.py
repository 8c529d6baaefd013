"""One item that is taken out of many: which it can be, and where that is not known."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.taken_items import item_taken
from tests.analysis.python.reading import module, node, point_of, used

RANDOM = "import random\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("use(next(iter(['a', 'b'])))", ["a", "b"], id="the next"),
        pytest.param("i = iter(['a'])\nuse(next(i))", ["a"], id="the next under a name"),
        pytest.param("def g():\n    yield 'a'\nuse(next(g()))", ["a"], id="the next yielded"),
        pytest.param("use(next(iter(['a']), 'b'))", ["a", "b"], id="a default"),
        pytest.param(f"{RANDOM}use(random.choice(['a', 'b']))", ["a", "b"], id="by chance"),
        pytest.param(
            "from random import choice as pick\nuse(pick(('a',)))", ["a"], id="by another name"
        ),
        pytest.param(f"{RANDOM}use(random.choices(['a'], k=1)[0])", ["a"], id="one of several"),
        pytest.param("use(list(['a', 'b'])[0])", ["a"], id="at a place"),
        pytest.param("use([n for n in ['a', 'b']][-1])", ["a", "b"], id="of a comprehension"),
        pytest.param("use(sorted(['b', 'a'])[0])", ["a", "b"], id="in an order that is not seen"),
    ],
)
def test_what_is_taken_is_one_of_the_items(code: str, expected: list[str]) -> None:
    found = used(code)

    assert sorted(map(str, found.constants)) == expected
    assert found.complete


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("use(next(read()))", [], id="of something unknown"),
        pytest.param("use(next(read(), None))", [], id="of something unknown, or nothing"),
        pytest.param("use(next((n for n in ['a'] if ok(n)), 'b'))", ["b"], id="tested"),
        pytest.param("use(next(iter(['a', *read()])))", ["a"], id="with others"),
        pytest.param("def choice(x): ...\nuse(choice(['a']))", [], id="a function of that name"),
        pytest.param("use(deck.choice(['a']))", [], id="a method of that name"),
        pytest.param(f"{RANDOM}use(random.choice(*x))", [], id="spread"),
        pytest.param("use({0: 'a'}.copy()[0])", [], id="a key that is a number"),
    ],
)
def test_what_is_not_seen_is_told(code: str, expected: list[str]) -> None:
    found = used(code)

    assert sorted(map(str, found.constants)) == expected
    assert not found.complete


@pytest.mark.parametrize("text", ["next()", "next(*x)", "first(['a'])", "next(response)"])
def test_other_calls_take_no_item_that_is_seen(text: str) -> None:
    where = module(f"use({text})\n")

    assert item_taken(where, node(where, text, cst.Call), point_of(where, text), 0) is None


LISTED = "MODELS = ['a', 'b']\n"
ROWS = "ROWS = [{'id': 'a', 'fast': 1}, {'id': 'b', 'fast': 0}]\n"


@pytest.mark.parametrize(
    ("code", "is_missed"),
    [
        pytest.param(f"{LISTED}use(next((m for m in MODELS if 'a' in m), 'z'))", True, id="tested"),
        pytest.param(
            f"{LISTED}use(next(iter([m for m in MODELS if ok(m)]), 'z'))", True, id="in a list"
        ),
        pytest.param(
            f"{LISTED}found = (m for m in MODELS if ok(m))\nuse(next(found, 'z'))",
            True,
            id="under a name",
        ),
        pytest.param(f"{LISTED}use(next(filter(ok, MODELS), 'z'))", True, id="by a function"),
        pytest.param(
            f"{ROWS}use(next((r['id'] for r in ROWS if r['fast']), 'z'))", True, id="of records"
        ),
        pytest.param("use(next((m for m in read() if ok(m)), 'z'))", False, id="of unknown items"),
        pytest.param("use(next((m for m in [1, 2] if ok(m)), 'z'))", False, id="of numbers"),
        pytest.param(f"{LISTED}use(next((m for m in MODELS), 'z'))", False, id="not tested"),
    ],
)
def test_texts_that_a_test_lets_pass_may_be_missed(code: str, is_missed: bool) -> None:
    assert bool(used(code).limits) is is_missed
