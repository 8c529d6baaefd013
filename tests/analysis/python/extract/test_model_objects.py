"""Objects that hold a model: what they are asked with, and where."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.interface import ResolvedValue
from glm_migrate.analysis.python.extract.model_objects import object_of, over
from glm_migrate.model.calls import ChatCall, Host
from tests.analysis.python.reading import module

URL = "https://api.z.ai/api/paas/v4"
IMPORTS = (
    "from agents import Agent, ModelSettings, OpenAIChatCompletionsModel\n"
    "from openai import OpenAI\nfrom langchain_openai import ChatOpenAI\n"
)


def made(code: str, name: str) -> ChatCall | None:
    """The object that the last call of `name` makes."""
    read = module(f"{IMPORTS}{code}\n")
    node = read.symbols.by_called[name][-1]
    return object_of(ResolvedValue(read, node, read.symbols.points[node]), frozenset())


def test_an_object_has_the_model_and_the_address_of_the_one_that_it_is_given() -> None:
    found = made(
        f"c = OpenAI(base_url='{URL}')\n"
        "m = OpenAIChatCompletionsModel('glm-4.5', c)\n"
        "Agent(model=m, model_settings=ModelSettings(top_p=1))",
        "Agent",
    )

    assert found is not None
    assert found.client.endpoint.host is Host.NATIVE
    assert found.model.constants == ("glm-4.5",)
    assert found.sends("top_p")
    assert len(found.holds) == 1


@pytest.mark.parametrize("code", ["make()", "Agent('a').run()", "OpenAI()"])
def test_what_holds_no_model(code: str) -> None:
    read = module(f"{IMPORTS}{code}\n")
    node = read.symbols.calls[-1] if code != "Agent('a').run()" else read.symbols.calls[0]
    assert isinstance(node, cst.Call)

    assert object_of(ResolvedValue(read, node, read.symbols.points[node]), frozenset()) is None


def test_of_two_objects_what_is_sent_is_not_certain() -> None:
    first = made("ChatOpenAI(model='glm-4.5', temperature=1)", "ChatOpenAI")
    second = made("ChatOpenAI(model='glm-4')", "ChatOpenAI")
    outer = made("ChatOpenAI(top_p=1)", "ChatOpenAI")
    assert first is not None
    assert second is not None
    assert outer is not None

    found = over(outer, [first, second])

    assert found.model.constants == ("glm-4.5", "glm-4")
    assert [(one.name, one.conditional) for one in found.arguments[1:]] == [
        ("top_p", False),
        ("temperature", True),
    ]
