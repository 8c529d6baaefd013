"""A JSON schema → one value that it takes: short, readable, and the same every time.

It covers what tool definitions use. What it can't satisfy is left to `hypothesis-jsonschema`, where
that is installed (extra `verify`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from glm_migrate.runner.verification.script import Json, Object

_DEEPEST = 6
_FORMATS = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "email": "user@example.com",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "hostname": "example.com",
}
Schema = Mapping[str, Any]


def value_for(schema: object, word: str = "value", seed: int = 0) -> Json:
    """A value for `schema`; texts begin with `word`, which tells one answer from another."""
    if not isinstance(schema, Mapping):
        return {}
    made = _Maker(schema, word).value(schema, 0)
    return made if fits(made, schema) else _searched(schema, seed, made)


class _Maker:
    """Makes values for the parts of one schema."""

    def __init__(self, root: Schema, word: str) -> None:
        self._root = root
        self._word = word

    def value(self, schema: Schema, depth: int) -> Json:
        schema = self._merged(schema, depth)
        for name in ("const", "default"):
            if name in schema:
                return cast(Json, schema[name])
        for name in ("enum", "examples"):
            if isinstance(schema.get(name), list) and schema[name]:
                return cast(Json, schema[name][0])
        return self._of_kind(_kind(schema), schema, depth)

    def _merged(self, schema: Schema, depth: int) -> Schema:
        """`schema` with what it refers to, and the first of its alternatives."""
        if depth > _DEEPEST:
            return {}
        if "$ref" in schema:
            return self._merged(self._referred(str(schema["$ref"])), depth + 1)
        for name in ("anyOf", "oneOf", "allOf"):
            parts = [one for one in schema.get(name, ()) if isinstance(one, Mapping)]
            rest = {key: one for key, one in schema.items() if key != name}
            for part in parts if name == "allOf" else parts[:1]:
                rest = _joined(rest, self._merged(part, depth + 1))
            schema = rest
        return schema

    def _referred(self, pointer: str) -> Schema:
        found: Any = self._root
        for step in pointer.removeprefix("#").strip("/").split("/"):
            found = found.get(step, {}) if isinstance(found, Mapping) else {}
        return found if isinstance(found, Mapping) else {}

    def _of_kind(self, kind: str, schema: Schema, depth: int) -> Json:
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            items = schema.get("items")
            count = max(int(schema.get("minItems", 1)), 0 if depth >= _DEEPEST else 1)
            inner = items if isinstance(items, Mapping) else {"type": "string"}
            return [self.value(inner, depth + 1) for _ in range(count)]
        if kind in ("integer", "number"):
            return _number(schema, whole=kind == "integer")
        if kind == "string":
            return self._text(schema)
        return True if kind == "boolean" else None

    def _object(self, schema: Schema, depth: int) -> Object:
        properties = schema.get("properties", {})
        wanted = properties if depth < 2 else schema.get("required", ())
        made: Object = {}
        for name in wanted:
            inner = properties.get(name, {})
            made[name] = self.value(inner if isinstance(inner, Mapping) else {}, depth + 1)
        for name in schema.get("required", ()):
            made.setdefault(name, self._word)
        return made

    def _text(self, schema: Schema) -> str:
        text = _FORMATS.get(str(schema.get("format")), self._word)
        least, most = int(schema.get("minLength", 0)), schema.get("maxLength")
        text = text + "x" * max(0, least - len(text))
        return text[: int(most)] if most is not None else text


def _joined(one: Schema, other: Schema) -> dict[str, Any]:
    both = {**other, **one}
    for name in ("properties", "required"):
        if name in one and name in other:
            either = (*other[name], *one[name])
            both[name] = (
                list(dict.fromkeys(either)) if name == "required" else {**other[name], **one[name]}
            )
    return both


def _kind(schema: Schema) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        return str(next((one for one in kind if one != "null"), "null"))
    if isinstance(kind, str):
        return kind
    return "object" if "properties" in schema or "required" in schema else "string"


def _number(schema: Schema, *, whole: bool) -> Json:
    low, high = schema.get("minimum"), schema.get("maximum")
    if (above := schema.get("exclusiveMinimum")) is not None and not isinstance(above, bool):
        low = above + (1 if whole else 0.5)
    if (below := schema.get("exclusiveMaximum")) is not None and not isinstance(below, bool):
        high = below - (1 if whole else 0.5)
    value: float = low if low is not None else 1 if high is None else min(1, high)
    step = schema.get("multipleOf")
    if step and value % step:
        value += step - value % step
    return int(-(-value // 1)) if whole else value


def fits(value: Json, schema: Schema) -> bool:
    """Whether the schema takes it; without `jsonschema` that is taken for granted."""
    try:
        from jsonschema import validators
    except ImportError:
        return True
    try:
        return bool(validators.validator_for(schema)(schema).is_valid(value))
    except Exception:  # no schema after all, or one that refers to what is not there
        return True


def _searched(schema: Schema, seed: int, otherwise: Json) -> Json:
    """A value that `hypothesis-jsonschema` finds; `otherwise` where it isn't installed or fails."""
    try:
        import hypothesis
        from hypothesis_jsonschema import from_schema
    except ImportError:
        return otherwise
    found: list[Json] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=1,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(from_schema(dict(schema)))
    def keep(value: Json) -> None:
        found.append(value)

    try:
        keep()
    except Exception:
        return otherwise
    return found[-1] if found else otherwise
