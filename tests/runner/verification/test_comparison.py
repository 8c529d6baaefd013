"""What is concluded from two runs, and what is not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from glm_migrate.runner.verification.command import canonical
from glm_migrate.runner.verification.comparison import Trial, problems
from glm_migrate.runner.verification.scenarios import BY_NAME
from tests.runner.verification.recorded import (
    CUT,
    failure,
    sent,
    trial,
)


def told(calm: Trial, run: Trial, name: str = "cut") -> list[str]:
    return [one.what for one in problems(calm, run, BY_NAME[name], lambda frame: frame.path)]


@pytest.mark.parametrize(
    ("calm", "run", "what"),
    [
        pytest.param(trial("weather bcdfgh0"), trial("weather bcdfgh0", cut=True), [], id="same"),
        pytest.param(
            trial("weather bcdfgh0"), trial("weather", cut=True),
            ["the call of weather is lost"], id="lost in the output",
        ),
        pytest.param(
            trial("weather bcdfgh0"), trial("weather b\nc\nd\nf\ng\nh\n0", cut=True), [],
            id="shown in pieces",
        ),
        pytest.param(
            trial("weather bcdfgh0"),
            trial("weather", cut=True, parsed=Counter({("", canonical({"city": "bcdfgh0"})): 1})),
            [], id="parsed whole",
        ),
        pytest.param(trial("nothing"), trial("else", cut=True), [], id="never seen"),
        pytest.param(
            trial("weather bcdfgh0"), trial("None bcdfgh0", cut=True),
            ["the name weather is lost"], id="the name lost",
        ),
        pytest.param(
            trial("weather bcdfgh0"), trial("weatherweather bcdfgh0", cut=True),
            ["the name weather is doubled"], id="the name doubled",
        ),
        pytest.param(
            trial(), trial(status=3, cut=True), ["the program exits with 3"], id="another exit"
        ),
        pytest.param(
            trial("weather bcdfgh0"), trial(cut=True, status=130, timed_out=True), [], id="no end",
        ),
        pytest.param(
            trial("bcdfgh0", parsed=Counter({("", canonical({"city": "bcdfgh0"})): 1})),
            trial("bcdfgh", cut=True),
            ["the call of weather is lost"], id="parsed no longer, shown in part",
        ),
        pytest.param(
            trial(), trial(status=1, cut=True, failures=(failure(),)),
            ["LookupError at /p/a.py"], id="an exception",
        ),
        pytest.param(
            trial(status=1, failures=(failure(),)),
            trial(status=1, cut=True, failures=(failure(),)),
            [], id="an exception that was there before",
        ),
        pytest.param(trial("a"), trial("b", status=9), [], id="nothing was cut"),
    ],
)  # fmt: skip
def test_what_a_run_shows(calm: Trial, run: Trial, what: list[str]) -> None:
    assert told(calm, run) == what


def test_a_stream_that_ends_may_lose_what_it_did_not_bring() -> None:
    assert told(trial("weather bcdfgh0"), trial("", cut=True), "closed-early") == []


def test_what_a_test_prints_counts_for_it_alone() -> None:
    requests = tuple(sent(f"{name}.py", cut=True, test=name) for name in "ab")
    calm = trial(tests=dict.fromkeys("ab", "passed"), outputs=dict.fromkeys("ab", "bcdfgh0"),
                 sent=requests)  # fmt: skip
    run = replace(calm, ran=replace(calm.ran, outputs={"a": "", "b": "bcdfgh0"}))
    found = list(problems(calm, run, CUT, str))

    assert [(one.place.path, one.test) for one in found] == [("a.py", "a")]


def test_what_a_test_loses_is_told_of_beside_another_test_that_fails() -> None:
    requests = tuple(sent(f"{name}.py", cut=True, test=name) for name in "ab")
    calm = trial(tests=dict.fromkeys("ab", "passed"), outputs=dict.fromkeys("ab", "bcdfgh0"),
                 sent=requests)  # fmt: skip
    ends: dict[str, Any] = {
        "tests": {"a": "failed", "b": "passed"},
        "failures": (failure(test="a"),),
    }
    run = replace(calm, ran=replace(calm.ran, outputs={}, **ends))

    assert told(calm, run) == ["LookupError at /p/a.py", "the call of weather is lost"]


def test_what_another_test_parses_proves_nothing() -> None:
    requests = tuple(sent(f"{name}.py", cut=True, test=name) for name in "ab")
    value = canonical({"city": "bcdfgh0"})
    calm = trial(tests=dict.fromkeys("ab", "passed"), sent=requests,
                 parsed=Counter({("a", value): 1, ("b", value): 1}))  # fmt: skip
    run = replace(calm, ran=replace(calm.ran, parsed=Counter({("a", value): 1})))
    found = list(problems(calm, run, CUT, str))

    assert [(one.what, one.test) for one in found] == [("the call of weather is lost", "b")]


def test_a_test_that_ends_otherwise_is_told_of() -> None:
    calm = trial(tests={"t": "passed"}, sent=(sent(cut=True, test="t"),))
    run = replace(calm, ran=replace(calm.ran, tests={"t": "failed"}))

    assert told(calm, run) == ["the test failed"]


def test_a_call_that_goes_on_twice_in_the_conversation_is_told_of() -> None:
    said = {"role": "tool", "content": "bcdfgh0"}
    calm = trial(sent=(sent(), sent(body={"messages": [said]})))
    run = trial(sent=(sent(cut=True), sent(body={"messages": [said, said]})))

    assert told(calm, run) == ["the call of weather is run twice"]
