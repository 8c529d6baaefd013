"""Values that fit a schema, the same every time."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import validate

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
