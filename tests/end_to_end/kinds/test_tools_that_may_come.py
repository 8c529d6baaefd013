"""`None`, `[]` and defaults are one value of `tools` among others, never the whole set."""

from __future__ import annotations

import re

import pytest

from tests.end_to_end.kinds.conftest import Workspace

ZAI = 'from zai import ZaiClient\n\nclient = ZaiClient(api_key="k")\n'
FUNCTION = '{"type": "function", "function": {"name": "f", "parameters": {}}}'
SEARCH = '{"type": "web_search", "web_search": {"enable": True}}'
LOOP = """\
    calls = {}
    for chunk in stream:
        if not chunk.choices:
            continue
        for part in chunk.choices[0].delta.tool_calls or []:
            call = calls.setdefault(part.index, {"name": "", "arguments": ""})
            if part.function:
                call["name"] = call["name"] or part.function.name or ""
                call["arguments"] += part.function.arguments or ""
"""
CREATE = (
    '    stream = client.chat.completions.create(model="glm-4.6", messages=[], stream=True{})\n'
)
RAW = """\
import json

import requests

URL = "https://api.z.ai/api/paas/v4/chat/completions"


def ask(messages, tools=None):
    body = {"model": "glm-4.6", "messages": messages, "stream": True}
    if tools is not None:
        body["tools"] = tools
    calls = {}
    for line in requests.post(URL, json=body, stream=True).iter_lines():
        if line.startswith(b"data: {"):
            for choice in json.loads(line[6:])["choices"]:
                for part in choice["delta"].get("tool_calls") or []:
                    call = calls.setdefault(part.get("index"), {"name": "", "arguments": ""})
                    function = part.get("function") or {}
                    call["name"] = call["name"] or function.get("name") or ""
                    call["arguments"] += function.get("arguments") or ""
    return calls
"""
WITH = CREATE.format(", tools=tools")
SPREAD = CREATE.format(", **more")
SELF = CREATE.format(", tools=self.tools").replace("    ", "        ")
METHOD = f"    def ask(self):\n{SELF}" + "".join(f"    {x}\n" for x in LOOP.splitlines())
# Programs in which function tools may be sent.
COMING = {
    "a parameter with None": f"{ZAI}\n\ndef ask(tools=None):\n{WITH}{LOOP}",
    "a parameter with a list": f"{ZAI}\n\ndef ask(tools=[]):\n{WITH}{LOOP}",
    "a parameter with a tuple": f"{ZAI}\n\ndef ask(tools=()):\n{WITH}{LOOP}",
    "a default that is replaced": f"{ZAI}\n\ndef ask(tools=None):\n    tools = tools or []\n"
    f"{WITH}{LOOP}",
    "keywords on a condition": f"{ZAI}\n\ndef ask(tools=None):\n    more = {{}}\n    if tools:\n"
    f'        more["tools"] = tools\n{SPREAD}{LOOP}',
    "keywords by update": f"{ZAI}\n\ndef ask(tools=None):\n    more = {{}}\n    if tools:\n"
    f"        more.update(tools=tools)\n{SPREAD}{LOOP}",
    "a conditional spread": f"{ZAI}\n\ndef ask(tools=None):\n"
    f'    more = {{**({{"tools": tools}} if tools else {{}})}}\n{SPREAD}{LOOP}',
    "one of two arms": f"{ZAI}\n\ndef ask(fetch, deep):\n    tools = fetch() if deep else None\n"
    f"{WITH}{LOOP}",
    "a list that is appended to": f"{ZAI}\n\ndef ask(deep):\n    tools = []\n    if deep:\n"
    f"        tools.append({FUNCTION})\n{WITH}{LOOP}",
    "a list that is extended": f"{ZAI}\n\ndef ask(more):\n    tools = []\n    tools.extend(more)\n"
    f"{WITH}{LOOP}",
    "a list that is added to": f"{ZAI}\n\ndef ask(more):\n    tools = [{SEARCH}]\n"
    f"    tools += more\n{WITH}{LOOP}",
    "an attribute from a default": f"{ZAI}\n\nclass Agent:\n    def __init__(self, tools=None):\n"
    f"        self.tools = tools\n\n{METHOD}",
    "an attribute that a method fills": f"{ZAI}\n\nclass Agent:\n    def __init__(self):\n"
    f"        self.tools = []\n\n    def add(self, tool):\n        self.tools.append(tool)\n\n"
    f"{METHOD}",
    "a raw request": RAW,
}


@pytest.mark.parametrize("text", COMING.values(), ids=COMING)
def test_the_flag_is_missed_where_tools_may_come(workspace: Workspace, text: str) -> None:
    workspace.write({"app.py": text})
    (finding,) = workspace.of("GLM401")
    items = {item["key"]: item["state"] for item in workspace.report()["items"]}

    assert finding.split()[2] in ("safe", "unsafe")
    assert items["tool-streaming"] not in ("done", "not applicable")
    workspace.fixed("--select", "GLM401", "--unsafe-fixes")
    assert workspace.of("GLM401") == []


@pytest.mark.parametrize("text", COMING.values(), ids=COMING)
def test_a_loop_that_parses_fragments_keeps_the_flag_away(workspace: Workspace, text: str) -> None:
    """Judged as if tools came: the naive loop is told, and nothing breaks it."""
    naive = "import json\n" + re.sub(
        r'call\["arguments"\] \+= (.*) or ""', r"run(json.loads(\1))", text
    )
    workspace.write({"app.py": naive})

    assert any(one.split()[1] == "GLM402" for one in workspace.of("GLM402"))


# Programs in which none can be sent.
NONE = {
    "none at all": f"{ZAI}\n\ndef ask():\n{CREATE.format(', tools=None')}{LOOP}",
    "an empty list": f"{ZAI}\n\ndef ask():\n    tools = []\n{WITH}{LOOP}",
    "tools of the server's own": f"{ZAI}\n\ndef ask():\n    tools = []\n"
    f"    tools.append({SEARCH})\n{WITH}{LOOP}",
    "another list is filled": f"{ZAI}\n\ndef ask():\n    tools, names = [], []\n"
    f"    names.append(1)\n{WITH}{LOOP}",
    "the list of another function": f"{ZAI}\n\ndef other(tool):\n    tools = []\n"
    f"    tools.append(tool)\n\n\ndef ask():\n    tools = []\n{WITH}{LOOP}",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_nothing_is_said_where_no_function_can_come(workspace: Workspace, text: str) -> None:
    workspace.write({"app.py": text})

    assert workspace.of("GLM401", "GLM402") == []


def test_a_loop_that_reads_no_calls_is_not_blamed_for_tools_that_only_may_come(
    workspace: Workspace,
) -> None:
    text = (
        f"{ZAI}\n\ndef ask(tools=None):\n{WITH}    for chunk in stream:\n        print(chunk.id)\n"
    )
    workspace.write({"app.py": text})

    assert workspace.of("GLM402") == []
    assert [one.split()[2] for one in workspace.of("GLM401")] == ["unsafe"]
