"""Any tool calls, cut anywhere, in any order: the rewritten program rebuilds exactly those sent.

The events go through the real client's own decoder, in this process, so that many streams can be
tried; the programs are the safe rewrites of every naive shape.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai import OpenAI, Stream
from openai.types.chat import ChatCompletionChunk

from glm_migrate.edits import Applicability
from wire.loop_shapes import NAIVE, Shape
from wire.script import Call, Filler, Identity, Json, Script
from wire.server import events
from wire.test_requests import fixed
from wire.test_stream_loops import STRICT, program

# The shapes whose own program keeps every call, whatever the server leaves out.
REWRITTEN = {
    name: shape
    for name, shape in NAIVE.items()
    if shape.fixed == "safe" and shape.bears and not shape.last
}
BODY: dict[str, Json] = {"model": "glm-4.6", "stream": True, "tool_stream": True}

TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.one_of(TEXTS, st.integers(), st.booleans(), st.none(), st.lists(TEXTS, max_size=3))


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    """Calls of one answer and how it is cut."""
    sent = draw(st.lists(st.dictionaries(TEXTS, VALUES, max_size=3), min_size=1, max_size=4))
    escaped = draw(st.booleans())
    calls = tuple(
        Call(f"tool_{number}", json.dumps(arguments, ensure_ascii=escaped))
        for number, arguments in enumerate(sent)
    )
    identity = draw(st.sampled_from(Identity))
    openings = [None, *Filler]
    if identity not in (Identity.LATE, Identity.REPEATED):
        openings.remove(Filler.NULL_FUNCTION)  # the name would never be sent
    return Script(
        calls=calls,
        content=draw(TEXTS),
        reasoning=draw(TEXTS),
        cuts=tuple(draw(_cuts(call)) for call in calls),
        interleaved=draw(st.booleans()),
        identity=identity,
        opening=draw(st.sampled_from(openings)),
        fillers=tuple(draw(st.lists(st.sampled_from(Filler), max_size=2))),
        empty_first=draw(st.booleans()),
        finishes=draw(st.integers(0, 2)),
    )


def _cuts(call: Call) -> st.SearchStrategy[tuple[int, ...]]:
    positions = st.integers(1, max(1, len(call.arguments or "") - 1))
    return st.lists(positions, max_size=6, unique=True).map(tuple)


@dataclass
class Loaded:
    """A program after `fix`, in this process; `body` is what it is answered."""

    names: dict[str, Any]
    body: bytes = b""
    found: list[tuple[str, object]] = field(default_factory=list)

    def rebuilt(self, body: bytes) -> list[tuple[str, object]]:
        """The calls that the program gets out of an answer."""
        self.body = body
        self.found.clear()
        self.names["ask"]()
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


CLIENT = OpenAI(api_key="key")
_WRAPPED = type(CLIENT._client).__mro__[
    -3
]  # newer releases of `openai` bring an httpx of their own
HTTP = import_module(_WRAPPED.__module__.partition(".")[0])


@cache
def loaded(shape: Shape) -> Loaded:
    """The program, which asks nothing until it is told to."""
    text = fixed(
        program(shape, "requests" if shape.raw else "openai", 0), STRICT, Applicability.SAFE
    )
    names: dict[str, Any] = {"__name__": __name__}  # for dataclasses, which look it up
    with patch.dict(os.environ, {"OPENAI_API_KEY": "key"}):
        exec(compile(text, "program.py", "exec"), names)
    result = Loaded(names)
    names["run"] = lambda name, arguments: result.found.append((name, arguments))
    names["requests"] = result
    completions = SimpleNamespace(create=result.create)
    names["client"] = SimpleNamespace(chat=SimpleNamespace(completions=completions))
    return result


@pytest.mark.parametrize("shape", REWRITTEN.values(), ids=REWRITTEN)
@settings(max_examples=25, deadline=None)
@given(script=scripts())
def test_the_rewritten_program_rebuilds_exactly_the_calls_that_were_sent(
    shape: Shape, script: Script
) -> None:
    body = b"".join(events(script, BODY))

    assert loaded(shape).rebuilt(body) == [
        (call.name, json.loads(call.arguments or "")) for call in script.calls
    ]
