"""What rules see of a value: its Python value, its place, and whether it can be edited."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.limits import MAX_DIGITS, MAX_LITERAL_DEPTH, MAX_PARTS
from glm_migrate.analysis.python.extract.literals import constant_of, list_at
from glm_migrate.model.values import UNSEEN
from tests.analysis.python.reading import expression, module, point_of, used


def constant(code: str, before: str = "") -> object:
    where = module(f"{before}\nuse({code})\n")
    return constant_of(where, expression(where, code), where.end)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        pytest.param("'a'", "a", id="a text"),
        pytest.param("'a' 'b'", "ab", id="two that are joined"),
        pytest.param("b'a'", UNSEEN, id="bytes"),
        pytest.param("f'a'", "a", id="a formatted text without a gap"),
        pytest.param("f'a{x}'", UNSEEN, id="with one"),
        pytest.param("0x10", 16, id="a number"),
        pytest.param("-1.5", -1.5, id="a negative one"),
        pytest.param("-x", UNSEEN, id="of a name"),
        pytest.param("not True", False, id="a truth value"),
        pytest.param("None", None, id="nothing"),
        pytest.param("[1, (True, 'a')]", (1, (True, "a")), id="lists"),
        pytest.param("{'a': 1, b: 2, **c}", {"a": 1}, id="a dict, as far as its keys are texts"),
        pytest.param("[x, y]", (1, UNSEEN), id="names"),
        pytest.param("f(1)", UNSEEN, id="a call"),
    ],
)
def test_the_value_of_an_expression(code: str, value: object) -> None:
    assert constant(code, before="x = 1") == value


@pytest.mark.parametrize(("digits", "is_seen"), [(MAX_DIGITS, True), (MAX_DIGITS + 1, False)])
def test_a_number_of_too_many_digits_is_not_read(digits: int, is_seen: bool) -> None:
    assert (constant("9" * digits) is not UNSEEN) is is_seen


def test_lists_in_one_another_are_read_to_a_depth() -> None:
    found = constant("[" * 20 + "]" * 20)
    depth = 0
    while isinstance(found, tuple) and found:
        (found,), depth = found, depth + 1

    assert (found, depth) == (UNSEEN, MAX_LITERAL_DEPTH + 1)


def test_a_long_list_is_read_to_a_length() -> None:
    found = constant(f"[{'1, ' * (MAX_PARTS + 1)}]")

    assert found == (1,) * MAX_PARTS


def test_a_literal_knows_its_bytes_and_its_trace() -> None:
    value = used("M = 'glm-4.5'\nN = M\nuse(N)\n")
    (literal,) = value.candidates

    assert (literal.value, literal.written, literal.editable) == ("glm-4.5", "'glm-4.5'", True)
    assert [hop.name for hop in literal.via] == ["N", "M"]
    assert value.complete


@pytest.mark.parametrize(
    ("code", "is_editable"),
    [
        pytest.param("use('glm-4.5')", True, id="plain"),
        pytest.param("use('glm' '-4.5')", False, id="two that are joined"),
        pytest.param("use(f'glm-4.5')", False, id="formatted"),
        pytest.param("use(4.5)", False, id="a number"),
    ],
)
def test_only_one_plain_text_is_edited(code: str, is_editable: bool) -> None:
    (literal,) = used(f"{code}\n").candidates

    assert literal.editable is is_editable


def test_what_is_computed_is_told_beside_what_is_seen() -> None:
    value = used("use(f'a{x}' if y else 'glm-4.5')\n")

    assert [one.value for one in value.candidates] == ["glm-4.5"]
    assert not value.complete
    assert [one.subject for one in value.unseen] == ["f'a{x}'"]


def test_a_sum_has_the_texts_of_its_known_arms_beside_what_is_not_seen() -> None:
    value = used("use('glm' + (f(y) or '-4.5'))\n")

    assert [one.value for one in value.candidates] == ["glm-4.5"]
    assert not value.complete
    assert value.unseen


@pytest.mark.parametrize(
    ("more", "value"),
    [
        pytest.param("", ("a",), id="as it is written"),
        pytest.param("L.append('b')\n", ("a", "b"), id="and one item"),
        pytest.param("L.extend(['b', 'c'])\n", ("a", "b", "c"), id="and several"),
        pytest.param("L.extend(x)\n", ("a", UNSEEN), id="and what is not seen"),
    ],
)
def test_a_list_has_the_items_that_are_added_later(more: str, value: object) -> None:
    where = module(f"L = ['a']\n{more}use(L)\n")
    (literal,) = list_at(where, expression(where, "L"), point_of(where, "L")).candidates

    assert literal.value == value
