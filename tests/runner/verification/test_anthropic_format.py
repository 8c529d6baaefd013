"""Answers in the protocol of the Anthropic-style endpoint, read with its own client."""

from __future__ import annotations

import pytest

from glm_migrate.runner.verification.anthropic_format import completion, events
from glm_migrate.runner.verification.script import Script, ToolCall
from glm_migrate.runner.verification.service import serve

SAID = Script(content="Moment.", calls=(ToolCall("weather", '{"city": "北京"}'),))
BODY = {"model": "glm-4.6"}


def test_an_answer_names_what_it_holds() -> None:
    answer = completion(SAID, BODY)

    assert answer["stop_reason"] == "tool_use"
    assert len(events(SAID, BODY)) == 1 + 4 + 4 + 2
    assert completion(Script(content="a"), BODY)["stop_reason"] == "end_turn"


def test_its_client_reads_the_stream() -> None:
    anthropic = pytest.importorskip("anthropic")
    tool = {"name": "weather", "input_schema": {"type": "object"}}
    with serve() as wire:
        wire.play(SAID)
        client = anthropic.Anthropic(base_url=wire.url, api_key="key", max_retries=0)
        messages = [{"role": "user", "content": "x"}]
        with client.messages.stream(
            model="glm-4.6", max_tokens=9, messages=messages, tools=[tool]
        ) as stream:
            blocks = stream.get_final_message().content
        client.close()

    assert blocks[0].text == "Moment."
    assert (blocks[1].name, blocks[1].input) == ("weather", {"city": "北京"})
