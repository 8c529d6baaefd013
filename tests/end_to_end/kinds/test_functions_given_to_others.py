"""Code that is given a function: callbacks, `map`, threads and executors."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace
from tests.end_to_end.kinds.tried import fixed_text, found

SDK = "import asyncio\nimport threading\nfrom functools import partial, reduce\n"
SDK += "from zai import ZaiClient\n\nclient = ZaiClient()\n"
ASK = 'client.chat.completions.create(model="glm-4.6", messages=[], stream=True)'
READ = "chunk.choices[0].delta.content"
SHOW = f"\n\ndef show(chunk):\n    print({READ}, end='')\n\n\n"
RUN = f"def run(on_chunk):\n    for chunk in {ASK}:\n        on_chunk(chunk)\n\n\n"
HOLDS = "class Run:\n    def __init__(self, on):\n        self.on = on\n\n    def go(self):\n"
HOLDS += f"        for chunk in {ASK}:\n            self.on(chunk)\n\n\n"
EACH = "def each(items, what):\n    for item in items:\n        what(item)\n\n\n"
# Ways of a chunk to the function that takes its text.
GIVEN = {
    "a callback": f"{SHOW}{RUN}run(show)\n",
    "a callback by keyword": f"{SHOW}{RUN}run(on_chunk=show)\n",
    "a lambda": f"\n\n{RUN}run(lambda chunk: print({READ}, end=''))\n",
    "an attribute": f"{SHOW}{HOLDS}Run(show).go()\n",
    "a method": f"\n\nclass Shows:\n    def show(self, chunk):\n        print({READ}, end='')\n\n\n"
    f"{RUN}run(Shows().show)\n",
    "a function for each": f"{SHOW}{EACH}each({ASK}, show)\n",
    "map": f"\n\ndef text(chunk):\n    return {READ}\n\n\nprint(''.join(map(text, {ASK})))\n",
    "map of a method": f"\n\nclass Asks:\n    def text(self, chunk):\n        return {READ}\n\n"
    f"    def go(self):\n        return ''.join(map(self.text, {ASK}))\n",
    "reduce": f"\n\ndef add(text, chunk):\n    return text + {READ}\n\n\n"
    f"print(reduce(add, {ASK}, ''))\n",
}


@pytest.mark.parametrize("body", GIVEN.values(), ids=GIVEN)
def test_what_is_given_the_chunks_is_read(body: str) -> None:
    rows = [n for n, line in enumerate((SDK + body).splitlines(), 1) if READ in line]

    assert [(one.row, one.code) for one in found(SDK + body, "GLM404", "GLM405")] == [
        (rows[0], "GLM404"),
        (rows[0], "GLM405"),
    ]
    guarded = f'({READ} or "")' if f"+ {READ}" in body else f'{READ} or ""'
    assert fixed_text(SDK + body, "GLM405") == SDK + body.replace(READ, guarded)


def test_a_function_of_another_file_that_map_calls(workspace: Workspace) -> None:
    workspace.write(
        {
            "picking.py": f"def text(chunk):\n    return {READ}\n",
            "app.py": f"{SDK}from picking import text\n\nprint(''.join(map(text, {ASK})))\n",
        }
    )
    assert workspace.of("GLM404", "GLM405") == [
        "picking.py:2 GLM404 none",
        "picking.py:2 GLM405 safe",
    ]


def test_a_callback_that_looks_for_choices_is_right() -> None:
    body = SHOW.replace("    print", "    if chunk.choices:\n        print").replace(
        READ, f'{READ} or ""'
    )
    assert found(f"{SDK}{body}{RUN}run(show)\n", "GLM404", "GLM405") == []


ASKS = "\n\ndef ask(model, messages):\n    return client.chat.completions.create("
ASKS += "model=model, messages=messages)\n\n\n"
# Ways of an id to the function that asks.
STARTED = {
    "a thread": 'threading.Thread(target=ask, args=("glm-4.5", [])).start()\n',
    "a thread with keywords": 'threading.Thread(target=ask, kwargs={"model": "glm-4.5"}).start()\n',
    "another thread": 'asyncio.run(asyncio.to_thread(ask, "glm-4.5", []))\n',
    "an executor": 'pool.submit(ask, "glm-4.5", [])\n',
    "a loop": 'loop.run_in_executor(None, ask, "glm-4.5", [])\n',
    "a partial": 'ask_glm = partial(ask, model="glm-4.5")\n',
}


@pytest.mark.parametrize("body", STARTED.values(), ids=STARTED)
def test_an_id_beside_the_function_is_followed(body: str) -> None:
    code = SDK + ASKS + body

    assert fixed_text(code, "GLM101") == code.replace("glm-4.5", "glm-4.6")


def test_a_text_where_there_are_choices_can_still_be_none() -> None:
    """What stands in for a chunk without choices is none for a delta without text."""
    taken = f"{READ} if chunk.choices else ''"
    body = f"\n\ndef text(chunk):\n    return {taken}\n\n\nprint(''.join(map(text, {ASK})))\n"
    asked = body.replace("if chunk.choices", f"if {READ}")

    assert f'return {READ} or "" if chunk.choices' in fixed_text(SDK + body, "GLM405")
    assert found(SDK + asked, "GLM405") == []
