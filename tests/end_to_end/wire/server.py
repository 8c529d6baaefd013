"""A loopback server that speaks the chat API's wire format and records every request.

It refuses what the vendor documents as refused and nothing else, and only under the vendor's path
(`/paas/`): another vendor's endpoint takes any body. What a model without `tool_stream` does with
that field is not documented; here it sends whole arguments, as without the field.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

from tests.end_to_end.wire.script import USAGE, Close, Json, Object, Script

CHAT = "/chat/completions"
JOBS = "/async/chat/completions"
VENDOR = "/paas/"


def _ids(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


TOOL_STREAM = _ids("glm-4.6 glm-4.7 glm-5 glm-5-turbo glm-5.1 glm-5.2")
TEXT = TOOL_STREAM | _ids(
    "glm-4.5 glm-4.5-x glm-4.5-air glm-4.5-airx glm-4.5-flash glm-4-32b-0414-128k glm-4-plus",
    "glm-4 glm-4-0520 glm-4-air glm-4-air-0111 glm-4-air-250414 glm-4-airx glm-4-long",
    "glm-4-flash glm-4-flash-250414 glm-4-flashx glm-4-flashx-250414",
    "glm-z1-air glm-z1-airx glm-z1-flashx glm-z1-flash glm-zero-preview glm-3-turbo",
)
VISION = _ids(
    "glm-4v glm-4v-plus glm-4v-plus-0111 glm-4v-flash glm-4.1v-thinking-flash",
    "glm-4.1v-thinking-flashx glm-4.5v glm-4.6v glm-4.6v-flash glm-4.6v-flashx",
)
OTHER = _ids("charglm-3 charglm-4 emohaa codegeex-4 glm-4-alltools glm-4-voice")
MODELS = TEXT | VISION | OTHER
THINKS = TOOL_STREAM | _ids("glm-4.5 glm-4.5-x glm-4.5-air glm-4.5-airx glm-4.5-flash")
MAX_TOKENS = 131072


@dataclass(frozen=True)
class Request:
    """One request as it arrived.

    Attributes:
        host: The host that the program meant, without port.
        path: From the first slash.
        body: The decoded JSON object.
    """

    host: str
    path: str
    body: Object


@dataclass(frozen=True)
class Refusal:
    """An answer with status 400 and the vendor's error code."""

    code: str
    message: str


@dataclass
class Wire:
    """The server as a test sees it.

    `scripts` are answered in turn, one a request; the last one again and again.
    """

    url: str
    scripts: list[Script] = field(default_factory=lambda: [Script(content="OK")])
    requests: list[Request] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def play(self, *scripts: Script) -> None:
        """Forget what was recorded and answer with `scripts` from now on."""
        with self.lock:
            self.scripts = list(scripts)
            self.requests = []

    def record(self, request: Request) -> Script:
        """Keep `request` and return the script that answers it."""
        with self.lock:
            script = self.scripts[min(len(self.requests), len(self.scripts) - 1)]
            self.requests.append(request)
            return script


@contextmanager
def serve() -> Iterator[Wire]:
    """A running server on a free port of the loopback interface."""
    server = _Server(("127.0.0.1", 0), _Handler)
    wire = server.wire = Wire(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield wire
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def refusal(body: Mapping[str, Json]) -> Refusal | None:
    """Why the API refuses `body`, None when it takes it.

    The codes 1211, 1213 and 1214 are from the vendor's table and reports; where only the text of
    a refusal is known, or only the limit, the general 1210 (bad arguments) stands.
    """
    return next((found for check in _CHECKS if (found := check(body))), None)


def _required(body: Mapping[str, Json]) -> Refusal | None:
    missing = [name for name in ("model", "messages") if not body.get(name)]
    return Refusal("1213", f"{missing[0]} is missing") if missing else None


def _model(body: Mapping[str, Json]) -> Refusal | None:
    known = str(body["model"]).lower() in MODELS
    return None if known else Refusal("1211", f"no such model: {body['model']}")


def _sampling(body: Mapping[str, Json]) -> Refusal | None:
    temperature, top_p = body.get("temperature"), body.get("top_p")
    if isinstance(temperature, (int, float)) and not 0 <= temperature <= 1:
        return Refusal("1214", "temperature must be in [0, 1]")
    if isinstance(top_p, (int, float)) and not 0 < top_p <= 1:
        return Refusal("1214", "top_p must be in (0, 1]")
    return None


def _tool_choice(body: Mapping[str, Json]) -> Refusal | None:
    if body.get("tool_choice", "auto") in ("auto", None):
        return None
    return Refusal("1210", "Tool choice must be auto")


def _max_tokens(body: Mapping[str, Json]) -> Refusal | None:
    tokens = body.get("max_tokens")
    if isinstance(tokens, int) and tokens > MAX_TOKENS:
        return Refusal("1210", f"max_tokens must be at most {MAX_TOKENS}")
    return None


def _messages(body: Mapping[str, Json]) -> Refusal | None:
    messages = cast("list[Object]", body["messages"])
    if {message.get("role") for message in messages} - {"system", "assistant"}:
        return None
    return Refusal("1214", "messages may not consist of system and assistant messages only")


_CHECKS: tuple[Callable[[Mapping[str, Json]], Refusal | None], ...] = (
    _required,
    _model,
    _sampling,
    _tool_choice,
    _max_tokens,
    _messages,
)


class _Server(ThreadingHTTPServer):
    wire: Wire

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up within a stream is no error here, anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """Answers one request with the next script of `server.wire`."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        wire = cast(_Server, self.server).wire
        length = int(self.headers["Content-Length"])
        body = cast(Object, json.loads(self.rfile.read(length)))
        host = str(self.headers["Host"]).partition(":")[0]
        script = wire.record(Request(host, self.path, body))
        refused = refusal(body) if VENDOR in self.path else None
        if not self.path.endswith(CHAT):
            self._send(404, {"error": {"code": "404", "message": self.path}})
        elif refused:
            self._send(400, {"error": {"code": refused.code, "message": refused.message}})
        elif self.path.endswith(JOBS):
            self._send(200, {"id": "job_0", "model": body["model"], "task_status": "PROCESSING"})
        elif body.get("stream") is True:
            self._stream(script, body)
        else:
            self._send(200, completion(script, body))

    def _send(self, status: int, answer: Object) -> None:
        data = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, script: Script, body: Object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream;charset=UTF-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in parts(events(script, body), script.bytes_at_once):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        if script.sent is not None and script.close is Close.BROKEN:
            self.close_connection = True
        else:
            self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


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
    fragmented = body.get("tool_stream") is True and body["model"] in TOOL_STREAM
    chunks = script.chunks(fragmented=fragmented, thinks=thinks(body))
    kind: Object = {"object": "chat.completion.chunk"} if script.named else {}
    lines = [_event({**_envelope(body), **kind, **chunk}) for chunk in chunks]
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


def thinks(body: Mapping[str, Json]) -> bool:
    """Whether the model of `body` reasons before it answers: on unless switched off."""
    thinking = body.get("thinking")
    off = isinstance(thinking, dict) and thinking.get("type") == "disabled"
    return body["model"] in THINKS and not off


def _envelope(body: Mapping[str, Json]) -> Object:
    return {"id": "chat_0", "created": 1, "model": body["model"]}


def _event(chunk: Object) -> bytes:
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"
