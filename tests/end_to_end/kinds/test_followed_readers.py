"""Readers of a stream far from its call: wrapped, read by hand, handed from code to code."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace

URL = '"https://api.z.ai/api/paas/v4/chat/completions"'
RAW = """\
import contextlib
import io
import json
import urllib.request
from urllib.request import Request, urlopen

import httpx
import requests
import sseclient
from httpx_sse import EventSource

BODY = {"model": "glm-4.6", "messages": [], "stream": True}
DATA = json.dumps(BODY).encode()
text = ""
"""
TAKE = """\
{0}line = raw.decode().strip()
{0}if not line.startswith("data: {{"):
{0}    continue
{0}for choice in json.loads(line[6:])["choices"]:
{0}    text += choice["delta"]["content"]
"""
READ, GUARDED = 'choice["delta"]["content"]', 'choice["delta"].get("content") or ""'
EVENT = """\
{0}if event.data == "[DONE]":
{0}    break
{0}for choice in json.loads(event.data)["choices"]:
{0}    text += choice["delta"]["content"]
"""
JOINED = """\
    line = raw.decode().strip()
    if line:
        lines.append(line[6:])
        continue
    event = "\\n".join(lines)
    lines.clear()
    for choice in json.loads(event)["choices"]:
        text += choice["delta"]["content"]
"""
# A request that is read by hand.
BY_HAND = {
    "urlopen of a request": f"for raw in urlopen(Request({URL}, data=DATA)):\n"
    + TAKE.format("    "),
    "urlopen of a name": f"request = urllib.request.Request({URL}, data=DATA)\n"
    "with urllib.request.urlopen(request, timeout=9) as response:\n    for raw in response:\n"
    + TAKE.format("        "),
    "urlopen with the body": f"with urlopen({URL}, DATA) as response:\n    for raw in response:\n"
    + TAKE.format("        "),
    "closed by contextlib": f"with contextlib.closing(urlopen(Request({URL}, DATA))) as response:\n"
    "    for raw in response:\n" + TAKE.format("        "),
    "line by line": f"response = urlopen(Request({URL}, data=DATA))\nwhile True:\n"
    "    raw = response.readline()\n    if not raw:\n        break\n" + TAKE.format("    "),
    "as text": f"for raw in io.TextIOWrapper(urlopen(Request({URL}, data=DATA))):\n"
    + TAKE.format("    ").replace(".decode()", ""),
    "lines of one event": f"lines = []\nfor raw in urlopen(Request({URL}, data=DATA)):\n{JOINED}",
    "events of httpx-sse": f'with httpx.stream("POST", {URL}, json=BODY) as response:\n'
    "    for event in EventSource(response).iter_sse():\n" + EVENT.format("        "),
    "events of sseclient": f"response = requests.post({URL}, json=BODY, stream=True)\n"
    "for event in sseclient.SSEClient(response).events():\n" + EVENT.format("    "),
}


@pytest.mark.parametrize("body", BY_HAND.values(), ids=BY_HAND)
def test_a_stream_that_is_read_by_hand_has_a_reader(workspace: Workspace, body: str) -> None:
    workspace.write({"app.py": RAW + body})
    fixed = workspace.fixed("--select", "GLM405")["app.py"]

    assert fixed == (RAW + body).replace(READ, GUARDED)
    assert "is not in the project" not in workspace.run("check")


SDK = """\
import functools
import itertools
import json

from zai import ZaiClient

client = ZaiClient(api_key="k")
TOOLS = [{"type": "function", "function": {"name": "f", "parameters": {}}}]
"""
ASK = 'client.chat.completions.create(model="glm-4.6", messages=[], tools=TOOLS, stream=True)'
PARSES = """\
{0}for chunk in {1}:
{0}    if not chunk.choices:
{0}        continue
{0}    for part in chunk.choices[0].delta.tool_calls or []:
{0}        print(part.function.name, json.loads(part.function.arguments))
"""
# The way of a stream from its call to the loop that parses fragments.
HANDED = {
    "a function": f"\n\ndef read(stream):\n{PARSES.format('    ', 'stream')}\n\nread({ASK})\n",
    "a function that opens it": f"\n\ndef opened():\n    return {ASK}\n\n\n"
    + PARSES.format("", "opened()"),
    "a method": "\n\nclass Reader:\n    def read(self, stream):\n"
    + PARSES.format("        ", "stream")
    + f"\n\nReader().read({ASK})\n",
    "an attribute": "\n\nclass Reader:\n    def __init__(self, stream):\n"
    "        self.stream = stream\n\n    def read(self):\n"
    + PARSES.format("        ", "self.stream")
    + f"\n\nReader({ASK}).read()\n",
    "a generator of chunks": "\n\ndef chunks(stream):\n    for chunk in stream:\n"
    "        yield chunk\n\n\n" + PARSES.format("", f"chunks({ASK})"),
    "a generator that delegates": f"\n\ndef chunks():\n    yield from {ASK}\n\n\n"
    + PARSES.format("", "chunks()"),
    "a tee": f"one, other = itertools.tee({ASK})\n" + PARSES.format("", "one"),
    "a base class": "\n\nclass Base:\n    def read(self, stream):\n"
    + PARSES.format("        ", "stream")
    + f"\n\nclass Own(Base):\n    def ask(self):\n        self.read({ASK})\n",
    "an iterator": f"stream = iter({ASK})\n" + PARSES.format("", "stream"),
}


@pytest.mark.parametrize("body", HANDED.values(), ids=HANDED)
def test_a_loop_that_parses_fragments_is_found_wherever_it_stands(
    workspace: Workspace, body: str
) -> None:
    workspace.write({"app.py": SDK + body})
    flag = [one.split()[2] for one in workspace.of("GLM401")]

    assert [one.split()[1] for one in workspace.of("GLM402")] == ["GLM402"]
    assert flag == ["none"]


@pytest.mark.parametrize("body", HANDED.values(), ids=HANDED)
def test_the_loop_is_repaired_and_the_flag_follows(workspace: Workspace, body: str) -> None:
    workspace.write({"app.py": SDK + body})
    fixed = workspace.fixed("--select", "GLM401,GLM402")["app.py"]

    assert "joined_calls" in fixed
    assert "tool_stream=True" in fixed or "itertools.tee" in fixed


CONTENT = "chunk.choices[0].delta.content"
# Ways in which a stream's text is taken, and how it is guarded there.
TAKEN = {
    "map": (
        f'print("".join(map(lambda chunk: {CONTENT}, {ASK})))\n',
        f"{CONTENT}, client",
        f'{CONTENT} or "", client',
    ),
    "reduce": (
        f'print(functools.reduce(lambda text, chunk: text + {CONTENT}, {ASK}, ""))\n',
        f"text + {CONTENT}",
        f'text + ({CONTENT} or "")',
    ),
    "an iterator class": (
        "class Wrapper:\n    def __init__(self, stream):\n        self.stream = stream\n\n"
        "    def __iter__(self):\n        return self\n\n    def __next__(self):\n"
        "        return next(self.stream)\n\n\n"
        f"for chunk in Wrapper({ASK}):\n    print({CONTENT})\n",
        f"print({CONTENT})",
        f'print({CONTENT} or "")',
    ),
    "a class with a generator": (
        "class Wrapper:\n    def __init__(self, stream):\n        self.stream = stream\n\n"
        "    def __iter__(self):\n        for chunk in self.stream:\n            yield chunk\n\n\n"
        f"for chunk in Wrapper({ASK}):\n    print({CONTENT})\n",
        f"print({CONTENT})",
        f'print({CONTENT} or "")',
    ),
    "a function that gives back the text": (
        f"def text_of(chunk):\n    return {CONTENT}\n\n\ntext = ''\nfor part in {ASK}:\n"
        "    text += text_of(part)\n",
        "text += text_of(part)",
        'text += text_of(part) or ""',
    ),
    "a queue": (
        f"for chunk in {ASK}:\n    queue.put({CONTENT})\nqueue.put(None)\n",
        f"put({CONTENT})",
        f'put({CONTENT} or "")',
    ),
}


@pytest.mark.parametrize(("body", "old", "new"), TAKEN.values(), ids=TAKEN)
def test_text_is_guarded_where_it_is_taken(
    workspace: Workspace, body: str, old: str, new: str
) -> None:
    workspace.write({"app.py": SDK + body})

    assert workspace.of("GLM404") != []
    assert workspace.fixed("--select", "GLM405")["app.py"] == SDK + body.replace(old, new)


BUFFERS = {
    "split once": '        while "\\n" in buffer:\n'
    '            raw, buffer = buffer.split("\\n", 1)\n',
    "all lines but the last": '        *lines, buffer = buffer.split("\\n")\n'
    "        for raw in lines:\n",
    "lines of a name": '        lines = buffer.split("\\n")\n        buffer = lines.pop()\n'
    "        for raw in lines:\n",
}


@pytest.mark.parametrize("cut", BUFFERS.values(), ids=BUFFERS)
def test_lines_of_a_buffer_are_read(workspace: Workspace, cut: str) -> None:
    text = (
        f'{RAW}buffer = ""\nwith httpx.stream("POST", {URL}, json=BODY) as response:\n'
        "    for piece in response.iter_text():\n        buffer += piece\n"
        + cut
        + TAKE.format("            ").replace(".decode()", "")
    )
    workspace.write({"app.py": text})

    assert workspace.fixed("--select", "GLM405")["app.py"] == text.replace(READ, GUARDED)


HELPED = {
    "not asked": ("", ["GLM404"]),
    "skipped by the caller": ("    if not chunk.choices:\n        continue\n", []),
    "asked by a function": ("    if not has_choices(chunk):\n        continue\n", []),
}


@pytest.mark.parametrize(("guard", "codes"), HELPED.values(), ids=HELPED)
def test_a_helper_is_unguarded_where_no_caller_looks(
    workspace: Workspace, guard: str, codes: list[str]
) -> None:
    workspace.write(
        {
            "app.py": f"{SDK}\n\ndef show(chunk):\n    print(chunk.choices[0].delta)\n\n\n"
            f"for chunk in {ASK}:\n{guard}    show(chunk)\n"
        }
    )

    assert [one.split()[1] for one in workspace.of("GLM404")] == codes
