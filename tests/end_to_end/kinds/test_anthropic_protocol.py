"""Calls of the vendor's Anthropic-style endpoint: `messages.create` and `messages.stream`."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace
from tests.end_to_end.kinds.tried import fixed_text, fixes, found, reasons

MADE = (
    "import anthropic\n\n"
    'client = anthropic.Anthropic(api_key="k", base_url="https://api.z.ai/api/anthropic")\n'
)
ASK = 'client.messages.create(model="glm-4.5", max_tokens=4096, messages=[])\n'

RENAMED = {
    "create": MADE + ASK,
    "a stream": MADE
    + 'with client.messages.stream(model="glm-4.5", max_tokens=4096, messages=[]) as events:\n'
    "    for text in events.text_stream:\n        print(text)\n",
    "events": MADE
    + 'for event in client.messages.create(model="glm-4.5", max_tokens=4096, messages=[], '
    "stream=True):\n    print(event)\n",
    "the beta": MADE + ASK.replace("client.", "client.beta."),
    "a raw response": MADE + ASK.replace("create(", "with_raw_response.create("),
    "a name for the messages": MADE
    + "ask = client.messages\n"
    + ASK.replace("client.messages", "ask"),
    "a name for the method": MADE
    + "ask = client.messages.create\n"
    + ASK.replace("client.messages.create", "ask"),
    "a spread": MADE
    + 'body = {"model": "glm-4.5", "max_tokens": 4096}\n'
    + "client.messages.create(messages=[], **body)\n",
    "an attribute, asynchronous, in China": (
        "from anthropic import AsyncAnthropic\n\n\nclass Bot:\n    def __init__(self):\n"
        '        self.client = AsyncAnthropic(base_url="https://open.bigmodel.cn/api/anthropic")\n'
        '        self.model = "glm-4.5"\n\n    async def ask(self):\n'
        "        return await self.client.messages.create(\n"
        "            model=self.model, max_tokens=4096, messages=[]\n        )\n"
    ),
}


@pytest.mark.parametrize("text", RENAMED.values(), ids=RENAMED)
def test_the_id_is_renamed_safely(text: str) -> None:
    assert fixed_text(text) == text.replace("glm-4.5", "glm-4.6")


@pytest.mark.parametrize("name", ["temperature", "top_p"])
def test_a_sampling_keyword_moves_to_where_the_sdk_takes_it(name: str) -> None:
    text = MADE + ASK.replace(", messages", f", {name}=0.3, messages")

    assert fixes(text, "GLM601") == ["safe"]
    assert fixed_text(text, "GLM601") == text.replace(
        f"{name}=0.3", f'extra_body={{"{name}": 0.3}}'
    )


@pytest.mark.parametrize(
    ("declared", "codes"),
    [
        ("anthropic<1", ["GLM101"]),
        ("anthropic==0.40.0", ["GLM101"]),
        ("anthropic>=0.40", ["GLM101", "GLM601"]),
        ("anthropic>=2", ["GLM101", "GLM601"]),
    ],
)
def test_a_version_that_takes_the_keyword_is_not_accused(
    workspace: Workspace, declared: str, codes: list[str]
) -> None:
    text = MADE + ASK.replace(", messages", ", temperature=0.3, messages")
    workspace.write({"app.py": text, "requirements.txt": f"{declared}\n"})

    assert sorted(one.split()[1] for one in workspace.findings()) == codes


def test_one_of_two_samplers_goes_and_the_other_moves() -> None:
    text = MADE + ASK.replace(", messages", ", temperature=0.3, top_p=0.7, messages")

    assert fixed_text(text) == MADE + ASK.replace("glm-4.5", "glm-4.6").replace(
        ", messages", ', extra_body={"temperature": 0.3}, messages'
    )


def test_a_model_that_comes_to_think_waits_for_the_readers_of_blocks() -> None:
    text = MADE + "print(" + ASK.replace("glm-4.5", "glm-4-plus").rstrip() + ".content[0].text)\n"

    assert fixed_text(text) == text
    assert "thinking block" in reasons(text, "GLM101")[0]


OTHERS = {
    "its own vendor": "import anthropic\n\nclient = anthropic.Anthropic()\n"
    + ASK.replace("glm-4.5", "claude-sonnet-4-5").replace(
        ", messages", ", temperature=1, messages"
    ),
    "a service of short messages": (
        "from twilio.rest import Client\n\nMODEL = 'glm-4.6'\nclient = Client('a', 'b')\n"
        "client.messages.create(body='hi', from_='+1', to='+2')\n"
    ),
    "short messages with options": (
        "MODEL = 'glm-4.6'\n\n\ndef send(client, **options):\n"
        "    client.messages.create(**options)\n"
    ),
    "messages of a thread": (
        "from openai import OpenAI\n\nclient = OpenAI()\nMODEL = 'glm-4.6'\n"
        "client.beta.threads.messages.create(thread_id='t', role='user', content='glm')\n"
    ),
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_nothing_is_said_of_other_messages(text: str) -> None:
    assert [one for one in found(text) if one.code != "GLM102"] == []


NATIVE_ONLY = {
    "a budget of thinking": 'thinking={"type": "enabled", "budget_tokens": 2048}',
    "a choice of tools": 'tool_choice={"type": "any"}',
    "a stream with tools": 'stream=True, tools=[{"name": "f", "input_schema": {}}]',
}


@pytest.mark.parametrize("argument", NATIVE_ONLY.values(), ids=NATIVE_ONLY)
@pytest.mark.parametrize("address", [', base_url="https://api.z.ai/api/anthropic"', ""])
def test_the_protocols_own_parameters_are_not_judged(argument: str, address: str) -> None:
    made = MADE.replace(', base_url="https://api.z.ai/api/anthropic"', address)
    text = made + ASK.replace("glm-4.5", "glm-4.6").replace(", messages", f", {argument}, messages")

    assert found(text) == []


def test_the_report_counts_the_call_and_does_not_see_its_events(workspace: Workspace) -> None:
    workspace.write({"app.py": RENAMED["a stream"].replace("glm-4.5", "glm-4.6")})
    report = workspace.report()
    states = {item["key"]: item["state"] for item in report["items"]}

    assert len(report["calls"]) == 1
    assert states["streaming"] == "cannot see"
