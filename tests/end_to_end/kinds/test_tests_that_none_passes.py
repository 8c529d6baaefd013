"""A test of the text that None comes past is no guard: `if text == "": continue`."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, found

HEAD = (
    'from zai import ZaiClient\n\nclient = ZaiClient()\ntext = ""\n'
    'for c in client.chat.completions.create(model="glm-4-plus", messages=[], stream=True):\n'
    "    if not c.choices:\n        continue\n    d = c.choices[0].delta\n"
)
PASSED = {
    "the empty text": 'if d.content == "":\n        continue\n    text += d.content\n',
    "beside the role": 'if d.role == "user" and d.content == "":\n        continue\n'
    "    text += d.content\n",
    "an end mark": 'if d.content == "[DONE]":\n        break\n    text += d.content\n',
    "another text": 'if d.content != "":\n        text += d.content\n',
    "a part of it": 'if d.content and "x" in d.content:\n        continue\n    text += d.content\n',
    "None or a text": 'if d.content is None or d.content != "":\n        text += d.content\n',
}


@pytest.mark.parametrize("body", PASSED.values(), ids=PASSED)
def test_the_read_behind_it_is_guarded(body: str) -> None:
    text = f"{HEAD}    {body}"

    assert [one.fix for one in found(text, "GLM405")] == ["safe"]
    assert 'text += d.content or ""' in fixed_text(text)


ASKED = 'client.chat.completions.create(model="glm-4-plus", messages=[], stream=True)'
BESIDE = {
    "an exit for either": HEAD.replace("not c.choices:", 'not c.choices or c.id == "":')
    + '    if c.id or d.content == "":\n        continue\n    text += d.content\n',
    "a condition for both": HEAD
    + '    if c.id and d.content != "[END]":\n        text += d.content\n',
    "a filter": HEAD.partition("for c")[0]
    + f"text = ''.join(c.choices[0].delta.content for c in {ASKED}\n"
    '    if c.choices and c.choices[0].delta.content != "")\n',
    "an arm": HEAD + '    text += d.content if d.content != "x" else ""\n',
    "a slice": HEAD + "    text += d.content[:9]\n",
    "a loop": HEAD.partition("for c")[0]
    + f"stream = iter({ASKED})\nwhile c := next(stream, None):\n"
    '    if c.choices and c.choices[0].delta.content != "x":\n'
    "        text += c.choices[0].delta.content\n",
}


@pytest.mark.parametrize("text", BESIDE.values(), ids=BESIDE)
def test_what_stands_beside_the_text_changes_nothing(text: str) -> None:
    assert [one.fix for one in found(text, "GLM405")] == ["safe"]
    after = fixed_text(text)
    assert '"glm-4.6"' in after
    assert ' or ""' in after


def test_an_item_of_the_text_waits_for_the_author() -> None:
    text = f'{HEAD}    if d.content != "" and d.content[0] == "#":\n        text += "x"\n'

    assert [one.fix for one in found(text, "GLM405")] == [""]
    assert fixed_text(text) == text
    assert found(text.replace('d.content != ""', "d.content"), "GLM405") == []


RAW = """\
import json

import httpx

text = ""
body = {"model": "glm-4", "messages": [], "stream": True}
with httpx.stream("POST", "https://api.z.ai/api/paas/v4/chat/completions", json=body) as r:
    for line in r.iter_lines():
        if not line.startswith("data: {"):
            continue
        chunk = json.loads(line[6:])
        if not chunk["choices"]:
            continue
        delta = chunk["choices"][0]["delta"]
"""


@pytest.mark.parametrize(
    ("test", "read"),
    [
        ('if delta.get("content") == "":\n            continue', 'delta.get("content") or ""'),
        ('if "content" not in delta or delta["content"] == "":\n            continue',
         'delta["content"] or ""'),
    ],
)  # fmt: skip
def test_a_key_that_a_test_does_not_ask_for_may_be_missing(test: str, read: str) -> None:
    after = fixed_text(f'{RAW}        {test}\n        text += delta["content"]\n')

    assert f"text += {read}" in after
    assert '"glm-4.6"' in after


STOPPED = {
    "nothing": "if not d.content:\n        continue\n    text += d.content\n",
    "None": "if d.content is None:\n        continue\n    text += d.content\n",
    "None or empty": 'if d.content is None or d.content == "":\n        continue\n'
    "    text += d.content\n",
    "one of both": 'if d.content in (None, ""):\n        continue\n    text += d.content\n',
    "its truth": "if d.content:\n        text += d.content\n",
    "its type": "if isinstance(d.content, str):\n        text += d.content\n",
    "a text that it is": 'if d.content == "x":\n        text += d.content\n',
    "an arm for what is there": 'text += d.content if d.content is not None else ""\n',
    "an arm for one text": 'text += d.content if d.content == "x" else ""\n',
    "the other arm": "if not d.content:\n        print()\n    else:\n        text += d.content\n",
}


@pytest.mark.parametrize("body", STOPPED.values(), ids=STOPPED)
def test_a_guard_is_left_as_it_is(body: str) -> None:
    text = f"{HEAD}    {body}"

    assert found(text, "GLM405") == []
    assert fixed_text(text) == text.replace("glm-4-plus", "glm-4.6")
