"""`choices[0]` of a chunk without choices: which reads fail, and how they are guarded."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.unguarded_choices import unguarded
from tests.analysis.python.streams.loops import consumer, over_chunks, rewritten

FIRST = "chunk.choices[0]"
USE = f"use({FIRST}.delta)\n"
SKIP = "if not chunk.choices:\n    continue\n"
GUARDED = {
    "in a statement": (over_chunks(USE), over_chunks(f"{SKIP}{USE}")),
    "by key": (
        over_chunks("use(chunk['choices'][0])\n"),
        over_chunks("if not chunk.get('choices'):\n    continue\nuse(chunk['choices'][0])\n"),
    ),
    "by `get` with a default": (
        over_chunks("use(chunk.get('choices', [{}])[0])\n"),
        over_chunks(
            "if not chunk.get('choices'):\n    continue\nuse(chunk.get('choices', [{}])[0])\n"
        ),
    ),
    "by `getattr`": (
        over_chunks("use(getattr(chunk, 'choices')[0])\n"),
        over_chunks(
            "if not getattr(chunk, 'choices'):\n    continue\nuse(getattr(chunk, 'choices')[0])\n"
        ),
    ),
    "of a name": (
        over_chunks("listed = chunk.choices\nuse(listed[0])\n"),
        over_chunks("listed = chunk.choices\nif not listed:\n    continue\nuse(listed[0])\n"),
    ),
    "in a condition": (
        over_chunks(f"if {FIRST}.finish_reason:\n    break\n"),
        over_chunks(f"{SKIP}if {FIRST}.finish_reason:\n    break\n"),
    ),
    "in the second half of a condition": (
        over_chunks(f"if ready and {FIRST}.finish_reason:\n    break\n"),
        over_chunks(f"if ready and chunk.choices and {FIRST}.finish_reason:\n    break\n"),
    ),
    "in a comprehension": (
        f"x = [{FIRST} for chunk in create()]\n",
        f"x = [{FIRST} for chunk in create() if chunk.choices]\n",
    ),
    "with tabs": (
        f"for chunk in create():\n\t{USE}",
        f"for chunk in create():\n\tif not chunk.choices:\n\t\tcontinue\n\t{USE}",
    ),
}


@pytest.mark.parametrize(("code", "after"), GUARDED.values(), ids=GUARDED)
def test_a_chunk_without_choices_is_skipped(code: str, after: str) -> None:
    loop = consumer(code)
    (excerpt,) = unguarded(loop)

    assert excerpt.repair.why_not is None
    assert rewritten(loop, excerpt.repair) == after


RIGHT = {
    "skipped": f"{SKIP}{USE}",
    "asked for": f"if chunk.choices:\n    {USE}",
    "counted": f"if len(chunk.choices) > 0:\n    {USE}",
    "compared": f"if chunk.choices != []:\n    {USE}",
    "asked for in the expression": f"use(chunk.choices and {FIRST}.delta)\n",
    "a conditional": f"use({FIRST} if chunk.choices else None)\n",
    "filled": "use((chunk.choices or [None])[0])\n",
    "caught": f"try:\n    {USE}except IndexError:\n    continue\n",
    "judged by a function": f"if is_text(chunk):\n    {USE}",
    "filled before": "chunk['choices'] = [1]\nuse(chunk['choices'][0])\n",
    "not read": "use(chunk.choices)\n",
}


@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT)
def test_a_read_that_a_chunk_without_choices_does_not_get_to_is_right(body: str) -> None:
    assert list(unguarded(consumer(over_chunks(body)))) == []


@pytest.mark.parametrize(
    "body",
    [
        f"if chunk.choices is not None:\n    {USE}",
        f"if chunk.usage:\n    {USE}",
        f"try:\n    {USE}except KeyError:\n    pass\n",
        f"if isinstance(chunk.choices, list):\n    {USE}",
    ],
)
def test_a_question_that_an_empty_list_passes_is_no_guard(body: str) -> None:
    assert [one.text for one in unguarded(consumer(over_chunks(body)))] == [FIRST]


def test_a_helper_that_is_given_the_list_is_left_to_its_caller() -> None:
    before = "def first(listed):\n    return listed[0]\n\n"

    assert (
        list(unguarded(consumer(over_chunks("use(first(chunk.choices))\n", before=before)))) == []
    )


def test_only_the_first_read_on_every_way_is_shown() -> None:
    twice = consumer(over_chunks(f"{USE}use({FIRST}, {FIRST}.index)\n"))
    apart = consumer(over_chunks(f"if a:\n    {USE}else:\n    {USE}"))

    assert len(list(unguarded(twice))) == 1
    assert len(list(unguarded(apart))) == 2


BY_HAND = {
    "another loop is between": (
        over_chunks(f"for x in xs:\n    {USE}"),
        "another loop is in between; skip the chunk by hand",
    ),
    "the next chunk is read behind": (
        "s = create()\nwhile True:\n    use(chunk.choices[0])\n    chunk = next(s, None)\n",
        "`continue` would skip the line that reads the next chunk; check by hand",
    ),
    "the loop is on one line": (
        f"for chunk in create(): {USE}",
        "the loop is written on one line; skip the chunk by hand",
    ),
    "the chunk is made in the same line": (
        "s = create()\nwhile True:\n    use(next(s).choices[0])\n",
        "the chunk is read in the same line; skip it by hand",
    ),
    "it is read only under a condition": (
        over_chunks(f"use(ready and {FIRST})\n"),
        "it is read only under a condition; check for choices there",
    ),
    "the list is computed": (
        over_chunks("use(list(chunk.choices)[0])\n"),
        "the list of choices is computed; skip empty ones by hand",
    ),
}


@pytest.mark.parametrize(("code", "why"), BY_HAND.values(), ids=BY_HAND)
def test_where_no_guard_fits_the_reason_is_said(code: str, why: str) -> None:
    (excerpt,) = unguarded(consumer(code))

    assert excerpt.repair.edits == ()
    assert str(excerpt.repair.why_not or "") == why
