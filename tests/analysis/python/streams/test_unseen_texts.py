"""Text of a delta that may be None and gets out of sight."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.unseen_texts import unseen_texts
from tests.analysis.python.streams.loops import consumer, over_deltas

UNSEEN = {
    "say(delta.content)\n": "passed to `say`",
    "d = {'text': delta.content}\n": "bound to a name as part of another value",
    "o.text = delta.content\n": "stored, and read in code that was not found",
}


@pytest.mark.parametrize(("use", "way"), UNSEEN.items(), ids=UNSEEN)
def test_a_use_out_of_sight_is_named(use: str, way: str) -> None:
    assert list(map(str, unseen_texts(consumer(over_deltas(use))))) == [
        f"`delta.content` at line 3 is {way}"
    ]


def test_a_list_that_is_returned_gets_out_of_sight() -> None:
    code = over_deltas("texts.append(delta.content)\n", "texts = []\n", "say(texts)\n")

    assert list(map(str, unseen_texts(consumer(code)))) == [
        "`delta.content` at line 4 is stored, and read in code that was not found"
    ]


SEEN = [
    "print(delta.content)\n",
    "say(delta.content or '')\n",
    "if delta.content:\n    say(delta.content)\n",
    "text += delta.content\n",
    "last = delta.content\n",
    "texts.append(delta.content)\nprint(len(texts))\n",
]


@pytest.mark.parametrize("use", SEEN)
def test_nothing_is_said_of_a_text_that_is_guarded_or_stays(use: str) -> None:
    assert list(map(str, unseen_texts(consumer(over_deltas(use, "texts, text = [], ''\n"))))) == []
