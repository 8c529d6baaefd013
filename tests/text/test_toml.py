"""TOML that may come from anybody."""

from __future__ import annotations

import time

import pytest

from glm_migrate.text.toml import MAX_DEPTH, MAX_PARTS, NotToml, parse


def test_what_people_write_is_read() -> None:
    text = 'a.b = "x.y]["  # [\n[t]\nc = [1, {d = 2}]\n'

    assert parse(text) == {"a": {"b": "x.y]["}, "t": {"c": [1, {"d": 2}]}}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("a = ", "at end of document", id="no TOML"),
        pytest.param("\na = " + "[" * (MAX_DEPTH + 1), "nested brackets .at line 2", id="deep"),
        pytest.param(".".join("a" * (MAX_PARTS + 1)) + " = 1", "parts", id="a long key"),
        pytest.param(
            "a = " + "1" * 5000, "integer string|int", id="a number that Python may refuse"
        ),
    ],
)
def test_all_else_is_refused_with_its_line(text: str, why: str) -> None:
    with pytest.raises(NotToml, match=why):
        parse(text)


@pytest.mark.parametrize("text", ["[" * 500_000, "a." * 500_000])
def test_what_would_cost_too_much_is_refused_at_once(text: str) -> None:
    began = time.monotonic()
    with pytest.raises(NotToml):
        parse(text)

    assert time.monotonic() - began < 5


def test_as_much_as_is_allowed_is_read() -> None:
    assert parse("a = " + "[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert parse(".".join("a" * MAX_PARTS) + " = 1")
