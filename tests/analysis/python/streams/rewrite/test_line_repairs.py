"""Repairs of the one line that is wrong in a loop that joins by index."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.rewrite.line_repairs import SMALL, repaired
from glm_migrate.analysis.python.streams.tool_fragments import verdict
from glm_migrate.model.streams import Shape
from tests.analysis.python.streams.loops import consumer, over_parts, rewritten

ENTRY = "call = calls.setdefault(part.index, {'name': '', 'text': ''})\n"
TEXT = "part.function.arguments"
NAME = "part.function.name"
JOIN = f"{ENTRY}call['text'] += {TEXT} or ''\n"
REPAIRED = {
    "null added": (
        f"{ENTRY}call['text'] += {TEXT}\n",
        f"{ENTRY}call['text'] += {TEXT} or \"\"\n",
    ),
    "null added in a sum": (
        f"texts[part.index] = texts[part.index] + {TEXT}\n",
        f'texts[part.index] = texts[part.index] + ({TEXT} or "")\n',
    ),
    "null stripped": (
        f"{ENTRY}call['text'] += {TEXT}.strip()\n",
        f"{ENTRY}call['text'] += ({TEXT} or \"\").strip()\n",
    ),
    "null added to the first fragment": (
        "call = calls.setdefault(part.index, part)\n"
        f"if call is not part:\n    call.function.arguments += {TEXT}\n",
        "call = calls.setdefault(part.index, part)\n"
        'if call is not part:\n    call.function.arguments = (call.function.arguments or "")'
        f' + ({TEXT} or "")\n',
    ),
    "a name added": (
        f"{JOIN}call['name'] += {NAME}\n",
        f"{JOIN}call['name'] = call['name'] or {NAME} or \"\"\n",
    ),
    "a name added that is filled": (
        f"{JOIN}call['name'] += {NAME} or ''\n",
        f"{JOIN}call['name'] = call['name'] or {NAME} or ''\n",
    ),
    "a name added by a conditional": (
        f"{JOIN}call['name'] += {NAME} if part.function else ''\n",
        f"{JOIN}call['name'] = call['name'] or ({NAME} if part.function else '') or \"\"\n",
    ),
    "a name erased": (
        f"{JOIN}call['name'] = {NAME}\n",
        f"{JOIN}if {NAME}:\n    call['name'] = {NAME}\n",
    ),
}


@pytest.mark.parametrize(("body", "after"), REPAIRED.values(), ids=REPAIRED)
def test_the_line_is_changed_and_the_loop_is_right(body: str, after: str) -> None:
    loop = consumer(over_parts(body, before="calls = {}\n"))
    (defect,) = verdict(loop).defects
    repair = repaired(loop, defect)

    assert defect.shape in SMALL
    assert repair.why_not is None
    assert rewritten(loop, repair) == over_parts(after, before="calls = {}\n")
    assert verdict(consumer(rewritten(loop, repair))).defects == []


BY_HAND = {
    "a name added to one text": (
        f"{JOIN}call['name'] = call['name'] + {NAME}\n",
        "take the name only from the first fragment that has it",
    ),
    "a name erased on a line with more": (
        f"{JOIN}call['name'] = {NAME}; n = 1\n",
        "set the name only when the fragment has it",
    ),
    "an id erased in a suite on one line": (
        f"{JOIN}if ready: call['id'] = part.id\n",
        "set the id only when the fragment has it",
    ),
}


@pytest.mark.parametrize(("body", "why"), BY_HAND.values(), ids=BY_HAND)
def test_a_line_that_cannot_be_changed_alone_is_left_to_the_user(body: str, why: str) -> None:
    loop = consumer(over_parts(body))
    (defect,) = verdict(loop).defects
    repair = repaired(loop, defect)

    assert repair.edits == ()
    assert str(repair.why_not or "") == why


def test_a_name_that_is_read_behind_the_loop_is_left_to_the_user() -> None:
    loop = consumer(over_parts(f"{JOIN}name = {NAME}\n", behind="run(name)\n"))
    (defect,) = verdict(loop).defects

    assert defect.shape is Shape.ERASED
    assert repaired(loop, defect).edits == ()


def test_windows_lines_stay_so() -> None:
    code = over_parts(f"{JOIN}call['name'] = {NAME}\n").replace("\n", "\r\n")
    loop = consumer(code)
    (defect,) = verdict(loop).defects
    after = rewritten(loop, repaired(loop, defect))

    assert after.count("\r\n") == after.count("\n") == code.count("\n") + 1
