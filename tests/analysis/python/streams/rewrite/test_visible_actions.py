"""What of a loop can be seen from outside, and what later chunks can reach."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.streams.rewrite.visible_actions import acts, acts_later
from tests.analysis.python.streams.loops import (
    consumer,
    over_chunks,
    over_deltas,
    over_parts,
    read_fragments,
)

IMPORTS = "import json\nimport requests\nimport time\nimport copy\n"
PARSED = "run(part.function.name, json.loads(part.function.arguments))\n"


def acting(body: str, before: str = "") -> list[str]:
    """The calls in the body that may act."""
    loop = consumer(over_chunks(f"str(chunk)\n{body}", before=IMPORTS + before))
    assert isinstance(loop.loop, cst.For)
    return [loop.module.code(call) for call in acts(loop, (loop.loop.body,))]


QUIET = {
    "a list filled": "texts.append(1)\n",
    "a dict read": "x = texts.get(1)\n",
    "a text built": "x = ', '.join(texts).strip()\n",
    "json decoded": "x = json.loads('1')\n",
    "json written": "x = json.dumps(1)\n",
    "a copy": "x = copy.deepcopy(texts)\n",
    "an object made": "x = Call(1)\n",
    "a log": "logger.info('x')\n",
    "a measure": "x = len(texts)\n",
    "the time": "x = time.time()\n",
    "no call": "x = 1\n",
}


@pytest.mark.parametrize("body", QUIET.values(), ids=QUIET)
def test_a_call_that_only_makes_values_does_not_act(body: str) -> None:
    assert acting(body, before="texts = []\n") == []


ACTING = {
    "a function": ("notify(1)\n", "notify(1)"),
    "something printed": ("print(1)\n", "print(1)"),
    "a method of elsewhere": ("bot.send(1)\n", "bot.send(1)"),
    "a request": ("requests.get(1)\n", "requests.get(1)"),
    "a call among quiet ones": ("x = str(notify(1))\n", "notify(1)"),
}


@pytest.mark.parametrize(("body", "call"), ACTING.values(), ids=ACTING)
def test_any_other_call_may_act(body: str, call: str) -> None:
    assert acting(body) == [call]


def test_a_function_of_the_project_may_act_whatever_its_name() -> None:
    assert acting("sorted(1)\n", before="def sorted(x):\n    print(x)\n\n") == ["sorted(1)"]


LATER = {
    "a call for every chunk": (over_parts(PARSED, after="notify()\n"), 5),
    "a call in a condition": (over_parts(PARSED, after="if check():\n    pass\n"), 5),
    "a call for the end": (
        over_parts(PARSED, after="if chunk.choices[0].finish_reason:\n    notify()\n"),
        6,
    ),
    "a text that is shown with a new line": (over_parts(PARSED, after="print(delta.content)\n"), 5),
    "something else than a text": (over_parts(PARSED, after="print('.', end='')\n"), 5),
    "a text or another condition": (
        over_parts(PARSED, after="if delta.content or ready:\n    notify()\n"),
        6,
    ),
    "behind an exit for texts": (
        over_parts(PARSED, after="if delta.content:\n    continue\nnotify()\n"),
        7,
    ),
}


@pytest.mark.parametrize(("code", "line"), LATER.values(), ids=LATER)
def test_a_call_that_later_chunks_can_reach_is_said(code: str, line: int) -> None:
    assert acts_later(*read_fragments(code)) == line


NOT_LATER = {
    "nothing else": over_parts(PARSED),
    "a text that is shown": over_parts(PARSED, after="print(delta.content or '', end='')\n"),
    "a text that is written": over_parts(PARSED, after="out.write(delta.content or '')\n"),
    "a call for a text": over_parts(PARSED, after="if delta.content:\n    notify()\n"),
    "a call for a text and more": over_parts(
        PARSED, after="if ready and delta.content:\n    notify()\n"
    ),
    "behind an exit for none": over_parts(
        PARSED, after="if not delta.content:\n    continue\nnotify()\n"
    ),
    "behind an exit for none or more": over_parts(
        PARSED, after="if done or not delta.content:\n    continue\nnotify()\n"
    ),
    "in the list of fragments": over_deltas(
        f"for part in listed(delta.tool_calls):\n    {PARSED}",
        before="def listed(x):\n    return x or []\n\n",
    ),
}


@pytest.mark.parametrize("code", NOT_LATER.values(), ids=NOT_LATER)
def test_a_call_for_texts_alone_comes_before_the_calls(code: str) -> None:
    assert acts_later(*read_fragments(code)) == 0
