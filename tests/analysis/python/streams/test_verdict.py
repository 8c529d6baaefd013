"""What is found about a loop while its uses are judged, and what that comes to."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.verdict import Case, Verdict, joins_text
from glm_migrate.model.streams import Handling, Shape
from glm_migrate.model.unresolved import Reason
from tests.analysis.python.streams.loops import consumer, over_parts, part_use, shapes

ARGUMENTS = "part.function.arguments"
LOOP = consumer(over_parts(f"text += {ARGUMENTS}\nuse(part.id, part.index)\nprint(part.type)\n"))
JOINED = part_use(LOOP, ARGUMENTS)
OF_SECOND_LINE = (part_use(LOOP, "part.id"), part_use(LOOP, "part.index"))


def test_a_loop_without_a_find_ignores_the_fragments() -> None:
    assert Verdict().handling is Handling.IGNORES


def test_a_defect_outweighs_what_is_unseen_and_that_what_is_right() -> None:
    forwarding, joining, unseen, naive = Verdict(), Verdict(), Verdict(), Verdict()
    for found in (forwarding, joining, unseen, naive):
        found.forwarded.append(JOINED)
    for found in (joining, unseen, naive):
        found.joined.append(JOINED)
    for found in (unseen, naive):
        found.leave_unseen(Reason.NOT_JOINED)
    naive.accuse(Shape.NULL, JOINED)

    assert forwarding.handling is Handling.FORWARDS
    assert joining.handling is Handling.ACCUMULATES
    assert unseen.handling is Handling.UNSEEN
    assert naive.handling is Handling.NAIVE


def test_a_shape_is_noted_once_a_line() -> None:
    found = Verdict()

    for one in (*OF_SECOND_LINE, JOINED):
        found.accuse(Shape.WHOLE, one)

    assert [one.seen for one in found.defects] == [OF_SECOND_LINE[0], JOINED]


def test_other_shapes_and_other_words_of_a_line_are_noted_too() -> None:
    found = Verdict()

    found.accuse(Shape.DOUBLED, JOINED, "the name")
    found.accuse(Shape.DOUBLED, JOINED, "the id")
    found.accuse(Shape.DOUBLED, JOINED, "the id")
    found.accuse(Shape.WHOLE, JOINED)

    assert shapes(found) == [
        "joins the name, which some servers repeat in every fragment",
        "joins the id, which some servers repeat in every fragment",
        "takes every fragment for a whole call",
    ]


def test_a_reason_is_noted_once() -> None:
    found = Verdict()

    found.leave_unseen(Reason.NOT_JOINED)
    found.leave_unseen(Reason.BEGINS_ANEW)
    found.leave_unseen(Reason.NOT_JOINED)

    assert [one.reason for one in found.unseen] == [Reason.NOT_JOINED, Reason.BEGINS_ANEW]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"text += {ARGUMENTS}\n", True),
        (f"text = text + {ARGUMENTS}\n", True),
        (f"texts.append({ARGUMENTS})\n", True),
        (f"texts.append({{'text': {ARGUMENTS}}})\n", False),
        (f"print('so far ' + {ARGUMENTS})\n", False),
        (f"text = {ARGUMENTS}\n", False),
        (f"use({ARGUMENTS})\n", False),
    ],
)
def test_adding_to_a_text_or_to_a_list_of_texts_joins(body: str, expected: bool) -> None:
    assert joins_text(part_use(consumer(over_parts(body)), ARGUMENTS)) is expected


def test_a_case_begins_with_the_joins_of_the_arguments() -> None:
    case = Case.of(LOOP)

    assert case.joins == (JOINED,)
    assert case.found.handling is Handling.IGNORES


def test_a_text_of_names_is_no_join_of_arguments() -> None:
    assert Case.of(consumer(over_parts("names += part.function.name\n"))).joins == ()
