"""What a `case` binds to a name."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.match_captures import captures, field_of
from tests.analysis.python.reading import module
from tests.analysis.python.streams.loops import over_chunks, reading

PATTERNS = {
    "chunk, x": (Part.CHUNK, 0),
    "chunk.choices, [x, *_]": (Part.CHOICE, 0),
    "chunk.choices, (_, x)": (Part.CHOICE, 0),
    "chunk.choices, [_, *x]": (Part.CHOICE, 1),
    "chunk, Chunk(choices=[Choice(delta=x)])": (Part.DELTA, 0),
    "chunk.model_dump(), {'choices': [{'delta': x}]}": (Part.DELTA, 0),
    "chunk, Chunk(choices=[]) | x": (Part.CHUNK, 0),
    "chunk, Chunk() as x": (Part.CHUNK, 0),
}


def matched(pattern: str) -> str:
    subject, _, case = pattern.partition(", ")
    return over_chunks(f"match {subject}:\n    case {case}:\n        print(x)\n")


@pytest.mark.parametrize(("pattern", "expected"), PATTERNS.items(), ids=PATTERNS)
def test_a_name_is_the_part_at_its_place(pattern: str, expected: tuple[Part, int]) -> None:
    found = reading(matched(pattern), "x")

    assert found is not None
    assert (found.part, found.depth) == expected


@pytest.mark.parametrize("text", ["str() as x", "str(x)"])
def test_a_text_that_must_be_one_is_not_none(text: str) -> None:
    found = reading(matched(f"chunk.choices[0].delta, Delta(content={text})"), "x")

    assert found is not None
    assert found.is_(Part.CONTENT)
    assert found.filled


@pytest.mark.parametrize("pattern", ["chunk, {'id': 1, **x}", "chunk, Chunk(x)", "other, x"])
def test_what_is_no_part_of_the_answer_is_nothing(pattern: str) -> None:
    assert reading(matched(pattern), "x") is None


def test_the_names_of_one_match_are_known_with_their_fields() -> None:
    where = module(
        "match a:\n    case A(b=x, c=[y]):\n        pass\n"
        "match a:\n    case {'d': z}:\n        pass\n"
    )
    first, second = (one for one in where.syntax.body if isinstance(one, cst.Match))

    assert {one.name: field_of(where, one) for one in captures(where, first)} == {"x": "b", "y": ""}
    assert {one.name: field_of(where, one) for one in captures(where, second)} == {"z": "d"}
