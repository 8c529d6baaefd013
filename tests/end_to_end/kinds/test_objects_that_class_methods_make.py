"""Objects that class methods make with `cls(…)`: who is asked, and with which model."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, found

HEAD = "import os\nfrom openai import OpenAI\n\n\nclass LLM:\n"
URL = "https://api.z.ai/api/paas/v4"
CLIENT = "    def __init__(self, client, model):\n        self.client = client\n"
CLIENT += "        self.model = model\n\n"
ADDRESS = "    def __init__(self, url, model):\n        self.client = OpenAI(base_url=url)\n"
ADDRESS += "        self.model = model\n\n"
ASK = "    def ask(self, m):\n        return self.client.chat.completions.create("
ASK += "model=self.model, messages=m)\n\n"
MADE = "    @classmethod\n    def {}(cls, model={}):\n        return cls({}, model)\n\n"
OBJECTS = {
    "a client": CLIENT + ASK + MADE.format("glm", '"glm-4.5"', f'OpenAI(base_url="{URL}")'),
    "an address": ADDRESS + ASK + MADE.format("glm", '"glm-4.5"', f'"{URL}"'),
    "two vendors": CLIENT
    + MADE.format("gpt", '"gpt-4o"', "OpenAI()")
    + ASK
    + MADE.format("glm", '"glm-4.5"', f'OpenAI(base_url="{URL}")'),
    "two addresses": ADDRESS
    + MADE.format("gpt", '"gpt-4o"', '"https://api.openai.com/v1"')
    + ASK
    + MADE.format("glm", '"glm-4.5"', f'"{URL}"'),
    "the environment": ADDRESS + ASK + "    @classmethod\n    def from_env(cls):\n"
    f'        return cls("{URL}", model=os.getenv("M", "glm-4.5"))\n',
    "another name": ADDRESS + ASK + "    @classmethod\n    def glm(klass):\n"
    f'        return klass("{URL}", "glm-4.5")\n',
}


@pytest.mark.parametrize("body", OBJECTS.values(), ids=OBJECTS)
def test_the_model_moves_with_its_client_in_sight(body: str) -> None:
    text = HEAD + body

    assert fixed_text(text, "GLM101") == text.replace("glm-4.5", "glm-4.6")
    assert found(text, "GLM903") == []


@pytest.mark.parametrize(
    "body",
    [
        ADDRESS + ASK + MADE.format("own", '"glm-4.5"', '"http://localhost:8000/v1"'),
        ADDRESS + ASK + MADE.format("own", '"glm-4.5"', 'os.environ["URL"]'),
    ],
)
def test_what_another_address_serves_is_left(body: str) -> None:
    assert "safe" not in fixes(HEAD + body, "GLM101")


def test_a_function_called_cls_is_no_class() -> None:
    text = HEAD + ADDRESS + ASK + f'\n\ndef make(cls):\n    return cls("{URL}", "glm-4.5")\n'

    assert fixes(text, "GLM101") != ["safe"]
