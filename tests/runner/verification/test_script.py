"""The script's chunks, checked by hand: the oracle of every stream test must itself be right."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from glm_migrate.runner.verification.script import (
    Filler,
    Identity,
    Index,
    Script,
    ToolCall,
    Usage,
)

CITY = ToolCall("weather", '{"city": "\\u5317京"}')
TIME = ToolCall("clock", '{"zone": "UTC"}')
TWO = (CITY, TIME)


def entries(script: Script, *, fragmented: bool = True) -> list[dict[str, Any]]:
    """All `tool_calls` items of the stream, in order."""
    chunks: list[Any] = script.chunks(fragmented=fragmented, thinks=True)
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks if chunk["choices"]]
    return [entry for delta in deltas for entry in delta.get("tool_calls", ())]


def first_two(**settings: Any) -> list[dict[str, Any]]:
    """The first two fragments of a call whose arguments are cut in two."""
    return entries(Script(calls=(ToolCall("f", "{}"),), cuts=((1,),), **settings))[:2]


def named(arguments: str, **more: Any) -> dict[str, Any]:
    function = {"name": "f", "arguments": arguments}
    return {"index": 0, "id": "call_0", "type": "function", "function": function, **more}


def unnamed(arguments: str, **more: Any) -> dict[str, Any]:
    return {"index": 0, "function": {"arguments": arguments}, **more}


@pytest.mark.parametrize("position", range(1, len(CITY.arguments or "")))
def test_a_cut_anywhere_loses_no_character(position: int) -> None:
    cut = Script(calls=(CITY,), cuts=((position,),))
    texts = [e["function"]["arguments"] for e in entries(cut)]

    assert len(texts) == 2
    assert "".join(texts) == CITY.arguments


def test_by_default_every_character_is_a_fragment_also_within_an_escape() -> None:
    texts = [e["function"]["arguments"] for e in entries(Script(calls=(CITY,)))]

    assert texts == ["{", *'"city": "', "\\", *"u5317京", '"', "}"]


def test_without_fragments_one_delta_holds_every_call_whole() -> None:
    chunks: list[Any] = Script(calls=TWO).chunks(fragmented=False, thinks=True)

    assert [e["function"]["arguments"] for e in chunks[0]["choices"][0]["delta"]["tool_calls"]] == [
        CITY.arguments,
        TIME.arguments,
    ]
    assert len(chunks) == 2


def test_interleaved_fragments_alternate_between_calls_until_the_shorter_ends() -> None:
    script = Script(calls=(ToolCall("a", "12"), ToolCall("b", "345")), interleaved=True)

    assert [(e["index"], e["function"]["arguments"]) for e in entries(script)] == [
        (0, "1"),
        (1, "3"),
        (0, "2"),
        (1, "4"),
        (1, "5"),
    ]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param({}, [named("{"), unnamed("}")], id="absent after the first"),
        pytest.param(
            {"identity": Identity.REPEATED}, [named("{"), named("}")], id="repeated in each"
        ),
        pytest.param(
            {"identity": Identity.NULL},
            [
                named("{"),
                {
                    "index": 0,
                    "id": None,
                    "type": None,
                    "function": {"name": None, "arguments": "}"},
                },
            ],
            id="null after the first",
        ),
        pytest.param(
            {"identity": Identity.EMPTY},
            [
                named("{"),
                {"index": 0, "id": "", "type": "", "function": {"name": "", "arguments": "}"}},
            ],
            id="empty after the first",
        ),
        pytest.param(
            {"identity": Identity.LATE}, [unnamed(""), named("{")], id="late, in the second"
        ),
        pytest.param(
            {"identity": Identity.LATE, "opening": Filler.NULL_FUNCTION},
            [{"index": 0, "function": None}, named("{")],
            id="late, after a null function",
        ),
        pytest.param(
            {"opening": Filler.NULL_ARGUMENTS},
            [named(None), unnamed("{")],  # type: ignore[arg-type]
            id="opened with null arguments",
        ),
        pytest.param(
            {"opening": Filler.NO_ARGUMENTS},
            [
                {"index": 0, "id": "call_0", "type": "function", "function": {"name": "f"}},
                unnamed("{"),
            ],
            id="opened without arguments",
        ),
        pytest.param(
            {"fillers": (Filler.NULL_ARGUMENTS,)},
            [named("{"), {"index": 0, "function": {"arguments": None}}],
            id="followed by null arguments",
        ),
        pytest.param(
            {"fillers": (Filler.NULL_FUNCTION,)},
            [named("{"), {"index": 0, "function": None}],
            id="followed by a null function",
        ),
        pytest.param(
            {"index": Index.MINUS_ONE},
            [named("{", index=-1), unnamed("}", index=-1)],
            id="index -1",
        ),
        pytest.param(
            {"index": Index.NULL},
            [named("{", index=None), unnamed("}", index=None)],
            id="index null",
        ),
    ],
)
def test_the_first_two_fragments(settings: dict[str, Any], expected: list[object]) -> None:
    assert first_two(**settings) == expected


def test_a_missing_index_is_not_there_at_all() -> None:
    assert "index" not in first_two(index=Index.MISSING)[0]


@pytest.mark.parametrize("arguments", [None, ""], ids=["null", "empty"])
def test_a_call_without_arguments_is_one_fragment(arguments: str | None) -> None:
    found = entries(Script(calls=(ToolCall("f", arguments),)))

    assert [entry["function"] for entry in found] == [{"name": "f", "arguments": arguments}]


def test_reasoning_comes_before_content_and_each_in_two_halves() -> None:
    chunks: list[Any] = Script(reasoning="hmm?", content="ok").chunks(fragmented=True, thinks=True)
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks]

    assert [list(delta)[1:] for delta in deltas] == [
        ["reasoning_content"],
        ["reasoning_content"],
        ["content"],
        ["content"],
        ["content"],
    ]
    assert deltas[0]["reasoning_content"] + deltas[1]["reasoning_content"] == "hmm?"
    assert [delta["content"] for delta in deltas[2:]] == ["o", "k", ""]


def test_a_model_that_does_not_think_sends_no_reasoning() -> None:
    script = Script(reasoning="hmm", content="ok")

    assert "hmm" not in json.dumps(script.chunks(fragmented=True, thinks=False))
    assert script.message(thinks=False) == {"role": "assistant", "content": "ok"}


@pytest.mark.parametrize(
    ("settings", "choices_and_usage"),
    [
        pytest.param({}, [(1, True)], id="usage rides on the finish"),
        pytest.param(
            {"usage": Usage.OWN_CHUNK}, [(1, False), (0, True)], id="usage comes without choices"
        ),
        pytest.param({"finishes": 2}, [(1, False), (1, True)], id="the finish comes twice"),
        pytest.param({"finishes": 0}, [(0, True)], id="no finish at all"),
    ],
)
def test_how_a_stream_ends(
    settings: dict[str, Any], choices_and_usage: list[tuple[int, bool]]
) -> None:
    chunks: list[Any] = Script(**settings).chunks(fragmented=True, thinks=True)

    assert [(len(chunk["choices"]), "usage" in chunk) for chunk in chunks] == choices_and_usage


def test_a_chunk_with_empty_choices_can_come_first() -> None:
    assert Script(empty_first=True).chunks(fragmented=True, thinks=True)[0] == {"choices": []}


def test_the_role_can_come_once_or_in_every_delta() -> None:
    def roles(script: Script) -> list[bool]:
        chunks: list[Any] = script.chunks(fragmented=True, thinks=True)
        return ["role" in chunk["choices"][0]["delta"] for chunk in chunks]

    script = Script(content="ok")

    assert roles(script) == [True, True, True]
    assert roles(dataclasses.replace(script, role_everywhere=False)) == [True, False, False]


def test_a_stream_that_ends_early_has_only_its_first_chunks() -> None:
    assert len(entries(Script(calls=(CITY,), sent=3))) == 3
