"""Fields that code out of sight may add to a request: a stream, a small limit."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixes, found

HEAD = "from zai import ZaiClient\nfrom elsewhere import rest\n\nclient = ZaiClient()\n"
SENT = '{"model": "glm-4-plus", "messages": []'
ASK = "print(client.chat.completions.create({}))\n"
HIDING = {
    "an update": f"kw = {SENT}}}\nkw.update(rest())\n" + ASK.format("**kw"),
    "a union put into it": f"kw = {SENT}}}\nkw |= rest()\n" + ASK.format("**kw"),
    "a union": f"kw = {SENT}}} | rest()\n" + ASK.format("**kw"),
    "a dict in a dict": f"kw = {SENT}, **rest()}}\n" + ASK.format("**kw"),
    "a key that is computed": f"kw = {SENT}}}\nkw[rest()] = 1\n" + ASK.format("**kw"),
    "a dict beside the model": ASK.format('model="glm-4-plus", messages=[], **rest()'),
    "an extra body": ASK.format('model="glm-4-plus", messages=[], extra_body=rest()'),
    "a raw body": f"import httpx\n\nbody = {SENT}}}\nbody.update(rest())\n"
    'httpx.post("https://api.z.ai/api/paas/v4/chat/completions", json=body)\n',
    "a caller's dict": "def ask(**kw):\n    return client.chat.completions.create("
    'model="glm-4-plus", messages=[], **kw)\n\n\nprint(ask(**rest()))\n',
    "a caller's limit": "def ask(**kw):\n    return client.chat.completions.create("
    'model="glm-4-plus", messages=[], **kw)\n\n\nprint(ask(max_tokens=20))\n',
    "callers that are not seen": "def ask(**kw):\n    return client.chat.completions.create("
    'model="glm-4-plus", messages=[], **kw)\n',
}


@pytest.mark.parametrize("text", HIDING.values(), ids=HIDING)
def test_a_rename_that_brings_thinking_waits(text: str) -> None:
    assert fixes(HEAD + text, "GLM101") == ["unsafe"]
    assert fixes(HEAD + text.replace("glm-4-plus", "glm-4.5"), "GLM101") == ["safe"]


def test_the_reason_names_what_hides_the_field() -> None:
    (one,) = found(HEAD + HIDING["an update"], "GLM101")

    assert "cannot see `**kw`: `rest()` is built at run time" in one.advice


KNOWN = {
    "a dict that is seen": "more = {'temperature': 0.2}\n"
    + ASK.format('model="glm-4-plus", messages=[], **more'),
    "callers that ask for nothing of it": "def ask(**kw):\n    return "
    'client.chat.completions.create(model="glm-4-plus", messages=[], **kw)\n\n\n'
    "print(ask(temperature=0.2))\n",
    "an answer that is no stream": "def ask(**kw):\n    answer = "
    'client.chat.completions.create(model="glm-4-plus", messages=[], **kw)\n'
    "    return answer.choices[0].message.content\n",
}


@pytest.mark.parametrize("text", KNOWN.values(), ids=KNOWN)
def test_what_hides_nothing_holds_nothing(text: str) -> None:
    assert fixes(HEAD + text, "GLM101") == ["safe"]


def test_a_loop_over_an_answer_is_read_though_the_stream_is_hidden() -> None:
    text = f"kw = {SENT}}}\nkw.update(rest())\ntext = ''\n"
    text += "for chunk in client.chat.completions.create(**kw):\n"
    text += "    text += chunk.choices[0].delta.content\n"

    assert [one.fix for one in found(HEAD + text, "GLM404", "GLM405")] == ["safe", "safe"]
