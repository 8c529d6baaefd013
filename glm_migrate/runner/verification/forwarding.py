"""Passes requests on to the real service, with the user's key, and keeps what it answers.

The key travels from the program's own request to the service and is kept nowhere. How often and how
expensively the service may be asked is limited before the first request.
"""

from __future__ import annotations

import http.client
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import inf, isfinite
from typing import Any
from urllib.parse import urlsplit

from glm_migrate.runner.verification.judge import Body, Refusal
from glm_migrate.runner.verification.script import Script, ToolCall
from glm_migrate.runner.verification.service import Raw, Request

_PIECE = 16384


@dataclass(frozen=True)
class Exchange:
    """One request to the real service, and its answer.

    Attributes:
        first: Seconds to the first byte of text or of a call.
        total: Seconds to the end.
        usage: As the service gives it.
    """

    request: Request
    status: int
    script: Script
    usage: Body
    first: float
    total: float


@dataclass
class Budget:
    """How much may still be asked.

    Attributes:
        calls: Requests that are left.
        money: In the currency of the price table.
        cost: Exchange → what it costs.
        reserve: Body → the most that an answer to it can cost.
    """

    calls: int
    money: float
    cost: Callable[[Exchange], float]
    reserve: Callable[[Body], float]
    spent: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, body: Body) -> str:
        """Take one request, with the most that it can cost; why not, where it is too much."""
        with self.lock:
            most = self.reserve(body)
            if self.calls <= 0:
                return "the limit on requests is reached (--max-calls)"
            if self.spent + most > self.money:
                return self._too_dear(body, most)
            self.calls -= 1
            self.spent += _finite(most)
            return ""

    def _too_dear(self, body: Body, most: float) -> str:
        if most == inf:
            return f"no price of {body.get('model')} is known (--max-cost inf lifts the limit)"
        return f"the limit on cost could be exceeded by {most:.4f} more (--max-cost)"

    def settle(self, exchange: Exchange) -> None:
        """Take what an answer really cost in place of the most that it could."""
        with self.lock:
            self.spent += self.cost(exchange) - _finite(self.reserve(exchange.request.body))


def _finite(value: float) -> float:
    return value if isfinite(value) else 0.0


@dataclass
class Forwarder:
    """A source of answers that asks the real service; `upstream` stands for it where given."""

    budget: Budget
    upstream: str = ""
    timeout: float = 300.0
    exchanges: list[Exchange] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, request: Request) -> Raw | Refusal:
        if why := self.budget.take(request.body):
            self.refused.append(why)
            return Refusal("429", why, 429)
        began = time.monotonic()
        try:
            connection = self._connection(request)
            response = self._response(connection, request)
        except (OSError, http.client.HTTPException) as error:
            return Refusal("502", f"the service can't be reached: {error}", 502)
        kind = response.headers.get("Content-Type", "application/json")
        return Raw(response.status, kind, self._passed(request, connection, response, began))

    def _connection(self, request: Request) -> http.client.HTTPConnection:
        url = urlsplit(self.upstream or f"https://{request.host}")
        make: Callable[..., http.client.HTTPConnection] = http.client.HTTPConnection
        more: dict[str, Any] = {}
        if url.scheme == "https":
            make, more = http.client.HTTPSConnection, {"context": ssl.create_default_context()}
        return make(url.hostname or "", url.port, timeout=self.timeout, **more)

    def _response(
        self, connection: http.client.HTTPConnection, request: Request
    ) -> http.client.HTTPResponse:
        headers = {"Content-Type": "application/json"}
        if request.key[0]:
            headers[request.key[0]] = request.key[1]
        data = json.dumps(request.body, ensure_ascii=False).encode()
        connection.request("POST", request.path, data, headers)
        return connection.getresponse()

    def _passed(
        self,
        request: Request,
        connection: http.client.HTTPConnection,
        response: http.client.HTTPResponse,
        began: float,
    ) -> Iterator[bytes]:
        """The answer as it comes; when it is whole, what it was."""
        data, first = bytearray(), 0.0
        while piece := response.read1(_PIECE):
            data += piece
            if not first and _says_something(bytes(data)):
                first = time.monotonic() - began
            yield piece
        connection.close()
        total = time.monotonic() - began
        script, usage = understood(bytes(data))
        exchange = Exchange(request, response.status, script, usage, first or total, total)
        self.budget.settle(exchange)
        with self.lock:
            self.exchanges.append(exchange)


def _says_something(data: bytes) -> bool:
    script, _ = understood(data)
    return bool(script.content or script.calls or script.reasoning)


def understood(data: bytes) -> tuple[Script, Body]:
    """What an answer says, streamed or not, and what it used."""
    joined = _Joined()
    for chunk in _objects(data.decode("utf-8", "replace")):
        joined.add(chunk)
    return joined.script(), joined.usage


def _objects(text: str) -> Iterator[dict[str, Any]]:
    lines = [line[5:] for line in text.splitlines() if line.startswith("data:")] or [text]
    for line in lines:
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found


class _Joined:
    """Puts the deltas of an answer together."""

    def __init__(self) -> None:
        self.texts = {"content": "", "reasoning_content": ""}
        self.calls: dict[object, list[str]] = {}
        self.reason = ""
        self.usage: dict[str, Any] = {}

    def add(self, chunk: dict[str, Any]) -> None:
        self.usage = chunk.get("usage") or self.usage
        for choice in chunk.get("choices") or ():
            said = choice.get("delta") or choice.get("message") or {}
            self.reason = choice.get("finish_reason") or self.reason
            for name in self.texts:
                self.texts[name] += said.get(name) or ""
            for position, part in enumerate(said.get("tool_calls") or ()):
                self._part(part, position)

    def _part(self, part: dict[str, Any], position: int) -> None:
        index = part.get("index")
        function = part.get("function") or {}
        call = self.calls.setdefault(position if index is None else index, ["", ""])
        call[0] = call[0] or function.get("name") or ""
        call[1] += function.get("arguments") or ""

    def script(self) -> Script:
        return Script(
            calls=tuple(ToolCall(name, arguments) for name, arguments in self.calls.values()),
            content=self.texts["content"],
            reasoning=self.texts["reasoning_content"],
            finish_reason=self.reason,
            named=True,
        )
