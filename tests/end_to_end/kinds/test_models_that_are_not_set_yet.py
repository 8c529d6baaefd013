"""`None` and an empty text mean "not set yet"; a client of the vendor asks no other vendor."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, found

ZAI = "from zai import ZaiClient\n\n\n"
ASK = (
    "        return self.client.chat.completions.create(\n"
    '            model=self.model, messages=[{{"role": "user", "content": text}}], {}\n        )\n'
)
BOTH = "temperature=0.5, top_p=0.7"

# What a class has before `use` sets the id.
PLACEHOLDERS = {
    "an empty text in the constructor": (
        '    def __init__(self, model=""):\n        self.client = ZaiClient()\n'
        '        self.model = ""\n'
    ),
    "None in the body of the class": (
        "    model = None\n\n    def __init__(self):\n        self.client = ZaiClient()\n"
    ),
    "None with a type": (
        "    model: str | None = None\n\n    def __init__(self):\n"
        "        self.client = ZaiClient()\n"
    ),
    "an empty text in the body of the class": (
        '    model = ""\n\n    def __init__(self):\n        self.client = ZaiClient()\n'
    ),
    "None in the constructor": (
        "    def __init__(self):\n        self.client, self.model = ZaiClient(), None\n"
    ),
    "both": (
        '    model = ""\n\n    def __init__(self):\n        self.client = ZaiClient()\n'
        "        self.model = None\n"
    ),
}


def bot(placeholder: str, sent: str, id: str = "glm-4.5") -> str:
    use = f'\n    def use(self):\n        self.model = "{id}"\n'
    ask = f"\n    def ask(self, text):\n{ASK.format(sent)}"
    return f"{ZAI}class Chat:\n{placeholder}{use}{ask}"


@pytest.mark.parametrize("placeholder", PLACEHOLDERS.values(), ids=PLACEHOLDERS)
def test_a_model_that_is_not_set_yet_is_no_other_model(placeholder: str) -> None:
    after = fixed_text(bot(placeholder, BOTH))

    assert after == bot(placeholder, "temperature=0.5", "glm-4.6")


@pytest.mark.parametrize("placeholder", PLACEHOLDERS.values(), ids=PLACEHOLDERS)
def test_the_flag_of_tool_streams_does_not_wait_for_it(placeholder: str) -> None:
    sent = 'stream=True, tools=[{"type": "function", "function": {"name": "f"}}]'

    assert [one.code for one in found(bot(placeholder, sent), "GLM401")] == ["GLM401"]


INIT = "    def __init__(self{}):\n        self.model = {}\n"
FOREIGN = {
    "a default of a parameter": INIT.format(', model="gpt-3.5-turbo"', "model"),
    "an attribute of the class": '    model = "deepseek-chat"\n\n    def __init__(self):\n',
    "a default that is not used": INIT.format(', model="qwen-plus"', '"claude-3-opus"'),
    "upper case": '    model = "GPT-4o"\n\n    def __init__(self):\n',
    "no id that is known": '    model = "65f0a1b2c3d4"\n\n    def __init__(self):\n',
    "None": "    model = None\n\n    def __init__(self):\n",
}


def test_a_model_of_ones_own_is_known_by_what_it_was_tuned_from() -> None:
    start = '    model = "glm-4-flash:acct:tuned:1"\n\n    def __init__(self):\n'

    assert found(foreign(start, "ZaiClient()")) == []


def foreign(start: str, client: str, sent: str = BOTH) -> str:
    ask = f"\n    def ask(self, text):\n{ASK.format(sent)}"
    module = {"ZhipuAI": "zhipuai", "ZaiClient": "zai"}.get(client.partition("(")[0], "openai")
    head = f"from {module} import {client.partition('(')[0]}\n\n\nclass Chat:\n"
    return f"{head}{start}        self.client = {client}\n{ask}"


CLIENTS = {
    "zhipuai": 'ZhipuAI(api_key="k")',
    "zai": "ZaiClient()",
    "openai at Z.AI": 'OpenAI(base_url="https://api.z.ai/api/paas/v4")',
}


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
@pytest.mark.parametrize("start", FOREIGN.values(), ids=FOREIGN)
def test_who_asks_the_vendor_asks_glm(start: str, client: str) -> None:
    text = foreign(start, client)

    assert fixes(text, "GLM201") == ["unsafe"]
    assert len(found(text, "GLM903")) == 1
    assert "GLM101" not in {one.code for one in found(text)}


@pytest.mark.parametrize("start", FOREIGN.values(), ids=FOREIGN)
def test_another_client_asks_whom_its_id_names(start: str) -> None:
    assert found(foreign(start, "OpenAI()")) == []


NAMELESS = {
    "None": "model=None",
    "an empty text": 'model=""',
    "a parameter": "model=model",
    "an environment variable without a default": 'model=os.environ["M"]',
    "no model at all": "temperature=0.5",
    "a spread": "**options",
}


@pytest.mark.parametrize("sent", NAMELESS.values(), ids=NAMELESS)
@pytest.mark.parametrize("made", ["zai import ZaiClient", "zhipuai import ZhipuAI"])
def test_a_client_of_the_vendor_without_a_known_id_is_told(sent: str, made: str) -> None:
    name = made.rpartition(" ")[2]
    text = (
        f"import os\nfrom {made}\n\n\ndef ask(model, options):\n"
        f"    return {name}(api_key='k').chat.completions.create(messages=[], {sent})\n"
    )

    assert [one.code for one in found(text, "GLM903")] == ["GLM903"]


def test_another_vendors_id_does_not_keep_a_call_of_the_vendor_from_its_fix() -> None:
    text = (
        'import sys\nfrom zai import ZaiClient\n\nmodel = "glm-4.6" if sys.argv else "gpt-4o"\n'
        "ZaiClient().chat.completions.create(model=model, messages=[], {})\n"
    )

    assert fixed_text(text.format(BOTH)) == text.format("temperature=0.5")
