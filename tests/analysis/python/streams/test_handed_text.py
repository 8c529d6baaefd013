"""Texts of a delta that go out of the loop as they are."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.handed_text import is_handed_over, is_listed
from tests.analysis.python.streams.text_reads import WORDS, last_read


@pytest.mark.parametrize(
    ("rest", "handed"),
    [
        ("", True),
        ("StreamingResponse(words())\n", True),
        ('"".join(words())\n', True),
        ("for word in words():\n    keep(word)\n", False),
        ("def again():\n    for word in words():\n        yield word\n", True),
        ("def again():\n    return words()\n", True),
    ],
)
def test_what_a_generator_yields_may_go_out_of_sight(rest: str, handed: bool) -> None:
    consumer, one = last_read(WORDS + rest)

    assert is_handed_over(consumer, one, lambda consumer, other: False) is handed


def test_what_a_generator_yields_may_be_minded_in_sight() -> None:
    consumer, one = last_read(f"{WORDS}for word in words():\n    keep(word)\n")

    assert is_handed_over(consumer, one, lambda consumer, other: True)


@pytest.mark.parametrize(
    ("read", "listed"),
    [
        ("print([c.choices[0].delta.content for c in use()])\n", True),
        ("print([len(c.choices[0].delta.content) for c in use()])\n", False),
        ("for c in use():\n    print(c.choices[0].delta.content)\n", False),
    ],
)
def test_a_text_is_an_item_of_a_comprehension_as_it_is(read: str, listed: bool) -> None:
    _, one = last_read(read)

    assert is_listed(one) is listed


@pytest.mark.parametrize(
    "rest",
    [
        "for word in iter(lambda: next(it, None), None):\n    keep(word)\n",
        "def read():\n    return next(it, None)\n",
    ],
)
def test_nothing_is_put_in_place_of_the_end(rest: str) -> None:
    consumer, _ = last_read(f"{WORDS}it = words()\n{rest}")
    ends = [one for one in consumer.everywhere if "next" in one.module.code(one.node)]

    assert ends
    assert not any(is_handed_over(consumer, one, lambda consumer, other: True) for one in ends)
