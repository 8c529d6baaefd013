"""Every loop is run before and after `fix`, with every client, on whole calls and on fragments.

One run of a program reads all streams. What it prints for whole calls before the fix is what it
must print afterwards, whole or in fragments; with the flag alone a naive loop prints something
else, which shows that the streams can tell right from wrong.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check_project
from glm_migrate.project.module_index import Project
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Source
from tests.end_to_end.wire.loop_shapes import NAIVE, SOUND, Shape
from tests.end_to_end.wire.promise import installed
from tests.end_to_end.wire.script import Identity, Index, Script
from tests.end_to_end.wire.server import Wire
from tests.end_to_end.wire.stage import Run, Stage
from tests.end_to_end.wire.test_requests import fixed
from tests.end_to_end.wire.test_streams import STREAMS, TWO

ALL = STREAMS | {
    "index -1, several calls": Script(calls=TWO, index=Index.MINUS_ONE),
    "index null, several calls": Script(calls=TWO, index=Index.NULL),
    "index missing, ids repeated, interleaved": Script(
        calls=TWO, index=Index.MISSING, identity=Identity.REPEATED, interleaved=True
    ),
    "no call": Script(content="Nichts zu tun."),
}
# What has gone wrong before; enough for all clients but one, which reads everything.
HARD = {
    name: ALL[name]
    for name in (
        "whole",
        "nothing between",
        "interleaved",
        "id and name late",
        "function null at first",
        "finished twice",
        "index -1, several calls",
        "no call",
    )
}
FEW = {name: ALL[name] for name in ("whole", "every character", "interleaved", "no call")}
ONE = FEW | {"one call": Script(calls=TWO[:1])}
MILD = FEW | {"null": ALL["arguments null at first"], "empty": ALL["id and name empty"]}
URL = "https://api.z.ai/api/paas/v4/chat/completions"
MESSAGES = '[{"role": "user", "content": "x"}]'
TOOLS = '[{"type": "function", "function": {"name": "weather"}}]'
KEYWORDS = f'model="glm-4.6", messages={MESSAGES}, tools={TOOLS}, stream=True'
LITELLM = KEYWORDS.replace("glm", "zai/glm", 1)
BODY = f'{{"model": "glm-4.6", "messages": {MESSAGES}, "tools": {TOOLS}, "stream": True}}'
OPENAI = '(base_url="https://api.z.ai/api/paas/v4/")'
CHUNKS = """def chunks(response):
    for line in response.iter_lines():
        text = line.decode() if isinstance(line, bytes) else line
        if text.startswith("data: {"):
            yield json.loads(text[6:])


"""
OPENINGS = {
    "zai": "from zai import ZaiClient\nclient = ZaiClient()\n",
    "zhipuai": "from zhipuai import ZhipuAI\nclient = ZhipuAI()\n",
    "openai": f"from openai import OpenAI\nclient = OpenAI{OPENAI}\n",
    "openai, asynchronous": f"from openai import AsyncOpenAI\nclient = AsyncOpenAI{OPENAI}\n",
    "requests": f"import requests\n{CHUNKS}",
    "httpx": f"import httpx\n{CHUNKS}",
    "litellm": "import litellm\nlitellm.suppress_debug_info = True\n",
}
RAW = ("requests", "httpx")
# Too heavy for the extra `test` and slow; where it is installed (1.106.2, with `mcp`), some shapes
# are run with it as well.
OPTIONAL = {
    "litellm": (
        NAIVE["parsed per delta"],
        NAIVE["each fragment a call"],
        NAIVE["joined by id"],
        NAIVE["everything in one text"],
        NAIVE["the name added each time"],
        SOUND["a dict by index"],
        SOUND["run when the reason comes"],
    )
}
REQUESTS = {
    "requests": f'stream = requests.post("{URL}", json={BODY}, stream=True)\n',
    "httpx": f'with httpx.stream("POST", "{URL}", json={BODY}) as stream:\n',
    "litellm": f"stream = litellm.completion({LITELLM})\n",
}
FLAGGED = {
    "zai": (KEYWORDS, f"{KEYWORDS}, tool_stream=True"),
    "zhipuai": (KEYWORDS, f'{KEYWORDS}, extra_body={{"tool_stream": True}}'),
    "openai": (KEYWORDS, f'{KEYWORDS}, extra_body={{"tool_stream": True}}'),
    "openai, asynchronous": (KEYWORDS, f'{KEYWORDS}, extra_body={{"tool_stream": True}}'),
    "requests": (BODY, f'{BODY[:-1]}, "tool_stream": True}}'),
    "httpx": (BODY, f'{BODY[:-1]}, "tool_stream": True}}'),
    "litellm": (LITELLM, f'{LITELLM}, extra_body={{"tool_stream": True}}'),
}
STRICT = Config(select=("GLM401", "GLM402", "GLM404"))


def program(shape: Shape, client: str, streams: int) -> str:
    """The whole program: it asks once for each stream and prints the calls on one line."""
    wait = client.endswith("asynchronous")
    request = REQUESTS.get(client, f"stream = client.chat.completions.create({KEYWORDS})\n")
    body = shape.body
    if client == "httpx":
        body = textwrap.indent(body, "    ")
    if wait:
        request = request.replace("= client", "= await client")
        body = body.replace("for chunk in stream:", "async for chunk in stream:")
    asked = textwrap.indent(request + body, "    ")
    keyword = "async " if wait else ""
    return (
        "import asyncio\nimport json\nfrom dataclasses import dataclass\n\n"
        f"{OPENINGS[client]}\n"
        "def run(name, arguments):\n"
        '    print(name, json.dumps(arguments, ensure_ascii=False), end="; ")\n\n\n'
        f"{shape.before}\n\n"
        f"{keyword}def ask():\n{asked}\n\n"
        f"{keyword}def main():\n"
        f"    for number in range({streams}):\n"
        "        try:\n"
        f"            {'await ' if wait else ''}ask()\n"
        "        except Exception as error:\n"
        '            print(type(error).__name__, end="")\n'
        "        print()\n\n\n"
        f"{'asyncio.run(main())' if wait else 'main()'}\n"
    )


def suits(shape: Shape, client: str) -> bool:
    if shape not in OPTIONAL.get(client, (shape,)):
        return False
    return shape.raw is (client in RAW) and not (shape.sync and client.endswith("asynchronous"))


def cases(table: dict[str, Shape], *, safe: bool | None = None) -> list[object]:
    return [
        pytest.param(
            shape,
            client,
            id=f"{name}: {client}",
            marks=installed(client if client in OPTIONAL else ""),
        )
        for name, shape in table.items()
        for client in OPENINGS
        if suits(shape, client) and safe in (None, shape.fixed == "safe")
    ]


def play(wire: Wire, stage: Stage, text: str, streams: Mapping[Any, Script]) -> Run:
    wire.play(*streams.values())
    run = stage.run(text)
    assert run.status == 0, run.stderr
    return run


def lines(run: Run, streams: dict[str, Script]) -> dict[str, str]:
    return dict(zip(streams, run.stdout.splitlines(), strict=True))


def codes(text: str) -> list[str]:
    source = Source.decode(Path("program.py"), text.encode())
    return [finding.code for finding in check_project(Project([source]), STRICT).findings]


def flagged(text: str, client: str) -> str:
    """The program with the flag and nothing else changed."""
    before, after = FLAGGED[client]
    assert text.count(before) == 1
    return text.replace(before, after)


def unflagged(text: str, client: str) -> str:
    """What `fix` made of the program, without the flag."""
    before, after = FLAGGED[client]
    assert text.count(after) == 1
    return text.replace(after, before)


@pytest.mark.parametrize(("shape", "client"), cases(NAIVE, safe=True))
def test_a_naive_loop_does_after_the_fix_what_it_did(
    wire: Wire, program_stage: Stage, shape: Shape, client: str
) -> None:
    streams = ALL if client in ("zai", "requests") else FEW if client in OPTIONAL else HARD
    streams = streams if shape.bears else MILD
    before = program(shape, client, len(streams))
    after = fixed(before, STRICT, Applicability.SAFE)
    first = play(wire, program_stage, before, streams)
    pieces = play(wire, program_stage, after, streams)

    assert "GLM402" in codes(before)
    assert codes(after) == []
    assert first.stdout.strip()
    assert lines(pieces, streams) == lines(first, streams)
    assert pieces.bodies == [body | {"tool_stream": True} for body in first.bodies]


@pytest.mark.parametrize(("shape", "client"), cases(NAIVE, safe=True))
def test_whole_calls_are_read_as_before_and_the_flag_alone_breaks_the_loop(
    wire: Wire, program_stage: Stage, shape: Shape, client: str
) -> None:
    before = program(shape, client, len(FEW))
    after = fixed(before, STRICT, Applicability.SAFE)
    streams = FEW | ({} if shape.breaks == "" else {"every character": ALL[shape.breaks]})
    expected = lines(play(wire, program_stage, before, streams), streams)

    whole = play(wire, program_stage, unflagged(after, client), streams)
    alone = play(wire, program_stage, flagged(before, client), streams)

    assert lines(whole, streams) == expected
    assert lines(alone, streams) != expected


@pytest.mark.parametrize(("shape", "client"), cases(NAIVE, safe=False))
def test_a_loop_that_can_not_be_proven_is_left_without_the_flag(
    wire: Wire, program_stage: Stage, shape: Shape, client: str
) -> None:
    text = program(shape, client, len(ONE))
    source = Source.decode(Path("program.py"), text.encode())
    found = check_project(Project([source]), STRICT).findings
    expected = play(wire, program_stage, text, ONE)
    alone = play(wire, program_stage, flagged(text, client), ONE)

    assert any(shape.fixed in one.advice for one in found if one.code == "GLM402")
    assert fixed(text, STRICT, Applicability.UNSAFE) == text
    assert alone.stdout != expected.stdout


@pytest.mark.parametrize(("shape", "client"), cases(SOUND))
def test_a_sound_loop_is_silent_and_right_with_the_flag(
    wire: Wire, program_stage: Stage, shape: Shape, client: str
) -> None:
    streams = HARD if shape.bears else FEW
    if client in ("zai", "requests") and shape.bears:
        streams = STREAMS
    streams = {name: one for name, one in streams.items() if name in STREAMS}
    before = program(shape, client, len(streams))
    expected = play(wire, program_stage, before, streams)
    run = play(wire, program_stage, flagged(before, client), streams)

    assert "GLM402" not in codes(before)
    assert lines(run, streams) == lines(expected, streams)
