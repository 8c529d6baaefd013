"""Which loops read a call's stream, and what each of them does with the fragments of tool calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis import python
from glm_migrate.analysis.file_kind import ExtractionContext
from glm_migrate.analysis.python.streams import answer_parts
from glm_migrate.analysis.python.streams.consumer_search import consumed, may_stream
from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check, check_project
from glm_migrate.engine.fix_rounds import fix
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.streams import Handling, StreamLoop
from glm_migrate.model.unresolved import Reason
from glm_migrate.policy.migration import Migration
from glm_migrate.project.module_index import Project
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Source
from tests.end_to_end.wire.loop_shapes import NAIVE, SOUND

HEAD = """import json
from zai import ZaiClient
client = ZaiClient()
TOOLS = [{"type": "function", "function": {"name": "f"}}]
"""
CREATE = 'client.chat.completions.create(model="glm-4.6", messages=[], tools=TOOLS, stream=True)'
STREAM = f"{HEAD}stream = {CREATE}\n"
JOIN = """for part in {delta}.tool_calls or []:
    call = calls.setdefault(part.index, {{"name": "", "arguments": ""}})
    if part.function:
        call["name"] = call["name"] or part.function.name
        call["arguments"] += part.function.arguments or ""
"""
EACH = "for part in c.choices[0].delta.tool_calls or []:\n"
RULES = Config(select=("GLM401", "GLM402", "GLM404"))


def join(delta: str, indent: int) -> str:
    lines = JOIN.format(delta=delta).splitlines()
    return "".join(f"{' ' * indent}{line}\n" for line in lines)


def source(text: str, name: str = "example.py") -> Source:
    return Source.decode(Path(name), text.encode())


def calls(*sources: Source) -> list[ChatCall]:
    migration = Migration(Config())
    reading = ExtractionContext(Project(sources), migration.is_old)
    return [site for site in python.extract(reading) if isinstance(site, ChatCall)]


def loops(text: str) -> tuple[StreamLoop, ...]:
    (call,) = calls(source(text))
    return call.consumers


def line(loop: StreamLoop) -> str:
    return loop.source.line(loop.source.position(loop.span.start).line).strip()


FOUND = {
    "over the call itself": (
        f"{HEAD}for chunk in {CREATE}:\n    print(chunk)\n",
        f"for chunk in {CREATE}:",
    ),
    "over a name": (f"{STREAM}for chunk in stream:\n    print(chunk)\n", "for chunk in stream:"),
    "over a second name": (
        f"{STREAM}other = stream\nfor chunk in other:\n    print(chunk)\n",
        "for chunk in other:",
    ),
    "numbered": (
        f"{STREAM}for n, chunk in enumerate(stream):\n    print(chunk)\n",
        "for n, chunk in enumerate(stream):",
    ),
    "beside another list": (
        f"{STREAM}for n, chunk in zip([1, 2], stream):\n    print(chunk)\n",
        "for n, chunk in zip([1, 2], stream):",
    ),
    "in a bar": (
        f"{STREAM}from tqdm import tqdm\nfor chunk in tqdm(stream):\n    print(chunk)\n",
        "for chunk in tqdm(stream):",
    ),
    "inside `with`": (
        f"{HEAD}with {CREATE} as stream:\n    for chunk in stream:\n        print(chunk)\n",
        "for chunk in stream:",
    ),
    "awaited, inside `async with`": (
        f"{HEAD}async def f():\n    async with await {CREATE} as stream:\n"
        "        async for chunk in stream:\n            print(chunk)\n",
        "async for chunk in stream:",
    ),
    "`while` with `next`": (
        f"{STREAM}while True:\n    chunk = next(stream)\n    print(chunk)\n",
        "while True:",
    ),
    "`while` with a walrus": (
        f"{STREAM}while chunk := next(stream, None):\n    print(chunk)\n",
        "while chunk := next(stream, None):",
    ),
    "`while` with `__anext__`": (
        f"{HEAD}async def f():\n    stream = await {CREATE}\n    while True:\n"
        "        chunk = await stream.__anext__()\n        print(chunk)\n",
        "while True:",
    ),
    "a comprehension": (
        f"{STREAM}text = [c.choices[0].delta.content for c in stream]\n",
        "text = [c.choices[0].delta.content for c in stream]",
    ),
    "joined": (
        f'{STREAM}print("".join(c.choices[0].delta.content for c in stream))\n',
        'print("".join(c.choices[0].delta.content for c in stream))',
    ),
    "kept on self": (
        f"{HEAD}class Bot:\n    def ask(self):\n        self.stream = {CREATE}\n\n"
        "    def read(self):\n        for chunk in self.stream:\n            print(chunk)\n",
        "for chunk in self.stream:",
    ),
    "returned": (
        f"{HEAD}def ask():\n    return {CREATE}\n\nfor chunk in ask():\n    print(chunk)\n",
        "for chunk in ask():",
    ),
    "returned by a method": (
        f"{HEAD}class Bot:\n    def ask(self):\n        return {CREATE}\n\n"
        "    def read(self):\n        for chunk in self.ask():\n            print(chunk)\n",
        "for chunk in self.ask():",
    ),
    "passed on": (
        f"{HEAD}def read(stream):\n    for chunk in stream:\n        print(chunk)\n\n"
        f"read({CREATE})\n",
        "for chunk in stream:",
    ),
    "passed on by name": (
        f"{HEAD}def read(n, stream=None):\n    for chunk in stream:\n        print(chunk)\n\n"
        f"read(1, stream={CREATE})\n",
        "for chunk in stream:",
    ),
    "lines of requests": (
        "import json, requests\n"
        'body = {"model": "glm-4.6", "messages": [], "stream": True}\n'
        'answer = requests.post("https://api.z.ai/api/paas/v4/chat/completions", json=body)\n'
        "for line in answer.iter_lines():\n"
        '    print(json.loads(line.decode().removeprefix("data: "))["choices"])\n',
        "for line in answer.iter_lines():",
    ),
    "lines of httpx, asynchronous": (
        "import json, httpx\n"
        'body = {"model": "glm-4.6", "messages": [], "stream": True}\n'
        'url = "https://api.z.ai/api/paas/v4/chat/completions"\n'
        "async def f(client: httpx.AsyncClient):\n"
        '    async with client.stream("POST", url, json=body) as answer:\n'
        "        async for line in answer.aiter_lines():\n"
        '            print(json.loads(line[6:])["choices"])\n',
        "async for line in answer.aiter_lines():",
    ),
    "content of aiohttp": (
        "import json, aiohttp\n"
        'body = {"model": "glm-4.6", "messages": [], "stream": True}\n'
        'url = "https://api.z.ai/api/paas/v4/chat/completions"\n'
        "async def f(session: aiohttp.ClientSession):\n"
        "    async with session.post(url, json=body) as answer:\n"
        "        async for line in answer.content:\n"
        '            print(json.loads(line.decode("utf-8")[6:])["choices"])\n',
        "async for line in answer.content:",
    ),
}


@pytest.mark.parametrize(("text", "expected"), FOUND.values(), ids=FOUND)
def test_the_loop_is_found(text: str, expected: str) -> None:
    assert [line(loop) for loop in loops(text)] == [expected]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("stream=True", True),
        ("stream=flag", True),
        ("stream=False", False),
        ("stream=None", False),
        ("tools=TOOLS", False),
    ],
)
def test_a_call_may_stream_unless_it_plainly_does_not(arguments: str, expected: bool) -> None:
    create = f'client.chat.completions.create(model="glm-4.6", messages=[], {arguments})'
    (call,) = calls(source(f"{HEAD}answer = {create}\n"))

    assert may_stream(call) is expected


def test_calls_without_a_stream_are_given_back_as_they_are() -> None:
    (call,) = calls(source(f"{HEAD}answer = {CREATE.replace('True', 'False')}\n"))
    (other,) = calls(source(f"{STREAM}for c in stream:\n    print(c)\n"))

    assert consumed([call], []) == [call]
    assert consumed([other], []) == [other]


UNSEEN = {
    "passed to what is not here": (
        f"{STREAM}from app import read\nread(stream)\n",
        "it is passed to `read`, which is not in the project",
    ),
    "returned to nobody": (
        f"{HEAD}def ask():\n    return {CREATE}\n",
        "`ask` returns it, and no call of `ask` was found",
    ),
    "put into a list": (f"{HEAD}streams = []\nstreams.append({CREATE})\n", ""),
    "kept in a dict": (
        f"{HEAD}streams = {{}}\nstreams[1] = {CREATE}\n",
        "it is stored in a container",
    ),
}


@pytest.mark.parametrize(("text", "reason"), UNSEEN.values(), ids=UNSEEN)
def test_what_is_not_seen_is_said(text: str, reason: str) -> None:
    (call,) = calls(source(text))
    (finding,) = [one for one in check(source(text), RULES) if one.code == "GLM401"]

    assert call.consumers == ()
    assert [str(one) for one in call.escapes] == ([reason] if reason else [])
    assert finding.fix is not None
    assert finding.fix.applicability is Applicability.UNSAFE
    why = reason or "no loop over it was found; check its reader"
    assert finding.advice == f"cannot see what reads the stream: {why}"


JOINED = f"{STREAM}calls = {{}}\nfor c in stream:\n{join('c.choices[0].delta', 4)}"
JOINER = f"""class Joiner:
    def __init__(self):
        self.calls = {{}}

    def add(self, delta):
{join("delta", 8).replace("calls.set", "self.calls.set")}
    def take(self):
        return self.calls.values()

"""
OF_SELF = f"""{HEAD}class Bot:
    def ask(self):
        self.calls = {{}}
        for c in {CREATE}:
            self.add(c.choices[0].delta)
FINISH
    def add(self, delta):
        for part in delta.tool_calls or []:
            call = self.calls.setdefault(part.index, {{"name": "", "arguments": ""}})
            call["arguments"] += part.function.arguments or ""

    def finish(self):
        for call in self.calls.values():
            run(call["arguments"])
"""
HANDLED = {
    "nothing is read but the text": (
        f"{STREAM}for c in stream:\n    print(c.choices[0].delta.content)\n",
        Handling.IGNORES,
    ),
    "joined by index": (
        f"{STREAM}calls = {{}}\nfor c in stream:\n{join('c.choices[0].delta', 4)}",
        Handling.ACCUMULATES,
    ),
    "joined, but left at the first fragment": (
        f"{STREAM}calls = {{}}\nfor c in stream:\n{join('c.choices[0].delta', 4)}"
        "    if c.choices[0].delta.tool_calls:\n        break\n",
        Handling.UNSEEN,
    ),
    "joined, but only where there is a role": (
        f"{STREAM}calls = {{}}\nfor c in stream:\n    if c.choices[0].delta.role:\n"
        + join("c.choices[0].delta", 8),
        Handling.UNSEEN,
    ),
    "left when the reason comes": (
        f"{STREAM}calls = {{}}\nfor c in stream:\n{join('c.choices[0].delta', 4)}"
        "    if c.choices[0].finish_reason:\n        break\n",
        Handling.ACCUMULATES,
    ),
    "every chunk yielded": (
        f"{STREAM}def chunks():\n    for c in stream:\n        yield c\n",
        Handling.FORWARDS,
    ),
    "every chunk kept": (
        f"{STREAM}kept = []\nfor c in stream:\n    kept.append(c)\n",
        Handling.UNSEEN,
    ),
    "given to an SDK's helper": (
        f"{STREAM}from sdk import State\nstate = State()\nfor c in stream:\n    state.handle(c)\n",
        Handling.UNSEEN,
    ),
    "told apart by the last id": (
        f"{STREAM}calls = []\nfor c in stream:\n    {EACH}"
        "        if part.id:\n"
        "            calls.append({'name': part.function.name, 'arguments': ''})\n"
        "        calls[-1]['arguments'] += part.function.arguments or ''\n",
        Handling.UNSEEN,
    ),
    "a message made of every delta": (
        f"{STREAM}def message(delta):\n    more = {{}}\n    if delta.get('tool_calls'):\n"
        "        more['tool_calls'] = delta['tool_calls']\n    return Message(more)\n\n"
        "def messages():\n    for c in stream:\n        yield message(c['choices'][0]['delta'])\n",
        Handling.UNSEEN,
    ),
    "the last chunk looked at": (
        f"{STREAM}calls = {{}}\nfor c in stream:\n    last = c\n{join('c.choices[0].delta', 4)}"
        "if last.choices[0].delta.tool_calls:\n    print(last)\n",
        Handling.UNSEEN,
    ),
    "null replaced first": (
        f"{STREAM}calls = {{}}\nfor c in stream:\n    {EACH}"
        "        if part.function.arguments is None:\n            part.function.arguments = ''\n"
        "        call = calls.setdefault(part.index, {'arguments': ''})\n"
        "        call['arguments'] += part.function.arguments\n",
        Handling.ACCUMULATES,
    ),
    "joined, and run with every fragment": (
        f"{JOINED}    for call in calls.values():\n        run(call['name'], call['arguments'])\n",
        Handling.UNSEEN,
    ),
    "joined, and read by a parser of its own": (
        f"{JOINED}    for n in calls:\n"
        "        run(Args.model_validate_json(calls[n]['arguments']))\n",
        Handling.UNSEEN,
    ),
    "joined, and yielded with every fragment": (
        f"{STREAM}def ask():\n    calls = {{}}\n    for c in stream:\n"
        + join("c.choices[0].delta", 8)
        + "            yield call['name'], call['arguments']\n",
        Handling.UNSEEN,
    ),
    "joined by an object that is asked for every delta": (
        f"{STREAM}{JOINER}joiner = Joiner()\nfor c in stream:\n"
        "    joiner.add(c.choices[0].delta)\n    for call in joiner.take():\n        run(call)\n",
        Handling.UNSEEN,
    ),
    "joined by an object that is asked at the end": (
        f"{STREAM}{JOINER}joiner = Joiner()\nfor c in stream:\n"
        "    joiner.add(c.choices[0].delta)\nfor call in joiner.take():\n    run(call)\n",
        Handling.ACCUMULATES,
    ),
    "joined, and shown with every fragment": (
        f"{JOINED}    print(calls)\n",
        Handling.ACCUMULATES,
    ),
    "joined, and run when a `case` says so": (
        f"{JOINED}    match c.choices[0].finish_reason:\n        case 'tool_calls':\n"
        "            for call in calls.values():\n"
        "                run(call['name'], json.loads(call['arguments']))\n",
        Handling.ACCUMULATES,
    ),
    "joined, but a flag ends the loop": (
        f"{STREAM}calls, got = {{}}, False\nfor c in stream:\n{join('c.choices[0].delta', 4)}"
        "    if c.choices[0].delta.tool_calls:\n        got = True\n    if got:\n        break\n",
        Handling.UNSEEN,
    ),
    "joined, but a number of chunks ends the loop": (
        f"{STREAM}calls, n = {{}}, 0\nfor c in stream:\n{join('c.choices[0].delta', 4)}"
        "    n += 1\n    if n > 9:\n        break\n",
        Handling.UNSEEN,
    ),
    "joined, but raised with the first fragment": (
        f"{JOINED}    if c.choices[0].delta.tool_calls:\n        raise EOFError(calls)\n",
        Handling.UNSEEN,
    ),
    "joined by an object for each index": (
        f"{STREAM}class Text:\n    text = ''\n    def feed(self, part):\n"
        "        self.text += part.function.arguments or ''\n\n"
        f"calls = {{}}\nfor c in stream:\n    {EACH}"
        "        calls.setdefault(part.index, Text()).feed(part)\n",
        Handling.ACCUMULATES,
    ),
    "joined in a method, and read by another for every delta": (
        OF_SELF.replace("FINISH", "            self.finish()\n"),
        Handling.UNSEEN,
    ),
    "joined in a method, and read by another when the reason comes": (
        OF_SELF.replace(
            "FINISH",
            "            if c.choices[0].finish_reason:\n                self.finish()\n",
        ),
        Handling.ACCUMULATES,
    ),
    "joined in a method, and read by another behind the loop": (
        OF_SELF.replace("FINISH", "        self.finish()\n"),
        Handling.ACCUMULATES,
    ),
    "joined, and the loop goes on until there are some": (
        f"{STREAM}calls, it = {{}}, iter(stream)\nwhile not calls:\n    c = next(it)\n"
        + join("c.choices[0].delta", 4),
        Handling.UNSEEN,
    ),
    "joined, and left when there are some": (
        f"{JOINED}    if calls:\n        break\n",
        Handling.UNSEEN,
    ),
    "joined, and left when the reason comes and there are some": (
        f"{JOINED}    if calls and c.choices[0].finish_reason:\n        break\n",
        Handling.ACCUMULATES,
    ),
    "joined, and kept as ready when it looks so": (
        f"{JOINED}            if call['arguments'].endswith('}}'):\n"
        "                ready.append(dict(call))\n",
        Handling.UNSEEN,
    ),
    "joined, kept under another name, and run": (
        f"{STREAM}done, calls = {{}}, {{}}\nfor c in stream:\n{join('c.choices[0].delta', 4)}"
        "            done[part.index] = call\n    for one in done.values():\n"
        "        run(one)\n",
        Handling.UNSEEN,
    ),
    "joined, and run within a comprehension": (
        f"{JOINED}    results = [run(call['arguments']) for call in calls.values()]\n",
        Handling.UNSEEN,
    ),
    "joined, and run through a formatted string": (
        f"{JOINED}    for n in calls:\n        run(f'{{calls[n]}}')\n",
        Handling.UNSEEN,
    ),
    "joined, and shown in a formatted string": (
        f"{JOINED}    print(f'{{len(calls)}} {{calls}}')\n",
        Handling.ACCUMULATES,
    ),
    "joined, and run through names of its own": (
        f"{JOINED}    for call in calls.values():\n"
        "        name, text = call['name'], call['arguments']\n        run(name, text)\n",
        Handling.UNSEEN,
    ),
    "joined, and the calls listed in their order": (
        f"{STREAM}calls, order = {{}}, []\nfor c in stream:\n    {EACH}"
        "        if part.index not in calls:\n"
        "            calls[part.index] = {'name': '', 'arguments': ''}\n"
        "            order.append(calls[part.index])\n"
        "        calls[part.index]['arguments'] += part.function.arguments or ''\n",
        Handling.ACCUMULATES,
    ),
    "joined, and the name added where there is none": (
        f"{JOINED}            call['name'] += '' if call['name'] else part.function.name or ''\n",
        Handling.ACCUMULATES,
    ),
    "joined by index and id": (
        f"{STREAM}texts = {{}}\nfor c in stream:\n    {EACH}"
        "        key = f'{part.index}-{part.id}'\n"
        "        texts[key] = texts.get(key, '') + (part.function.arguments or '')\n",
        Handling.UNSEEN,
    ),
    "joined by index, or position where there is none": (
        f"{STREAM}texts = {{}}\nfor c in stream:\n"
        "    for n, part in enumerate(c.choices[0].delta.tool_calls or []):\n"
        "        key = part.index if part.index is not None else n\n"
        "        texts[key] = texts.get(key, '') + (part.function.arguments or '')\n",
        Handling.ACCUMULATES,
    ),
    "joined, but only texts that begin an object": (
        f"{STREAM}texts = {{}}\nfor c in stream:\n    {EACH}"
        "        text = part.function.arguments or ''\n        if text.startswith('{'):\n"
        "            texts[part.index] = texts.get(part.index, '') + text\n",
        Handling.UNSEEN,
    ),
    "joined, but anew for every chunk": (
        f"{STREAM}for c in stream:\n    calls = {{}}\n{join('c.choices[0].delta', 4)}run(calls)\n",
        Handling.UNSEEN,
    ),
    "joined, and the names listed in a text": (
        f"{STREAM}calls, names = {{}}, ''\nfor c in stream:\n{join('c.choices[0].delta', 4)}"
        "            names += part.function.name or ''\n",
        Handling.ACCUMULATES,
    ),
}


@pytest.mark.parametrize(("text", "handling"), HANDLED.values(), ids=HANDLED)
def test_what_the_loop_does_with_fragments(text: str, handling: Handling) -> None:
    (loop,) = loops(text)

    assert loop.handling is handling, (loop.unseen, loop.naive)
    assert loop.naive == ()


NEXT = """chunks = iter(stream)
{before}while True:
{deep}    chunk = next(chunks)
{deep}    for part in chunk.choices[0].delta.tool_calls or []:
{deep}        print(json.loads(part.function.arguments))
"""
GUARD = "    if not c.choices:\n        continue\n"
EACH_RUN = f"    {EACH}        run(part.function.name, json.loads(part.function.arguments))\n"
UNDER = (
    "    if c.choices[0].delta.tool_calls{more}:\n{first}"
    "        for part in c.choices[0].delta.tool_calls:\n"
    "            run(part.function.name, json.loads(part.function.arguments))\n"
)


def under(first: str, more: str = "") -> str:
    return GUARD + UNDER.format(first=f"        {first}\n" if first else "", more=more)


# The body of `for c in stream`, what comes before it, and why the rewrite is only shown.
DOUBTED = {
    "a line is printed above the calls": ("", under("print('calling')"), "line 10 would run once"),
    "a line is printed beside the calls": (
        "",
        f"{GUARD}    if c.choices[0].delta.tool_calls:\n        print('calls')\n{EACH_RUN}",
        "line 10 would run once",
    ),
    "calls are counted": (
        "n = 0\n",
        under("n += len(c.choices[0].delta.tool_calls)"),
        "line 11 would run once",
    ),
    "calls are counted on every chunk": (
        "n = 0\n",
        f"{GUARD}    n += len(c.choices[0].delta.tool_calls or [])\n{EACH_RUN}",
        "line 10 would run once",
    ),
    "a message is added for every delta": (
        "ms = []\n",
        under("ms.append({'role': 'assistant'})"),
        "line 11 would run once",
    ),
    "the names are shown by a loop of their own": (
        "",
        f"{GUARD}    {EACH}        print(part.function.name)\n{EACH_RUN}",
        "line 10 would run once",
    ),
    "a flag lets only the first delta through": (
        "done = False\n",
        under("done = True", " and not done"),
        "`done`, which the loop changes, decides",
    ),
    "only a single call is taken": (
        "",
        under("", " and len(c.choices[0].delta.tool_calls) == 1"),
        "a condition around it drops fragments",
    ),
    "a flag ends the loop": (
        "got = False\n",
        under("got = True") + "    if got:\n        break\n",
        "line 15 leaves the loop",
    ),
    "the first delta with calls ends the loop": (
        "",
        under("") + "        break\n",
        "line 12 leaves the loop",
    ),
    "a number of chunks ends the loop": (
        "n = 0\n",
        f"{GUARD}    n += 1\n    if n > 20:\n        break\n{EACH_RUN}",
        "line 12 leaves the loop",
    ),
    "the end is raised": (
        "",
        f"{GUARD}{EACH_RUN}    if c.choices[0].finish_reason:\n        raise EOFError\n",
        "the loop raises",
    ),
    "a nested function changes what the loop reads": (
        "n = total = 0\ndef run(name, arguments):\n    global n\n    n += 1\n",
        f"{GUARD}{EACH_RUN}    total = n\n",
        "shares `n`",
    ),
    "a list has another name": (
        "out = []\nlog = out\n",
        f"{GUARD}    {EACH}        out.append(json.loads(part.function.arguments))\n"
        "    if c.choices[0].finish_reason:\n        log.append('end')\n",
        "shares `log`, `out`",
    ),
    "a dict holds the list": (
        "calls = []\nstate = {'calls': calls}\n",
        f"{GUARD}    {EACH}        calls.append(json.loads(part.function.arguments))\n"
        "    state['n'] = len(state['calls'])\n",
        "shares `calls`, `state`",
    ),
    "an object holds the list": (
        "calls = []\nbox = Box([calls])\n",
        f"{GUARD}    {EACH}        calls.append(json.loads(part.function.arguments))\n"
        "    n = len(box.calls)\n",
        "shares `box`",
    ),
    "every other chunk is shown as well": (
        "",
        under("") + "    else:\n        print('-')\n",
        "line 13 may run for later chunks",
    ),
    "a chunk without text is shown as well": (
        "",
        f"{GUARD}{EACH_RUN}    if not c.choices[0].delta.content:\n        print('-')\n",
        "line 12 may run for later chunks",
    ),
    "a line is shown for text or the reason": (
        "",
        f"{GUARD}{EACH_RUN}"
        "    if c.choices[0].delta.content or c.choices[0].finish_reason:\n        print('-')\n",
        "line 12 may run for later chunks",
    ),
    "something is fetched and the end is shown": (
        "import requests\n",
        f"{GUARD}    {EACH}        requests.get(json.loads(part.function.arguments)['url'])\n"
        "    if c.choices[0].finish_reason:\n        print('end')\n",
        "line 13 may run for later chunks",
    ),
    "an interface shows an error and the end": (
        "import ui\n",
        f"{GUARD}    {EACH}        ui.error(json.loads(part.function.arguments))\n"
        "    if c.choices[0].finish_reason:\n        ui.info('end')\n",
        "line 13 may run for later chunks",
    ),
    "the last fragment is read at the end": (
        "",
        f"{GUARD}{EACH_RUN}    if c.choices[0].finish_reason:\n        last = part.function.name\n",
        "`part` is read outside the loop over the fragments",
    ),
}


@pytest.mark.parametrize(("before", "body", "why"), DOUBTED.values(), ids=DOUBTED)
def test_a_rewrite_that_may_change_the_program_is_only_shown(
    before: str, body: str, why: str
) -> None:
    text = f"{STREAM}{before}for c in stream:\n{body}"
    (finding,) = [one for one in check(source(text), RULES) if one.code == "GLM402"]

    assert why in finding.advice
    assert finding.fix is not None
    assert finding.fix.applicability is Applicability.DISPLAY
    assert fix(source(text), RULES).after.text == text


@pytest.mark.parametrize(
    ("before", "behind", "deep"),
    [
        pytest.param("", "", "", id="by nobody"),
        pytest.param(
            "try:\n    ", "except StopIteration:\n    pass\n", "    ", id="outside the loop"
        ),
    ],
)
def test_nothing_moves_behind_a_loop_that_an_exception_ends(
    before: str, behind: str, deep: str
) -> None:
    text = STREAM + NEXT.format(before=before, deep=deep) + behind
    (finding,) = [one for one in check(source(text), RULES) if one.code == "GLM402"]

    assert "the end of the stream leaves the loop by an exception" in finding.advice


OF_CLASSES = {
    "a property": ("", "self._n += 1", "self.seen = self.n", "`self._n`"),
    "a method": ("", "self.calls.append(part)", "self.tick()", "`self`"),
    "self under another name": ("me = self", "self._n += 1", "me.seen = 1", "`self`"),
    "an attribute under another name": (
        "calls = self.calls",
        "calls.append(part)",
        "self.seen = len(self.calls)",
        "`self.calls`",
    ),
}


@pytest.mark.parametrize(
    ("before", "each", "behind", "shared"), OF_CLASSES.values(), ids=OF_CLASSES
)
def test_what_a_class_shares_is_seen_through_its_members(
    before: str, each: str, behind: str, shared: str
) -> None:
    text = (
        f"{HEAD}class Bot:\n    def __init__(self):\n        self._n, self.calls = 0, []\n\n"
        "    @property\n    def n(self):\n        return self._n\n\n"
        "    def tick(self):\n        self.seen = len(self.calls)\n\n"
        f"    def ask(self):\n        {before or 'pass'}\n        for c in {CREATE}:\n"
        "            if not c.choices:\n                continue\n"
        "            for part in c.choices[0].delta.tool_calls or []:\n"
        f"                json.loads(part.function.arguments)\n                {each}\n"
        f"            {behind}\n"
    )
    found = [one for one in check(source(text), RULES) if one.code == "GLM402"]

    assert [one.fix.applicability for one in found if one.fix] == [Applicability.DISPLAY]
    assert f"shares {shared}" in found[0].advice


IDLE = {
    "a clock is read": "    if not c.choices:\n        continue\n    began = time.time()\n"
    + EACH_RUN,
    "logged above the calls": under("logging.info('calls')"),
    "a flag that nothing in the loop reads": under("called = True"),
    "the list has a name": f"{GUARD}    parts = c.choices[0].delta.tool_calls\n"
    "    for part in parts or []:\n        run(json.loads(part.function.arguments))\n",
    "counted against nothing": under("", " and len(c.choices[0].delta.tool_calls) > 0"),
    "left when the reason comes": f"{GUARD}{EACH_RUN}"
    "    if c.choices[0].finish_reason:\n        break\n",
    "text shown under a condition": f"{GUARD}    if c.choices[0].delta.content:\n"
    f"        print('>', c.choices[0].delta.content)\n{EACH_RUN}",
    "text shown behind an exit": f"{GUARD}{EACH_RUN}    if not c.choices[0].delta.content:\n"
    "        continue\n    print('>', c.choices[0].delta.content)\n",
    "as a dict of its own": f"{GUARD}    {EACH}        call = part.model_dump()\n"
    "        run(json.loads(call['function']['arguments']))\n",
}


@pytest.mark.parametrize("body", IDLE.values(), ids=IDLE)
def test_what_makes_no_difference_does_not_hinder_the_rewrite(body: str) -> None:
    text = f"{STREAM}import logging, time\nfor c in stream:\n{body}"
    (finding,) = [one for one in check(source(text), RULES) if one.code == "GLM402"]
    after = fix(source(text), RULES).after.text

    assert finding.advice == ""
    assert "joined_call.function.name" in after
    assert "tool_stream=True" in after


def test_objects_read_by_key_are_not_joined_by_a_guess() -> None:
    each = f"    {EACH}        run(json.loads(part['function']['arguments']))\n"
    text = f"{STREAM}for c in stream:\n{GUARD}{each}"
    (finding,) = [one for one in check(source(text), RULES) if one.code == "GLM402"]

    assert "may be objects or dicts; check which" in finding.advice


NULLS = {
    "trimmed": ("part.function.arguments.strip()", '(part.function.arguments or "").strip()'),
    "made a text": ("str(part.function.arguments)", 'str(part.function.arguments or "")'),
    "defaulted where it is missing only": (
        "getattr(part.function, 'arguments', '')",
        "getattr(part.function, 'arguments', '') or \"\"",
    ),
}


@pytest.mark.parametrize(("value", "repaired"), NULLS.values(), ids=NULLS)
def test_null_is_replaced_before_anything_is_made_of_it(value: str, repaired: str) -> None:
    loop = (
        f"calls = {{}}\nfor c in stream:\n{GUARD}    {EACH}"
        "        call = calls.setdefault(part.index, {'text': ''})\n        call['text'] += %s\n"
    )

    after = fix(source(STREAM + loop % value), RULES).after.text

    assert after.partition("stream=True")[2] == ", tool_stream=True)\n" + loop % repaired


def test_a_list_of_texts_that_is_joined_later_gets_no_null() -> None:
    loop = (
        f"texts = {{}}\nfor c in stream:\n{GUARD}    {EACH}"
        "        texts.setdefault(part.index, []).append(part.function.arguments%s)\n"
        "print({index: ''.join(pieces) for index, pieces in texts.items()})\n"
    )

    after = fix(source(STREAM + loop % ""), RULES).after.text

    assert after.partition("stream=True")[2] == ", tool_stream=True)\n" + loop % ' or ""'


NAMES = {
    "added with more": (
        "        call['name'] += (part.function.name or '') + '!'\n",
        "take the name only from the first fragment that has it",
    ),
    "kept in a variable": (
        "        name = part.function.name\n        if name:\n            call['name'] = name\n",
        "set the name only when the fragment has it",
    ),
}


@pytest.mark.parametrize(("lines", "advice"), NAMES.values(), ids=NAMES)
def test_a_name_in_a_place_that_others_read_is_repaired_by_hand(lines: str, advice: str) -> None:
    text = f"{JOINED}{lines}print(name)\n"
    (finding,) = [one for one in check(source(text), RULES) if one.code == "GLM402"]

    assert (finding.fix, finding.advice) == (None, advice)


PARSES = """import json
from ask import ask

for chunk in ask():
    for part in chunk.choices[0].delta.tool_calls or []:
        print(json.loads(part.function.arguments))
"""


def test_a_loop_in_another_file_is_found_judged_and_rewritten_there() -> None:
    project = Project(
        [source(HEAD + f"def ask():\n    return {CREATE}\n", "ask.py"), source(PARSES, "read.py")]
    )

    found = {(str(one.path), one.code): one for one in check_project(project, RULES).findings}

    assert set(found) == {("ask.py", "GLM401"), ("read.py", "GLM402"), ("read.py", "GLM404")}
    assert found["ask.py", "GLM401"].fix is None
    assert "the loop at line 6 of read.py parses the arguments" in found["ask.py", "GLM401"].advice
    assert found["read.py", "GLM402"].fix is not None


def test_a_helper_in_another_file_is_read() -> None:
    helper = "def merge(calls, delta):\n" + join("delta", 4)
    text = (
        f"{STREAM}from helper import merge\ncalls = {{}}\nfor chunk in stream:\n"
        "    if chunk.choices:\n        merge(calls, chunk.choices[0].delta)\n"
    )
    (call,) = calls(source(text, "main.py"), source(helper, "helper.py"))

    assert [loop.handling for loop in call.consumers] == [Handling.ACCUMULATES]


def test_a_list_within_brackets_keeps_its_lines_and_comments() -> None:
    text = (
        f"{STREAM}parts = []\nfor c in stream:\n    if c.choices:\n        parts.extend(  # A\n"
        "            c.choices[0].delta.tool_calls  # B\n            or []  # C\n        )  # D\n"
        "for part in parts:\n    print(json.loads(part.function.arguments))\n"
    )

    after = fix(source(text), RULES).after.text

    assert "in (c.choices[0].delta.tool_calls  # B\n            or []):\n" in after, after
    assert "parts.extend(  # A\n    joined_calls.values()  # C\n" in after, after


def test_a_long_chain_of_functions_is_followed_only_so_far() -> None:
    chain = "".join(f"def f{n}():\n    f{n + 1}()\n" for n in range(400))

    (loop,) = loops(f"{chain}{JOINED}    f0()\n")

    assert loop.handling is Handling.ACCUMULATES


TABBED = f"""{STREAM}def read():
\tfor chunk in stream:
\t\tif chunk.choices:
\t\t\tfor part in chunk.choices[0].delta.tool_calls or []:
\t\t\t\ttext = \"\"\"two
lines\"\"\"
\t\t\t\tprint(text, json.loads(part.function.arguments))
\t\t\t\t# the end
\treturn 1
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_moved_code_keeps_tabs_newlines_comments_and_texts(newline: str) -> None:
    before = source(TABBED.replace("\n", newline))

    after = fix(before, RULES).after.text

    assert after.count(newline) == after.count("\n")
    assert after.endswith(
        newline.join(
            (
                "\tfor part in joined_calls.values():",
                '\t\ttext = """two',
                'lines"""',
                "\t\tprint(text, json.loads(part.function.arguments))",
                "\t\t# the end",
                "\treturn 1",
                "",
            )
        )
    )


def test_a_file_without_a_last_newline_gets_none() -> None:
    text = STREAM + (
        "for chunk in stream:\n    if chunk.choices:\n"
        "        for part in chunk.choices[0].delta.tool_calls or []:\n"
        "            print(json.loads(part.function.arguments))"
    )

    after = fix(source(text), RULES).after.text

    assert after.endswith(
        "for part in joined_calls.values():\n    print(json.loads(part.function.arguments))"
    )


def test_a_search_that_is_given_up_is_told_and_holds_the_rename(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = (
        f"{HEAD}def ask():\n"
        '    stream = client.chat.completions.create(model="glm-4", messages=[], stream=True)\n'
        "    for chunk in stream:\n"
        '        for choice in chunk.choices:\n            print(choice.delta.content or "")\n'
    )
    moved = fix(source(text), Config()).after.text
    monkeypatch.setattr(answer_parts, "MAX_ANSWER_STEPS", 2)
    (call,) = calls(source(text))
    held = fix(source(text), Config()).after.text

    assert '"glm-4.6"' in moved
    assert [one.reason for one in call.escapes] == [Reason.ANSWER_TOO_FAR]
    assert held == text


def test_there_are_as_many_shapes_as_promised() -> None:
    assert len(NAIVE) >= 25
    assert len(SOUND) + len(HANDLED) >= 25
