"""Answers fit what is asked for, are the same every time, and come to an end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from glm_migrate.runner.verification.answers import answer
from tests.runner.verification.test_schema_values import WEATHER


def body(**change: Any) -> dict[str, Any]:
    tool = {"type": "function", "function": {"name": "weather", "parameters": WEATHER}}
    return {"messages": [{"role": "user", "content": "x"}], "tools": [tool], **change}


def test_tools_are_called_until_they_have_answered() -> None:
    first = answer(body())
    messages = [*body()["messages"], {"role": "tool", "content": "21"}]

    assert [call.name for call in first.calls] == ["weather", "weather"]
    assert first.calls[0].arguments != first.calls[1].arguments
    assert answer(body(messages=messages)).calls == ()
    assert answer(body(messages=[*messages, {"role": "user", "content": "y"}])).calls
    assert answer(body(), calls=1).calls[1:] == ()
    assert answer(body(), calls=0).calls == ()


def test_the_same_request_gets_the_same_answer_whatever_model_it_asks() -> None:
    assert answer(body(model="glm-4.5")) == answer(body(model="glm-4.6", temperature=1))
    assert answer(body()) != answer(body(), seed=1)


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        ({"response_format": {"type": "json_object"}}, ["answer"]),
        (
            {
                "response_format": {"type": "json_object"},
                "messages": [{"role": "user", "content": 'Say {"topic": "bill"}.'}],
            },
            ["topic"],
        ),
        (
            {"response_format": {"type": "json_schema", "json_schema": {"schema": WEATHER}}},
            sorted([*WEATHER["properties"], "unknown"]),
        ),
    ],
)
def test_an_answer_in_json_is_json(change: dict[str, Any], keys: list[str]) -> None:
    assert sorted(json.loads(answer(body(tools=None, **change)).content)) == keys
