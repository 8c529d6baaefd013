"""Why a loop might not end as it does now, if the calls came behind it."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.rewrite.loop_end import ends_otherwise
from tests.analysis.python.streams.loops import over_deltas, over_parts, read_fragments

PARSED = "run(part.function.name, json.loads(part.function.arguments))\n"
SHOW = "print(delta.content or '', end='')\n"
EARLY = "line 7 leaves the loop; check that all fragments have arrived by then"
OTHERWISE = {
    "an `else` of the loop": (
        over_parts(PARSED, behind="else:\n    print('end')\n"),
        "the loop has an `else`; check what runs when",
    ),
    "a yield of what moves": (
        over_parts(f"{PARSED}yield part\n"),
        "it yields or returns from within the loop; check what the caller sees when",
    ),
    "a return of what moves": (
        over_parts(f"{PARSED}return 1\n"),
        "it yields or returns from within the loop; check what the caller sees when",
    ),
    "a break of what moves": (
        over_parts(f"{PARSED}break\n"),
        "it leaves the loop over the fragments early; check which calls are meant",
    ),
    "a function in what moves": (
        over_parts(f"{PARSED}later.append(lambda: part)\n"),
        "it defines functions within the loop; check what they see when they run",
    ),
    "a yield of the rest": (
        over_parts(PARSED, after="yield delta.content\n"),
        "the loop yields or returns; check what the caller sees when",
    ),
    "a raise of the rest": (
        over_parts(PARSED, after="if cancelled:\n    raise Cancelled\n"),
        "the loop raises; check what has to run before",
    ),
    "a break by what the program was told": (
        over_parts(PARSED, after="print(delta.role)\nif cancelled:\n    break\n"),
        EARLY,
    ),
    "a break at fragments": (
        over_parts(PARSED, after="\nif delta.tool_calls:\n    break\n"),
        EARLY,
    ),
    "the end of the stream as an exception": (
        "s = create()\nwhile True:\n    delta = next(s).choices[0].delta\n"
        f"    for part in delta.tool_calls:\n        {PARSED}",
        "the end of the stream leaves the loop by an exception; catch it within the loop",
    ),
}


@pytest.mark.parametrize(("code", "reason"), OTHERWISE.values(), ids=OTHERWISE)
def test_an_end_that_would_be_another_is_said(code: str, reason: str) -> None:
    assert str(ends_otherwise(*read_fragments(code)) or "") == reason


STREAM = "s = create()\nwhile True:\n    "
SAME = {
    "nothing but the loop": over_parts(PARSED),
    "a break at the finish reason": over_parts(
        PARSED, after="if chunk.choices[0].finish_reason:\n    break\n"
    ),
    "a break at a text": over_parts(PARSED, after="if delta.content == 'stop':\n    break\n"),
    "a break of a loop that moves as a whole": over_parts(f"{PARSED}for x in xs:\n    break\n"),
    "a break of another loop": over_parts(PARSED, after="for x in xs:\n    break\n"),
    "an exit of a handler": over_parts(
        PARSED, after=f"try:\n    {SHOW}except OSError:\n    raise\n"
    ),
    "the end of the stream caught": (
        f"{STREAM}try:\n        chunk = next(s)\n    except StopIteration:\n        break\n"
        f"    for part in chunk.choices[0].delta.tool_calls:\n        {PARSED}"
    ),
    "the end of the stream as a default": (
        "s = create()\nwhile chunk := next(s, None):\n"
        f"    for part in chunk.choices[0].delta.tool_calls:\n        {PARSED}"
    ),
}


@pytest.mark.parametrize("code", SAME.values(), ids=SAME)
def test_an_end_that_stays_the_same_needs_no_word(code: str) -> None:
    assert ends_otherwise(*read_fragments(code)) is None


def test_a_handler_of_another_error_does_not_catch_the_end_of_the_stream() -> None:
    code = SAME["the end of the stream caught"].replace("StopIteration", "KeyError")

    assert str(ends_otherwise(*read_fragments(code)) or "") == (
        "the end of the stream leaves the loop by an exception; catch it within the loop"
    )


def test_a_list_that_moves_alone_ends_the_same() -> None:
    code = over_deltas(
        f"{SHOW}found.extend(delta.tool_calls or [])\n",
        behind="for one in found:\n    run(one.function.name)\n",
    )

    assert ends_otherwise(*read_fragments(code)) is None
