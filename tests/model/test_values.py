"""What an expression can be, asked with type and certainty."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.model.values import UNSEEN, Constant, Literal, Value
from glm_migrate.text.source import Span


def value(*constants: Constant, complete: bool = True) -> Value:
    literals = (Literal(one, Span(0, 1), Path("a.py")) for one in constants)
    return Value(tuple(literals), complete)


@pytest.mark.parametrize(
    ("one", "asked", "always", "possible"),
    [
        pytest.param(value(True), (True,), True, True, id="certain"),
        pytest.param(value(1), (True,), False, False, id="1 is not True"),
        pytest.param(value(1), (1.0,), False, False, id="nor 1.0"),
        pytest.param(value("a", "b"), ("a",), False, True, id="one of two"),
        pytest.param(value("a", "b"), ("a", "b"), True, True, id="both are asked for"),
        pytest.param(value("a", complete=False), ("a",), False, True, id="more is possible"),
        pytest.param(value(), ("a",), False, False, id="nothing is seen"),
        pytest.param(value(UNSEEN), (UNSEEN,), True, True, id="what is not literal"),
    ],
)
def test_what_a_value_is(
    one: Value, asked: tuple[Constant, ...], always: bool, possible: bool
) -> None:
    assert (one.is_always(*asked), one.can_be(*asked)) == (always, possible)


def test_truth_values_are_no_numbers() -> None:
    assert [number for _, number in value(1, True, "2", 0.5, None).numbers] == [1, 0.5]


def test_a_dict_has_a_place_in_a_set() -> None:
    (literal,) = value({"a": 1}).candidates

    assert literal in {literal}


@pytest.mark.parametrize(("setting", "bare"), [("llm.model", True), ("", False)])
def test_only_a_setting_stands_without_quotes(setting: str, bare: bool) -> None:
    assert Literal("a", Span(0, 1), Path("a"), setting=setting).bare is bare
