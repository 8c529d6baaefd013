"""Edits name bytes: all others stay, and no two fixes get in each other's way."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glm_migrate.text.edits import Applicability, Edit, Fix, apply, joined, select
from glm_migrate.text.source import Span

SAFE, UNSAFE, DISPLAY = Applicability.SAFE, Applicability.UNSAFE, Applicability.DISPLAY


def edit(start: int, end: int, text: str = "x") -> Edit:
    return Edit(Span(start, end), text)


def fix(*edits: Edit, applicability: Applicability = SAFE, keeps: tuple[Span, ...] = ()) -> Fix:
    return Fix("t", edits, applicability, keeps)


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        pytest.param([], "0123456789", id="none"),
        pytest.param([edit(2, 4)], "01x456789", id="replace"),
        pytest.param([edit(3, 3)], "012x3456789", id="insert"),
        pytest.param([edit(3, 5, "")], "01256789", id="delete"),
        pytest.param([edit(8, 10), edit(0, 1)], "x1234567x", id="in any order"),
        pytest.param([edit(0, 10, "")], "", id="everything"),
        pytest.param([edit(10, 10, "é")], "0123456789é", id="at the end, in UTF-8"),
        pytest.param([edit(2, 4), edit(4, 6, "y")], "01xy6789", id="adjacent in two fixes"),
    ],
)
def test_apply(edits: list[Edit], expected: str) -> None:
    assert apply(b"0123456789", [fix(one) for one in edits]).decode() == expected


def test_an_edit_that_two_fixes_share_is_made_once() -> None:
    shared = edit(2, 2)

    assert apply(b"0123456789", [fix(shared), fix(shared, edit(5, 6))]) == b"01x234x6789"


def test_overlapping_edits_are_a_defect() -> None:
    with pytest.raises(ValueError, match="overlap at byte 3"):
        apply(b"0123456789", [fix(edit(2, 5)), fix(edit(3, 4))])


@pytest.mark.parametrize(
    "second", [edit(2, 3), edit(3, 3), edit(1, 2), edit(5, 6)], ids=lambda e: str(tuple(e.span))
)
def test_edits_of_one_fix_may_not_touch(second: Edit) -> None:
    with pytest.raises(ValueError, match="edits of 't' touch: their order would be ambiguous"):
        fix(edit(2, 5), second)


@pytest.mark.parametrize(
    ("fixes", "now"),
    [
        pytest.param([fix(edit(0, 1)), fix(edit(2, 3))], [0, 1], id="apart: both"),
        pytest.param([fix(edit(0, 1)), fix(edit(1, 3))], [0], id="adjacent: the first"),
        pytest.param([fix(edit(1, 3)), fix(edit(0, 1))], [0], id="the first is the first given"),
        pytest.param([fix(edit(0, 1)), fix(edit(0, 1))], [0, 1], id="the same edit: both"),
        pytest.param([fix(edit(0, 1)), fix(edit(0, 1), edit(4, 5))], [0, 1], id="one edit shared"),
        pytest.param(
            [fix(edit(0, 1)), fix(edit(0, 1, "y"), edit(4, 5))], [0], id="same span, other text"
        ),
        pytest.param(
            [fix(edit(0, 1)), fix(edit(5, 6), keeps=(Span(0, 2),))],
            [0],
            id="what it keeps is edited",
        ),
        pytest.param(
            [fix(edit(5, 6), keeps=(Span(0, 2),)), fix(edit(0, 1))], [0], id="it edits what is kept"
        ),
        pytest.param(
            [fix(edit(5, 6), keeps=(Span(0, 2),)), fix(edit(7, 8), keeps=(Span(0, 2),))],
            [0, 1],
            id="two can keep the same",
        ),
        pytest.param(
            [fix(edit(0, 1)), fix(edit(1, 2)), fix(edit(2, 3))],
            [0, 2],
            id="one that waits blocks none",
        ),
    ],
)
def test_select(fixes: list[Fix], now: list[int]) -> None:
    assert select(fixes, SAFE) == [fixes[index] for index in now]


@pytest.mark.parametrize(
    ("at_least", "expected"),
    [(SAFE, [SAFE]), (UNSAFE, [SAFE, UNSAFE]), (DISPLAY, [SAFE, UNSAFE])],
    ids=["safe ones", "unsafe ones too", "display is never applied"],
)
def test_select_by_applicability(at_least: Applicability, expected: list[Applicability]) -> None:
    fixes = [
        fix(edit(3 * level, 3 * level + 1), applicability=level)
        for level in (SAFE, UNSAFE, DISPLAY)
    ]

    assert [one.applicability for one in select(fixes, at_least)] == expected


def test_applicability_is_spelled_as_ruff_spells_it() -> None:
    assert [level.word for level in Applicability] == ["display", "unsafe", "safe"]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        pytest.param([], (), id="none"),
        pytest.param([edit(5, 6), edit(0, 1)], (edit(0, 1), edit(5, 6)), id="apart: as they are"),
        pytest.param(
            [edit(0, 2, "a"), edit(2, 3, "b")], (edit(0, 3, "ab"),), id="neighbours are one"
        ),
        pytest.param([edit(0, 2), edit(1, 3)], None, id="overlapping ones can't be joined"),
        pytest.param(
            [edit(0, 1, "a"), edit(1, 2, "b"), edit(2, 3, "c")], (edit(0, 3, "abc"),), id="three"
        ),
    ],
)
def test_joined(edits: list[Edit], expected: tuple[Edit, ...] | None) -> None:
    assert joined(edits) == expected


SPANS = st.tuples(st.integers(0, 20), st.integers(0, 3)).map(lambda p: Span(p[0], p[0] + p[1]))
EDITS = st.builds(Edit, SPANS, st.sampled_from(["", "x", "yy"]))


def apart(edits: list[Edit]) -> bool:
    return not any(a.span.touches(b.span) for a, b in combinations(edits, 2))


FIXES = st.lists(EDITS, min_size=1, max_size=3, unique=True).filter(apart).map(lambda e: fix(*e))


@given(st.lists(FIXES, max_size=8))
def test_what_is_selected_never_touches_and_what_waits_touches_it(fixes: list[Fix]) -> None:
    now = select(fixes, SAFE)
    taken = {one for chosen in now for one in chosen.edits}

    assert apart(list(taken))
    assert all(not apart([*taken.union(one.edits)]) for one in fixes if one not in now)
    assert now[:1] == fixes[:1]


@given(st.lists(FIXES, max_size=8))
def test_bytes_outside_the_selected_edits_stay_in_order(fixes: list[Fix]) -> None:
    text = bytes(range(65, 65 + 24))
    now = select(fixes, SAFE)

    after = apply(text, now)

    named = {o for one in now for e in one.edits for o in range(e.span.start, e.span.end)}
    kept = [text[o] for o in range(len(text)) if o not in named]
    assert [byte for byte in after if byte not in b"xy"] == kept
