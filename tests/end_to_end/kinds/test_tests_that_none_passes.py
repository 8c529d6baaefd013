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


STOPPED = {
    "nothing": "if not d.content:\n        continue\n    text += d.content\n",
    "None": "if d.content is None:\n        continue\n    text += d.content\n",
    "None or empty": 'if d.content is None or d.content == "":\n        continue\n'
    "    text += d.content\n",
    "one of both": 'if d.content in (None, ""):\n        continue\n    text += d.content\n',
    "its truth": "if d.content:\n        text += d.content\n",
    "its type": "if isinstance(d.content, str):\n        text += d.content\n",
    "a text that it is": 'if d.content == "x":\n        text += d.content\n',
    "the other arm": "if not d.content:\n        print()\n    else:\n        text += d.content\n",
}


@pytest.mark.parametrize("body", STOPPED.values(), ids=STOPPED)
def test_a_guard_is_left_as_it_is(body: str) -> None:
    text = f"{HEAD}    {body}"

    assert found(text, "GLM405") == []
    assert fixed_text(text) == text.replace("glm-4-plus", "glm-4.6")
