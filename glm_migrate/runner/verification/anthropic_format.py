"""The same answers in the protocol of the vendor's Anthropic-style endpoint."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from glm_migrate.runner.verification.script import Json, Object, Script

_USAGE: Object = {"input_tokens": 11, "output_tokens": 7}


def completion(script: Script, body: Mapping[str, Json]) -> Object:
    """The answer to a request without `stream`."""
    return {
        **_envelope(script, body),
        "content": list(_blocks(script)),
        "stop_reason": "tool_use" if script.calls else "end_turn",
    }


def events(script: Script, body: Mapping[str, Json]) -> list[bytes]:
    """The lines of the event stream that answers `body`."""
    lines = [_event({"type": "message_start", "message": _envelope(script, body)})]
    for index, block in enumerate(_blocks(script)):
        lines += _streamed(index, block)
    stop: Object = {
        "stop_reason": "tool_use" if script.calls else "end_turn",
        "stop_sequence": None,
    }
    lines.append(_event({"type": "message_delta", "delta": stop, "usage": dict(_USAGE)}))
    lines.append(_event({"type": "message_stop"}))
    return lines[: script.sent]


def _envelope(script: Script, body: Mapping[str, Json]) -> Object:
    return {
        "id": "msg_0",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": dict(_USAGE),
    }


def _blocks(script: Script) -> Iterator[Json]:
    if script.content or not script.calls:
        yield {"type": "text", "text": script.content}
    for number, call in enumerate(script.calls):
        given = json.loads(call.arguments or "{}")
        yield {"type": "tool_use", "id": f"call_{number}", "name": call.name, "input": given}


def _streamed(index: int, block: Json) -> Iterator[bytes]:
    assert isinstance(block, dict)
    is_text = block["type"] == "text"
    empty: Object = {**block, "text": ""} if is_text else {**block, "input": {}}
    text = block["text"] if is_text else json.dumps(block["input"], ensure_ascii=False)
    yield _event({"type": "content_block_start", "index": index, "content_block": empty})
    for piece in (str(text)[:3], str(text)[3:]):
        delta: Object = (
            {"type": "text_delta", "text": piece}
            if is_text
            else {"type": "input_json_delta", "partial_json": piece}
        )
        yield _event({"type": "content_block_delta", "index": index, "delta": delta})
    yield _event({"type": "content_block_stop", "index": index})


def _event(data: Object) -> bytes:
    text = json.dumps(data, ensure_ascii=False)
    return f"event: {data['type']}\ndata: {text}\n\n".encode()
