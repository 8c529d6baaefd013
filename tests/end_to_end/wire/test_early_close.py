"""A stream that ends too early: the rewritten program never runs a call of which it has a part.

Each program is fixed and then answered by streams that end before the first call, within one,
between two, within a line, or with a broken connection. Calls that came whole are run. For a call
that broke off, the code that the user wrote for its arguments decides: parsing them raises unless
a handler of the user's own catches that, or a default of the user's own stands for empty text. A
broken connection raises as it did before, and then no call is run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import pytest

from glm_migrate.runner.verification.script import Close, Filler, Script, ToolCall
from glm_migrate.runner.verification.service import Wire
from tests.end_to_end.wire.loop_shapes import NAIVE, SOUND, Cut, Shape
from tests.end_to_end.wire.played import played
from tests.end_to_end.wire.stage import Stage
from tests.end_to_end.wire.stream_programs import cases, fixed, flagged, program
from tests.end_to_end.wire.test_streams import TWO

# Each call begins with its name alone: 3 + 3 + 2 chunks, then the finish.
WHOLE = Script(calls=TWO, cuts=((12,), (5,), ()), opening=Filler.EMPTY_ARGUMENTS)


@dataclass(frozen=True)
class End:
    """Where a stream ends.

    Attributes:
        sent: Number of chunks that come whole.
        whole: Number of calls that come whole.
        part: The call of which only the beginning comes.
        named: Its name comes, and nothing of its arguments.
    """

    sent: int
    whole: int
    part: ToolCall | None = None
    named: bool = False


ENDS = {
    "before the first call": End(0, 0),
    "after the first name": End(1, 0, TWO[0], named=True),
    "within the first call": End(2, 0, TWO[0]),
    "between two calls": End(3, 1),
    "within the second call": End(5, 1, TWO[1]),
    "before the finish": End(8, 3),
}
# Each of them with each way to end; a torn stream has one chunk more, and half of that.
STREAMS = {
    (close, name): replace(WHOLE, sent=end.sent + (close is Close.TORN), close=close)
    for close in Close
    for name, end in ENDS.items()
}
# Clients that see by themselves that a stream which has begun ends without a finish, and what they
# raise then, before the program comes to run a call.
OWN_ERRORS = {"litellm": "MidStreamFallbackError"}
BROKEN = {key: script for key, script in STREAMS.items() if key[0] is Close.BROKEN}


def ran(call: ToolCall, arguments: str | None = None) -> str:
    """What a program prints for a call."""
    parsed = json.loads(call.arguments or "" if arguments is None else arguments)
    return f"{call.name} {json.dumps(parsed, ensure_ascii=False)}; "


def replaces(shape: Shape, end: End) -> bool:
    """Whether the program's own code puts other arguments in the place of those that broke off."""
    return shape.cut is Cut.HANDLED or (shape.cut is Cut.DEFAULT and end.named)


def expected(shape: Shape, end: End) -> str:
    """What the program prints for a stream that just ends."""
    calls = [ran(call) for call in TWO[: end.whole]]
    if shape.cut is Cut.NOTHING:
        return ""
    if replaces(shape, end) and end.part is not None:
        calls.append(ran(end.part, "{}"))
    if shape.cut is Cut.RAISES_FIRST and end.part is not None:
        calls = []
    if shape.last:
        calls = [] if end.part else calls[-1:]
    raises = end.part is not None and not replaces(shape, end) and shape.cut is not Cut.PASSED_OVER
    return "".join(calls) + ("JSONDecodeError" if raises else "")


def migrated(shape: Shape, client: str) -> str:
    """The program as `fix` leaves it, with the flag."""
    text = program(shape, client)
    return flagged(text, client) if shape in SOUND.values() else fixed(text)


@pytest.mark.parametrize(("shape", "client"), [*cases(NAIVE, safe=True), *cases(SOUND)])
def test_a_call_that_breaks_off_is_never_run_as_if_it_were_whole(
    wire: Wire, program_stage: Stage, shape: Shape, client: str
) -> None:
    before, after = program(shape, client), migrated(shape, client)
    earlier, now = played(wire, program_stage, (before, BROKEN), (after, STREAMS))
    errors = {key: line.rpartition("; ")[2] for key, line in earlier.lines.items()}
    printed = now.lines

    assert all(errors.values())
    assert {key: printed[key] for key in BROKEN} == errors
    for name, end in ENDS.items():
        said = expected(shape, end)
        torn: tuple[str, ...] = (said, "JSONDecodeError")
        if end.sent and client in OWN_ERRORS:
            said, torn = OWN_ERRORS[client], (OWN_ERRORS[client],)
        assert printed[Close.CLEAN, name] == said, name
        assert printed[Close.TORN, name] in torn, name
