"""Settings behind `__getattr__`, records of a loop, unpacked tuples, options of callers."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, found

ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
BOTH = "client.chat.completions.create(model=cfg.model, messages=[], temperature=0.2, top_p=0.7)\n"
BEHIND = {
    "a dict of the class": "class Config:\n    data = {'model': 'glm-4-plus'}\n\n"
    "    def __getattr__(self, name):\n        return self.data[name]\n\n\ncfg = Config()\n",
    "a dict of the object": "class Config:\n    def __init__(self):\n"
    "        self._data = {'model': 'glm-4-plus'}\n\n"
    "    def __getattr__(self, name):\n        return self._data.get(name)\n\n\ncfg = Config()\n",
    "a dict of the module": "DATA = {'model': 'glm-4-plus'}\n\n\nclass Config:\n"
    "    def __getattr__(self, key):\n        return DATA.get(key, None)\n\n\ncfg = Config()\n",
    "another object": "class Inner:\n    model = 'glm-4-plus'\n\n\nclass Config:\n"
    "    def __init__(self):\n        self.inner = Inner()\n\n"
    "    def __getattr__(self, name):\n        return getattr(self.inner, name)\n\n\n"
    "cfg = Config()\n",
    "the method of a base class": "class Base:\n    def __getattr__(self, name):\n"
    "        return self.data[name]\n\n\nclass Config(Base):\n"
    "    data = {'model': 'glm-4-plus'}\n\n\ncfg = Config()\n",
}


@pytest.mark.parametrize("text", BEHIND.values(), ids=BEHIND)
def test_an_id_behind_getattr_is_asked(text: str) -> None:
    program = ZAI + text + BOTH
    expected = program.replace("glm-4-plus", "glm-4.6").replace(", top_p=0.7", "")

    assert fixed_text(program, "GLM101", "GLM201") == expected


def test_a_getattr_that_computes_leaves_the_value_open() -> None:
    text = ZAI + "class Config:\n    def __getattr__(self, name):\n        return load(name)\n\n\n"

    assert [one.code for one in found(text + "cfg = Config()\n" + BOTH, "GLM903")] == ["GLM903"]


OPENAI = "from openai import OpenAI\n\n"
GLM = "https://open.bigmodel.cn/api/paas/v4"
GPT = "https://api.openai.com/v1"
TOGETHER = {
    "records of a list in a loop": OPENAI
    + f"ALL = [{{'n': 'glm', 'm': 'glm-4-plus', 'u': '{GLM}'}},\n"
    + f"       {{'n': 'gpt', 'm': 'gpt-4o', 'u': '{GPT}'}}]\n\n\ndef ask(name, m):\n"
    + "    for one in ALL:\n        if one['n'] == name:\n"
    + "            c = OpenAI(base_url=one['u'])\n"
    + "            return c.chat.completions.create(model=one['m'], messages=m)\n",
    "a tuple in each branch": OPENAI
    + f"if name == 'glm':\n    url, model = '{GLM}', 'glm-4-plus'\nelse:\n"
    + f"    url, model = '{GPT}', 'gpt-4o'\n"
    + "OpenAI(base_url=url).chat.completions.create(model=model, messages=[])\n",
    "attributes of a tuple": OPENAI
    + "class Bot:\n    def __init__(self):\n"
    + f"        self.url, self.model = '{GLM}', 'glm-4-plus'\n"
    + "        self.client = OpenAI(base_url=self.url)\n\n    def ask(self, m):\n"
    + "        return self.client.chat.completions.create(model=self.model, messages=m)\n",
}


@pytest.mark.parametrize("text", TOGETHER.values(), ids=TOGETHER)
def test_values_that_stand_together_go_together(text: str) -> None:
    assert fixed_text(text, "GLM101") == text.replace("glm-4-plus", "glm-4.6")


def test_a_tuple_that_is_kept_as_one_is_a_list() -> None:
    text = ZAI + "PAIR = 'a', 'glm-4-plus'\n"
    text += "client.chat.completions.create(model=PAIR[1], messages=[], temperature=0.2)\n"

    assert fixes(text, "GLM101") == ["unsafe"]


ASKED = ZAI + (
    "\n\ndef ask(m, **options):\n"
    "    return client.chat.completions.create(model='glm-4-plus', messages=m, **options)\n\n\n"
)


def test_a_stream_that_a_caller_asks_for_is_read_like_others() -> None:
    text = ASKED + "text = ''\nfor chunk in ask([], stream=True):\n"
    text += "    text += chunk.choices[0].delta.content\n"

    assert [one.fix for one in found(text, "GLM404", "GLM405")] == ["safe", "safe"]
    assert "delta.content or" in fixed_text(text, "GLM101", "GLM404", "GLM405")


def test_a_stream_whose_reader_is_not_seen_holds_the_rename() -> None:
    assert fixes(ASKED + "show(ask([], stream=True))\n", "GLM101") == ["unsafe"]


def test_callers_that_ask_for_no_stream_hold_nothing() -> None:
    assert fixes(ASKED + "show(ask([], temperature=0.2))\n", "GLM101") == ["safe"]
    assert fixes(ASKED + "show(ask([], stream=False))\n", "GLM101") == ["safe"]
