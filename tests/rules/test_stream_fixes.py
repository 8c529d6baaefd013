"""Which loops the rules about streams judge, and how a repair becomes a fix."""

from __future__ import annotations

from dataclasses import replace

import pytest

from glm_migrate.model.calls import ChatCall
from glm_migrate.model.streams import Repair, StreamLoop
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.rules.stream_fixes import fix_of, glm_loops
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.source import Span
from tests.chat_calls import ask, migration

EDITS = (Edit(Span(0, 1), "x"),)


def read(call: ChatCall) -> ChatCall:
    """The same call with a loop that reads its stream."""
    return replace(call, consumers=(StreamLoop(call.source, Span(0, 1)),))


def test_the_loops_of_a_glm_call_are_judged() -> None:
    call = read(ask("model='glm-4.5', stream=True"))

    assert tuple(glm_loops(call, migration())) == call.consumers


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(ask("model='glm-4.5', stream=True"), id="no loop"),
        pytest.param(
            read(ask("model='gpt-4o'", "from openai import OpenAI\nclient = OpenAI()\n")),
            id="another vendor",
        ),
    ],
)
def test_nothing_else_is(call: ChatCall) -> None:
    assert list(glm_loops(call, migration())) == []


def test_a_repair_without_a_doubt_is_applied_as_the_rule_says() -> None:
    repair = Repair("Join the fragments", EDITS)

    assert fix_of(repair) == (Fix("Join the fragments", EDITS, Applicability.SAFE), "")
    unsafe, _ = fix_of(repair, Applicability.UNSAFE)
    assert unsafe is not None
    assert unsafe.applicability is Applicability.UNSAFE


def test_a_repair_with_a_doubt_is_only_shown_and_says_why() -> None:
    fix, why = fix_of(Repair("Join", EDITS, UnsafeReason(UnsafeKind.RAISES)), Applicability.SAFE)

    assert fix is not None
    assert (fix.applicability, why) == (Applicability.DISPLAY, UnsafeKind.RAISES.value)


def test_without_edits_there_is_no_fix_and_the_reason_stays() -> None:
    assert fix_of(Repair(why_not=UnsafeReason(UnsafeKind.COMMENTED))) == (
        None,
        UnsafeKind.COMMENTED.value,
    )
    assert fix_of(Repair()) == (None, "")
