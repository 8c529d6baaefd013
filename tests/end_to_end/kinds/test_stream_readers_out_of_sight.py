"""A rename that turns thinking on is safe only where all that reads the stream's text is seen."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace
from tests.end_to_end.kinds.tried import fixed_text, fixes, reasons

SDK = (
    "import asyncio, collections, functools, itertools, json, operator, queue, threading\n\n"
    "from zai import ZaiClient\n\nclient = ZaiClient()\n"
)
ASK = 'client.chat.completions.create(model="glm-4", messages=[], stream=True)'
READ = "chunk.choices[0].delta.content"
EACH = f"text = ''\nfor chunk in {ASK}:\n"
RAW = (
    "import json\nimport operator\nimport re\nimport urllib.request\n\nimport jmespath\n"
    "import requests\n\n"
    'URL = "https://open.bigmodel.cn/api/paas/v4/chat/completions"\n'
    'BODY = {"model": "glm-4", "messages": [], "stream": True}\ntext = ""\n'
)
OPENED = "r = urllib.request.urlopen(urllib.request.Request(URL, json.dumps(BODY).encode()))\n"
POSTED = "r = requests.post(URL, json=BODY, stream=True)\n"
LINES = f"{POSTED}for line in r.iter_lines():\n"
TAKE = 'json.loads(line[6:])["choices"][0]["delta"]["content"]'
CUT = f'    *lines, buffer = buffer.split(b"\\n")\n    for line in lines:\n        text += {TAKE}\n'
LATER = f'for line in buffer.split(b"\\n"):\n    text += {TAKE}\n'
# What becomes of a part of the answer → how the reason names the use.
UNSEEN = {
    "a queue": (f"{EACH}    q.put(chunk)\n", "`chunk` at line 8 is passed to `put`"),
    "a queue of asyncio": (
        f"async def fill(q):\n    async for chunk in await {ASK}:\n        await q.put(chunk)\n",
        "`chunk` at line 8 is passed to `put`",
    ),
    "a list that is handed on": (
        f"kept = []\n{EACH}    kept.append(chunk)\nprint(joined(kept))\n",
        "`kept` at line 10 is passed to `joined`",
    ),
    "a deque of choices": (f"{EACH}    d.append(chunk.choices[0])\n", "is stored in a container"),
    "a dict": (f"{EACH}    d[chunk.id] = chunk\n", "is stored in a container"),
    "an attribute of another object": (f"{EACH}    o.chunk = chunk\n", "is stored in a container"),
    "an attribute by its name": (f"{EACH}    setattr(o, 'c', chunk)\n", "passed to `setattr`"),
    "a callback": (
        f"def go(on_chunk):\n    for chunk in {ASK}:\n        on_chunk(chunk)\n",
        "passed to `on_chunk`",
    ),
    "a partial": (f"{EACH}    functools.partial(show, chunk)()\n", "passed to `partial`"),
    "a thread": (f"threading.Thread(target=show, args=({ASK},)).start()\n", "passed to `Thread`"),
    "an iterator of another library": (
        f"for chunk in more_itertools.prepend([], {ASK}):\n    text += {READ}\n",
        "passed to `prepend`",
    ),
    "a function out of sight that map calls": (
        f"from elsewhere import get\n\nfor t in map(get, {ASK}):\n    print(t + '')\n",
        "passed to `map`",
    ),
    "deltas of map": (
        f"for d in map(lambda c: c.choices[0].delta, {ASK}):\n    print(d.content + '')\n",
        "`c.choices[0].delta` at line 6 is used in another way",
    ),
    "an attrgetter": (
        f"get = operator.attrgetter('choices')\n{EACH}    text += get(chunk)[0].delta.content\n",
        "passed to `get`",
    ),
    "a field by a name that is not written": (
        f"{EACH}    text += getattr(chunk.choices[0].delta, FIELD)\n",
        "read by `getattr`",
    ),
    "the fields of a delta": (
        f"{EACH}    for k, v in chunk.choices[0].delta:\n        text += v\n",
        "unpacked",
    ),
    "the items of a dict": (
        f"{EACH}    for k, v in chunk.choices[0].delta.to_dict().items():\n        text += v\n",
        "accessed with `items`",
    ),
    "parsed again": (
        f"{EACH}    d = json.loads(chunk.model_dump_json())\n    text += d['content']\n",
        "accessed with `model_dump_json`",
    ),
    "a tuple": (f"{EACH}    pair = (chunk, 1)\n    text += get(pair)\n", "bound to a name"),
    "an object": (
        "import dataclasses\n\n\n@dataclasses.dataclass\nclass Event:\n    chunk: object\n\n\n"
        f"{EACH}    show(Event(chunk))\n",
        "passed to `Event`",
    ),
    "a lambda with a name": (
        f"get = lambda c: c.choices[0].delta.content\n{EACH}    text += get(chunk)\n",
        "passed to `get`",
    ),
    "a parameter that takes all": (
        f"def show(*all):\n    print(all[0].choices[0].delta.content + '')\n\n\n"
        f"{EACH}    show(chunk)\n",
        "passed to `show`",
    ),
    "the rest of a stream": (
        f"first, *rest = {ASK}\nfor c in rest:\n    print(c.choices[0].delta.content + '')\n",
        "`rest` at line 7 is unpacked",
    ),
    "sent to a browser": (
        f"def body():\n    for chunk in {ASK}:\n        yield f'data: {{chunk.to_json()}}'\n",
        "accessed with `to_json`",
    ),
    "returned to nobody who is seen": (f"def ask():\n    return {ASK}\n", "returned"),
    "the response of a stream": (
        f"stream = {ASK}\nfor line in stream.response.iter_lines():\n    print({TAKE} + '')\n",
        "read by `stream.response`",
    ),
}


@pytest.mark.parametrize(("body", "why"), UNSEEN.values(), ids=UNSEEN)
def test_the_rename_waits_where_a_part_of_the_answer_gets_out_of_sight(body: str, why: str) -> None:
    assert fixes(SDK + body, "GLM101") == ["unsafe"]
    (reason,) = reasons(SDK + body, "GLM101")
    assert "the code that reads the stream was not found" in reason
    assert why in reason


UNSEEN_BY_HAND = {
    "pieces of a size": (
        f'{OPENED}buffer = b""\nwhile piece := r.read(99):\n    buffer += piece\n{CUT}'
    ),
    "pieces in an endless loop": (
        f'{OPENED}buffer = b""\nwhile True:\n    piece = r.read(99)\n    if not piece:\n'
        f"        break\n    buffer += piece\n{CUT}"
    ),
    "the socket": (
        f'{POSTED}buffer = b""\nwhile piece := r.raw.read(99):\n    buffer += piece\n{CUT}'
    ),
    "split after the end": (
        f'{POSTED}buffer = b""\nfor piece in r.iter_content(99):\n    buffer += piece\n{LATER}'
    ),
    "a bytearray": (
        f"{POSTED}buffer = bytearray()\nfor piece in r.iter_content(99):\n"
        f"    buffer.extend(piece)\n{LATER}"
    ),
    "the text as a whole": (
        f'{POSTED}for line in r.text.splitlines():\n    if line.startswith("data: {{"):\n'
        f"        text += {TAKE}\n"
    ),
    "a pattern": f'{LINES}    text += re.search(b\'content":"(.*?)"\', line).group(1).decode()\n',
    "a path": f'{LINES}    text += jmespath.search("choices[0]", json.loads(line[6:]))\n',
    "an itemgetter": f'{LINES}    text += operator.itemgetter("choices")(json.loads(line[6:]))\n',
    "a key that is not written": f"{LINES}    text += json.loads(line[6:])[KEY]\n",
    "taken out": f'{LINES}    text += json.loads(line[6:])["choices"].pop()["delta"]["content"]\n',
    "handed on line by line": (
        f"def body():\n    {POSTED}    for line in r.iter_lines():\n        yield line\n"
    ),
}


@pytest.mark.parametrize("body", UNSEEN_BY_HAND.values(), ids=UNSEEN_BY_HAND)
def test_the_rename_waits_where_lines_or_pieces_get_out_of_sight(body: str) -> None:
    assert fixes(RAW + body, "GLM101") == ["unsafe"]
    (reason,) = reasons(RAW + body, "GLM101")
    assert "the code that reads the stream was not found" in reason


# Ways on which the text is followed → what is read there, and the same with a guard.
FOLLOWED = {
    "a sequence that is matched": (
        f"{EACH}    match chunk.choices:\n        case [first, *_]:\n"
        "            text += first.delta.content\n",
        "first.delta.content",
    ),
    "an object that is matched": (
        f"{EACH}    match chunk:\n        case object(choices=[object(delta=d), *_]):\n"
        "            text += d.content\n",
        "d.content",
    ),
    "a dict that is matched": (
        f'{EACH}    match chunk.model_dump():\n        case {{"choices": [{{"delta": '
        '{"content": word}}]}:\n            text += word\n',
        "text += word",
    ),
    "a walrus around next": (
        f"text = ''\nstream = iter({ASK})\nwhile chunk := next(stream, None):\n"
        f"    if chunk.choices:\n        text += {READ}\n",
        READ,
    ),
    "filter": (
        f"text = ''\nfor chunk in filter(lambda c: c.choices, {ASK}):\n"
        f"    if chunk.choices:\n        text += {READ}\n",
        READ,
    ),
    "map to texts": (f'print("".join(map(lambda chunk: {READ}, {ASK})))\n', READ),
    "an attribute of the class": (
        f"class Reader:\n    def go(self):\n        for chunk in {ASK}:\n"
        "            self.chunk = chunk\n            self.show()\n\n    def show(self):\n"
        "        if self.chunk.choices:\n"
        "            self.text += self.chunk.choices[0].delta.content\n\n\nReader().go()\n",
        "self.chunk.choices[0].delta.content",
    ),
    "a task of a group": (
        "async def read(stream):\n    text = ''\n    async for chunk in stream:\n"
        f"        if chunk.choices:\n            text += {READ}\n\n\nasync def main():\n"
        f"    async with asyncio.TaskGroup() as group:\n"
        f"        group.create_task(read(await {ASK}))\n",
        READ,
    ),
    "a context manager": (
        f"text = ''\nwith {ASK} as stream:\n    for chunk in stream:\n"
        f"        if chunk.choices:\n            text += {READ}\n",
        READ,
    ),
    "a raw response that is parsed": (
        "text = ''\nraw = client.chat.completions.with_raw_response.create(\n"
        '    model="glm-4", messages=[], stream=True\n)\nfor chunk in raw.parse():\n'
        f"    if chunk.choices:\n        text += {READ}\n",
        READ,
    ),
}


@pytest.mark.parametrize(("body", "read"), FOLLOWED.values(), ids=FOLLOWED)
def test_the_text_is_guarded_where_it_is_followed(body: str, read: str) -> None:
    assert fixed_text(SDK + body) == SDK + body.replace(read, f'{read} or ""').replace(
        '"glm-4"', '"glm-4.6"'
    )


KEPT = f"ts = []\n{EACH}    if chunk.choices:\n        ts.append({READ})\n"
# A list of texts → what is done with an item of it.
ITEMS = {
    "the first and the rest": "out = ts[0]\nfor t in ts[1:]:\n    out = out + t\n",
    "the first, added to": "out = ts[0]\nout += '!'\n",
    "the first, a method": "out = ts[0]\nprint(out.strip())\n",
}


@pytest.mark.parametrize("reader", ITEMS.values(), ids=ITEMS)
def test_a_text_of_a_list_is_guarded_where_it_is_put_there(reader: str) -> None:
    body = KEPT + reader

    assert fixed_text(SDK + body) == SDK + body.replace(READ, f'{READ} or ""').replace(
        '"glm-4"', '"glm-4.6"'
    )


# What becomes of a text that may be None.
UNSEEN_TEXTS = {
    "a library": f"{EACH}    ui.say({READ})\n",
    "an attribute of another object": f"{EACH}    o.text = {READ}\n",
    "an item of a dict that is yielded": (
        f"def go():\n    for chunk in {ASK}:\n        yield {{'t': {READ}}}\n\n\n"
        "for one in go():\n    print(one['t'] + '')\n"
    ),
    "a tuple that is returned": (
        f"def get(chunk):\n    return {READ}, 1\n\n\n{EACH}    t, _ = get(chunk)\n    text += t\n"
    ),
    "a list that is returned": (
        f"def go():\n    ts = []\n    for chunk in {ASK}:\n        ts.append({READ})\n"
        "    return ts\n\n\nprint(''.join(go()))\n"
    ),
    "a dataclass": (
        "import dataclasses\n\n\n@dataclasses.dataclass\nclass Event:\n    text: str\n\n\n"
        f"{EACH}    text += Event({READ}).text\n"
    ),
    "the first chunk, without a loop": (
        f"first = next({ASK})\nprint(first.choices[0].delta.content + '')\n"
    ),
}


@pytest.mark.parametrize("body", UNSEEN_TEXTS.values(), ids=UNSEEN_TEXTS)
def test_the_rename_waits_where_a_text_gets_out_of_sight(body: str) -> None:
    assert fixes(SDK + body, "GLM101") == ["unsafe"]
    (reason,) = reasons(SDK + body, "GLM101")
    assert "the code that reads the stream was not found" in reason


GUARD = 'chunk.choices[0].delta.content or ""'
# Uses that take no text out of sight.
HARMLESS = {
    "shown": (
        f"{EACH}    print(chunk)\n    print(f'got {{chunk!r}}')\n    print(chunk.to_json())\n"
        "    print(json.dumps(chunk.model_dump()))\n"
    ),
    "logged": f"import logging\n\nlog = logging.getLogger()\n{EACH}    log.info('%s', chunk)\n",
    "looked at": (
        f"{EACH}    len(chunk.choices)\n    isinstance(chunk, str)\n    hasattr(chunk, 'usage')\n"
        "    print(chunk.id, chunk.model, chunk.usage)\n"
    ),
    "raised": f"{EACH}    if chunk.id is None:\n        raise ValueError(chunk)\n",
    "closed": f"stream = {ASK}\nfor chunk in stream:\n    print({GUARD})\nstream.close()\n",
    "a default": f"{EACH}    text += {GUARD}\n",
    "only a text is matched": (
        f"{EACH}    match chunk:\n"
        "        case object(id=name, choices=[object(delta=object(content=str() as t))]):\n"
        "            text += t\n"
    ),
    "an answer in one piece beside it": (
        'def ask(stream):\n    r = client.chat.completions.create(\n        model="glm-4", '
        "messages=[], stream=stream\n    )\n    if stream:\n        for chunk in r:\n"
        f"            print({GUARD})\n        return None\n"
        "    return r.choices[0].message.content\n"
    ),
}


@pytest.mark.parametrize("body", HARMLESS.values(), ids=HARMLESS)
def test_a_use_that_takes_no_text_holds_nothing_up(body: str) -> None:
    assert fixes(SDK + body, "GLM101") == ["safe"]


def test_the_body_of_an_error_is_not_the_stream() -> None:
    body = (
        f"{POSTED}r.raise_for_status()\nif r.status_code != 200:\n"
        '    raise RuntimeError(f"{r.status_code}: {r.text}")\nfor line in r.iter_lines():\n'
        '    if line.startswith(b"data: {"):\n'
        '        text += json.loads(line[6:])["choices"][0]["delta"].get("content") or ""\n'
    )

    assert fixes(RAW + body, "GLM101") == ["safe"]


@pytest.mark.parametrize("name", ["an attrgetter", "a queue", "parsed again", "a tuple"])
def test_the_report_does_not_call_it_done(workspace: Workspace, name: str) -> None:
    workspace.write({"app.py": (SDK + UNSEEN[name][0]).replace('"glm-4"', '"glm-4.6"')})
    states = {one["key"]: one["state"] for one in workspace.report()["items"]}

    assert states["streaming"] == "cannot see"
