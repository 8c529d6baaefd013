"""Objects that a function or a class is only given: who they are is declared, not seen."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, found

URL = "https://api.z.ai/api/paas/v4"
HEAD = f"""\
from dataclasses import dataclass
from typing import Annotated, Optional

from openai import OpenAI


class GLM:
    def __init__(self):
        self.client = OpenAI(base_url="{URL}")

    def ask(self, m, model="glm-4.6"):
        return self.client.chat.completions.create(model=model, messages=m)


"""
RECEIVERS = {
    "a parameter": 'def go(llm: GLM):\n    return llm.ask([], model="glm-4.5")\n',
    "a default of a parameter": 'def go(llm: GLM, m="glm-4.5"):\n    return llm.ask([], m)\n',
    "or none": 'def go(llm: Optional[GLM] = None):\n    return llm.ask([], "glm-4.5")\n',
    "with notes": 'def go(llm: Annotated[GLM, use()]):\n    return llm.ask([], "glm-4.5")\n',
    "kept by a class": "class S:\n    def __init__(self, llm: GLM):\n        self._llm = llm\n\n"
    '    def go(self):\n        return self._llm.ask([], "glm-4.5")\n',
    "a field of a class": "class S:\n    llm: GLM\n\n    def go(self):\n"
    '        return self.llm.ask([], "glm-4.5")\n',
    "fields of a record": "@dataclass\nclass S:\n    llm: GLM\n    model: str = 'glm-4.5'\n\n"
    "    def go(self):\n        return self.llm.ask([], model=self.model)\n",
    "what a function returns": "def llm() -> GLM:\n    return app.state.llm\n\n\n"
    'def go():\n    return llm().ask([], "glm-4.5")\n',
    "a variable": 'def go(state):\n    llm: "GLM" = state.llm\n    return llm.ask([], "glm-4.5")\n',
}
OTHERS = {
    "local": "class Other(GLM):\n    def ask(self, m, model='x'):\n"
    "        return OpenAI(base_url='http://localhost:1/v1').chat.completions.create(\n"
    "            model=model, messages=m)\n\n\n",
    "another vendor": "class Other(GLM):\n    def ask(self, m, model='x'):\n"
    "        return OpenAI().chat.completions.create(model=model, messages=m)\n\n\n",
}


@pytest.mark.parametrize("code", RECEIVERS.values(), ids=RECEIVERS)
def test_an_id_given_to_a_method_of_the_declared_class_moves(code: str) -> None:
    text = HEAD + code

    assert fixed_text(text, "GLM101") == text.replace("glm-4.5", "glm-4.6")


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("code", RECEIVERS.values(), ids=RECEIVERS)
def test_it_stays_where_a_derived_class_would_ask_somebody_else(code: str, other: str) -> None:
    (one,) = found(HEAD + other + code, "GLM101")

    assert one.fix != "safe"


def test_it_moves_where_the_derived_class_asks_glm_too() -> None:
    derived = "class Loud(GLM):\n    pass\n\n\n"
    text = HEAD + derived + RECEIVERS["a parameter"]

    assert fixed_text(text, "GLM101") == text.replace("glm-4.5", "glm-4.6")


def test_what_is_made_in_sight_is_of_no_derived_class() -> None:
    made = 'def go():\n    llm: GLM = GLM()\n    return llm.ask([], "glm-4.5")\n'
    text = HEAD + OTHERS["local"] + made

    assert fixed_text(text, "GLM101") == text.replace("glm-4.5", "glm-4.6")


@pytest.mark.parametrize(
    "declared", ["object", "Unknown", "list[GLM]", "str"], ids=lambda one: str(one)
)
def test_another_declaration_binds_nothing(declared: str) -> None:
    code = f'def go(llm: {declared}):\n    return llm.ask([], model="glm-4.5")\n'

    assert fixes(HEAD + code, "GLM101") == ["unsafe"]


WRAPPED = HEAD.replace(
    '    def ask(self, m, model="glm-4.6"):\n'
    "        return self.client.chat.completions.create(model=model, messages=m)\n",
    "    def ask(self, **more):\n        return self.client.chat.completions.create(**more)\n",
)
CALLERS = """\
def describe(image, llm: GLM):
    return llm.ask(model="glm-4v", messages=[image], stream=False)


def tell(text, llm: GLM):
    for chunk in llm.ask(model="glm-4", messages=[text], stream=True):
        print(chunk.choices[0].delta.content)
"""


def test_what_several_callers_send_is_all_that_can_be_sent() -> None:
    codes = {one.code for one in found(WRAPPED + CALLERS)}

    assert {"GLM101", "GLM301", "GLM403", "GLM404"} <= codes


def test_a_method_of_a_base_is_asked_by_its_own_class() -> None:
    base = HEAD.replace(
        "class GLM:", "class Base:\n    def same(self, m):\n        return m\n\n\nclass GLM(Base):"
    )
    local = (
        "class Local(Base):\n    def __init__(self):\n"
        "        self.client = OpenAI(base_url='http://localhost:1/v1')\n\n"
        "    def ask(self, model):\n        model = self.same(model)\n"
        "        return self.client.chat.completions.create(model=model, messages=[])\n\n\n"
    )
    own = "class Mine(GLM):\n    def go(self):\n        return self.ask([], self.same('glm-4.5'))\n"
    text = base + local + own

    assert fixed_text(text, "GLM101") == text.replace("glm-4.5", "glm-4.6")
