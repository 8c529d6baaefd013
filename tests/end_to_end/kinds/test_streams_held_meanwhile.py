"""Streams whose chunks a queue or list holds before they are read, and that are opened later."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, found

SDK = "import asyncio\nimport contextlib\nimport itertools\nimport queue\nimport threading\n"
SDK += "from zai import ZaiClient\n\nclient = ZaiClient()\n"
ASK = 'client.chat.completions.create(model="glm-4.6", messages=[], stream=True)'
READ = "chunk.choices[0].delta.content"
SHOW = f"{{0}}print({READ}, end='')\n"
FILL = (
    f"\n\ndef fill(out):\n    for chunk in {ASK}:\n        out.put(chunk)\n    out.put(None)\n\n\n"
)
START = "held = queue.Queue()\nthreading.Thread(target=fill, args=(held,)).start()\n"
KEEP = f"kept = []\nfor one in {ASK}:\n    kept.append(one)\n"
HELD = {
    "a queue": f"{FILL}{START}while True:\n    chunk = held.get()\n    if chunk is None:\n"
    f"        break\n{SHOW.format('    ')}",
    "a queue, until None": f"{FILL}{START}for chunk in iter(held.get, None):\n"
    + SHOW.format("    "),
    "a queue of pairs": f"{FILL.replace('put(chunk)', 'put((1, chunk))')}{START}"
    f"while True:\n    n, chunk = held.get()\n{SHOW.format('    ')}",
    "a queue of asyncio": "\n\nclass Pump:\n    def __init__(self):\n"
    "        self.held = asyncio.Queue()\n\n    async def fill(self):\n"
    f"        for chunk in {ASK}:\n            await self.held.put(chunk)\n\n"
    "    async def show(self):\n        while True:\n            chunk = await self.held.get()\n"
    + SHOW.format("            "),
    "a list": f"{KEEP}for chunk in kept:\n{SHOW.format('    ')}",
    "a deque": f"{KEEP}while kept:\n    chunk = kept.popleft()\n{SHOW.format('    ')}",
    "a chain": f"stream = {ASK}\nfirst = next(stream)\n"
    f"for chunk in itertools.chain([first], stream):\n{SHOW.format('    ')}",
    "the first ones": f"for chunk in itertools.takewhile(lambda c: c.id, {ASK}):\n"
    + SHOW.format("    "),
    "a stack of contexts": "with contextlib.ExitStack() as stack:\n"
    f"    stream = stack.enter_context({ASK})\n    for chunk in stream:\n{SHOW.format('        ')}",
    "a task": "async def go():\n"
    f"    task = asyncio.create_task({ASK})\n    async for chunk in await task:\n"
    + SHOW.format("        "),
    "a time limit": "async def go():\n"
    f"    async for chunk in await asyncio.wait_for({ASK}, 9):\n{SHOW.format('        ')}",
    "an executor": "future = pool.submit(client.chat.completions.create, "
    'model="glm-4.6", messages=[], stream=True)\nfor chunk in future.result():\n'
    + SHOW.format("    "),
}


@pytest.mark.parametrize("body", HELD.values(), ids=HELD)
def test_a_stream_is_read_where_it_comes_out(body: str) -> None:
    row = next(n for n, line in enumerate((SDK + body).splitlines(), 1) if READ in line)

    assert [(one.row, one.code) for one in found(SDK + body, "GLM404", "GLM405")] == [
        (row, "GLM404"),
        (row, "GLM405"),
    ]
    assert f'{READ} or ""' in fixed_text(SDK + body, "GLM405")


@pytest.mark.parametrize("name", ["a list", "a queue, until None", "a queue of asyncio"])
def test_what_is_read_again_holds_no_rename(name: str) -> None:
    body = HELD[name].replace("glm-4.6", "glm-4")

    assert fixes(SDK + body, "GLM101") == ["safe"]


def test_a_queue_that_is_given_away_holds_the_rename() -> None:
    body = f"{FILL}{START}threading.Thread(target=elsewhere, args=(held,)).start()\n"

    assert fixes(SDK + body.replace("glm-4.6", "glm-4"), "GLM101") == ["unsafe"]


CHOSEN = f"for chunk in filter(lambda c: c.choices, {ASK}):\n    print({READ} or '')\n"


def test_chunks_chosen_by_their_choices_have_some() -> None:
    assert found(SDK + CHOSEN, "GLM404", "GLM405") == []
    assert fixes(SDK + CHOSEN.replace("c.choices", "c.id"), "GLM404") == ["safe"]


def test_what_other_code_puts_into_a_queue_is_no_chunk() -> None:
    body = f"held = queue.Queue()\nfor chunk in {ASK}:\n    print(chunk.id)\n"

    assert found(f"{SDK}{body}chunk = held.get()\nprint({READ})\n", "GLM404", "GLM405") == []
