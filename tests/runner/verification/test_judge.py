"""What the target's API refuses, takes and drops: read off its facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glm_migrate import knowledge
from glm_migrate.knowledge.api_facts import api
from glm_migrate.runner.verification import judge, request_summary

BASE: dict[str, Any] = {"model": "glm-4.6", "messages": [{"role": "user", "content": "x"}]}
TOOLS = [{"type": "function", "function": {"name": "f"}}]
TARGET = knowledge.target("glm-4.6")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"thinking": True}, "1210"),
        ({"thinking": {"type": "on"}}, "1210"),
        ({"thinking": {"type": "disabled"}}, ""),
        ({"tool_stream": True}, "1210"),
        ({"tool_stream": True, "stream": True, "tools": TOOLS}, ""),
        ({"tools": TOOLS * 129}, "1210"),
        ({"user_id": "abc"}, "1214"),
        ({"messages": "hello"}, "1214"),
        ({"messages": ["hello"]}, "1214"),
        ({"model": "embedding-3"}, "1211"),
        ({"model": "glm-4.5-flash:acme:1"}, ""),
        ({"temperature": True}, ""),
        ({"seed": 1, "n": 2, "logprobs": True}, ""),
    ],
)
def test_what_is_refused(change: dict[str, Any], code: str) -> None:
    found = judge.refusal({**BASE, **change}, TARGET)

    assert (found.code if found else "") == code


def test_a_target_of_ones_own_has_its_own_ranges_and_id() -> None:
    made_up = knowledge.target(str(Path(__file__).parents[2] / "knowledge/targets/made-up.toml"))
    body = {**BASE, "model": made_up.id, "temperature": made_up.temperature_range[1] + 1}

    assert judge.refusal({**BASE, "model": made_up.id}, made_up) is None
    assert judge.refusal(body, made_up) is not None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"thinking": None, "response_format": None}, []),
        ({"temperature": 0.1, "top_p": 0.2}, ["temperature and top_p are both sent"]),
        ({"stream": True, "tools": TOOLS}, ["without tool_stream"]),
        ({"stream": True, "tool_stream": True}, ["has no effect"]),
        (
            {"stream": True, "tool_stream": True, "tools": TOOLS, "model": "glm-4.5"},
            ["not documented for glm-4.5"],
        ),
        ({"seed": 1}, ["seed is not in the endpoint's schema"]),
        ({"stop": ["a", "b"]}, ["stop has 2 items"]),
        ({"response_format": {"type": "json_schema"}}, ["of type json_schema"]),
        ({"max_completion_tokens": 9}, ["max_completion_tokens is not in"]),
    ],
)
def test_what_is_taken_and_told_of(change: dict[str, Any], said: list[str]) -> None:
    found = [one.message for one in judge.notices({**BASE, **change}, TARGET)]

    assert len(found) == len(said)
    assert all(part in message for part, message in zip(said, found, strict=True))


def test_every_refusal_has_a_source_and_an_item_of_the_guide() -> None:
    items = {item.key for item in knowledge.checklist()}

    assert all(one.sources and one.item in items for one in api().refusals.values())


def test_a_request_in_words_leaves_out_what_it_is_about() -> None:
    body = {**BASE, "stream": True, "tools": TOOLS, "thinking": {"type": "disabled"}, "stop": None}

    assert (
        request_summary.sent(body) == 'model=glm-4.6, stream, 1 tool, thinking={"type": "disabled"}'
    )
