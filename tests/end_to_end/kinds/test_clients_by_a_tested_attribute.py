"""One object for several vendors: what it was told decides its client and what it asks."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes

HEAD = "from openai import OpenAI\nfrom zhipuai import ZhipuAI\n\n\nclass Bot:\n"
MADE = (
    "    def __init__(self, kind):\n        self.kind = kind\n        if kind == 'zhipu':\n"
    "            self.client = ZhipuAI(api_key='k')\n        elif kind == 'openai':\n"
    "            self.client = OpenAI(api_key='k')\n\n"
)
ASK = (
    "    def ask(self, m):\n        if self.kind == 'zhipu':\n"
    "            return self.client.chat.completions.create(\n"
    "                model='glm-4-plus', messages=m, temperature=0.2\n            )\n"
    "        return self.client.chat.completions.create(model='gpt-4o', messages=m)\n"
)
SAME = {
    "the parameter is tested": HEAD + MADE + ASK,
    "the attribute is tested": HEAD + MADE.replace("if kind", "if self.kind") + ASK,
    "an else": HEAD + MADE.replace("elif kind == 'openai'", "else") + ASK,
    "a method makes it": HEAD
    + MADE.replace(
        "self.kind = kind\n", "self.kind = kind\n        self.make()\n\n    def make(self):\n"
    ).replace("if kind", "if self.kind")
    + ASK,
    "a test of several": HEAD
    + MADE.replace("elif kind == 'openai'", "elif kind in ('openai', 'azure')")
    + ASK,
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_the_client_of_the_same_vendor_is_meant(text: str) -> None:
    assert fixed_text(text, "GLM101") == text.replace("glm-4-plus", "glm-4.6")


OTHER = {
    "another attribute is tested": HEAD + MADE + ASK.replace("self.kind ==", "self.name =="),
    "it is set anew": HEAD + MADE + ASK + "\n    def use(self, kind):\n        self.kind = kind\n",
    "it is set from outside": HEAD + MADE + ASK + "\n\nbot = Bot('openai')\nbot.kind = 'zhipu'\n",
    "nothing is tested": HEAD + MADE + ASK.replace("if self.kind == 'zhipu'", "if m"),
}


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_else_it_may_be_any_of_them(text: str) -> None:
    assert fixes(text, "GLM101") == ["unsafe"]
