"""What the stand-in answers, and what it notes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from glm_migrate.runner.verification.call_sites import CallSite, CallSites
from glm_migrate.runner.verification.responder import StrictResponder
from glm_migrate.runner.verification.scenarios import CALM
from tests.runner.verification.recorded import (
    CUT,
    TARGET,
    request,
)


def responder(**more: Any) -> StrictResponder:
    return StrictResponder(TARGET, CallSites([], Path("/p")), more.pop("scenario", CUT), **more)


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
