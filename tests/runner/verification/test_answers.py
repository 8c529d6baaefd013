"""Answers fit what is asked for, are the same every time, and come to an end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import validate

from glm_migrate.runner.verification.answers import answer
from glm_migrate.runner.verification.scenarios import BY_NAME, CALM, CUT_ONCE, SCENARIOS, cut_at
from glm_migrate.runner.verification.schema_values import value_for

WEATHER = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "minLength": 9},
        "unit": {"enum": ["celsius", "fahrenheit"]},
        "days": {"type": "integer", "minimum": 2, "multipleOf": 2, "exclusiveMaximum": 9},
        "when": {"type": "string", "format": "date"},
        "places": {"type": "array", "items": {"$ref": "#/$defs/place"}, "minItems": 2},
        "note": {"anyOf": [{"type": "null"}, {"type": "string"}]},
        "whole": {"allOf": [{"type": "object", "required": ["a"]}, {"properties": {"a": {}}}]},
    },
    "required": ["city", "unknown"],
    "$defs": {"place": {"type": "object", "properties": {"x": {"type": "number"}}}},
}


def body(**change: Any) -> dict[str, Any]:
    tool = {"type": "function", "function": {"name": "weather", "parameters": WEATHER}}
    return {"messages": [{"role": "user", "content": "x"}], "tools": [tool], **change}


@pytest.mark.parametrize(
    "schema",
    [
        WEATHER,
        {"type": "string", "maxLength": 2},
        {"type": ["null", "integer"], "maximum": -3},
        {"const": 5},
        {"type": "boolean"},
        {"type": "array"},
        {"properties": {"a": {"default": 7}}},
        {"type": "number", "exclusiveMinimum": 1},
        {},
    ],
)
def test_a_value_fits_its_schema(schema: dict[str, Any]) -> None:
    validate(value_for(schema, "word"), schema)


def test_what_is_hard_is_left_to_the_library() -> None:
    pytest.importorskip("hypothesis_jsonschema")
    schema = {"type": "string", "pattern": "^[0-9]{3}-[a-z]+$"}

    validate(value_for(schema), schema)
    assert value_for(schema) == value_for(schema)


def test_no_schema_is_no_error() -> None:
    assert value_for(None) == {}
    assert value_for({"$ref": "#/nowhere"}) == "value"
    assert value_for({"type": "object", "properties": {"a": {"$ref": "#"}}}) is not None


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


def test_scenarios_have_names_of_their_own_and_change_something() -> None:
    script = answer(body())
    played = [one.change(script) for one in (CALM, CUT_ONCE, *SCENARIOS)]

    assert list(BY_NAME) == [one.name for one in SCENARIOS]
    assert len({repr(one) for one in played}) == len(played)
    assert cut_at('{"city": "x"}') == len('{"cit') + 1
