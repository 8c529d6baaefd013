"""A sound consumer rebuilds the calls from every stream, with every client.

This holds the scripts to what a program can rebuild at all, so that a rewritten consumer that fails
on one of them is at fault itself. Each program reads all streams, one request after the other.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from glm_migrate.runner.verification.script import (
    Close,
    Filler,
    Identity,
    Index,
    Script,
    ToolCall,
    Usage,
)
from glm_migrate.runner.verification.service import Wire
from tests.end_to_end.wire.stage import Stage

ONE = ToolCall("weather", '{"city": "\\u5317京", "unit": "°C"}')
TWO = (ONE, ToolCall("clock", '{"zone": "UTC"}'), ToolCall("stop", "{}"))

# Each answer is the three calls of `TWO`, or `ONE` alone where the pieces can't be told apart.
STREAMS = {
    "whole": Script(calls=TWO),
    "every character": Script(calls=TWO),
    "within an escape": Script(calls=TWO, cuts=((12,), (5,), (1,))),
    "call by call": Script(calls=TWO, cuts=((), (), ())),
    "interleaved": Script(calls=TWO, interleaved=True),
    "byte by byte": Script(calls=TWO, cuts=((11, 12), (), ()), bytes_at_once=1),
    "id and name repeated": Script(calls=TWO, identity=Identity.REPEATED),
    "id and name null": Script(calls=TWO, identity=Identity.NULL),
    "id and name empty": Script(calls=TWO, identity=Identity.EMPTY),
    "id and name late": Script(calls=TWO, identity=Identity.LATE, interleaved=True),
    "function null at first": Script(
        calls=TWO, identity=Identity.LATE, opening=Filler.NULL_FUNCTION
    ),
    "arguments null at first": Script(calls=TWO, opening=Filler.NULL_ARGUMENTS),
    "nothing between": Script(calls=TWO, fillers=tuple(Filler), cuts=((3, 9), (4,))),
    "reasoning and text first": Script(calls=TWO, reasoning="Hm, drei.", content="Moment."),
    "empty choices around": Script(calls=TWO, empty_first=True, usage=Usage.OWN_CHUNK),
    "finished twice": Script(calls=TWO, finishes=2),
    "never finished": Script(calls=TWO, finishes=0),
    "role once": Script(calls=TWO, role_everywhere=False),
    "index missing": Script(calls=(ONE,), index=Index.MISSING),
    "index null": Script(calls=(ONE,), index=Index.NULL),
    "index -1": Script(calls=(ONE,), index=Index.MINUS_ONE),
}
BODY = (
    '{"model": "glm-4.6", "stream": True, "tool_stream": NUMBER > 0,'
    ' "messages": [{"role": "user", "content": "x"}]}'
)
KEYWORDS = (
    'model="glm-4.6", stream=True, messages=[{"role": "user", "content": "x"}],'
    ' extra_body={"tool_stream": NUMBER > 0}'
)
URL = '"https://api.z.ai/api/paas/v4/chat/completions"'

OBJECTS = """
import json
def rebuilt(stream):
    calls = {}
    for chunk in stream:
        if not chunk.choices:
            continue
        for piece in chunk.choices[0].delta.tool_calls or ():
            call = calls.setdefault(piece.index, {"name": "", "arguments": ""})
            if piece.function is not None:
                call["name"] = call["name"] or piece.function.name or ""
                call["arguments"] += piece.function.arguments or ""
    return [(call["name"], json.loads(call["arguments"])) for call in calls.values()]
"""
LINES = """
import json
def rebuilt(lines):
    calls = {}
    for line in lines:
        if not line.startswith("data: ") or line == "data: [DONE]":
            continue
        for choice in json.loads(line[6:])["choices"]:
            for piece in choice["delta"].get("tool_calls") or ():
                call = calls.setdefault(piece.get("index"), {"name": "", "arguments": ""})
                function = piece.get("function") or {}
                call["name"] = call["name"] or function.get("name") or ""
                call["arguments"] += function.get("arguments") or ""
    return [(call["name"], json.loads(call["arguments"])) for call in calls.values()]
"""
LOOP = f"for NUMBER in range({len(STREAMS)}):\n    "
CREATE = f"client.chat.completions.create({KEYWORDS})"
PROGRAMS = {
    "zai": f"from zai import ZaiClient\nclient = ZaiClient()\n{OBJECTS}{LOOP}"
    f"print(rebuilt({CREATE}))\n",
    "zhipuai": f"from zhipuai import ZhipuAI\nclient = ZhipuAI()\n{OBJECTS}{LOOP}"
    f"print(rebuilt({CREATE}))\n",
    "openai": "from openai import OpenAI\n"
    f'client = OpenAI(base_url="https://api.z.ai/api/paas/v4/")\n{OBJECTS}{LOOP}'
    f"print(rebuilt({CREATE}))\n",
    "openai, asynchronous": "import asyncio\nfrom openai import AsyncOpenAI\n"
    f'client = AsyncOpenAI(base_url="https://api.z.ai/api/paas/v4/")\n{OBJECTS}'
    f"async def main():\n    {LOOP.replace('    ', '        ')}"
    f"print(rebuilt([chunk async for chunk in await {CREATE}]))\nasyncio.run(main())\n",
    "requests": f"import requests\n{LINES}{LOOP}response = requests.post({URL}, json={BODY},"
    " stream=True)\n    print(rebuilt(map(bytes.decode, response.iter_lines())))\n",
    "httpx": f"import httpx\n{LINES}{LOOP}with httpx.stream('POST', {URL}, json={BODY}) as r:\n"
    "        print(rebuilt(r.iter_lines()))\n",
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_a_sound_consumer_rebuilds_every_stream(
    wire: Wire, program_stage: Stage, program: str
) -> None:
    wire.play(*STREAMS.values())
    run = program_stage.run(program)
    three = (
        "[('weather', {'city': '北京', 'unit': '°C'}), ('clock', {'zone': 'UTC'}), ('stop', {})]"
    )
    one = "[('weather', {'city': '北京', 'unit': '°C'})]"

    assert run.stderr == ""
    assert dict(zip(STREAMS, run.stdout.splitlines(), strict=True)) == {
        name: three if script.calls == TWO else one for name, script in STREAMS.items()
    }


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_a_stream_that_ends_early_is_read_and_one_that_breaks_is_an_error(
    wire: Wire, program_stage: Stage, program: str
) -> None:
    whole = Script(calls=(ONE,), cuts=(), sent=1)
    wire.play(whole, replace(whole, close=Close.BROKEN))
    run = program_stage.run(program.replace(str(len(STREAMS)), "2"))

    assert run.stdout == "[('weather', {'city': '北京', 'unit': '°C'})]\n"
    assert run.status == 1
