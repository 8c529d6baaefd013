"""What an object with a model is told later."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.later_parameters import later_calls
from tests.analysis.python.reading import module

MADE = "from langchain_openai import ChatOpenAI\nllm = ChatOpenAI(model='glm-4.5')\n"


@pytest.mark.parametrize(
    ("code", "sent"),
    [
        pytest.param("llm.bind(top_p=1)", [("model", "top_p")], id="keywords"),
        pytest.param("llm.bind(top_p=1).bind(stop=['#'])", [("model", "stop", "top_p")], id="two"),
        pytest.param(
            "llm.bind_tools(t).stream('x')", [("model", "stream", "tools")], id="tools in a stream"
        ),
        pytest.param("llm.bind_tools(t)", [], id="tools alone"),
        pytest.param("llm.stream('x')", [], id="a stream alone"),
        pytest.param("llm.bind()", [], id="nothing"),
        pytest.param("llm.with_structured_output(P)", [("model", "response_format")], id="format"),
        pytest.param("llm.with_structured_output(P, method=m)", [], id="format, not seen"),
        pytest.param("other.bind(top_p=1)", [], id="something else"),
    ],
)
def test_what_is_sent(code: str, sent: list[tuple[str, ...]]) -> None:
    calls = later_calls(module(f"{MADE}{code}\n"), frozenset())

    assert [tuple(one.name for one in call.arguments) for _, call in calls] == sent
