"""What stands under a key or an index, where both the key and what holds it are seen."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.interface import ResolvedValues
from glm_migrate.analysis.python.dataflow.items import (
    element_of,
    item_of,
    unpacked_of,
    value_of_subscript,
)
from tests.analysis.python.reading import expression, module, reasons, scope, written

TABLE = "T = {'k': 'a', 'l': 'b'}\nL = ['a', 'b']\nK = 'l'\nI = 1\n"


def subscript(text: str) -> ResolvedValues:
    where = module(f"{TABLE}use({text})\n")
    return value_of_subscript(where, expression(where, text), where.end, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("T['k']", "'a'", id="a key"),
        pytest.param("T[K]", "'b'", id="a named key"),
        pytest.param("L[0]", "'a'", id="an index"),
        pytest.param("L[-1]", "'b'", id="an index from the end"),
        pytest.param("{'x': 'y'}['x']", "'y'", id="of a display"),
        pytest.param("Optional[str]", "Optional[str]", id="a type stands for itself"),
        pytest.param("t.Annotated[str, 1]", "t.Annotated[str, 1]", id="a type of a module"),
    ],
)
def test_an_item_is_found(text: str, expected: str) -> None:
    assert written(subscript(text)) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("T['m']", id="no such key"),
        pytest.param("L[2]", id="no such index"),
        pytest.param("L[-3]", id="no such index from the end"),
        pytest.param("L[I]", id="a named index"),
        pytest.param("U[key]", id="an unknown key of something unknown"),
        pytest.param("T['k', 'l']", id="two keys"),
        pytest.param("other['k']", id="an unknown table"),
    ],
)
def test_an_item_that_is_not_seen_is_looked_up_at_run_time(text: str) -> None:
    found = subscript(text)

    assert written(found) == []
    assert reasons(found)[-1] == f"`{text}` is looked up at run time"


def test_the_environment_is_read_at_run_time() -> None:
    assert reasons(subscript("os.environ['K']")) == ["`os.environ['K']` is read at run time"]


def test_a_key_that_can_be_two_texts_finds_both() -> None:
    where = module(f"{TABLE}K = 'k' if c else 'l'\nuse(T[K])\n")
    found = value_of_subscript(where, expression(where, "T[K]"), where.end, 1)

    assert written(found) == ["'a'", "'b'"]


@pytest.mark.parametrize(
    ("code", "key", "expected"),
    [
        pytest.param("d = {'k': 'a'}\nd['k'] = 'b'\n", "k", ["'b'"], id="set later"),
        pytest.param(
            "d = {'k': 'a'}\nif c:\n    d['k'] = 'b'\n", "k", ["'b'", "'a'"], id="perhaps"
        ),
        pytest.param("d = dict(k='a')\n", "k", ["'a'"], id="a call of dict"),
        pytest.param("d = {'k': 'a'}\ndel d['k']\n", "k", [], id="deleted"),
        pytest.param("d = {1: 'a'}\n", 1, [], id="a key that is no text"),
        pytest.param("d = ['a']\n", "k", [], id="a text is no index"),
    ],
)
def test_a_dict_is_read_as_it_is_then(code: str, key: str | int, expected: list[str]) -> None:
    where = module(f"{code}use(d)\n")

    assert written(item_of(where, expression(where, "d"), key, where.end, 1)) == expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param("['a', 'b']", ["'a'", "'b'"], id="a list"),
        pytest.param("('a',)", ["'a'"], id="a tuple"),
        pytest.param("{'a'}", ["'a'"], id="a set"),
        pytest.param("{'a': 1}", ["'a'"], id="a dict"),
        pytest.param("{'k': 'a'}.values()", ["'a'"], id="the values of a dict"),
        pytest.param("sorted(set(['a']))", ["'a'"], id="a list in another order"),
    ],
)
def test_a_loop_variable_is_each_element_of_a_display(items: str, expected: list[str]) -> None:
    where = module(f"for v in {items}:\n    pass\n")
    (definition,) = scope(where).definitions["v"]

    assert written(element_of(where, definition, 1)) == expected


@pytest.mark.parametrize("items", ["read()", "'ab'", "read().values()", "sorted(read())"])
def test_a_loop_over_anything_else_has_unknown_elements(items: str) -> None:
    where = module(f"for v in {items}:\n    pass\n")
    (definition,) = scope(where).definitions["v"]

    found = element_of(where, definition, 1)

    assert written(found) == []
    assert reasons(found) == ["`v` is a loop variable"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param("", ["'a'"], id="no change"),
        pytest.param("m.insert(0, 'c')", ["'a'", "'b'", "'c'"], id="put in front"),
        pytest.param("m[0] = 'c'", ["'a'", "'b'", "'c'"], id="set anew"),
        pytest.param("n.append('c')", ["'a'"], id="another list"),
    ],
)
def test_any_item_may_stand_at_a_place_where_others_are_put_in(
    change: str, expected: list[str]
) -> None:
    where = module(f"m = ['a', 'b']\nn = []\n{change}\nuse(m)\n")

    assert written(item_of(where, expression(where, "m"), 0, where.end, 1)) == expected


def test_a_place_in_a_list_that_is_filled_out_of_sight_is_not_known() -> None:
    where = module("m = ['a']\nm.extend(read())\nuse(m)\n")
    found = item_of(where, expression(where, "m"), 0, where.end, 1)

    assert written(found) == ["'a'"]
    assert reasons(found) == ["`['a']` is looked up at run time"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("('a', 'b')", ["'b'"], id="a tuple"),
        pytest.param("['a', 'b']", ["'b'"], id="a list"),
        pytest.param("('a', 'b', 'c')", ["'b'"], id="one more than is taken"),
        pytest.param("('a',)", [], id="one too few"),
        pytest.param("(*x, 'b')", [], id="a star"),
        pytest.param("read()", [], id="a call"),
    ],
)
def test_an_unpacked_name_is_the_element_at_its_place(value: str, expected: list[str]) -> None:
    where = module(f"pair = {value}\nu, v = pair\n")
    (definition,) = scope(where).definitions["v"]

    found = unpacked_of(where, definition, 1)

    assert written(found) == expected
    assert reasons(found) == ([] if expected else ["`v` is unpacked from a value"])
