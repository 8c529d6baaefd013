"""Two defaults of one setting move together or not at all; so do those that two vendors share."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes

START = (
    "import os\nfrom dataclasses import dataclass\nfrom openai import OpenAI\n"
    "from zai import ZaiClient\n\n"
)
ASK = (
    "\n    def ask(self):\n"
    "        return ZaiClient().chat.completions.create(model=self.model, messages=[])\n"
)
PAIRS = {
    "from the environment": (
        '@dataclass\nclass S:\n    model: str = "glm-4.5"\n\n    @classmethod\n'
        '    def from_env(cls):\n        return cls(model=os.getenv("M", "glm-4.5"))\n'
    ),
    "by position": (
        'class S:\n    def __init__(self, model="glm-4.5"):\n        self.model = model\n\n'
        "    @classmethod\n    def from_env(cls):\n"
        '        return cls(os.environ.get("M", "glm-4.5"))\n'
    ),
    "from a dict": (
        'class S:\n    def __init__(self, model="glm-4.5"):\n        self.model = model\n\n'
        "    @classmethod\n    def from_dict(cls, data):\n"
        '        model = data.get("model", "glm-4.5")\n        return cls(**{"model": model})\n'
    ),
    "a static method": (
        'class S:\n    model = "glm-4.5"\n\n    @staticmethod\n    def default_model():\n'
        '        return "glm-4.5"\n'
    ),
    "a reset": (
        'class S:\n    model = "glm-4.5"\n\n    def reset(self, model="glm-4.5"):\n'
        "        other(model)\n"
    ),
    "an argument of another method": (
        'class S:\n    model = "glm-4.5"\n\n    def others(self):\n'
        '        return other(model="glm-4.5")\n'
    ),
}


@pytest.mark.parametrize("body", PAIRS.values(), ids=PAIRS)
def test_both_move_or_none(body: str) -> None:
    text = START + body + ASK
    left = fixed_text(text, "GLM101").count("glm-4.5")

    assert left in (0, 2)


@pytest.mark.parametrize("body", [PAIRS["from the environment"], PAIRS["a reset"]])
def test_both_move_where_the_user_accepts_it(body: str) -> None:
    assert "glm-4.5" not in fixed_text(START + body + ASK, "GLM101", unsafe=True)


RECORD = '@dataclass\nclass S:\n    model: str = "glm-4.5"\n    url: str = ""\n\n\n'
OUTSIDE = {
    "by keyword": RECORD + 'def load():\n    return S(model=os.getenv("M", "glm-4.5"))\n',
    "by position": RECORD + 'def load():\n    return S(os.getenv("M", "glm-4.5"))\n',
    "at once": RECORD + 'load = lambda: S(model="glm-4.5")\n',
    "an own initializer": 'class S:\n    def __init__(self, model="glm-4.5"):\n'
    '        self.model = model\n\n\ndef load():\n    return S(os.getenv("M", "glm-4.5"))\n',
}


@pytest.mark.parametrize("made", OUTSIDE.values(), ids=OUTSIDE)
def test_a_function_that_makes_the_record(made: str) -> None:
    ask = "ZaiClient().chat.completions.create(model=settings.model, messages=[])\n"
    text = f"{START}{made}\n\nsettings = load()\n{ask}"

    assert fixed_text(text, "GLM101").count("glm-4.6") == 2


def test_a_default_of_another_class_is_no_reason() -> None:
    other = '\n\nclass Other:\n    def f(self):\n        return other(model="glm-4.5")\n'
    text = f'{START}class S:\n    model = "glm-4.5"\n{ASK}{other}'

    assert fixes(text, "GLM101") == ["safe", "unsafe"]


SECOND = {
    "another vendor's address": 'OpenAI(base_url="https://api.deepseek.com")',
    "an address that is not seen": 'OpenAI(base_url=os.environ["URL"])',
    "a local server": 'OpenAI(base_url="http://127.0.0.1:8000/v1")',
    "another vendor's default": "OpenAI()",
    "the coding plan": 'OpenAI(base_url="https://api.z.ai/api/coding/paas/v4")',
}


@pytest.mark.parametrize("client", SECOND.values(), ids=SECOND)
@pytest.mark.parametrize("is_first", [True, False], ids=["first", "last"])
def test_a_default_that_also_reaches_another_call(client: str, is_first: bool) -> None:
    asks = [
        f"    {one}.chat.completions.create(model=model, messages=[])\n"
        for one in ("ZaiClient()", client)
    ]
    body = "".join(asks[::-1] if is_first else asks)
    text = f'{START}M = "glm-4.5"\n\n\ndef ask(model=M):\n{body}'

    assert fixed_text(text, "GLM101") == text
