"""Every loop is run before and after `fix`, with every client, on whole calls and on fragments.

One run of a program reads all streams, and one process runs all that is made of a program. What it
prints for whole calls before the fix is what it must print afterwards, whole or in fragments; with
the flag alone a naive loop prints something else, which shows that the streams can tell right from
wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest

from glm_migrate.runner.verification.script import Identity, Index, Script
from glm_migrate.runner.verification.service import Wire
from glm_migrate.text.edits import Applicability
from tests.end_to_end.wire.loop_shapes import NAIVE, SOUND, Shape
from tests.end_to_end.wire.played import Played, played
from tests.end_to_end.wire.stage import Stage
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


@dataclass(frozen=True)
class Naive:
    """What is made of a naive loop, on streams of its own each.

    Attributes:
        before: The loop as it is, on all streams of the others.
        after: What `fix` makes of it.
        whole: That without the flag.
        alone: The loop with the flag and nothing else.
    """

    before: Played[str]
    after: Played[str]
    whole: Played[str]
    alone: Played[str]


Run = Callable[[Shape, str], Naive]


@pytest.fixture(scope="session")
def naive(wire: Wire, program_stage: Stage) -> Run:
    """Runs what is made of a naive loop once, whichever tests ask for it."""

    @cache
    def run(shape: Shape, client: str) -> Naive:
        before = program(shape, client)
        after = fixed(before)
        many, few = hard_for(shape, client), telling(shape)
        return Naive(
            *played(
                *(wire, program_stage),
                (before, many | few),
                (after, many),
                (unflagged(after, client), few),
                (flagged(before, client), few),
            )
        )

    return run


def hard_for(shape: Shape, client: str) -> dict[str, Script]:
    """The streams that a rewritten loop must read."""
    if not shape.bears:
        return MILD
    return ALL if client in ("zai", "requests") else FEW if client == "litellm" else HARD


def telling(shape: Shape) -> dict[str, Script]:
    """Streams of which at least one breaks the loop with the flag alone."""
    if not shape.breaks:
        return FEW
    others = {name: script for name, script in FEW.items() if name != "every character"}
    return others | {shape.breaks: ALL[shape.breaks]}


def codes(text: str) -> list[str]:
    return [finding.code for finding in findings(text)]


@pytest.mark.parametrize(("shape", "client"), cases(NAIVE, safe=True))
def test_a_naive_loop_does_after_the_fix_what_it_did(naive: Run, shape: Shape, client: str) -> None:
    before = program(shape, client)
    ran = naive(shape, client)
    expected = {name: ran.before.lines[name] for name in ran.after.lines}
    asked = {name: ran.before.bodies[name] for name in ran.after.bodies}

    assert "GLM402" in codes(before)
    assert codes(fixed(before)) == []
    assert ran.after.lines.keys() == hard_for(shape, client).keys()
    assert any(expected.values())
    assert ran.after.lines == expected
    assert ran.after.bodies == {name: one | {"tool_stream": True} for name, one in asked.items()}


@pytest.mark.parametrize(("shape", "client"), cases(NAIVE, safe=True))
def test_whole_calls_are_read_as_before_and_the_flag_alone_breaks_the_loop(
    naive: Run, shape: Shape, client: str
) -> None:
    ran = naive(shape, client)
    expected = {name: ran.before.lines[name] for name in telling(shape)}

    assert ran.whole.lines == expected
    assert ran.alone.lines != expected


@pytest.mark.parametrize(("shape", "client"), cases(NAIVE, safe=False))
def test_a_loop_that_can_not_be_proven_is_left_without_the_flag(
    wire: Wire, program_stage: Stage, shape: Shape, client: str
) -> None:
    text = program(shape, client)
    expected, alone = played(wire, program_stage, (text, ONE), (flagged(text, client), ONE))

    assert any(shape.fixed in one.advice for one in findings(text) if one.code == "GLM402")
    assert fixed(text, Applicability.UNSAFE) == text
    assert alone.lines != expected.lines


@pytest.mark.parametrize(("shape", "client"), cases(SOUND))
def test_a_sound_loop_is_silent_and_right_with_the_flag(
    wire: Wire, program_stage: Stage, shape: Shape, client: str
) -> None:
    streams = HARD if shape.bears else FEW
    if client in ("zai", "requests") and shape.bears:
        streams = STREAMS
    streams = {name: one for name, one in streams.items() if name in STREAMS}
    before = program(shape, client)
    after = flagged(before, client)
    expected, found = played(wire, program_stage, (before, streams), (after, streams))

    assert "GLM402" not in codes(before)
    assert found.lines == expected.lines
