"""A class of the user's that derives from a client or a model of a framework is one itself."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, found

SENT = "messages=[], temperature=0.3, top_p=0.7"
URL = "https://open.bigmodel.cn/api/paas/v4/"
INSIDE = (
    f"    def ask(self):\n        return self.chat.completions.create(model='glm-4.5', {SENT})\n"
)
CALL = f".chat.completions.create(model='glm-4.5', {SENT})\n"
DERIVED = {
    "a method of it": f"from zai import ZaiClient\n\n\nclass Mine(ZaiClient):\n{INSIDE}",
    "a method, the address given to super": (
        "from openai import OpenAI\n\n\nclass Mine(OpenAI):\n    def __init__(self, key):\n"
        f"        super().__init__(api_key=key, base_url='{URL}')\n\n{INSIDE}"
    ),
    "from outside, the address given to super": (
        "from openai import OpenAI\n\n\nclass Mine(OpenAI):\n    def __init__(self, key):\n"
        f"        super().__init__(api_key=key, base_url='{URL}')\n\n\nMine('k'){CALL}"
    ),
    "a method, the address given where it is made": (
        f"from openai import OpenAI\n\n\nclass Mine(OpenAI):\n{INSIDE}\n\nMine(base_url='{URL}')\n"
    ),
    "a method, by super": (
        "from zai import ZaiClient\n\n\nclass Mine(ZaiClient):\n"
        + INSIDE.replace("self.chat.", "super().chat.")
    ),
    "a chat of its own, that of the client by super": (
        "from zai import ZaiClient\n\n\nclass Mine(ZaiClient):\n"
        + INSIDE.replace("self.chat.", "super().chat.").replace("def ask", "def chat")
    ),
    "a class between": (
        "from zai import ZaiClient\n\n\nclass Base(ZaiClient):\n    pass\n\n\n"
        f"class Mine(Base):\n{INSIDE}"
    ),
    "a framework's model": (
        "from langchain_openai import ChatOpenAI\n\n\nclass Glm(ChatOpenAI):\n"
        "    def __init__(self, model='glm-4.5'):\n"
        f"        super().__init__(model=model, base_url='{URL}', temperature=0.3, top_p=0.7)\n"
    ),
}


@pytest.mark.parametrize("text", DERIVED.values(), ids=DERIVED)
def test_it_is_migrated_like_the_client_itself(text: str) -> None:
    after = text.replace("glm-4.5", "glm-4.6").replace(", top_p=0.7", "")

    assert fixed_text(text, "GLM101", "GLM201") == after


OTHERS = {
    "another vendor's": f"from openai import OpenAI\n\n\nclass Mine(OpenAI):\n{INSIDE}",
    "no client": f"class Mine(Base):\n{INSIDE}",
    "a class derived from it goes elsewhere": (
        f"from zai import ZaiClient\n\n\nclass Mine(ZaiClient):\n{INSIDE}\n\n"
        "class Local(Mine):\n    def __init__(self):\n"
        "        super().__init__(base_url='http://127.0.0.1:1/')\n"
    ),
    "made with several addresses": (
        f"from openai import OpenAI\n\n\nclass Mine(OpenAI):\n{INSIDE}\n\n"
        f"Mine(base_url='{URL}')\nMine(base_url='https://my.gateway.example/v1')\n"
    ),
    "parts of its own": (
        "from zai import ZaiClient\n\n\nclass Mine(ZaiClient):\n    def __init__(self):\n"
        f"        super().__init__()\n        self.chat = other()\n\n{INSIDE}"
    ),
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_what_may_go_elsewhere_is_not_fixed(text: str) -> None:
    assert fixed_text(text) == text


def test_a_method_of_a_local_client_is_left_alone() -> None:
    text = DERIVED["a method, the address given to super"].replace(URL, "http://127.0.0.1:1/")

    assert [one.code for one in found(text)] == ["GLM101"]
    assert fixed_text(text) == text


def test_an_address_that_another_module_gives_counts() -> None:
    files = {
        "mine.py": f"from openai import OpenAI\n\n\nclass Mine(OpenAI):\n{INSIDE}",
        "main.py": f"from mine import Mine\n\nMine(base_url='{URL}').ask()\n",
    }

    assert fixes(files, "GLM101") == ["safe"]


def test_what_sends_for_the_base_counts_behind_super() -> None:
    text = DERIVED["a method, by super"] + "\n    def post(self, *values, **more):\n        pass\n"

    assert fixes(text, "GLM101") == ["unsafe"]
