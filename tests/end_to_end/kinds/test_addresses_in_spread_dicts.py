"""The address stands in a dict that is spread into the client or the call."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, found

URL = "https://open.bigmodel.cn/api/paas/v4"
ASK = 'client.chat.completions.create(model="glm-4-plus", messages=[], temperature=0.2)\n'
OPENAI = "from openai import OpenAI\n\n"

SPREAD = {
    "a dict of its own": OPENAI
    + f'options = {{"api_key": "k", "base_url": "{URL}"}}\nclient = OpenAI(**options)\n'
    + ASK,
    "in place": OPENAI + f'client = OpenAI(**{{"base_url": "{URL}"}}, api_key="k")\n' + ASK,
    "filled later": OPENAI
    + f'options = {{"api_key": "k"}}\noptions["base_url"] = "{URL}"\nclient = OpenAI(**options)\n'
    + ASK,
    "where it is set": OPENAI
    + f'url = "{URL}"\noptions = {{}}\nif url:\n    options["base_url"] = url\n'
    + "client = OpenAI(**options)\n"
    + ASK,
    "where it is not None": OPENAI
    + f'url = "{URL}"\noptions = {{}}\nif url is not None:\n    options["base_url"] = url\n'
    + "client = OpenAI(**options)\n"
    + ASK,
    "of a function": OPENAI
    + f'def options():\n    return {{"api_key": "k", "base_url": "{URL}"}}\n\n\n'
    + "client = OpenAI(**options())\n"
    + ASK,
    "LiteLLM": "import litellm\n\n"
    + f'options = {{"model": "openai/glm-4-plus", "messages": [], "api_base": "{URL}"}}\n'
    + "litellm.completion(**options)\n",
    "LangChain": "from langchain_openai import ChatOpenAI\n\n"
    + f'options = {{"model": "glm-4-plus", "base_url": "{URL}"}}\n'
    + "llm = ChatOpenAI(**options)\n",
}


@pytest.mark.parametrize("text", SPREAD.values(), ids=SPREAD)
def test_the_id_moves(text: str) -> None:
    assert fixed_text(text, "GLM101") == text.replace("glm-4-plus", "glm-4.6")


@pytest.mark.parametrize("text", SPREAD.values(), ids=SPREAD)
def test_an_id_of_a_local_server_stays(text: str) -> None:
    local = text.replace(URL, "http://127.0.0.1:8000/v1")

    assert fixed_text(local) == local


@pytest.mark.parametrize("text", SPREAD.values(), ids=SPREAD)
def test_another_vendor_is_silent(text: str) -> None:
    assert found(text.replace("glm-4-plus", "kimi-k2").replace(URL, "https://api.x.ai/v1")) == []


def test_an_address_that_only_some_paths_set_is_not_seen() -> None:
    text = OPENAI + 'options = {}\nif vendor == "glm":\n    '
    text += f'options["base_url"] = "{URL}"\nclient = OpenAI(**options)\n' + ASK

    assert fixes(text, "GLM101") == ["unsafe"]


CONFIG = """from dataclasses import dataclass

import litellm


@dataclass
class Config:
    name: str
    url: str | None = None


class Driver:
    def __init__(self, config: Config):
        self.config = config

    def ask(self, messages):
        params = {"model": self.config.name, "messages": messages}
        if self.config.url:
            params["api_base"] = self.config.url
        return litellm.completion(**params)


class Glm(Driver):
    def __init__(self, model="openai/glm-4-plus"):
        super().__init__(Config(name=model, url="https://open.bigmodel.cn/api/paas/v4"))


class Local(Driver):
    def __init__(self, model="openai/qwen"):
        super().__init__(Config(name=model, url="http://localhost:11434/v1"))
"""


def test_the_address_of_one_object_goes_with_its_model() -> None:
    assert fixed_text(CONFIG, "GLM101") == CONFIG.replace("glm-4-plus", "glm-4.6")
