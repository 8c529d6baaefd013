"""Defaults of fields and flags that callers may set: one value among others."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import found

HEAD = "import attrs\nimport dataclasses\nfrom dataclasses import dataclass, field\n"
HEAD += "from zai import ZaiClient\n\nclient = ZaiClient()\nTOOLS = [{'type': 'function'}]\n\n\n"
ASK = 'client.chat.completions.create(model="glm-4.6", messages=messages, {})'
SHOW = (
    "            if chunk.choices:\n                print(chunk.choices[0].delta.content or '')\n"
)
GO = "    def go(self, messages):\n        for chunk in {}:\n" + SHOW
FIELDS = {
    "a dataclass": "@dataclass\nclass Agent:\n    tools: list | None = None\n\n",
    "with arguments": "@dataclasses.dataclass(slots=True)\nclass Agent:\n"
    "    tools: list | None = None\n\n",
    "a class of attrs": "@attrs.define\nclass Agent:\n    tools: list | None = None\n\n",
}


@pytest.mark.parametrize("klass", FIELDS.values(), ids=FIELDS)
def test_a_field_that_is_none_unless_it_is_given(klass: str) -> None:
    code = HEAD + klass + GO.format(ASK.format("stream=True, tools=self.tools"))

    assert [one.code for one in found(code, "GLM401")] == ["GLM401"]


def test_an_attribute_that_is_none_for_all() -> None:
    klass = "class Agent:\n    tools: list | None = None\n\n"
    code = HEAD + klass + GO.format(ASK.format("stream=True, tools=self.tools"))

    assert found(code, "GLM401") == []


FLAG = (
    "def go(messages, stream=False):\n    answer = {}\n    if not stream:\n        return answer\n"
)


def test_a_flag_whose_stream_is_read() -> None:
    ask = FLAG.format(ASK.format("tools=TOOLS, stream=stream"))
    loop = f"    for chunk in answer:\n{SHOW[4:].replace(chr(10) + '    ', chr(10))}"

    assert [one.code for one in found(HEAD + ask + loop, "GLM401")] == ["GLM401"]
    assert found(HEAD + ask, "GLM401") == []
