"""Why other fragments might be joined than the loop reads now."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.streams.rewrite.fragment_reads import reads_otherwise
from tests.analysis.python.streams.loops import over_chunks, over_parts, read_fragments

PARSED = "run(part.function.name, json.loads(part.function.arguments))\n"


def within(test: str, more: str = "", before: str = "") -> str:
    """A loop over the fragments within the lines `test`."""
    body = f"{more}{test}\n    for part in delta.tool_calls:\n        {PARSED}"
    return over_chunks(f"delta = chunk.choices[0].delta\n{body}", before=before)


SAME = {
    "no condition": over_parts(PARSED),
    "are there fragments": within("if delta.tool_calls:"),
    "are there fragments, as a comparison": within("if delta.tool_calls is not None:"),
    "are there fragments, by number": within("if len(delta.tool_calls) > 0:"),
    "are there fragments, at least one": within("if len(delta.tool_calls) >= 1:"),
    "are there fragments, unlike none": within("if delta.tool_calls != []:"),
    "no text": within("if not delta.content:"),
    "a setting": within("if verbose:", before="verbose = 1\n"),
    "an `else` of text": within("if delta.content:\n    print(1)\nelse:"),
    "what was read of the chunk": within("if listed:", "listed = delta.tool_calls\n"),
}


@pytest.mark.parametrize("code", SAME.values(), ids=SAME)
def test_conditions_that_only_ask_whether_there_are_fragments_drop_none(code: str) -> None:
    assert reads_otherwise(*read_fragments(code)) is None


DROPS = "a condition around it drops fragments; check what it is for"
CHANGED = "which the loop changes, decides which fragments count; check it"
OTHERWISE = {
    "the finish reason": (within("if chunk.choices[0].finish_reason:"), DROPS),
    "the role": (within("if delta.role:"), DROPS),
    "a field of a fragment": (within("if delta.tool_calls[0].id:"), DROPS),
    "more than one": (within("if len(delta.tool_calls) > 1:"), DROPS),
    "just one": (within("if len(delta.tool_calls) == 1:"), DROPS),
    "a number": (within("if n < 3:", "n += 1\n"), f"`n`, {CHANGED}"),
    "a flag": (within("if not done:", "done = check()\n"), f"`done`, {CHANGED}"),
    "a handler": (
        within("try:\n    pass\nfinally:"),
        "it is in a block (`with`, `try` …) that would end before the moved code",
    ),
    "a context": (
        within("with lock:"),
        "it is in a block (`with`, `try` …) that would end before the moved code",
    ),
}


@pytest.mark.parametrize(("code", "reason"), OTHERWISE.values(), ids=OTHERWISE)
def test_a_condition_that_drops_fragments_is_said(code: str, reason: str) -> None:
    assert str(reads_otherwise(*read_fragments(code)) or "") == reason


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("kept.append(delta)\n", "`delta` is also put into a list; check who reads it"),
        ("keep(chunk)\n", "`chunk` is also passed to a function; check who reads it"),
        ("print(delta)\n", ""),
        ("kept.append(delta.content)\n", ""),
        ("json.loads(chunk)\n", ""),
    ],
)
def test_what_else_gets_the_fragments_is_said(more: str, reason: str) -> None:
    assert str(reads_otherwise(*read_fragments(over_parts(PARSED, after=more))) or "") == reason


@pytest.mark.parametrize(
    ("body", "mixed"),
    [
        ("run(json.loads(part.function.arguments), part.id)\n", False),
        ("run(json.loads(part['function']['arguments']))\n", True),
        ("run(json.loads(part.function.arguments), part.get('id'))\n", True),
    ],
)
def test_a_fragment_that_is_read_as_object_and_as_dict_is_said(body: str, mixed: bool) -> None:
    reason = "its fragments may be objects or dicts; check which"

    assert str(reads_otherwise(*read_fragments(over_parts(body))) or "") == (
        reason if mixed else ""
    )


def test_a_fragment_of_a_dict_is_plainly_a_dict() -> None:
    code = over_chunks(
        "for part in chunk['choices'][0]['delta'].get('tool_calls') or []:\n"
        "    run(json.loads(part['function']['arguments']))\n"
    )

    assert reads_otherwise(*read_fragments(code)) is None
