"""An answer as bytes on the wire: one JSON object, or the lines of an event stream."""

from __future__ import annotations

import json
from collections.abc import Mapping

from glm_migrate.runner.verification.judge import streams_tools, thinks
from glm_migrate.runner.verification.script import USAGE, Close, Json, Object, Script


def completion(script: Script, body: Mapping[str, Json]) -> Object:
    """The answer to a request without `stream`."""
    choice: Object = {
        "index": 0,
        "finish_reason": script.reason,
        "message": script.message(thinks(body)),
    }
    return {**_envelope(body), "choices": [choice], "usage": dict(USAGE)}


def events(script: Script, body: Mapping[str, Json]) -> list[bytes]:
    """The lines of the event stream that answers `body`."""
    fragmented = streams_tools(body) and not script.whole
    chunks = script.chunks(fragmented=fragmented, thinks=thinks(body))
    kind: Object = {"object": "chat.completion.chunk"} if script.named else {}
    lines = [event({**_envelope(body), **kind, **chunk}) for chunk in chunks]
    if script.sent is None:
        return [*lines, b"data: [DONE]\n\n"]
    if script.close is Close.TORN and lines:
        lines[-1] = lines[-1][: len(lines[-1]) // 2]
    return lines


def parts(lines: list[bytes], size: int | None) -> list[bytes]:
    """`lines` as they are written: each whole, or their bytes `size` at a time."""
    if size is None:
        return lines
    data = b"".join(lines)
    return [data[start : start + size] for start in range(0, len(data), size)]


def _envelope(body: Mapping[str, Json]) -> Object:
    return {"id": "chat_0", "created": 1, "model": body["model"]}


def event(chunk: Object) -> bytes:
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"
