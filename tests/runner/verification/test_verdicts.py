"""What is concluded about each call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glm_migrate.inventory.call_records import CallSummary
from glm_migrate.runner.verification.call_sites import CallSite, CallSites
from glm_migrate.runner.verification.comparison import Trial
from glm_migrate.runner.verification.scenarios import BY_NAME
from glm_migrate.runner.verification.trials import Gathered
from glm_migrate.runner.verification.verdicts import Verdicts
from tests.runner.verification.recorded import (
    CUT,
    TARGET,
    failure,
    sent,
    summary,
    trial,
)


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
