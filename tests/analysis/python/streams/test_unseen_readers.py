"""Which uses of a part of an answer are seen, and what is said of the others."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.answer_parts import parts
from glm_migrate.analysis.python.streams.consumer import PartUse
from glm_migrate.analysis.python.streams.unseen_readers import unseen_readers
from tests.analysis.python.reading import module
from tests.analysis.python.streams.loops import answer_to, over_chunks


def ways(code: str) -> list[str]:
    where = module(code)
    answer = answer_to(where)
    uses = (PartUse(where, *one) for one in parts(answer, where))
    return [str(one) for one in unseen_readers(answer, uses)]


SEEN = {
    "a function of the project": (
        "def show(chunk):\n    print(chunk.choices[0].delta.content)\n\n\n"
        + over_chunks("show(chunk)\n")
    ),
    "a class of the project": (
        "class Show:\n    def __init__(self, chunk):\n        print(chunk.id)\n\n\n"
        + over_chunks("Show(chunk)\n")
    ),
    "a generator that is read": (
        "def opened():\n    yield from create()\n\n\nfor chunk in opened():\n    print(chunk)\n"
    ),
    "an iterator of the project": (
        "class Words:\n    def __init__(self, s):\n        self.s = s\n\n"
        "    def __iter__(self):\n        return self\n\n    def __next__(self):\n"
        "        return next(self.s)\n\n\nfor chunk in Words(create()):\n    print(chunk)\n"
    ),
    "a name that is only shown": over_chunks("text = str(chunk.to_json())\nprint(text)\n"),
    "a condition": over_chunks("if chunk and not chunk.choices:\n    pass\n"),
    "deleted": over_chunks("del chunk\n"),
    "with and no name": "stream = create()\nwith stream:\n    pass\n",
}


@pytest.mark.parametrize("code", SEEN.values(), ids=SEEN)
def test_nothing_is_said_of_a_use_that_is_seen(code: str) -> None:
    assert ways(code) == []


UNSEEN = {
    "a library": (over_chunks("feed(chunk)\n"), "`chunk` at line 2 is passed to `feed`"),
    "a container": (over_chunks("d.append(chunk)\n"), "`chunk` at line 2 is stored in a container"),
    "a name that goes on": (
        over_chunks("text = chunk.to_json()\nfeed(text)\n"),
        "`chunk` at line 2 is accessed with `to_json`",
    ),
    "a field": (over_chunks("chunk.extra\n"), "`chunk` at line 2 is read by `chunk.extra`"),
    "returned": ("def ask():\n    return create()\n", "`create()` at line 2 is returned"),
    "a pattern": (
        over_chunks("match chunk:\n    case {'choices': [x], **rest}:\n        pass\n"),
        "`chunk` at line 2 is matched with a pattern",
    ),
}


@pytest.mark.parametrize(("code", "clause"), UNSEEN.values(), ids=UNSEEN)
def test_another_use_is_named_with_its_line(code: str, clause: str) -> None:
    assert ways(code) == [clause]
