"""A call whose callers pass GLM's ids and other vendors' ids: the fix says whom else it changes."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import Found, found

NOTE = "the same call can use {}, whose answers it would change too"

TABLE = """import os

import openai

BASES = {
    "glm": "https://open.bigmodel.cn/api/paas/v4/",
    "deepseek": "https://api.deepseek.com",
}


def ask(vendor, model, prompt, temperature=0.7, top_p=0.8):
    client = openai.OpenAI(api_key=os.environ[vendor], base_url=BASES[vendor])
    params = {
        "model": model,
        "messages": [{"role": "user", "content": prompt}],
        "temperature": temperature,
        "top_p": top_p,
    }
    return client.chat.completions.create(**params).choices[0].message.content


print(ask("glm", "glm-4.5", "hi"))
print(ask("deepseek", "deepseek-chat", "hi"))
"""
SENT = "messages=[], temperature=0.7, top_p=0.8"
PROGRAMS = {
    "an address from a table": (TABLE, "deepseek-chat"),
    "an address that callers pass": (
        "import openai\n\n\ndef ask(url, model):\n"
        f"    return openai.OpenAI(base_url=url).chat.completions.create(model=model, {SENT})\n\n\n"
        'ask("https://api.z.ai/api/paas/v4", "glm-4.5")\n'
        'ask("https://api.moonshot.cn/v1", "kimi-k2")\n',
        "kimi-k2",
    ),
    "a client that callers pass": (
        f"def ask(client, model):\n"
        f"    return client.chat.completions.create(model=model, {SENT})\n\n\n"
        'ask(make("glm"), "glm-4.5")\nask(make("qwen"), "qwen-plus")\n',
        "qwen-plus",
    ),
    "a client from the environment": (
        "import openai\n\nclient = openai.OpenAI()\n"
        'for model in ["glm-4.5", "gpt-4o"]:\n'
        f"    client.chat.completions.create(model=model, {SENT})\n",
        "gpt-4o",
    ),
    "a method of a class": (
        "import openai\n\n\nclass Llm:\n    def __init__(self, url, model):\n"
        "        self.client, self.model = openai.OpenAI(base_url=url), model\n\n"
        "    def ask(self):\n"
        f"        return self.client.chat.completions.create(model=self.model, {SENT})\n\n\n"
        'Llm(A, "glm-4.5").ask()\nLlm(B, "mistral-large").ask()\n',
        "mistral-large",
    ),
    "a conditional": (
        "import sys\nimport openai\n\nURL = sys.argv[1]\n"
        'model = "glm-4.5" if "z.ai" in URL else "gpt-4o-mini"\n'
        f"openai.OpenAI(base_url=URL).chat.completions.create(model=model, {SENT})\n",
        "gpt-4o-mini",
    ),
}


def sampling(text: str) -> Found:
    (one,) = found(text, "GLM201")
    return one


@pytest.mark.parametrize(("text", "other"), PROGRAMS.values(), ids=PROGRAMS)
def test_the_fix_names_the_other_vendors_model(text: str, other: str) -> None:
    one = sampling(text)

    assert one.fix == "unsafe"
    assert NOTE.format(other) in one.advice


def test_a_known_address_needs_no_second_reason() -> None:
    text = (
        "import openai\n\nclient = openai.OpenAI(base_url='https://openrouter.ai/api/v1')\n"
        'for model in ["z-ai/glm-4.5", "openai/gpt-4o"]:\n'
        f"    client.chat.completions.create(model=model, {SENT})\n"
    )

    assert sampling(text).advice == NOTE.format("openai/gpt-4o")


def test_one_vendor_alone_is_not_called_several() -> None:
    text = TABLE.replace('print(ask("deepseek", "deepseek-chat", "hi"))\n', "")

    assert "can ask" not in sampling(text).advice


STREAM = (
    "from zai import ZaiClient\n\n\ndef ask(model):\n"
    "    return ZaiClient().chat.completions.create(\n"
    '        model=model, messages=[], stream=True, tools=[{"type": "function"}]\n    )\n\n\n'
    'for chunk in ask("glm-4.6"):\n    print(chunk.choices)\n'
)


def test_the_flag_of_tool_streams_is_told_for_the_model_that_takes_it() -> None:
    (one,) = found(STREAM + 'ask("glm-4.5v")\n', "GLM401")

    assert (one.fix, one.advice) == (
        "",
        "the same call can use glm-4.5v, which may not take it; set it for others only",
    )


def test_no_flag_is_asked_for_where_no_model_takes_it() -> None:
    assert found(STREAM.replace("4.6", "4.5v"), "GLM401") == []
