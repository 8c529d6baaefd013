"""Frameworks: objects that hold a model, settings beside it, and what is told to them later."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace
from tests.end_to_end.kinds.tried import fixed_text, fixes, found

URL = "https://api.z.ai/api/paas/v4"
PYDANTIC = (
    "from openai import AsyncOpenAI\nfrom pydantic_ai import Agent\n"
    "from pydantic_ai.models.openai import OpenAIChatModel, OpenAIChatModelSettings\n"
    "from pydantic_ai.providers.openai import OpenAIProvider\n"
    "from pydantic_ai.settings import ModelSettings\n\n"
)
PROVIDER = f'provider=OpenAIProvider(base_url="{URL}", api_key="k")'
AGENTS = (
    "from agents import Agent, ModelSettings, OpenAIChatCompletionsModel\n"
    "from agents.extensions.models.litellm_model import LitellmModel\n"
    "from openai import AsyncOpenAI\n\n"
    f'client = AsyncOpenAI(api_key="k", base_url="{URL}")\n'
)
BOTH = "temperature=0.3, top_p=0.7"

SET = {
    "DSPy, by position": f'import dspy\n\ndspy.LM("openai/glm-4.5", api_base="{URL}", {BOTH})\n',
    "DSPy, by name": f'import dspy\n\ndspy.LM(model="openai/glm-4.5", api_base="{URL}", {BOTH})\n',
    "DSPy, by the route": f'from dspy import LM\n\nLM("zai/glm-4.5", {BOTH})\n',
    "smolagents": (
        "from smolagents import OpenAIServerModel\n\n"
        f'OpenAIServerModel(model_id="glm-4.5", api_base="{URL}", {BOTH})\n'
    ),
    "smolagents, by the route": (
        f'from smolagents import LiteLLMModel\n\nLiteLLMModel("zai/glm-4.5", {BOTH})\n'
    ),
    "LiteLLM": f'import litellm\n\nlitellm.completion("zai/glm-4.5", messages=[], {BOTH})\n',
    "LangChain's ChatLiteLLM": (
        f'from langchain_litellm import ChatLiteLLM\n\nChatLiteLLM(model="zai/glm-4.5", {BOTH})\n'
    ),
    "LangChain's ChatAnthropic": (
        "from langchain_anthropic import ChatAnthropic\n\n"
        f'ChatAnthropic(model="glm-4.5", base_url="https://api.z.ai/api/anthropic", {BOTH})\n'
    ),
    "Pydantic AI, a dict of settings": PYDANTIC
    + 'Agent("zai:glm-4.5", model_settings={"temperature": 0.3, "top_p": 0.7})\n',
    "Pydantic AI, a record of settings": PYDANTIC
    + f'Agent("zai:glm-4.5", model_settings=ModelSettings({BOTH}))\n',
    "Pydantic AI, settings with a name": PYDANTIC
    + f'OPTIONS = ModelSettings({BOTH})\nAgent("zai:glm-4.5", model_settings=OPTIONS)\n',
    "Pydantic AI, settings of the model": PYDANTIC
    + f'OpenAIChatModel("glm-4.5", {PROVIDER}, settings=OpenAIChatModelSettings({BOTH}))\n',
    "Pydantic AI, settings of the agent of a model": PYDANTIC
    + f'model = OpenAIChatModel("glm-4.5", {PROVIDER})\n'
    + f"Agent(model, model_settings=ModelSettings({BOTH}))\n",
    "Pydantic AI, settings of both": PYDANTIC
    + f'model = OpenAIChatModel("glm-4.5", {PROVIDER}, settings={{"top_p": 0.7}})\n'
    + 'Agent(model=model, model_settings={"temperature": 0.3})\n',
    "Pydantic AI, settings of a run": PYDANTIC
    + f'model = OpenAIChatModel("glm-4.5", {PROVIDER})\nagent = Agent(model)\n'
    + 'agent.run_sync("hi", model_settings={"temperature": 0.3, "top_p": 0.7})\n',
    "Pydantic AI, the provider's client": PYDANTIC
    + f'client = AsyncOpenAI(base_url="{URL}")\n'
    + 'model = OpenAIChatModel("glm-4.5", provider=OpenAIProvider(openai_client=client))\n'
    + f"Agent(model, model_settings=ModelSettings({BOTH}))\n",
    "OpenAI Agents": AGENTS
    + 'Agent(name="a", model=OpenAIChatCompletionsModel(model="glm-4.5", openai_client=client),'
    + f" model_settings=ModelSettings({BOTH}))\n",
    "OpenAI Agents, the client by position": AGENTS
    + 'model = OpenAIChatCompletionsModel("glm-4.5", client)\n'
    + f'Agent(name="a", model=model, model_settings=ModelSettings({BOTH}))\n',
    "OpenAI Agents, a client for all": AGENTS
    + "from agents import set_default_openai_client\n\nset_default_openai_client(client)\n"
    + f'Agent(name="a", model="glm-4.5", model_settings=ModelSettings({BOTH}))\n',
    "OpenAI Agents, by the route": AGENTS
    + 'Agent(name="a", model=LitellmModel(model="zai/glm-4.5"),'
    + f" model_settings=ModelSettings({BOTH}))\n",
    "LangChain, bound": (
        "from langchain_openai import ChatOpenAI\n\n"
        f'llm = ChatOpenAI(model="glm-4.5", base_url="{URL}", temperature=0.3)\n'
        'llm.bind(top_p=0.7, stop=["#"]).invoke("hi")\n'
    ),
}


@pytest.mark.parametrize("text", SET.values(), ids=SET)
def test_the_id_moves_and_one_of_two_samplers_goes(text: str) -> None:
    fixed = fixed_text(text)

    assert fixed == (
        text.replace("glm-4.5", "glm-4.6")
        .replace(", top_p=0.7)", ")")
        .replace("bind(top_p=0.7, stop", "bind(stop")
        .replace(', "top_p": 0.7}', "}")
        .replace('{"top_p": 0.7}', "{}")
    )


@pytest.mark.parametrize("text", SET.values(), ids=SET)
def test_what_is_set_is_not_left_to_the_server(text: str) -> None:
    assert [one.code for one in found(text, "GLM201", "GLM202", "GLM903")] == ["GLM201"]


@pytest.mark.parametrize("text", SET.values(), ids=SET)
def test_the_same_of_another_vendor_is_silent(text: str) -> None:
    other = (
        text.replace("glm-4.5", "gpt-4o")
        .replace("zai/", "openai/")
        .replace("zai:", "openai:")
        .replace(URL, "https://api.openai.com/v1")
        .replace("https://api.z.ai/api/anthropic", "https://api.anthropic.com")
    )

    assert found(other) == []


def test_a_model_and_its_agent_are_one_question(workspace: Workspace) -> None:
    text = PYDANTIC + f'model = OpenAIChatModel("glm-4.5", {PROVIDER})\ncustom = Agent(model)\n'
    workspace.write({"app.py": text})

    assert [one.split()[1] for one in workspace.findings()] == ["GLM202", "GLM101"]
    assert len(workspace.report()["calls"]) == 1


def test_a_model_that_is_also_used_as_it_is_keeps_its_own_question() -> None:
    text = (
        PYDANTIC
        + f'model = OpenAIChatModel("glm-4.5", {PROVIDER})\nplain = Agent(model)\n'
        + f"warm = Agent(model, model_settings=ModelSettings({BOTH}))\nplain.run_sync('hi')\n"
    )

    assert sorted(one.code for one in found(text, "GLM201", "GLM202")) == ["GLM201", "GLM202"]


def test_a_model_of_another_file_is_one_question(workspace: Workspace) -> None:
    workspace.write(
        {
            "models.py": PYDANTIC + f'fast = OpenAIChatModel("glm-4.5", {PROVIDER})\n',
            "app.py": PYDANTIC
            + "from models import fast\n\n"
            + f"agent = Agent(fast, model_settings=ModelSettings({BOTH}))\n",
        }
    )

    assert [one.split()[1] for one in workspace.findings()] == ["GLM201", "GLM101"]


def test_settings_that_are_not_seen_are_said_to_hide_something(workspace: Workspace) -> None:
    text = PYDANTIC + 'agent = Agent("zai:glm-4.6", model_settings=load())\n'
    workspace.write({"app.py": text})
    items = {item["key"]: item["state"] for item in workspace.report()["items"]}

    assert [one.split()[1] for one in workspace.findings()] == ["GLM903"]
    assert items["sampling"] == "cannot see"


def test_thinking_in_the_extra_body_of_settings_is_seen() -> None:
    text = (
        PYDANTIC
        + 'Agent("zai:glm-4-plus", model_settings=ModelSettings(max_tokens=100, '
        + 'extra_body={"thinking": {"type": "disabled"}}))\n'
    )

    assert found(text, "GLM301", "GLM302", "GLM303") == []
    assert fixes(text, "GLM101") == ["safe"]


def test_a_tool_choice_in_settings_is_judged() -> None:
    text = AGENTS + (
        'Agent(name="a", model=OpenAIChatCompletionsModel("glm-4.6", client),'
        ' model_settings=ModelSettings(tool_choice="required"))\n'
    )

    assert [one.message for one in found(text)] == ["tool_choice must be auto"]


# ---- LangChain's methods

MADE = (
    "from langchain_openai import ChatOpenAI\n\n"
    f'llm = ChatOpenAI(model="glm-4.6", base_url="{URL}")\n'
)
STREAMED = {
    "in one expression": 'for one in llm.bind_tools([add]).stream("hi"):\n    print(one.content)\n',
    "through a name": (
        'bound = llm.bind_tools([add])\nfor one in bound.stream("hi"):\n    print(one)\n'
    ),
    "asynchronous": "async def ask():\n    async for one in llm.bind_tools([add]).astream('hi'):\n"
    "        print(one.content)\n",
    "in a pipe": 'chain = prompt | llm.bind_tools([add])\nfor one in chain.stream("hi"):\n'
    "    print(one)\n",
    "with retries": 'for one in llm.bind_tools([add]).with_retry().stream("hi"):\n    print(one)\n',
}


@pytest.mark.parametrize("body", STREAMED.values(), ids=STREAMED)
def test_tools_that_are_bound_and_streamed_want_the_flag(body: str) -> None:
    assert [(one.code, one.fix) for one in found(MADE + body)] == [("GLM401", "unsafe")]
    assert (
        fixed_text(MADE + body, unsafe=True)
        == MADE.replace(f'"{URL}")', f'"{URL}", extra_body={{"tool_stream": True}})') + body
    )


def test_an_object_that_always_streams_wants_the_flag_for_bound_tools() -> None:
    text = MADE.replace(")\n", ", streaming=True)\n") + 'llm.bind_tools([add]).invoke("hi")\n'

    assert [one.code for one in found(text)] == ["GLM401"]


UNTOLD = {
    "no tools": 'for one in llm.stream("hi"):\n    print(one.content)\n',
    "no stream": 'llm.bind_tools([add]).invoke("hi")\n',
    "a method of something else": "db.bind(top_p=1)\nengine.stream('x')\n",
}


@pytest.mark.parametrize("body", UNTOLD.values(), ids=UNTOLD)
def test_nothing_is_asked_without_tools_in_a_stream(body: str) -> None:
    assert found(MADE + body) == []


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ("", "response_format does not support json_schema"),
        (', method="json_schema"', "response_format does not support json_schema"),
        (', method="function_calling"', "tool_choice must be auto"),
        (', method="json_mode"', ""),
    ],
)
def test_a_structured_output_is_asked_for_as_the_method_says(method: str, message: str) -> None:
    text = MADE + f"llm.with_structured_output(Person{method}).invoke('hi')\n"

    assert [one.message for one in found(text)] == ([message] if message else [])


def test_a_class_of_ones_own_is_no_agent_of_a_framework() -> None:
    text = {
        "agents.py": "class Agent:\n    def __init__(self, model, model_settings):\n        pass\n",
        "app.py": "from agents import Agent\n\nAgent(model=load('glm-4.6'), model_settings=1)\n",
    }

    assert found(text) == []
