"""A loopback server that speaks the chat API's wire format; a responder decides what it answers.

It listens on the loopback interface only. A request under the vendor's path (`/paas/`) that the API
would refuse is refused as the API does; another vendor's path takes any body. As a proxy it refuses
every connection: that stops the processes of a program in which no hook leads the way.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol, cast

from glm_migrate import knowledge
from glm_migrate.knowledge.target_facts import Target
from glm_migrate.runner.verification import anthropic_format, wire_format
from glm_migrate.runner.verification.judge import Refusal, refusal
from glm_migrate.runner.verification.origin import HEADER, Origin, origin
from glm_migrate.runner.verification.script import Close, Object, Script

CHAT = "/chat/completions"
JOBS = "/async/chat/completions"
MESSAGES = "/v1/messages"
VENDOR = "/paas/"
_STREAM = "text/event-stream;charset=UTF-8"
_JSON = "application/json; charset=UTF-8"


@dataclass(frozen=True)
class Request:
    """One request as it arrived.

    Attributes:
        host: The host that the program meant, without port.
        path: From the first slash.
        body: The decoded JSON object.
        origin: Where in the program it comes from, as far as the hook saw.
        key: The header that authorizes it, for who forwards it; it is kept nowhere.
    """

    host: str
    path: str
    body: Object
    origin: Origin = field(default_factory=Origin)
    key: tuple[str, str] = field(default=("", ""), repr=False, compare=False)

    @property
    def is_strict(self) -> bool:
        """Whether it goes to the vendor's own chat API."""
        return VENDOR in self.path

    @property
    def is_message(self) -> bool:
        """Whether it speaks the protocol of the vendor's other endpoint."""
        return self.path.partition("?")[0].endswith(MESSAGES)


@dataclass(frozen=True)
class Raw:
    """An answer that is passed on as it is.

    Attributes:
        chunks: Of the body, as they come.
    """

    status: int
    content_type: str
    chunks: Iterable[bytes]


Answer = Script | Refusal | Raw


class Responder(Protocol):
    """Decides what is answered, and remembers what was asked."""

    def answer(self, request: Request) -> Answer: ...

    def refuse_host(self, host: str) -> None:
        """Told of each host that a program wanted to reach through this server."""


@dataclass
class Wire:
    """A responder that plays scripts in turn, one a request; the last one again and again."""

    url: str
    scripts: list[Script] = field(default_factory=lambda: [Script(content="OK")])
    requests: list[Request] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def play(self, *scripts: Script) -> None:
        """Forget what was recorded and answer with `scripts` from now on."""
        with self.lock:
            self.scripts = list(scripts)
            self.requests = []

    def answer(self, request: Request) -> Answer:
        with self.lock:
            script = self.scripts[min(len(self.requests), len(self.scripts) - 1)]
            self.requests.append(request)
        target: Target = knowledge.target("glm-4.6")
        return (refusal(request.body, target) if request.is_strict else None) or script

    def refuse_host(self, host: str) -> None:
        """Scripts are for whoever asks; others are of no interest."""


@contextmanager
def serve() -> Iterator[Wire]:
    """A running server on a free port of the loopback interface, with scripts to play."""
    wire = Wire("")
    with serving(wire) as url:
        wire.url = url
        yield wire


@contextmanager
def serving(responder: Responder) -> Iterator[str]:
    """A running server on a free port of the loopback interface; its address."""
    server = _HttpServer(("127.0.0.1", 0), _Handler)
    server.responder = responder
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _HttpServer(ThreadingHTTPServer):
    responder: Responder
    daemon_threads = True
    block_on_close = False  # a program that keeps a connection open keeps nobody waiting
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up within a stream is no error here, anything else is."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        data = self._body()
        if not self.path.startswith("/"):
            self._turn_away(self.path)
            return
        body = _decoded(data)
        if body is None:
            self._send(400, Refusal("1210", "the body is not a JSON object").answer)
        elif not self.path.partition("?")[0].endswith((CHAT, MESSAGES)):
            self._not_found()
        else:
            self._reply(self._request(body))

    def do_GET(self) -> None:
        if self.path.startswith("/"):
            self._not_found()
        else:
            self._turn_away(self.path)

    do_PUT = do_DELETE = do_PATCH = do_HEAD = do_GET

    def do_CONNECT(self) -> None:
        self._turn_away(self.path)

    def _request(self, body: Object) -> Request:
        host = str(self.headers["Host"]).partition(":")[0]
        names = ("Authorization", "x-api-key")
        key = next(((name, self.headers[name]) for name in names if name in self.headers), ("", ""))
        return Request(host, self.path, body, origin(self.headers.get(HEADER, "")), key)

    def _body(self) -> bytes:
        if "chunked" in str(self.headers.get("Transfer-Encoding", "")).lower():
            return b"".join(self._chunks())
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().partition(b";")[0].strip() or b"0", 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _reply(self, request: Request) -> None:
        answer, body = self._responder.answer(request), request.body
        if isinstance(answer, Raw):
            self._pass_on(answer)
        elif isinstance(answer, Refusal):
            self._send(answer.status, answer.answer)
        elif request.path.endswith(JOBS):
            self._send(200, {"id": "job_0", "model": body["model"], "task_status": "PROCESSING"})
        else:
            self._play(answer, request)

    def _play(self, script: Script, request: Request) -> None:
        format = anthropic_format if request.is_message else wire_format
        if request.body.get("stream") is not True:
            self._send(200, format.completion(script, request.body))
            return
        broken = script.sent is not None and script.close is Close.BROKEN
        lines = format.events(script, request.body)
        self._stream(200, _STREAM, wire_format.parts(lines, script.bytes_at_once), broken)

    @property
    def _responder(self) -> Responder:
        return cast(_HttpServer, self.server).responder

    def _not_found(self) -> None:
        self._send(404, {"error": {"code": "404", "message": self.path}})

    def _turn_away(self, address: str) -> None:
        host = address.partition("://")[2].partition("/")[0] or address
        self._responder.refuse_host(host.rpartition(":")[0] or host)
        self.close_connection = True
        message = f"verify blocks requests to {host}; --allow-host allows them"
        self._send(403, {"error": {"code": "403", "message": message}})

    def _send(self, status: int, answer: Object) -> None:
        data = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", _JSON)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _pass_on(self, answer: Raw) -> None:
        self._stream(answer.status, answer.content_type, answer.chunks, broken=False)

    def _stream(
        self, status: int, content_type: str, chunks: Iterable[bytes], broken: bool
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in chunks:
            if part:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        if broken:
            self.close_connection = True
        else:
            self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        """Keep the output of whoever runs this clean."""


def _decoded(data: bytes) -> Object | None:
    try:
        body = json.loads(data)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
