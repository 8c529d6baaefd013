"""Ways out of a loop: before the calls are complete, or with the end of the stream."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.early_exits import early_exits
from tests.analysis.python.streams.loops import consumer, over_chunks, over_deltas, over_parts

FRAGMENT = "it leaves the loop at the first fragment"
NUMBER = "it leaves the loop after a number of chunks"
EARLY = {
    "a break for fragments": (over_deltas("if delta.tool_calls:\n    break\n"), FRAGMENT),
    "a raise for fragments": (over_deltas("if delta.tool_calls:\n    raise Found\n"), FRAGMENT),
    "a return among fragments": (
        "def f():\n    for chunk in create():\n"
        "        for part in chunk.choices[0].delta.tool_calls:\n            return part\n",
        FRAGMENT,
    ),
    "a raise among fragments": (over_parts("raise Found(part)\n"), FRAGMENT),
    "a break behind the guard for none": (
        over_deltas("if not delta.tool_calls:\n    continue\nbreak\n"),
        FRAGMENT,
    ),
    "a break by a flag": (
        over_deltas("if delta.tool_calls:\n    got = True\nif got:\n    break\n"),
        FRAGMENT,
    ),
    "a break by a number": (over_chunks("print(chunk)\nn += 1\nif n > 9:\n    break\n"), NUMBER),
    "a break of a `while` by a number": (
        "s = create()\nwhile True:\n    print(next(s))\n    n += 1\n    if n > 9:\n        break\n",
        NUMBER,
    ),
}


@pytest.mark.parametrize(("code", "reason"), EARLY.values(), ids=EARLY)
def test_an_exit_that_can_come_too_early_is_said(code: str, reason: str) -> None:
    assert [one.value for one in early_exits(consumer(code))] == [reason]


FINE = {
    "no exit": over_deltas("print(delta.content)\n"),
    "a break at the finish reason": over_chunks("if chunk.choices[0].finish_reason:\n    break\n"),
    "a break at fragments with the finish reason": over_deltas(
        "if delta.tool_calls and chunk.choices[0].finish_reason:\n    break\n"
    ),
    "a break out of the fragments of one delta": over_parts("break\n"),
    "a break by what the program was told": over_deltas(
        "print(delta.content)\nif cancelled:\n    break\n"
    ),
    "an exit of another loop": over_deltas(
        "print(delta.content)\n", behind="while True:\n    n += 1\n    if n > 9:\n        break\n"
    ),
    "the `else` of a condition for fragments": over_deltas(
        "if delta.tool_calls:\n    pass\nelif chunk.choices[0].finish_reason:\n    break\n"
    ),
    "a comprehension": "texts = [str(c) for c in create()]\n",
}


@pytest.mark.parametrize("code", FINE.values(), ids=FINE)
def test_an_exit_at_the_end_of_the_stream_is_right(code: str) -> None:
    assert list(early_exits(consumer(code))) == []


def test_each_exit_is_said() -> None:
    body = "n += 1\nif n > 9:\n    break\nif delta.tool_calls:\n    raise Found\n"

    assert [one.value for one in early_exits(consumer(over_deltas(body)))] == [NUMBER, FRAGMENT]
