"""Cassettes: what is recorded answers again, and holds no key."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.errors import UsageError
from glm_migrate.runner.verification import cassette, forwarding
from glm_migrate.runner.verification.cassette import Cassette
from glm_migrate.runner.verification.script import Script, ToolCall
from glm_migrate.runner.verification.service import Raw, Request, serve
from glm_migrate.runner.verification.wire_format import completion, events

BODY: dict[str, Any] = {"model": "glm-4.6", "messages": [{"role": "user", "content": "x"}]}
KEY = ("Authorization", "Bearer very.secret")
SAID = Script(
    calls=(ToolCall("weather", '{"city": "北京"}'), ToolCall("clock", "{}")),
    content="Moment.",
    reasoning="Hm.",
    named=True,
)


def request(**change: Any) -> Request:
    return Request("api.z.ai", "/api/paas/v4/chat/completions", {**BODY, **change}, key=KEY)


def free(calls: int = 9, money: float = 99.0) -> forwarding.Budget:
    return forwarding.Budget(calls, money, lambda exchange: 1.0, lambda body: 2.0)


def asked(forwarder: forwarding.Forwarder, body: Request) -> bytes:
    answer = forwarder(body)
    assert isinstance(answer, Raw)
    return b"".join(answer.chunks)


@pytest.mark.parametrize("change", [{}, {"stream": True}, {"stream": True, "tool_stream": True}])
def test_what_the_service_says_is_understood_streamed_or_not(change: dict[str, Any]) -> None:
    body = {**BODY, **change}
    data = (
        b"".join(events(SAID, body))
        if change
        else json.dumps(completion(SAID, body), ensure_ascii=False).encode()
    )
    script, usage = forwarding.understood(data)

    assert (script.content, script.reasoning) == ("Moment.", "Hm.")
    assert [(one.name, one.arguments) for one in script.calls] == [
        (one.name, one.arguments) for one in SAID.calls
    ]
    assert usage["total_tokens"] == 18


def test_what_is_recorded_answers_again_without_the_key(tmp_path: Path) -> None:
    with serve() as wire:
        wire.play(SAID)
        forwarder = forwarding.Forwarder(free(), wire.url)
        asked(forwarder, request(stream=True))
    text = cassette.written((one.request.body, one.script) for one in forwarder.exchanges)
    path = tmp_path / "cassette.json"
    path.write_text(text, encoding="utf-8")
    play = cassette.read(path).player()
    again = play(request(model="glm-4.5", temperature=0.3))

    assert "secret" not in text
    assert again is not None
    assert (again.content, again.calls) == (SAID.content, SAID.calls)
    assert play(request(messages=[{"role": "user", "content": "another"}])) is None


def test_answers_without_a_request_are_given_in_turn() -> None:
    one, two = (cassette.CassetteEntry("", Script(content=text)) for text in "12")
    play = Cassette((one, two)).player()
    said = [play(request()) for _ in range(3)]

    assert [script.content if script else "" for script in said] == ["1", "2", "2"]


@pytest.mark.parametrize("text", ["", "{}", '{"schema": 9, "entries": []}', '{"schema": 1}'])
def test_a_file_that_is_no_cassette_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cassette.json"
    path.write_text(text)

    with pytest.raises(UsageError, match="not a cassette"):
        cassette.read(path)


def test_limits_hold_before_a_request_is_sent() -> None:
    with serve() as wire:
        few = forwarding.Forwarder(free(calls=1), wire.url)
        asked(few, request())
        dear = forwarding.Forwarder(free(money=1.5), wire.url)
        answers = [few(request()), dear(request())]

        assert [getattr(one, "status", 0) for one in answers] == [429, 429]
        assert len(wire.requests) == 1
    assert few.budget.spent == 1.0


def test_many_at_once_never_pass_the_limit() -> None:
    budget = free(calls=5)
    taken: list[str] = []
    threads = [threading.Thread(target=lambda: taken.append(budget.take(BODY))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert taken.count("") == 5


def test_a_service_that_is_not_there_is_said() -> None:
    answer = forwarding.Forwarder(free(), "http://127.0.0.1:9")(request())

    assert getattr(answer, "status", 0) == 502
