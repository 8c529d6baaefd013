"""Every loop is run before and after `fix`, with every client, on whole calls and on fragments.

One run of a program reads all streams. What it prints for whole calls before the fix is what it
must print afterwards, whole or in fragments; with the flag alone a naive loop prints something
else, which shows that the streams can tell right from wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from glm_migrate.runner.verification.script import Identity, Index, Script
from glm_migrate.runner.verification.service import Wire
from glm_migrate.text.edits import Applicability
from tests.end_to_end.wire.loop_shapes import NAIVE, SOUND, Shape
from tests.end_to_end.wire.stage import Run, Stage
from tests.end_to_end.wire.stream_programs import (
    cases,
    findings,
    fixed,
    flagged,
    program,
    unflagged,
)
from tests.end_to_end.wire.test_streams import STREAMS, TWO

ALL = STREAMS | {
    "index -1, several calls": Script(calls=TWO, index=Index.MINUS_ONE),
    "index null, several calls": Script(calls=TWO, index=Index.NULL),
    "index missing, ids repeated, interleaved": Script(
        calls=TWO, index=Index.MISSING, identity=Identity.REPEATED, interleaved=True
    ),
    "no call": Script(content="Nichts zu tun."),
}
# What has gone wrong before; enough for all clients but one, which reads everything.
HARD = {
    name: ALL[name]
    for name in (
        "whole",
        "nothing between",
        "interleaved",
        "id and name late",
        "function null at first",
        "finished twice",
        "index -1, several calls",
        "no call",
    )
}
FEW = {name: ALL[name] for name in ("whole", "every character", "interleaved", "no call")}
ONE = FEW | {"one call": Script(calls=TWO[:1])}
MILD = FEW | {"null": ALL["arguments null at first"], "empty": ALL["id and name empty"]}


def play(wire: Wire, stage: Stage, text: str, streams: Mapping[Any, Script]) -> Run:
    wire.play(*streams.values())
    run = stage.run(text, stdin=str(len(streams)))
    assert run.status == 0, run.stderr
    return run


def lines(run: Run, streams: dict[str, Script]) -> dict[str, str]:
    return dict(zip(streams, run.stdout.splitlines(), strict=True))


def codes(text: str) -> list[str]:
    return [finding.code for finding in findings(text)]


@pytest.mark.parametrize(("shape", "client"), cases(NAIVE, safe=True))
def test_a_naive_loop_does_after_the_fix_what_it_did(
    wire: Wire, program_stage: Stage, shape: Shape, client: str
) -> None:
    streams = ALL if client in ("zai", "requests") else FEW if client == "litellm" else HARD
    streams = streams if shape.bears else MILD
    before = program(shape, client)
    after = fixed(before)
    first = play(wire, program_stage, before, streams)
    pieces = play(wire, program_stage, after, streams)

    assert "GLM402" in codes(before)
    assert codes(after) == []
    assert first.stdout.strip()
    assert lines(pieces, streams) == lines(first, streams)
    assert pieces.bodies == [body | {"tool_stream": True} for body in first.bodies]


@pytest.mark.parametrize(("shape", "client"), cases(NAIVE, safe=True))
def test_whole_calls_are_read_as_before_and_the_flag_alone_breaks_the_loop(
    wire: Wire, program_stage: Stage, shape: Shape, client: str
) -> None:
    before = program(shape, client)
    after = fixed(before)
    streams = FEW | ({} if shape.breaks == "" else {"every character": ALL[shape.breaks]})
    expected = lines(play(wire, program_stage, before, streams), streams)

    whole = play(wire, program_stage, unflagged(after, client), streams)
    alone = play(wire, program_stage, flagged(before, client), streams)

    assert lines(whole, streams) == expected
    assert lines(alone, streams) != expected


@pytest.mark.parametrize(("shape", "client"), cases(NAIVE, safe=False))
def test_a_loop_that_can_not_be_proven_is_left_without_the_flag(
    wire: Wire, program_stage: Stage, shape: Shape, client: str
) -> None:
    text = program(shape, client)
    expected = play(wire, program_stage, text, ONE)
    alone = play(wire, program_stage, flagged(text, client), ONE)

    assert any(shape.fixed in one.advice for one in findings(text) if one.code == "GLM402")
    assert fixed(text, Applicability.UNSAFE) == text
    assert alone.stdout != expected.stdout


@pytest.mark.parametrize(("shape", "client"), cases(SOUND))
def test_a_sound_loop_is_silent_and_right_with_the_flag(
    wire: Wire, program_stage: Stage, shape: Shape, client: str
) -> None:
    streams = HARD if shape.bears else FEW
    if client in ("zai", "requests") and shape.bears:
        streams = STREAMS
    streams = {name: one for name, one in streams.items() if name in STREAMS}
    before = program(shape, client)
    expected = play(wire, program_stage, before, streams)
    run = play(wire, program_stage, flagged(before, client), streams)

    assert "GLM402" not in codes(before)
    assert lines(run, streams) == lines(expected, streams)
