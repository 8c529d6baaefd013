"""Steps through a streamed answer, and what several readings of one expression have in common."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.streams.answer_schema import Part, Reading, is_none, merged

NOTHING = frozenset[cst.CSTNode]()
ONE = cst.Call(cst.Name("one"))
OTHER = cst.Call(cst.Name("other"))
NONE = cst.Name("None")
EMPTY = cst.SimpleString('""')


def test_a_path_of_the_schema_leads_from_a_chunk_to_the_arguments() -> None:
    reading: Reading | None = Reading(Part.CHUNK, frozenset((ONE,)))
    seen = []
    for key in ("choices", "", "delta", "tool_calls", "", "function", "arguments"):
        assert reading is not None
        reading = reading.step(key, mapping=False) if key else reading.element(None)
        assert reading is not None
        seen.append((reading.part, reading.depth))

    assert seen == [
        (Part.CHOICE, 1),
        (Part.CHOICE, 0),
        (Part.DELTA, 0),
        (Part.FRAGMENT, 1),
        (Part.FRAGMENT, 0),
        (Part.FUNCTION, 0),
        (Part.ARGUMENTS, 0),
    ]
    assert reading is not None
    assert reading.calls == {ONE}


def test_a_field_that_the_schema_does_not_have_leads_nowhere() -> None:
    assert Reading(Part.DELTA, NOTHING).step("audio", mapping=False) is None


def test_a_list_has_no_fields_of_its_items() -> None:
    assert Reading(Part.CHOICE, NOTHING, depth=1).step("delta", mapping=False) is None


def test_both_spellings_of_the_reasoning_are_the_same_part() -> None:
    delta = Reading(Part.DELTA, NOTHING)

    for key in ("reasoning_content", "reasoning"):
        found = delta.step(key, mapping=False)
        assert found is not None
        assert found.part is Part.REASONING


def test_one_item_by_key_makes_all_below_it_a_dict() -> None:
    choice = Reading(Part.CHOICE, NOTHING)
    delta = choice.step("delta", mapping=True)
    assert delta is not None
    content = delta.step("content", mapping=False)

    assert content is not None
    assert (choice.mapping, delta.mapping, content.mapping) == (False, True, True)


def test_a_default_does_not_stand_in_for_the_fields_below_it() -> None:
    delta = Reading(Part.DELTA, NOTHING).unless(EMPTY)
    content = delta.step("content", mapping=False)

    assert (delta.defaulted, delta.filled) == (True, True)
    assert content is not None
    assert (content.defaulted, content.filled) == (False, False)


def test_an_alternative_of_none_fills_nothing() -> None:
    content = Reading(Part.CONTENT, NOTHING, defaulted=True, filled=True).unless(NONE)

    assert (content.defaulted, content.filled) == (False, False)


def test_a_loop_over_a_stream_is_noted_and_one_over_a_list_is_not() -> None:
    loop, inner = cst.While(NONE, cst.SimpleStatementSuite([])), cst.CompFor(NONE, NONE)
    chunk = Reading(Part.CHUNK, NOTHING, depth=1, timed=True).element(loop)
    assert chunk is not None
    choices = chunk.step("choices", mapping=False)
    assert choices is not None
    choice = choices.element(inner)

    assert choice is not None
    assert (chunk.depth, chunk.timed, chunk.loop) == (0, False, loop)
    assert (choice.depth, choice.loop) == (0, loop)


def test_what_is_no_list_has_no_items() -> None:
    assert Reading(Part.CHUNK, NOTHING).element(None) is None


def test_readings_that_agree_share_their_calls() -> None:
    found = merged(
        [
            None,
            Reading(Part.CHUNK, frozenset((ONE,))),
            Reading(Part.CHUNK, frozenset((OTHER,))),
        ]
    )

    assert found is not None
    assert found.is_(Part.CHUNK)
    assert found.calls == {ONE, OTHER}


def test_a_reading_that_disagrees_adds_nothing() -> None:
    found = merged(
        [
            Reading(Part.CHUNK, frozenset((ONE,)), filled=True),
            Reading(Part.DELTA, frozenset((OTHER,))),
        ]
    )

    assert found is not None
    assert found.is_(Part.CHUNK)
    assert found.calls == {ONE}
    assert found.filled


def test_a_text_is_filled_only_where_each_definition_fills_it() -> None:
    filled = Reading(Part.CONTENT, NOTHING, defaulted=True, filled=True)
    bare = Reading(Part.CONTENT, NOTHING)

    both, mixed = merged([filled, filled]), merged([filled, bare])

    assert both is not None
    assert both.filled
    assert mixed is not None
    assert not mixed.filled
    assert not mixed.defaulted


def test_no_reading_stays_unknown() -> None:
    assert merged([None, None]) is None
    assert merged([]) is None


@pytest.mark.parametrize(
    ("node", "expected"),
    [(NONE, True), (cst.Name("none"), False), (EMPTY, False), (cst.Integer("0"), False)],
)
def test_only_the_name_none_is_none(node: cst.BaseExpression, expected: bool) -> None:
    assert is_none(node) is expected
