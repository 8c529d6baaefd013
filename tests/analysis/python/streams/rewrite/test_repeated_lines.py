"""Lines that ran once for a delta with calls, and would run for each fragment."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.rewrite.repeated_lines import repeated
from tests.analysis.python.streams.loops import over_deltas, over_parts, read_fragments

PARSED = "run(part.function.name, json.loads(part.function.arguments))\n"


def guarded(line: str, after: str = "") -> str:
    """A line that runs only for a delta with fragments."""
    each = f"    for part in delta.tool_calls:\n        {PARSED}"
    return over_deltas(f"if delta.tool_calls:\n    {line}\n{each}{after}")


IDLE = {
    "a pass": "pass",
    "a text": "'the calls'",
    "a line of a log": "logger.info('calls')",
    "an assertion": "assert delta.tool_calls",
    "a flag that is read behind the loop": "found = True",
    "a name for what the loop reads": "listed = delta.tool_calls",
    "a name with a type": "found: bool = True",
}


@pytest.mark.parametrize("line", IDLE.values(), ids=IDLE)
def test_a_line_that_may_run_again_needs_no_word(line: str) -> None:
    assert repeated(*read_fragments(guarded(line))) is None


BUSY = {
    "a number": "n += 1",
    "a call": "notify()",
    "a call of a value": "found = notify()",
    "what stands in an object": "state.found = True",
    "a list": "names.append(1)",
    "a name made of itself": "found = not found",
    "a number of the name's own": "n = n + 1",
    "printed": "print('calls')",
    "a declared name": "found: bool",
}


@pytest.mark.parametrize("line", BUSY.values(), ids=BUSY)
def test_a_line_that_would_run_for_each_fragment_is_said(line: str) -> None:
    assert str(repeated(*read_fragments(guarded(line))) or "") == (
        "line 4 would run once for each fragment; check what it is for"
    )


def test_a_flag_that_the_loop_reads_is_said() -> None:
    code = guarded("found = True", after="    if found:\n        print(delta.role)\n")

    assert str(repeated(*read_fragments(code))).startswith("line 4 would run")


def test_a_line_behind_the_guard_for_none_runs_for_fragments() -> None:
    rest = f"for part in delta.tool_calls:\n    {PARSED}"
    none = over_deltas(f"if not delta.tool_calls:\n    continue\nn += 1\n{rest}")
    text = over_deltas(f"if delta.content:\n    continue\nn += 1\n{rest}")

    assert str(repeated(*read_fragments(none))).startswith("line 5 would run")
    assert repeated(*read_fragments(text)) is None


def test_a_line_that_runs_for_every_chunk_needs_no_word() -> None:
    assert repeated(*read_fragments(over_parts(PARSED, after="n += 1\nnotify()\n"))) is None


def test_a_line_that_reads_fragments_is_said_without_a_condition() -> None:
    code = over_parts(PARSED, after="n += len(delta.tool_calls or [])\n")

    assert str(repeated(*read_fragments(code))).startswith("line 5 would run")


def test_what_moves_may_do_anything() -> None:
    assert repeated(*read_fragments(over_parts(f"n += 1\nnotify(part)\n{PARSED}"))) is None


def test_a_fragment_that_is_read_behind_its_loop_is_said() -> None:
    code = over_parts(PARSED, after="if part:\n    pass\n")

    assert str(repeated(*read_fragments(code)) or "") == (
        "`part` is read outside the loop over the fragments; check it"
    )
