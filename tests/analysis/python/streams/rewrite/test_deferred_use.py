"""The rewritten loop: fragments are joined in it, and the calls used behind it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from glm_migrate.analysis.python.streams.rewrite.deferred_use import TITLE, deferred
from glm_migrate.model.streams import Repair
from tests.analysis.python.streams.loops import (
    consumer,
    large_defects,
    over_deltas,
    over_parts,
    rewritten,
)

PARSED = "run(part.function.name, json.loads(part.function.arguments))\n"
IMPORT = "import json\n"
WHOLE = [("f", {"a": 1}), ("g", {"b": 2})]


def repair(code: str) -> Repair:
    loop = consumer(code)
    return deferred(loop, large_defects(loop))


def after(code: str) -> str:
    loop = consumer(code)
    found = deferred(loop, large_defects(loop))
    assert found.edits
    return rewritten(loop, found)


def test_the_loop_over_fragments_moves_behind_the_stream() -> None:
    code = over_parts(f"# a call\n{PARSED}", before=IMPORT, behind="print('end')\n")

    assert after(code) == (
        """import json
joined_calls = {}
call_key = None
for chunk in create():
    delta = chunk.choices[0].delta
    for part in delta.tool_calls or []:
        if part.index is not None and part.index >= 0:
            call_key = part.index
        elif part.id and (call_key not in joined_calls or joined_calls[call_key].id):
            call_key = part.id
        joined_call = joined_calls.setdefault(call_key, part)
        if joined_call is not part:
            joined_call.id = joined_call.id or part.id
            joined_call.type = joined_call.type or part.type
            if not joined_call.function:
                joined_call.function = part.function
            elif part.function:
                joined_call.function.name = joined_call.function.name or part.function.name
                joined_call.function.arguments = (
                    (joined_call.function.arguments or "") + (part.function.arguments or "")
                )
for part in joined_calls.values():
    # a call
    run(part.function.name, json.loads(part.function.arguments))
print('end')
"""
    )


def fragments(make: Any) -> list[Any]:
    """Chunks with the calls of `WHOLE`, the second in two pieces that the first interrupts."""
    pieces = [
        (0, "1", "f", '{"a": '),
        (1, "2", "g", '{"b"'),
        (0, None, None, "1}"),
        (1, None, None, ": 2}"),
    ]
    return [make(*piece) for piece in pieces]


def as_objects(index: int, id: str | None, name: str | None, text: str) -> Any:
    function = SimpleNamespace(name=name, arguments=text)
    part = SimpleNamespace(index=index, id=id, type="function", function=function)
    delta = SimpleNamespace(content=None, tool_calls=[part])
    return SimpleNamespace(choices=[SimpleNamespace(delta=delta, finish_reason=None)])


def as_dicts(index: int, id: str | None, name: str | None, text: str) -> Any:
    part = {"index": index, "id": id, "function": {"name": name, "arguments": text}}
    return {"choices": [{"delta": {"tool_calls": [part]}}]}


def ran(code: str, chunks: list[Any]) -> list[tuple[Any, ...]]:
    """What the program calls `run` with."""
    seen: list[tuple[Any, ...]] = []
    world = {"create": lambda: iter(chunks), "run": lambda *given: seen.append(given)}
    exec(compile(code, "example.py", "exec"), world)
    return seen


OBJECTS = {
    "a loop": over_parts(PARSED, before=IMPORT),
    "a loop within a condition": over_deltas(
        f"if delta.tool_calls:\n    for part in delta.tool_calls:\n        {PARSED}", before=IMPORT
    ),
    "a list": over_deltas(
        "found.extend(delta.tool_calls or [])\n",
        before=f"{IMPORT}found = []\n",
        behind=f"for part in found:\n    {PARSED}",
    ),
    "a list over several lines": over_deltas(
        "found.extend(\n    delta.tool_calls\n    or []\n)\n",
        before=f"{IMPORT}found = []\n",
        behind=f"for part in found:\n    {PARSED}",
    ),
    "the last list": over_deltas(
        "last = delta.tool_calls\n",
        before=IMPORT,
        behind=f"for part in last:\n    {PARSED}",
    ),
    "the first fragment": over_deltas(
        f"if delta.tool_calls:\n    part = delta.tool_calls[0]\n    {PARSED}", before=IMPORT
    ),
    "no newline at the end": over_parts(PARSED, before=IMPORT).rstrip("\n"),
    "tabs": over_parts(PARSED, before=IMPORT).replace("    ", "\t"),
    "Windows lines": over_parts(PARSED, before=IMPORT).replace("\n", "\r\n"),
    "names that are taken": over_parts(
        PARSED, before=f"{IMPORT}joined_calls = call_key = joined_call = 1\n"
    ),
    "a `while`": (
        f"{IMPORT}s = create()\nwhile chunk := next(s, None):\n"
        f"    for part in chunk.choices[0].delta.tool_calls:\n        {PARSED}"
    ),
}


@pytest.mark.parametrize("code", OBJECTS.values(), ids=OBJECTS)
def test_the_rewritten_program_runs_whole_calls(code: str) -> None:
    assert ran(after(code), fragments(as_objects)) == WHOLE


def test_the_rewritten_program_joins_dicts_as_dicts() -> None:
    code = (
        f"{IMPORT}for chunk in create():\n"
        "    for part in chunk['choices'][0]['delta'].get('tool_calls') or []:\n"
        "        function = part['function']\n"
        "        run(function['name'], json.loads(function['arguments']))\n"
    )

    assert ran(after(code), fragments(as_dicts)) == WHOLE


def test_a_text_over_several_lines_keeps_its_own_indentation() -> None:
    code = over_parts(PARSED.replace("run(", "run('''\nx''', "), before=IMPORT)
    ((before, *_),) = ran(code, [as_objects(0, "1", "f", "{}")])

    assert before == "\n        x"
    assert [given[0] for given in ran(after(code), fragments(as_objects))] == [before, before]


def test_names_that_the_file_uses_are_not_taken() -> None:
    found = after(over_parts(PARSED, before=f"{IMPORT}joined_calls = 1\n"))

    assert "\ncalls_by_index = {}\n" in found


def test_the_repair_carries_the_reason_why_it_is_not_safe() -> None:
    safe = repair(over_parts(PARSED, before=IMPORT))
    unsafe = repair(over_parts(PARSED, before=IMPORT, after="notify()\n"))

    assert (safe.title, safe.why_not) == (TITLE, None)
    assert unsafe.edits
    assert str(unsafe.why_not).startswith("line 6 may run for later chunks")


REFUSED = {
    "a comprehension": (
        "x = [json.loads(c.choices[0].delta.tool_calls[0].function.arguments) for c in create()]\n",
        "the stream is read in a comprehension; write it as a loop that joins by index",
    ),
    "one line": (
        "for c in create(): json.loads(c.choices[0].delta.tool_calls[0].function.arguments)\n",
        "the loop is written on one line; join the fragments by index by hand",
    ),
    "no loop of their own": (
        over_deltas("json.loads(delta.tool_calls[0].function.arguments)\n"),
        "the fragments are not read in one loop of their own; join them by index by hand",
    ),
}


@pytest.mark.parametrize(("code", "why"), REFUSED.values(), ids=REFUSED)
def test_where_no_rewrite_is_known_the_reason_is_said(code: str, why: str) -> None:
    found = repair(code)

    assert (found.title, found.edits, str(found.why_not)) == (TITLE, (), why)
