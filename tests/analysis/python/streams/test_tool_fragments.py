"""The verdict on a whole loop, from the judges of its parts."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.tool_fragments import verdict
from glm_migrate.model.streams import Handling
from tests.analysis.python.streams.loops import (
    consumer,
    over_chunks,
    over_deltas,
    over_parts,
    shapes,
)

JOIN = (
    "call = calls.setdefault(part.index, {'name': '', 'text': ''})\n"
    "call['name'] = call['name'] or part.function.name\n"
    "call['text'] += part.function.arguments or ''\n"
)
MADE = "calls = {}\n"
HANDLED = {
    "only text is read": (over_deltas("print(delta.content)\n"), Handling.IGNORES),
    "joined by index": (over_parts(JOIN, before=MADE), Handling.ACCUMULATES),
    "every delta is yielded": (
        "def f():\n    for c in create():\n        yield c.choices[0].delta\n",
        Handling.FORWARDS,
    ),
    "parsed one by one": (over_parts("json.loads(part.function.arguments)\n"), Handling.NAIVE),
    "fragments are passed on": (over_parts("run(part)\n"), Handling.UNSEEN),
    "the choice is passed on": (over_chunks("run(chunk.choices[0])\n"), Handling.UNSEEN),
    "the list is returned": (
        "def f():\n    for c in create():\n        return c.choices[0].delta.tool_calls\n",
        Handling.UNSEEN,
    ),
}


@pytest.mark.parametrize(("code", "handling"), HANDLED.values(), ids=HANDLED)
def test_the_handling_follows_from_each_use(code: str, handling: Handling) -> None:
    assert verdict(consumer(code)).handling is handling


REASONS = {
    "left early": (
        over_parts(JOIN, before=MADE, after="if delta.tool_calls:\n    break\n"),
        "it leaves the loop at the first fragment",
    ),
    "used early": (
        over_parts(f"{JOIN}run(call)\n", before=MADE),
        "line 8 uses the joined text before the stream has ended",
    ),
    "read and not joined": (
        over_parts("print(part.function.arguments)\n"),
        "it reads the arguments but does not join them",
    ),
}


@pytest.mark.parametrize(("code", "reason"), REASONS.values(), ids=REASONS)
def test_the_loop_as_a_whole_is_judged_last(code: str, reason: str) -> None:
    found = verdict(consumer(code))

    assert list(map(str, found.unseen)) == [reason]
    assert found.handling is Handling.UNSEEN


def test_parsing_while_joining_is_a_defect_of_the_whole() -> None:
    code = over_parts(f"{JOIN}if call['text'].endswith('}}'):\n    json.loads(call['text'])\n")

    assert shapes(verdict(consumer(code))) == ["parses the arguments as soon as they look complete"]


def test_each_defect_of_a_loop_is_found() -> None:
    body = "call['text'] += part.function.arguments\ncall['name'] += part.function.name\n"
    code = over_parts(f"call = calls.setdefault(part.index, {{}})\n{body}", before=MADE)

    assert sorted(shapes(verdict(consumer(code)))) == [
        "concatenates arguments that can be null",
        "joins the name, which some servers repeat in every fragment",
    ]
