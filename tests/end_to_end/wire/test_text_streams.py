"""Readers of text are run before and after `fix`, which moves them to a model that thinks.

What a program prints with the older model, which sends text in every delta, is what it must print
with the target, whose first deltas have reasoning and no text. The rename alone does otherwise.
"""

from __future__ import annotations

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.runner.verification.script import Script, Usage
from glm_migrate.runner.verification.service import Wire
from glm_migrate.text.edits import Applicability
from tests.end_to_end.wire.stage import Stage
from tests.end_to_end.wire.test_requests import fixed

TEXT, THOUGHT = "Guten Tag, 北京.", "Hm. Erst grüßen."
STREAMS = {
    "text alone": Script(content=TEXT),
    "reasoning first": Script(content=TEXT, reasoning=THOUGHT),
    "reasoning first, content null": Script(content=TEXT, reasoning=THOUGHT, null_content=True),
    "byte by byte": Script(content=TEXT, reasoning=THOUGHT, bytes_at_once=1),
    "chunks without choices": Script(
        content=TEXT, reasoning=THOUGHT, empty_first=True, usage=Usage.OWN_CHUNK
    ),
    "the role once": Script(content=TEXT, reasoning=THOUGHT, role_everywhere=False),
    "no text": Script(reasoning=THOUGHT),
}
# The model without thinking answers with neither reasoning nor chunks without choices.
CALM = {name: Script(content=script.content) for name, script in STREAMS.items()}
RULES = Config(select=("GLM101", "GLM404", "GLM405"))
ASK = 'client.chat.completions.create(model="glm-4-plus", messages=[{"role": "user",' + (
    ' "content": "x"}], stream=True)'
)
ZAI = "from zai import ZaiClient\nclient = ZaiClient()\n"
OPENAI = 'from openai import OpenAI\nclient = OpenAI(base_url="https://api.z.ai/api/paas/v4/")\n'
CLIENTS = {"zai": ZAI, "openai": OPENAI}
READ = "chunk.choices[0].delta.content"
URL = '"https://api.z.ai/api/paas/v4/chat/completions"'
BODY = '{"model": "glm-4-plus", "stream": True, "messages": [{"role": "user", "content": "x"}]}'
LINES = f"""import json
import requests

def ask():
    text = ""
    for line in requests.post({URL}, json={BODY}, stream=True).iter_lines():
        if line.startswith(b"data: {{"):
            chunk = json.loads(line[6:])
            if not chunk["choices"]:
                continue
            delta = chunk["choices"][0]["delta"]
            TAKE
    print(text, end="")
"""
PROGRAMS = {
    "added": f'def ask():\n    text = ""\n    for chunk in {ASK}:\n        text += {READ}\n'
    '    print(text, end="")\n',
    "printed": f'def ask():\n    for chunk in {ASK}:\n        print({READ}, end="")\n',
    "a list, joined": f"def ask():\n    parts = [{READ} for chunk in {ASK}]\n"
    "    print(''.join(parts), end='')\n",
    "a list, written": f"def ask():\n    parts = [{READ} for chunk in {ASK}]\n"
    "    sys.stdout.writelines(parts)\n",
    "a list, reduced": f"def ask():\n    parts = [{READ} for chunk in {ASK}] or ['']\n"
    "    print(functools.reduce(operator.add, parts), end='')\n",
    "yielded and printed one after the other": f"def words():\n    for chunk in {ASK}:\n"
    f"        yield {READ}\n\ndef ask():\n    print(*words(), sep='', end='')\n",
    "yielded and read until there is none": f"def words():\n    for chunk in {ASK}:\n"
    f"        yield {READ}\n\ndef ask():\n    parts = words()\n    while True:\n"
    "        part = next(parts, None)\n        if part is None:\n            break\n"
    "        sys.stdout.write(part)\n",
    "yielded from a list": f"def words():\n    yield from [{READ} for chunk in {ASK}]\n\n\n"
    "def ask():\n    print(''.join(words()), end='')\n",
    "joined": f"def ask():\n    print(''.join({READ} for chunk in {ASK}), end='')\n",
    "yielded and encoded": f"def words():\n    for chunk in {ASK}:\n        yield {READ}\n\n"
    "def ask():\n    sys.stdout.write(b''.join(w.encode() for w in words()).decode())\n",
    "yielded and joined": f"def words():\n    for chunk in {ASK}:\n        yield {READ}\n\n"
    "def ask():\n    print(''.join(words()), end='')\n",
    "yielded and added up": f"def words():\n    for chunk in {ASK}:\n        yield {READ}\n\n"
    "def ask():\n    *_, text = itertools.accumulate(words())\n    print(text, end='')\n",
    "written": f"def ask():\n    for chunk in {ASK}:\n        sys.stdout.write({READ})\n",
    "behind a handler that speaks": f"def ask():\n    for chunk in {ASK}:\n        try:\n"
    f"            sys.stdout.write({READ})\n        except Exception:\n"
    "            print('!', end='')\n",
    "next": f"def ask():\n    stream = iter({ASK})\n    while True:\n        try:\n"
    f"            chunk = next(stream)\n        except StopIteration:\n            break\n"
    f"        sys.stdout.write({READ})\n",
    "an iterator class": "class Words:\n    def __init__(self, stream):\n"
    "        self.stream = stream\n\n    def __iter__(self):\n        for chunk in self.stream:\n"
    f"            yield chunk\n\ndef ask():\n    for chunk in Words({ASK}):\n"
    f"        sys.stdout.write({READ})\n",
    "held in a list": f"def ask():\n    chunks = []\n    for chunk in {ASK}:\n"
    "        chunks.append(chunk)\n    for chunk in chunks:\n"
    f"        sys.stdout.write({READ})\n",
    "held in a queue": "def fill(held):\n"
    f"    for chunk in {ASK}:\n        held.put(chunk)\n    held.put(None)\n\n"
    "def ask():\n    held = queue.Queue()\n"
    "    threading.Thread(target=fill, args=(held,)).start()\n"
    f"    for chunk in iter(held.get, None):\n        sys.stdout.write({READ})\n",
    "a callback": f"def show(chunk):\n    if chunk.choices:\n        sys.stdout.write({READ})\n\n"
    f"def each(show):\n    for chunk in {ASK}:\n        show(chunk)\n\n"
    "def ask():\n    each(show)\n",
    "map": f"def text_of(chunk):\n    return {READ} if chunk.choices else ''\n\n"
    f"def ask():\n    print(''.join(map(text_of, {ASK})), end='')\n",
    "behind a test for the empty text": f"def ask():\n    for chunk in {ASK}:\n"
    f"        if not chunk.choices:\n            continue\n"
    f'        if {READ} == "":\n            continue\n        sys.stdout.write({READ})\n',
    "behind a test for an end mark": f"def ask():\n    for chunk in {ASK}:\n"
    f'        if chunk.choices and {READ} != "[END]":\n            sys.stdout.write({READ})\n',
    "a filter": f"def ask():\n    parts = [{READ} for chunk in {ASK}\n"
    f'        if chunk.choices and {READ} != ""]\n    print("".join(parts), end="")\n',
    "a slice": f"def ask():\n    for chunk in {ASK}:\n        sys.stdout.write({READ}[:99])\n",
}
RAW = {
    "by its key": 'text += delta["content"]',
    "by its key, with a default": 'text += delta["content"] or ""',
    "by its key, a method": 'text = text + delta["content"].replace("Tag", "Tag")',
    "behind a test for the empty text": 'if delta.get("content") == "":\n'
    '                continue\n            text += delta["content"]',
    "with a default of get": 'text += delta.get("content", "")',
}


def whole(opening: str, body: str) -> str:
    return (
        f"import functools\nimport itertools\nimport operator\nimport queue\nimport sys\n"
        f"import threading\n{opening}\n{body}\n"
        f"for number in range({len(STREAMS)}):\n    try:\n        ask()\n"
        "    except Exception as error:\n        print(type(error).__name__, end='')\n    print()\n"
    )


CASES = {
    **{
        f"{name}: {client}": whole(opening, body)
        for name, body in PROGRAMS.items()
        for client, opening in CLIENTS.items()
    },
    **{name: whole("", LINES.replace("TAKE", take)) for name, take in RAW.items()},
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_what_is_printed_stays_where_thinking_comes_on(
    wire: Wire, program_stage: Stage, text: str
) -> None:
    after = fixed(text, RULES, Applicability.SAFE)
    wire.play(*CALM.values())
    expected = program_stage.run(text).stdout.splitlines()
    wire.play(*STREAMS.values())
    found = program_stage.run(after).stdout.splitlines()
    wire.play(*STREAMS.values())
    alone = program_stage.run(text.replace("glm-4-plus", "glm-4.6")).stdout.splitlines()

    assert '"glm-4.6"' in after
    assert TEXT in expected
    assert dict(zip(STREAMS, found, strict=True)) == dict(zip(STREAMS, expected, strict=True))
    assert alone != expected
