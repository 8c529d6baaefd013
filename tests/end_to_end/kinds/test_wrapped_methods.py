"""A call of what a wrapper makes of `create` is the call itself."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, found

ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
SENT = 'model="glm-4.5", messages=[], temperature=0.3, top_p=0.7'
NAMED = "create = client.chat.completions.create\n"
KEPT = "class A:\n    def __init__(self):\n        self.create"
WRAPPED = {
    "a name": f"ask = asyncify(client.chat.completions.create)\nask({SENT})\n",
    "in place": f"asyncify(client.chat.completions.create)({SENT})\n",
    "an alias of the client": (
        f"chat = client.chat.completions\nask = asyncify(chat.create)\nask({SENT})\n"
    ),
    "a runner": f"asyncio.to_thread(client.chat.completions.create, {SENT})\n",
    "a name, preset": f"{NAMED}functools.partial(create, {SENT})\n",
    "a name, in a thread": f"{NAMED}asyncio.to_thread(create, {SENT})\n",
    "a name, in a pool": f"{NAMED}pool.submit(create, {SENT})\n",
    "a name, preset for a pool": (
        f"{NAMED}loop.run_in_executor(None, functools.partial(create, {SENT}))\n"
    ),
    "an attribute": (
        f"{KEPT} = client.chat.completions.create\n\n"
        f"    def ask(self):\n        return self.create({SENT})\n"
    ),
    "an attribute, in a pool": (
        f"{KEPT} = client.chat.completions.create\n\n"
        f"    def ask(self, pool):\n        return pool.submit(self.create, {SENT})\n"
    ),
    "a part of a client in an attribute": (
        "class A:\n    def __init__(self):\n        self.chat = client.chat\n\n"
        f"    def ask(self):\n        return self.chat.completions.create({SENT})\n"
    ),
    "awaited in a method": (
        "class A:\n    async def ask(self):\n"
        "        create = asyncify(client.chat.completions.create)\n"
        f"        return await create({SENT})\n"
    ),
}


@pytest.mark.parametrize("body", WRAPPED.values(), ids=WRAPPED)
def test_what_it_sends_is_migrated(body: str) -> None:
    after = body.replace("glm-4.5", "glm-4.6").replace(", top_p=0.7", "")

    assert fixed_text(ZAI + body) == ZAI + after


OWN = {
    "with parameters of its own": (
        "def only(f):\n    def call(*, model, messages, temperature, top_p):\n"
        "        return f(model=model, messages=messages, temperature=temperature, top_p=top_p)\n"
        f"    return call\n\n\nask = only(client.chat.completions.create)\nask({SENT})\n"
    ),
    "not seen": f"ask = retry(client.chat.completions.create)\nask({SENT})\n",
    "in place": f"retry(client.chat.completions.create)({SENT})\n",
    "under a known name": (
        f"def asyncify(f): ...\n\n\nask = asyncify(client.chat.completions.create)\nask({SENT})\n"
    ),
    "a runner": f"run(client.chat.completions.create, {SENT})\n",
}


@pytest.mark.parametrize("body", OWN.values(), ids=OWN)
def test_nothing_is_dropped_from_what_an_unknown_wrapper_takes(body: str) -> None:
    """Its own signature may ask for what the method does not need."""
    assert fixed_text(ZAI + body) == ZAI + body.replace("glm-4.5", "glm-4.6")
    (one,) = found(ZAI + body, "GLM201")
    assert "passes on" in one.advice


def test_a_wrapper_that_is_not_known_gets_no_new_keyword() -> None:
    call = "ask(model='glm-4.6', messages=[], tools=TOOLS, stream=True)\n"
    text = f"{ZAI}ask = retry(client.chat.completions.create)\n{call}"
    (one,) = found(text, "GLM401")

    assert one.fix == ""
    assert fixed_text(text) == text


def test_a_wrapper_of_another_vendors_client_is_left_alone() -> None:
    text = (
        "from openai import OpenAI\n\nask = retry(OpenAI().chat.completions.create)\n"
        'ask(model="gpt-4o", messages=[], temperature=0.3, top_p=0.7)\n'
    )

    assert found(text) == []


NAMES = {
    "of one of two clients": "if FAST:\n    create = client.chat.completions.create\nelse:\n"
    "    create = other.chat.completions.create\n",
    "that may be something else": "create = client.chat.completions.create\n"
    "if TEST:\n    create = fake\n",
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
def test_a_name_that_can_be_another_method_keeps_what_is_sent(names: str) -> None:
    text = f"{ZAI}{names}create({SENT})\n"

    assert fixed_text(text) == text
    assert [one.fix for one in found(text, "GLM101", "GLM201")] == ["unsafe", "unsafe"]


# Another vendor's client, and functions that only share the name.
STRANGERS = {
    "another vendor's": "import openai\n\nours = openai.OpenAI()\n"
    "create = ours.chat.completions.create\npool.submit(create, model='gpt-4o', messages=[])\n",
    "another object's": "create = table.create\npool.submit(create, model='big', messages=[])\n",
    "the client of an outer place": "import openai\n\nclass A:\n    def __init__(self):\n"
    "        client = openai.OpenAI()\n        self.create = client.chat.completions.create\n\n"
    "    def ask(self):\n        return self.create(model='gpt-4o', messages=[], top_p=1)\n",
}


@pytest.mark.parametrize("body", STRANGERS.values(), ids=STRANGERS)
def test_what_is_none_of_glms_is_not_told(body: str) -> None:
    assert found(ZAI + body) == []
