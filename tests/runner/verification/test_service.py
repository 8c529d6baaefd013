"""What the server answers, asked with a bare socket library, so that no client hides anything."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any

import pytest

from glm_migrate.runner.verification.script import Close, Script, ToolCall
from glm_migrate.runner.verification.service import Wire, serve

USER = [{"role": "user", "content": "今日は"}]
BASE = {"model": "glm-4.6", "messages": USER}
WEATHER = ToolCall("weather", '{"city": "北京"}')


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with serve() as running:
        yield running


def post(wire: Wire, body: dict[str, Any], path: str = "/api/paas/v4") -> tuple[int, bytes]:
    """Status and raw body of one request."""
    connection = http.client.HTTPConnection(wire.url.removeprefix("http://"), timeout=10)
    try:
        connection.request(
            "POST", f"{path}/chat/completions", json.dumps(body), {"Host": "api.z.ai:443"}
        )
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def fragments(stream: bytes) -> list[str]:
    """Argument texts of all tool deltas in an event stream."""
    lines = [line.removeprefix("data: ") for line in stream.decode().splitlines() if line]
    chunks = [json.loads(line) for line in lines if line != "[DONE]"]
    return [
        entry["function"]["arguments"]
        for chunk in chunks
        for choice in chunk["choices"]
        for entry in choice["delta"].get("tool_calls", ())
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"temperature": 1.2}, "1214", id="temperature above 1"),
        pytest.param({"temperature": -0.1}, "1214", id="temperature below 0"),
        pytest.param({"top_p": 1.01}, "1214", id="top_p above 1"),
        pytest.param({"top_p": 0}, "1214", id="top_p of 0"),
        pytest.param({"tool_choice": "required"}, "1210", id="a tool choice other than auto"),
        pytest.param(
            {"tool_choice": {"type": "function", "function": {"name": "f"}}},
            "1210",
            id="one function as the tool choice",
        ),
        pytest.param({"max_tokens": 131073}, "1210", id="more tokens than the limit"),
        pytest.param({"model": "glm-4.6-air"}, "1211", id="a model that does not exist"),
        pytest.param({"model": ""}, "1213", id="no model"),
        pytest.param({"messages": []}, "1213", id="no messages"),
        pytest.param(
            {"messages": [{"role": "system", "content": "x"}]}, "1214", id="no user message"
        ),
    ],
)
def test_what_the_vendor_refuses_is_refused_and_recorded(
    wire: Wire, change: dict[str, Any], code: str
) -> None:
    wire.play(Script())
    status, answer = post(wire, {**BASE, **change})

    assert (status, json.loads(answer)["error"]["code"]) == (400, code)
    assert wire.requests[0].body == {**BASE, **change}


def test_the_text_of_the_tool_choice_refusal_is_the_vendors(wire: Wire) -> None:
    _, answer = post(wire, {**BASE, "tool_choice": "none"})

    assert json.loads(answer)["error"]["message"] == "Tool choice must be auto"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"temperature": 1, "top_p": 1}, id="the upper bounds"),
        pytest.param({"temperature": 0}, id="temperature 0"),
        pytest.param({"temperature": None, "thinking": None}, id="null fields"),
        pytest.param({"tool_choice": "auto"}, id="tool choice auto"),
        pytest.param({"max_tokens": 131072}, id="tokens at the limit"),
        pytest.param({"model": "GLM-4-Flash"}, id="an id in upper case"),
        pytest.param({"seed": 1, "n": 2}, id="fields that no document mentions"),
    ],
)
def test_what_the_vendor_takes_is_taken(wire: Wire, change: dict[str, Any]) -> None:
    assert post(wire, {**BASE, **change})[0] == 200


def test_another_vendors_path_takes_any_body(wire: Wire) -> None:
    assert post(wire, {**BASE, "model": "gpt-4o", "temperature": 1.7}, "/v1")[0] == 200


def test_a_path_that_is_no_chat_is_not_found(wire: Wire) -> None:
    connection = http.client.HTTPConnection(wire.url.removeprefix("http://"), timeout=10)
    connection.request("POST", "/api/paas/v4/embeddings", json.dumps(BASE))

    assert connection.getresponse().status == 404
    connection.close()


def test_a_request_is_recorded_with_the_host_that_was_meant(wire: Wire) -> None:
    wire.play(Script())
    post(wire, BASE)

    assert [(one.host, one.path) for one in wire.requests] == [
        ("api.z.ai", "/api/paas/v4/chat/completions")
    ]


def test_the_background_job_answers_with_its_state(wire: Wire) -> None:
    status, answer = post(wire, BASE, "/api/paas/v4/async")

    assert (status, json.loads(answer)["task_status"]) == (200, "PROCESSING")


def test_scripts_are_answered_in_turn_and_the_last_one_stays(wire: Wire) -> None:
    wire.play(Script(content="1"), Script(content="2"))
    answers = [json.loads(post(wire, BASE)[1]) for _ in range(3)]

    assert [one["choices"][0]["message"]["content"] for one in answers] == ["1", "2", "2"]


@pytest.mark.parametrize(
    ("change", "count"),
    [
        pytest.param({}, 1, id="without the field: whole"),
        pytest.param({"tool_stream": False}, 1, id="off: whole"),
        pytest.param({"tool_stream": None}, 1, id="null: whole"),
        pytest.param({"tool_stream": True}, 14, id="on: a fragment a character"),
        pytest.param(
            {"tool_stream": True, "model": "glm-4.5"}, 1, id="on, but a model without it: whole"
        ),
    ],
)
def test_tool_stream_decides_whether_arguments_are_cut(
    wire: Wire, change: dict[str, Any], count: int
) -> None:
    wire.play(Script(calls=(WEATHER,)))
    texts = fragments(post(wire, {**BASE, "stream": True, **change})[1])

    assert (len(texts), "".join(texts)) == (count, WEATHER.arguments)


@pytest.mark.parametrize("size", [None, 1, 7], ids=["a line", "one byte", "seven bytes"])
def test_the_size_of_the_writes_changes_no_byte(wire: Wire, size: int | None) -> None:
    wire.play(Script(calls=(WEATHER,), bytes_at_once=size))
    stream = post(wire, {**BASE, "stream": True})[1]

    assert fragments(stream) == [WEATHER.arguments]
    assert stream.endswith(b"data: [DONE]\n\n")


def test_a_stream_that_stops_cleanly_has_no_end_mark(wire: Wire) -> None:
    wire.play(Script(calls=(WEATHER,), sent=2))
    stream = post(wire, {**BASE, "stream": True, "tool_stream": True})[1]

    assert fragments(stream) == ["{", '"']
    assert b"[DONE]" not in stream


def test_a_stream_that_breaks_drops_the_connection(wire: Wire) -> None:
    wire.play(Script(calls=(WEATHER,), sent=2, close=Close.BROKEN))

    with pytest.raises(http.client.IncompleteRead):
        post(wire, {**BASE, "stream": True, "tool_stream": True})


@pytest.mark.parametrize(
    ("change", "thought"),
    [
        pytest.param({}, True, id="on by default"),
        pytest.param({"thinking": {"type": "enabled"}}, True, id="switched on"),
        pytest.param({"thinking": {"type": "disabled"}}, False, id="switched off"),
        pytest.param({"model": "glm-4-plus"}, False, id="a model that can't"),
    ],
)
def test_reasoning_is_sent_when_the_model_thinks(
    wire: Wire, change: dict[str, Any], thought: bool
) -> None:
    wire.play(Script(reasoning="hmm", content="ok"))
    message = json.loads(post(wire, {**BASE, **change})[1])["choices"][0]["message"]

    assert message.get("reasoning_content") == ("hmm" if thought else None)
    assert message["content"] == "ok"


def test_two_servers_do_not_share_what_they_record(wire: Wire) -> None:
    wire.play(Script())
    with serve() as other:
        post(other, BASE)

        assert (len(other.requests), len(wire.requests)) == (1, 0)
