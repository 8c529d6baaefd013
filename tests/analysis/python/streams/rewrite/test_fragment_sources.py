"""The one place at which a loop takes fragments for calls, and what would move behind it."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.consumer import Consumer
from glm_migrate.analysis.python.streams.rewrite.fragment_sources import Form, FragmentReader
from tests.analysis.python.streams.loops import (
    consumer,
    fragment_reader,
    over_deltas,
    over_parts,
    read_fragments,
)

PARSED = "run(part.function.name, json.loads(part.function.arguments))\n"
READ = "for one in found:\n    run(one.function.name)\n"
FIRST = f"if delta.tool_calls:\n    part = delta.tool_calls[0]\n    {PARSED}"


def moved(loop: Consumer, reader: FragmentReader) -> list[str]:
    return [loop.module.code(node).strip() for node in reader.moved]


FORMS = {
    "a loop over them": (
        over_parts(PARSED),
        Form.LOOP,
        "delta.tool_calls or []",
        "part",
        PARSED.strip(),
    ),
    "a list that they go into": (
        over_deltas("found.extend(delta.tool_calls or [])\n", behind=READ),
        Form.LIST,
        "delta.tool_calls or []",
        "",
        "found.extend(delta.tool_calls or [])",
    ),
    "a list that grows by them": (
        over_deltas("found += delta.tool_calls\n", behind=READ),
        Form.LIST,
        "delta.tool_calls",
        "",
        "found += delta.tool_calls",
    ),
    "a name for the last list": (
        over_deltas("last = delta.tool_calls\n", behind="run(last)\n"),
        Form.LAST,
        "delta.tool_calls",
        "",
        "last = delta.tool_calls",
    ),
    "the first of them": (
        over_deltas(FIRST),
        Form.FIRST,
        "delta.tool_calls",
        "part",
        PARSED.strip(),
    ),
}


@pytest.mark.parametrize(("code", "form", "listed", "part", "moves"), FORMS.values(), ids=FORMS)
def test_each_form_says_what_moves(
    code: str, form: Form, listed: str, part: str, moves: str
) -> None:
    loop, reader = read_fragments(code)

    assert reader.form is form
    assert reader.loop is loop.loop
    assert loop.module.code(reader.listed) == listed
    assert reader.part == part
    assert moved(loop, reader) == [moves]


def test_a_helper_that_goes_wrong_moves_with_the_loop_that_calls_it() -> None:
    before = f"def take(part):\n    {PARSED}\n"
    loop, reader = read_fragments(over_parts("take(part)\n", before=before))

    assert reader.form is Form.LOOP
    assert moved(loop, reader) == ["take(part)"]


def test_all_that_lies_in_what_moves_is_known() -> None:
    loop, reader = read_fragments(over_parts(PARSED, after="print(delta.content)\n"))
    names = {loop.module.code(one.node) for one in loop.seen if one.node in reader.moved_nodes}

    assert "part.function.arguments" in names
    assert "delta.content" not in names


REFUSED = {
    "several names for a fragment": over_deltas(
        "for n, part in enumerate(delta.tool_calls or []):\n    " + PARSED
    ),
    "a loop with an `else`": over_parts(PARSED, after="else:\n    pass\n"),
    "a loop on one line": over_deltas(f"for part in delta.tool_calls: {PARSED}"),
    "two loops": over_parts(
        PARSED, after=f"for part in delta.tool_calls:\n    {PARSED.replace('run', 'ran')}"
    ),
    "a list beside other statements": over_deltas(
        "found.extend(delta.tool_calls); n = 1\n", behind=READ
    ),
    "the first of them, at the end of its block": over_deltas(
        "if delta.tool_calls:\n    json.loads(delta.tool_calls[0].function.arguments)\n"
    ),
    "the first of them, with the loop's whole body": over_deltas(
        f"part = delta.tool_calls[0]\n{PARSED}"
    ),
    "the first of them, in a list": over_deltas(
        f"if delta.tool_calls:\n    [part] = [delta.tool_calls[0]]\n    {PARSED}"
    ),
}


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED)
def test_where_no_one_place_is_known_nothing_moves(code: str) -> None:
    assert fragment_reader(consumer(code)) is None
