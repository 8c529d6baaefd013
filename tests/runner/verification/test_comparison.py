"""What is concluded from two runs, and what is not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from glm_migrate import knowledge
from glm_migrate.inventory.records import CallSummary, PropertyChange
from glm_migrate.runner.verification.call_sites import CallSite, CallSites
from glm_migrate.runner.verification.command import ProgramFailure, Ran, canonical
from glm_migrate.runner.verification.comparison import Trial, problems
from glm_migrate.runner.verification.origin import Frame, Origin, origin
from glm_migrate.runner.verification.responder import Sent, StrictResponder
from glm_migrate.runner.verification.scenarios import BY_NAME, CALM
from glm_migrate.runner.verification.script import Script, ToolCall
from glm_migrate.runner.verification.service import Request
from glm_migrate.runner.verification.trials import Gathered
from glm_migrate.runner.verification.verdicts import Verdicts

CUT = BY_NAME["cut"]
TARGET = knowledge.target("glm-4.6")
BODY: dict[str, Any] = {"model": "glm-4.6", "messages": [{"role": "user", "content": "x"}]}
CALL = ToolCall("weather", '{"city": "bcdfgh0"}')
ANSWER = Script(calls=(CALL,), named=True)
HERE = Frame("/p/a.py", 3, "ask")


def sent(place: str = "a.py", *, cut: bool = False, at: float = 1.0, **more: Any) -> Sent:
    body = {**BODY, "stream": True, **more.pop("body", {})}
    request = Request("api.z.ai", "/api/paas/v4/chat/completions", body, Origin((HERE,), **more))
    return Sent(request, CallSite(place, 3), None, (), ANSWER, cut, at)


def trial(printed: str = "", status: int = 0, *, cut: bool = False, **more: Any) -> Trial:
    requests = more.pop("sent", (sent(cut=cut),))
    return Trial(Ran(status, printed, "", 1.0, **more), requests)


def failure(type: str = "LookupError", path: str = "/p/a.py", test: str = "") -> ProgramFailure:
    return ProgramFailure(type, "text", (Frame(path, 9, "ask"),), test, 2.0)


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


def summary(line: int, scope: str, last: int = 0, host: str = "native") -> CallSummary:
    same = PropertyChange("", "")
    return CallSummary(
        Path("a.py"), line, 1, scope, "create", "", "", "clean", (), same, same,
        last_line=last, content=scope, host=host,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("frame", "place"),
    [
        (("/p/a.py", 4, "x"), "a.py:3"),
        (("/p/a.py", 9, "C.other"), "a.py:9"),
        (("/p/a.py", 30, "ask"), "a.py:3"),
        (("/p/b.py", 1, "x"), "b.py:1"),
        (("/elsewhere/b.py", 1, "x"), "/elsewhere/b.py:1"),
    ],
)
def test_which_call_a_request_comes_from(frame: tuple[str, int, str], place: str) -> None:
    sites = CallSites([summary(3, "ask", 5), summary(9, "C.other", 9)], Path("/p"))

    assert str(sites.place([Frame(*frame)])) == place
    assert str(sites.place([])) == "an unknown place"


def test_calls_that_go_elsewhere_are_not_waited_for() -> None:
    sites = CallSites([summary(3, "a"), summary(5, "b", host="gateway")], Path("/p"))

    assert [place.line for place in sites] == [3]


def test_a_header_that_can_not_be_read_is_no_origin() -> None:
    assert origin("") == origin("%%%") == origin("bm8=") == Origin()


def responder(**more: Any) -> StrictResponder:
    return StrictResponder(TARGET, CallSites([], Path("/p")), more.pop("scenario", CUT), **more)


def request(**body: Any) -> Request:
    return sent(body={"tools": [{"type": "function", "function": {"name": "f"}}], **body}).request


def test_a_responder_cuts_all_answers_but_those_that_are_spared() -> None:
    one, spared, calm = (
        responder(),
        responder(spared=[CallSite("a.py", 3)]),
        responder(scenario=CALM),
    )
    whole = [getattr(each.answer(request()), "whole", None) for each in (one, spared, calm)]

    assert whole == [False, True, True]
    assert [each.sent[0].is_cut for each in (one, spared, calm)] == [True, False, False]


def test_a_desk_refuses_and_notes_what_the_api_refuses() -> None:
    one = responder()

    assert getattr(one.answer(request(temperature=2)), "code", "") == "1214"
    assert one.sent[0].refused is not None
    one.refuse_host("example.com")
    assert one.refused_hosts == ("example.com",)


def test_an_agent_that_never_stops_is_given_a_text_in_the_end() -> None:
    one = responder(scenario=CALM)
    calls = [bool(getattr(one.answer(request()), "calls", ())) for _ in range(52)]

    assert calls == [True] * 50 + [False] * 2


def verdicts(calm: Trial, *known: CallSummary, **more: Any) -> Verdicts:
    return Verdicts(Gathered(calm, **more), CallSites(known, Path("/p")), TARGET)


def test_a_call_that_is_spared_by_no_problem_is_proved() -> None:
    found = list(verdicts(trial(), summary(3, "ask"), summary(8, "never")).results())

    assert [(one.line, one.state) for one in found] == [(3, "passed"), (8, "unreached")]


def test_a_call_is_proved_only_where_each_scenario_that_it_must_survive_was_seen() -> None:
    place, known = CallSite("a.py", 3), summary(3, "ask")
    must, may = [CUT], BY_NAME["late-names"]
    more: dict[str, Any] = {"concerned": {place: [*must, may]}}
    unknown = verdicts(trial(), known, unproved={place: {"it is so": [*must, may]}}, **more)
    seen = verdicts(trial(), known, survived={place: ["cut"]}, **more)
    site = next(unknown.results())

    assert (site.state, next(seen.results()).state) == ("unproved", "passed")
    assert [(one.level, one.message) for one in site.observations] == [
        ("warning", "not proved with cut: it is so")
    ]


def test_a_program_that_fails_leaves_its_calls_unproved() -> None:
    one = verdicts(trial(status=1, failures=(failure(path="/p/c.py"),)), summary(3, "ask"))

    assert next(one.results()).state == "unproved"
    assert [each.message for each in one.general()] == [
        "the command exits with 1",
        "LookupError at c.py:9: text",
    ]


def test_the_vendors_host_that_was_not_led_is_an_error_and_another_one_a_warning() -> None:
    one = verdicts(trial(refused=("api.z.ai", "example.com")))

    assert [each.level for each in one.general()] == ["error", "warning"]


@pytest.mark.parametrize(
    ("model", "levels"),
    [("glm-4.5", ["error"]), ("glm-4.5-air", ["warning"]), ("glm-4.7", [])],
)
def test_an_older_model_is_as_bad_as_its_move_is_safe(model: str, levels: list[str]) -> None:
    site = next(verdicts(trial(sent=(sent(body={"model": model}),))).results())

    assert [one.level for one in site.observations] == levels
