"""Any tool calls, cut anywhere, in any order: the rewritten program rebuilds exactly those sent.

The events go through the real client's own decoder, synchronous and asynchronous, in this process,
so that many streams can be tried. The programs are the safe rewrites of every naive shape; before
the rewrite, each of them gets calls wrong that come in pieces. Every stream is given to all of them
at once, for to make one up takes as long as to read it.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai import AsyncOpenAI, AsyncStream, OpenAI, Stream
from openai.types.chat import ChatCompletionChunk

from glm_migrate.runner.verification.script import Filler, Identity, Json, Script, ToolCall
from glm_migrate.runner.verification.wire_format import events
from tests.end_to_end.wire.loop_shapes import NAIVE, Shape
from tests.end_to_end.wire.stream_programs import fixed, program, suits
from tests.end_to_end.wire.test_stream_loops import ALL

CLIENTS = ("openai", "openai, asynchronous", "requests")
REWRITTEN = {
    client: {
        name: shape
        for name, shape in NAIVE.items()
        if shape.fixed == "safe" and suits(shape, client)
    }
    for client in CLIENTS
}
BREAKS = sorted({shape.breaks for shape in NAIVE.values() if shape.fixed == "safe"})
BODY: dict[str, Json] = {"model": "glm-4.6", "stream": True, "tool_stream": True}

TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.one_of(TEXTS, st.integers(), st.booleans(), st.none(), st.lists(TEXTS, max_size=3))


# What a server may leave out of an answer to a program that keeps the first fragment as it is.
MILD = (Identity.ABSENT, Identity.NULL, Identity.EMPTY, Identity.REPEATED)
SPOKEN = (Filler.NULL_ARGUMENTS, Filler.EMPTY_ARGUMENTS, Filler.NO_ARGUMENTS)


@st.composite
def scripts(draw: st.DrawFn, *, bears: bool = True) -> Script:
    """Calls of one answer and how it is cut.

    Args:
        bears: Names can come late and functions can be null.
    """
    calls = draw(_sent())
    identity = draw(st.sampled_from(tuple(Identity) if bears else MILD))
    empties = tuple(Filler) if bears else SPOKEN
    openings = [None, *empties]
    if bears and identity not in (Identity.LATE, Identity.REPEATED):
        openings.remove(Filler.NULL_FUNCTION)  # the name would never be sent
    return Script(
        calls=calls,
        content=draw(TEXTS),
        reasoning=draw(TEXTS),
        cuts=tuple(draw(_cuts(call)) for call in calls),
        interleaved=draw(st.booleans()),
        identity=identity,
        opening=draw(st.sampled_from(openings)),
        fillers=tuple(
            draw(st.lists(st.sampled_from(tuple(Filler) if bears else SPOKEN), max_size=2))
        ),
        empty_first=draw(st.booleans()),
        finishes=draw(st.integers(0, 2)),
    )


@st.composite
def pieces(draw: st.DrawFn, breaks: str) -> Script:
    """Calls that all come in several pieces, with what else `breaks` a loop."""
    calls = draw(_sent())
    return Script(
        calls=calls,
        content=draw(TEXTS),
        cuts=tuple(draw(_cuts(call, least=1)) for call in calls),
        interleaved=draw(st.booleans()),
        identity=ALL[breaks].identity if breaks else Identity.ABSENT,
        opening=ALL[breaks].opening if breaks else None,
    )


@st.composite
def _sent(draw: st.DrawFn) -> tuple[ToolCall, ...]:
    sent = draw(st.lists(st.dictionaries(TEXTS, VALUES, max_size=3), min_size=1, max_size=4))
    escaped = draw(st.booleans())
    return tuple(
        ToolCall(f"tool_{number}", json.dumps(arguments, ensure_ascii=escaped))
        for number, arguments in enumerate(sent)
    )


def _cuts(call: ToolCall, least: int = 0) -> st.SearchStrategy[tuple[int, ...]]:
    positions = st.integers(1, max(1, len(call.arguments or "") - 1))
    return st.lists(positions, min_size=least, max_size=6, unique=True).map(tuple)


Found = list[tuple[str, object]]


@dataclass
class Loaded:
    """A program in this process; `body` is what it is answered."""

    names: dict[str, Any]
    body: bytes = b""
    found: Found = field(default_factory=list)

    def rebuilt(self, body: bytes) -> Found:
        """The calls that the program gets out of an answer."""
        self.body = body
        self.found.clear()
        running = self.names["ask"]()
        if running is not None:
            asyncio.run(running)
        return list(self.found)

    def post(self, url: str, **options: object) -> Loaded:
        """As much of `requests` as the programs use."""
        return self

    def iter_lines(self) -> Iterator[bytes]:
        yield from self.body.split(b"\n")

    def create(self, **options: object) -> Stream[ChatCompletionChunk]:
        """The answer through the decoder of the openai client."""
        response = HTTP.Response(200, content=self.body)
        return Stream(cast_to=ChatCompletionChunk, response=response, client=CLIENT)

    async def acreate(self, **options: object) -> AsyncStream[ChatCompletionChunk]:
        """The same with the asynchronous client."""
        response = HTTP.Response(200, content=self.body)
        return AsyncStream(cast_to=ChatCompletionChunk, response=response, client=ASYNC_CLIENT)


CLIENT, ASYNC_CLIENT = OpenAI(api_key="key"), AsyncOpenAI(api_key="key")
_WRAPPED = type(CLIENT._client).__mro__[-3]  # newer releases bring an httpx of their own
HTTP = import_module(_WRAPPED.__module__.partition(".")[0])


@cache
def loaded(shape: Shape, client: str, *, after: bool) -> Loaded:
    """The program before or after `fix`; it asks nothing until it is told to."""
    text = fixed(program(shape, client)) if after else program(shape, client)
    # `dataclasses` looks the name up; without input the program would wait.
    names: dict[str, Any] = {"__name__": __name__, "input": lambda: "0"}
    with patch.dict(os.environ, {"OPENAI_API_KEY": "key"}):
        exec(compile(text, "program.py", "exec"), names)
    result = Loaded(names)
    names["run"] = lambda name, arguments: result.found.append((name, arguments))
    names["requests"] = result
    create = result.acreate if client.endswith("asynchronous") else result.create
    names["client"] = SimpleNamespace(
        chat=SimpleNamespace(completions=SimpleNamespace(create=create))
    )
    return result


def expected(shape: Shape, script: Script) -> Found:
    """The calls that a program is to run: all that were sent, or the last one."""
    sent: Found = [(call.name, json.loads(call.arguments or "")) for call in script.calls]
    return sent[-1:] if shape.last else sent


def mistaken(client: str, answers: Callable[[Shape], Script], *, after: bool) -> dict[str, object]:
    """The programs that make something else of an answer: by name, what they make of it."""
    found: dict[str, object] = {}
    for name, shape in REWRITTEN[client].items():
        script = answers(shape)
        made = rebuilt(loaded(shape, client, after=after), b"".join(events(script, BODY)))
        if made != expected(shape, script):
            found[name] = made
    return found


def rebuilt(program: Loaded, body: bytes) -> Found | str:
    """The calls that a program gets out of an answer, or the error with which it ends."""
    try:
        return program.rebuilt(body)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        return repr(error)


@pytest.mark.parametrize("client", CLIENTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(hard=scripts(), mild=scripts(bears=False))
def test_the_rewritten_programs_rebuild_exactly_the_calls_that_were_sent(
    client: str, hard: Script, mild: Script
) -> None:
    assert mistaken(client, lambda shape: hard if shape.bears else mild, after=True) == {}


@pytest.mark.parametrize("client", CLIENTS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scripts=st.fixed_dictionaries({breaks: pieces(breaks) for breaks in BREAKS}))
def test_the_flag_alone_gets_every_call_in_pieces_wrong(
    client: str, scripts: dict[str, Script]
) -> None:
    wrong = mistaken(client, lambda shape: scripts[shape.breaks], after=False)

    assert wrong.keys() == REWRITTEN[client].keys()
