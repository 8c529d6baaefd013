"""When a run shows that a call comes through a scenario, and when it shows nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from glm_migrate.runner.verification.call_sites import CallSite
from glm_migrate.runner.verification.command import Ran
from glm_migrate.runner.verification.comparison import Problem, Trial
from glm_migrate.runner.verification.origin import Frame, Origin
from glm_migrate.runner.verification.responder import Sent
from glm_migrate.runner.verification.scenarios import BY_NAME
from glm_migrate.runner.verification.script import Script, ToolCall
from glm_migrate.runner.verification.service import Request
from glm_migrate.runner.verification.survival import concerning, why_unproved

CUT, REASONING = BY_NAME["cut"], BY_NAME["reasoning-first"]
HERE, OTHER = CallSite("a.py", 3), CallSite("b.py", 5)
CALLED = Script(calls=(ToolCall("weather", '{"city": "bcdfgh0"}'),), named=True)
TOLD = Script(content="Answer bcdfgh.", named=True)


def sent(test: str = "", place: CallSite = HERE, answer: Script = CALLED, cut: bool = True) -> Sent:
    body: dict[str, Any] = {"model": "glm-4.6", "messages": [], "stream": True}
    origin = Origin((Frame("/p/a.py", 3, "ask"),), test)
    request = Request("api.z.ai", "/api/paas/v4/chat/completions", body, origin)
    return Sent(request, place, None, (), answer, cut, 1.0)


def trial(*requests: Sent, printed: str = "weather bcdfgh0", **more: Any) -> Trial:
    return Trial(Ran(0, printed, "", 7.0, **more), requests)


def problem(place: CallSite = OTHER, test: str = "") -> Problem:
    return Problem(place, "LookupError at b.py:9", test, True)


@pytest.mark.parametrize(
    ("run", "found", "why"),
    [
        pytest.param(trial(sent(), sent()), [], "", id="as before"),
        pytest.param(trial(sent()), [], "it was reached 1 of 2 times", id="less often"),
        pytest.param(trial(), [], "it was reached 0 of 2 times", id="not again"),
        pytest.param(
            trial(sent(cut=False), sent()), [], "it was reached 1 of 2 times", id="spared once"
        ),
        pytest.param(
            trial(sent(), sent(answer=TOLD)), [], "it was reached 1 of 2 times", id="a text"
        ),
        pytest.param(
            trial(sent(), sent(), timed_out=True), [],
            "the run was stopped after 7 s, before it ended", id="stopped",
        ),
        pytest.param(
            trial(sent(), sent()), [problem()], "in the same run, LookupError at b.py:9",
            id="another call failed",
        ),
        pytest.param(
            trial(sent(), sent()), [problem(HERE)], "in the same run, LookupError at b.py:9",
            id="nobody is to blame alone",
        ),
        pytest.param(trial(sent(), sent()), [problem(test="t")], "", id="a test beside it failed"),
    ],
)  # fmt: skip
def test_what_a_run_of_a_program_proves(run: Trial, found: list[Problem], why: str) -> None:
    calm = trial(sent(), sent(), sent(place=OTHER))

    assert why_unproved(HERE, calm, run, CUT, found) == why


@pytest.mark.parametrize(
    ("scenario", "answer", "printed", "is_seen"),
    [
        (CUT, CALLED, "bcdfgh0", True),
        (CUT, CALLED, "done", False),
        (REASONING, TOLD, "Answer bcdfgh.", True),
        (REASONING, TOLD, "", False),
    ],
)
def test_a_program_of_whose_answers_nothing_is_seen_proves_nothing(
    scenario: Any, answer: Script, printed: str, is_seen: bool
) -> None:
    one = trial(sent(answer=answer), printed=printed)
    why = why_unproved(HERE, one, one, scenario, [])

    assert why == ("" if is_seen else "nothing of its answers is seen, even when they come whole")


@pytest.mark.parametrize(
    ("ended", "found", "why"),
    [
        ({"t": "passed", "u": "passed"}, [], ""),
        ({"t": "passed"}, [], "the run was stopped after 7 s, before it ended"),
        ({"t": "passed", "u": "failed"}, [problem(test="u")],
         "in the same run, LookupError at b.py:9"),
        ({"t": "passed", "u": "passed"}, [problem(test="other")], ""),
    ],
)  # fmt: skip
def test_every_test_that_reaches_a_call_must_pass_but_need_not_print(
    ended: dict[str, str], found: list[Problem], why: str
) -> None:
    calm = trial(sent("t"), sent("u"), printed="", tests={"t": "passed", "u": "passed"})
    run = replace(calm, ran=replace(calm.ran, tests=ended, timed_out=len(ended) < 2))

    assert why_unproved(HERE, calm, run, CUT, found) == why


def test_tests_that_fail_by_themselves_and_answers_of_another_kind_are_not_concerned() -> None:
    requests = (sent("good"), sent("bad", OTHER), sent(answer=TOLD))
    calm = trial(*requests, tests={"good": "passed", "bad": "failed"})

    assert list(concerning(calm, CUT)) == [requests[0]]
    assert list(concerning(calm, REASONING)) == [requests[0], requests[2]]
