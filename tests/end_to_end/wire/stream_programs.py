"""The programs of the stream tests: a loop of `loop_shapes` with a client, and what is made of it.

A program is one text however many streams it reads, so that each is checked and fixed once in a
process, whichever tests ask for it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check_project
from glm_migrate.engine.fix_rounds import fix
from glm_migrate.model.findings import Finding
from glm_migrate.project.module_index import Project
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Source
from tests.end_to_end.wire.loop_shapes import NAIVE, SOUND, Shape
from tests.end_to_end.wire.promise import BY_LITELLM

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
# It is slow, so it runs some shapes only.
WITH_LITELLM = (
    NAIVE["parsed per delta"],
    NAIVE["each fragment a call"],
    NAIVE["joined by id"],
    NAIVE["everything in one text"],
    NAIVE["the name added each time"],
    SOUND["a dict by index"],
    SOUND["run when the reason comes"],
)
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


def program(shape: Shape, client: str, times: str = "int(input())") -> str:
    """The whole program: it asks and prints the calls of the answer on one line, again and again.

    Args:
        times: How often, as an expression; its first line of input tells, if nothing else.
    """
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
        f"    for number in range({times}):\n"
        "        try:\n"
        f"            {'await ' if wait else ''}ask()\n"
        "        except Exception as error:\n"
        '            print(type(error).__name__, end="")\n'
        "        print()\n\n\n"
        f"{'asyncio.run(main())' if wait else 'main()'}\n"
    )


def suits(shape: Shape, client: str) -> bool:
    if client == "litellm" and shape not in WITH_LITELLM:
        return False
    return shape.raw is (client in RAW) and not (shape.sync and client.endswith("asynchronous"))


def cases(table: Mapping[str, Shape], *, safe: bool | None = None) -> list[ParameterSet]:
    """A parameter set for each program, in a group of its own: one worker checks and fixes it.

    Args:
        safe: Whether `fix` rewrites the shape; None for all.
    """
    return [
        pytest.param(shape, client, id=f"{name}: {client}", marks=_group(name, client))
        for name, shape in table.items()
        for client in OPENINGS
        if suits(shape, client) and safe in (None, shape.fixed == "safe")
    ]


def _group(name: str, client: str) -> pytest.MarkDecorator:
    return BY_LITELLM if client == "litellm" else pytest.mark.xdist_group(f"{name}: {client}")


@cache
def findings(text: str) -> tuple[Finding, ...]:
    """What the rules about streams say of a program."""
    source = Source.decode(Path("program.py"), text.encode())
    return check_project(Project([source]), STRICT).findings


@cache
def fixed(text: str, at_least: Applicability = Applicability.SAFE) -> str:
    """The program after `fix` by the same rules."""
    source = Source.decode(Path("program.py"), text.encode())
    return fix(source, STRICT, at_least=at_least).after.text


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
