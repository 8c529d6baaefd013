"""A client of which the program replaces the address, the method or what is behind them."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, reasons

START = (
    "import os\nimport zai\nfrom openai import OpenAI\nfrom unittest.mock import Mock, patch\n"
    "from zai import ZaiClient\n\n"
)
OPENAI = 'c = OpenAI(base_url="https://api.z.ai/api/paas/v4")\n'
ZAI = "c = ZaiClient()\n"
ASK = 'c.chat.completions.create(model="glm-4.5", messages=[], temperature=0.1, top_p=0.2)\n'
OWN = "class Own:\n    def create(self, *, top_p, **more):\n        return top_p\n\n\n"

REPLACED = {
    "the address": f'{OPENAI}c.base_url = "http://localhost:1"\n{ASK}',
    "the address, from the environment": f'{OPENAI}c.base_url = os.environ["URL"]\n{ASK}',
    "the private address": f'{OPENAI}c._base_url = "http://localhost:1"\n{ASK}',
    "the address by setattr": f'{OPENAI}setattr(c, "base_url", "http://localhost:1")\n{ASK}',
    "the address of the vendor's client": f'{ZAI}c.base_url = "http://localhost:1"\n{ASK}',
    "the method": f"{ZAI}c.chat.completions.create = lambda *, top_p, **more: top_p\n{ASK}",
    "the method, wrapped": (
        f"{ZAI}orig = c.chat.completions.create\n\n\ndef my(*, top_p, **k):\n"
        f"    return orig(top_p=top_p, **k)\n\n\nc.chat.completions.create = my\n{ASK}"
    ),
    "the method, by a mock": f"{OPENAI}c.chat.completions.create = Mock()\n{ASK}",
    "the method, patched": (f'{ZAI}with patch.object(c.chat.completions, "create"):\n    {ASK}'),
    "the method, by setattr": f'{ZAI}setattr(c.chat.completions, "create", print)\n{ASK}',
    "the completions": f"{ZAI}{OWN}c.chat.completions = Own()\n{ASK}",
    "the chat": f"{ZAI}{OWN}c.chat = Own()\n{ASK}",
    "the method of every client": (
        "from zai.api_resource.chat.completions import Completions\n\n"
        f"Completions.create = print\n{ZAI}{ASK}"
    ),
    "a derived class with a chat of its own": (
        f"{OWN}class Chat:\n    completions = Own()\n\n\nclass My(zai.ZaiClient):\n"
        f"    def __init__(self):\n        self.chat = Chat()\n\n\nc = My()\n{ASK}"
    ),
    "a chat in the body of the class": (
        f"{OWN}class Chat:\n    completions = Own()\n\n\nclass My(ZaiClient):\n    chat = Chat()\n"
        f"\n\nc = My()\n{ASK}"
    ),
    "a property": (
        f"{OWN}class Chat:\n    completions = Own()\n\n\nclass My(ZaiClient):\n    @property\n"
        f"    def chat(self):\n        return Chat()\n\n\nc = My()\n{ASK}"
    ),
    "a class that sends in its own way": (
        "class My(ZaiClient):\n    def post(self, *values, **more):\n        return None\n\n\n"
        f"c = My()\n{ASK}"
    ),
    "a client that an object holds": (
        "class Bot:\n    def __init__(self):\n        self.c = ZaiClient()\n"
        "        self.c.chat.completions.create = print\n\n    def ask(self):\n"
        f"        self.{ASK}"
    ),
}


@pytest.mark.parametrize("body", REPLACED.values(), ids=REPLACED)
def test_what_is_replaced_is_not_fixed(body: str) -> None:
    text = START + body

    assert fixed_text(text) == text
    assert "since the program reassigns it" in reasons(text, "GLM101")[0]


LEFT = {
    "nothing": f"{ZAI}{ASK}",
    "a field of its own": f"{ZAI}c.name = 'x'\n{ASK}",
    "the key": f"{ZAI}c.api_key = 'x'\n{ASK}",
    "another client": f"{ZAI}d = OpenAI()\nd.base_url = 'http://localhost:1'\n{ASK}",
    "a variable of the same name": (
        f"{ZAI}\n\ndef f():\n    c = OpenAI()\n    c.base_url = 'http://localhost:1'\n\n\n{ASK}"
    ),
    "a derived class with a method of its own": (
        f"class My(ZaiClient):\n    def hello(self):\n        return 1\n\n\nc = My()\n{ASK}"
    ),
    "a field of the same name of something else": (
        f"class Bot:\n    def __init__(self):\n        self.base_url = 'x'\n\n\n{ZAI}{ASK}"
    ),
}


@pytest.mark.parametrize("body", LEFT.values(), ids=LEFT)
def test_what_does_not_concern_the_call_is_no_reason(body: str) -> None:
    after = fixed_text(START + body)

    assert after == START + body.replace("glm-4.5", "glm-4.6").replace(", top_p=0.2", "")


def test_a_class_with_the_name_of_a_client_is_not_derived_from_it() -> None:
    wrapper = (
        "from zhipuai import ZhipuAI as Client\n\n\nclass ZhipuAI(LLM):\n"
        "    def __init__(self):\n        self.client = Client()\n\n"
        "    def chat(self):\n        return self.client.chat.completions.create("
        "model='glm-4.5', messages=[])\n"
    )
    files = {
        "zhipuai/__init__.py": "from zhipuai.base import ZhipuAI\n",
        "zhipuai/base.py": wrapper,
    }

    assert fixes(files, "GLM101") == ["safe"]


BOT = {
    "bot.py": f"{START}{OPENAI}\n\ndef ask():\n    return {ASK}",
    "pkg/__init__.py": "",
    "pkg/bot.py": f"{START}{OPENAI}\n\ndef ask():\n    return {ASK}",
    "holder.py": f"{START}class Bot:\n    def __init__(self):\n        self.{OPENAI}\n"
    f"    def ask(self):\n        return self.{ASK}",
}
FROM_OUTSIDE = {
    "of a module": ("bot.py", 'import bot\n\nbot.c.base_url = "http://localhost:1"\n'),
    "imported": (
        "bot.py",
        'from bot import c\n\n\ndef f():\n    c.base_url = "http://localhost:1"\n',
    ),
    "of a module in a package": (
        "pkg/bot.py",
        "from pkg import bot\n\nbot.c.chat.completions.create = print\n",
    ),
    "of an object": (
        "holder.py",
        'from holder import Bot\n\nbot = Bot()\nbot.c.base_url = "http://localhost:1"\n',
    ),
}


@pytest.mark.parametrize(("path", "text"), FROM_OUTSIDE.values(), ids=FROM_OUTSIDE)
def test_what_another_file_replaces_counts(path: str, text: str) -> None:
    files = {path: BOT[path], "pkg/__init__.py": ""}

    assert fixes({**files, "main.py": text}, "GLM101") == ["unsafe"]
    assert fixes({**files, "tests/test_it.py": text}, "GLM101") == ["safe"]


def test_a_copy_with_another_address_is_another_client() -> None:
    moved = OPENAI + 'c = c.copy(base_url="https://example.org/v1")\n' + ASK
    same = OPENAI + "c = c.copy(timeout=3)\n" + ASK

    assert fixes(START + moved, "GLM101") == ["unsafe"]
    assert fixes(START + same, "GLM101") == ["safe"]
