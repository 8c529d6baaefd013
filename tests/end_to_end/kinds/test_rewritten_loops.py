"""Loops that take fragments for calls: what is rewritten, and what code is shown at all."""

from __future__ import annotations

import json

import pytest

from tests.end_to_end.kinds.conftest import Workspace
from tests.end_to_end.kinds.tried import fixed_text

HEAD = """\
import json
from zai import ZaiClient

client = ZaiClient(api_key="k")
TOOLS = [{"type": "function", "function": {"name": "f", "parameters": {}}}]


def ask(messages):
    stream = client.chat.completions.create(
        model="glm-4.6", messages=messages, tools=TOOLS, stream=True
    )
    found = []
    for chunk in stream:
        if not chunk.choices:
            continue
        choice = chunk.choices[0]
        delta = choice.delta
"""
PARSED = "        for part in delta.tool_calls or []:\n            {}\n"
ONE = "json.loads(part.function.arguments)"
# A loop that returns keeps the code that would move behind it from ever running.
RETURNING = {
    "when the reason comes": PARSED.format(f"found.append({ONE})")
    + '        if choice.finish_reason == "tool_calls":\n            return found\n',
    "when any reason comes": PARSED.format(f"found.append({ONE})")
    + "        if choice.finish_reason:\n            return found\n",
    "the first entry only": "        if delta.tool_calls:\n            part = delta.tool_calls[0]\n"
    f"            found.append({ONE})\n"
    '        if choice.finish_reason == "tool_calls":\n            return found\n',
    "where something was found": PARSED.format(f"found.append({ONE})")
    + "        if found:\n            return found\n",
    "where there is none": "        if not delta.tool_calls:\n            return found\n"
    + PARSED.format(f"found.append({ONE})"),
    "as a list": "        found += [json.loads(p.function.arguments) for p in delta.tool_calls]\n"
    "        if choice.finish_reason:\n            return found\n",
}


@pytest.mark.parametrize("body", RETURNING.values(), ids=RETURNING)
def test_no_code_is_shown_that_returns_before_it_uses_the_calls(
    workspace: Workspace, body: str
) -> None:
    workspace.write({"app.py": HEAD + body + "    return found\n"})
    records = json.loads(workspace.run("check", "--output-format", "json"))
    (finding,) = [one for one in records if one["code"] == "GLM402"]

    assert finding["fix"] is None
    assert workspace.fixed("--unsafe-fixes") == {"app.py": HEAD + body + "    return found\n"}


CALL = "(part.function.name, json.loads(part.function.arguments))"
# A comprehension parses the list of one delta; its statement does the same for each call alone.
MOVED = {
    "in the head of a loop": f"        for name, sent in [{CALL} for part in delta.tool_calls]:\n"
    "            found.append((name, sent))\n",
    "in a generator": f"        for name, sent in ({CALL} for part in delta.tool_calls):\n"
    "            found.append((name, sent))\n",
    "added": f"        found += [{CALL} for part in delta.tool_calls or []]\n",
    "extended": f"        found.extend([{CALL} for part in delta.tool_calls or []])\n",
    "extended by a generator": f"        found.extend({CALL} for part in delta.tool_calls or [])\n",
    "behind a condition": "        if delta.tool_calls:\n"
    f"            found += [{CALL} for part in delta.tool_calls]\n",
}


@pytest.mark.parametrize("body", MOVED.values(), ids=MOVED)
def test_a_comprehension_moves_behind_the_loop(workspace: Workspace, body: str) -> None:
    workspace.write({"app.py": HEAD + body + "    return found\n"})
    fixed = workspace.fixed()["app.py"]

    assert "tool_stream=True" in fixed
    assert "    for fragment in joined_calls.values():\n" in fixed
    assert " for part in [fragment]" in fixed
    assert workspace.of("GLM401", "GLM402") == []


KEPT = {
    "assigned": f"        found = [{CALL} for part in delta.tool_calls or []]\n",
    "left early": f"        for one in [{CALL} for part in delta.tool_calls or []]:\n"
    "            found.append(one)\n            break\n",
    "both do something": "        for one in [print(part.function.name, "
    "json.loads(part.function.arguments)) for part in delta.tool_calls or []]:\n"
    "            run(one)\n",
    "one reads what the other changes": "        for one in [(len(found), "
    "json.loads(part.function.arguments)) for part in delta.tool_calls or []]:\n"
    "            found.append(one)\n",
    "of two lists": f"        found += [{CALL} for part in delta.tool_calls for x in TOOLS]\n",
    "within another call": f"        found.extend(sorted([{CALL} for part in delta.tool_calls]))\n",
}


@pytest.mark.parametrize("body", KEPT.values(), ids=KEPT)
def test_a_comprehension_stays_where_the_program_might_change(
    workspace: Workspace, body: str
) -> None:
    text = HEAD + body + "    return found\n"
    workspace.write({"app.py": text})

    assert workspace.fixed() == {"app.py": text}


TWICE = """\
import json
from zai import ZaiClient
TOOLS = [{"type": "function", "function": {"name": "f", "parameters": {}}}]
s = ZaiClient().chat.completions.create(model="glm-4.6", messages=[], stream=True, tools=TOOLS)
chunks = list(s)
for c in chunks:
    for t in c.choices[0].delta.tool_calls or []:
        print(t.function.name, json.loads(t.function.arguments))
calls = {}
for c in chunks:
    for t in c.choices[0].delta.tool_calls or []:
        calls[t.index] = calls.get(t.index, "") + (t.function.arguments or "")
"""


def test_chunks_that_are_read_twice_are_not_joined_in_place() -> None:
    after = fixed_text(TWICE, "GLM401", "GLM402")

    assert after == TWICE
    assert "joined_calls" in fixed_text(TWICE.partition("calls = {}")[0], "GLM401", "GLM402")
