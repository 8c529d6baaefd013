"""What is made of known texts and numbers, and what is left of those that are known in part."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.folded_values import (
    UNKNOWN,
    Constant,
    Folded,
    addresses,
    applied,
    as_number,
    calculated,
    sliced,
    strung,
    unsplit,
    with_slashes,
)

BASE = Folded("https://a.b/v4")
BEGINNING = Folded("https://a.b/v", whole=False)


def test_texts_one_after_the_other() -> None:
    assert strung([(Folded("a"),), (Folded("b"), Folded("c"))]) == [Folded("ab"), Folded("ac")]
    assert strung([(Folded("a"),), (UNKNOWN,), (Folded("b"),)]) == [Folded("a", whole=False)]


@pytest.mark.parametrize(
    ("name", "text", "given", "expected"),
    [
        ("rstrip", BASE, ["4"], Folded("https://a.b/v")),
        ("split", Folded("a/b"), ["/"], Folded(("a", "b"))),
        ("rstrip", BEGINNING, ["/"], BEGINNING),
        ("upper", BEGINNING, [], UNKNOWN),
        ("replace", Folded("a"), [1], UNKNOWN),
        ("strip", Folded(3), [], UNKNOWN),
    ],
)
def test_methods(name: str, text: Folded, given: list[Constant], expected: Folded) -> None:
    assert applied(name, text, [Folded(one) for one in given]) == expected


@pytest.mark.parametrize(
    ("operator", "left", "right", "expected"),
    [
        (cst.Multiply, 128, 1024, 131072),
        (cst.Power, 2, 17, 131072),
        (cst.Subtract, 3, 1, 2),
        (cst.Power, 2, 1000, ""),
        (cst.Multiply, "a", 3, ""),
        (cst.BitOr, 1, 2, ""),
    ],
)
def test_numbers(operator: type, left: Constant, right: Constant, expected: Constant) -> None:
    (found,) = calculated(operator, [Folded(left)], [Folded(right)])

    assert found == (Folded(expected) if expected else UNKNOWN)


def test_a_number_that_is_written_as_text() -> None:
    assert as_number("int", Folded("12")) == Folded(12)
    assert as_number("float", Folded("0.5")) == Folded(0.5)
    assert as_number("int", Folded("many")) == as_number("int", UNKNOWN) == UNKNOWN


def test_a_part_of_a_text() -> None:
    assert sliced(Folded("abc"), None, Folded(-1)) == Folded("ab")
    assert sliced(Folded("abc"), Folded("x"), None) == sliced(BEGINNING, None, None) == UNKNOWN


def test_addresses() -> None:
    assert addresses([Folded("https://a.b/v4/")], [Folded("chat")]) == [
        Folded("https://a.b/v4/chat")
    ]
    assert addresses([BASE], [UNKNOWN]) == [Folded("https://a.b/v4", whole=False)]
    assert with_slashes([(BASE,), (Folded("/chat"),)]) == [Folded("https://a.b/v4/chat")]
    assert unsplit(Folded(("https", "a.b", "/v4", "", ""))) == BASE
    assert unsplit(Folded(("https", "a.b", "/v4", "x=1", ""))) == unsplit(BASE) == UNKNOWN
