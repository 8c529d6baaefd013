"""Runs a command scenario by scenario and gathers what each call of the program did.

First everything whole, then each scenario that concerns an answer that was streamed. A call that
fails in a scenario is spared in another run of it, so that it hides no other.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from glm_migrate.knowledge.target_facts import Target
from glm_migrate.runner.verification.call_sites import CallSite, CallSites
from glm_migrate.runner.verification.command import Command
from glm_migrate.runner.verification.comparison import Problem, Trial, problems
from glm_migrate.runner.verification.environment import Surroundings, environment
from glm_migrate.runner.verification.responder import Source, StrictResponder
from glm_migrate.runner.verification.scenarios import (
    CALM,
    CUT_ONCE,
    SCENARIOS,
    Scenario,
    cut_at,
)
from glm_migrate.runner.verification.service import serving
from glm_migrate.runner.verification.survival import concerning, why_unproved

_AGAIN = 4  # runs of one scenario, each without the calls that failed before
_SUSPECTS = 6  # calls whose answers are cut alone, to see which one is to blame
_REPRODUCED = 5  # calls of which a smaller way to fail is looked for
_SLOWEST = 180.0  # seconds that a run with cut answers has at least
_SLOWER = 20  # times the calm run that a run with cut answers may take


@dataclass(frozen=True)
class TrialPlan:
    """What is to be verified, and how.

    Attributes:
        calls: Most tools that one answer calls.
        allowed: Hosts that the program may reach.
        first: Directories that go first on `PYTHONPATH`.
        source: Gives each run its answers, where they are not to be made up.
        remark: Told what is being done.
        is_live: The real service answers, with the key of the program.
    """

    command: Command
    target: Target
    sites: CallSites
    scenarios: tuple[Scenario, ...] = SCENARIOS
    calls: int = 2
    seed: int = 0
    allowed: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    source: Callable[[], Source] | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    remark: Callable[[str], None] = lambda text: None
    is_live: bool = False


@dataclass
class Gathered:
    """What the runs showed.

    Attributes:
        found: Call → the problems of each scenario.
        concerned: Call → the scenarios that change its answers.
        survived: Call → the scenarios that it was seen to come through.
        unproved: Call → why nothing is known of a scenario → those scenarios.
        shortest: Call → the smallest way in which it was made to fail.
        runs: How often the command was run.
    """

    calm: Trial
    found: dict[CallSite, list[tuple[Scenario, Problem]]] = field(default_factory=dict)
    concerned: dict[CallSite, list[Scenario]] = field(default_factory=dict)
    survived: dict[CallSite, list[str]] = field(default_factory=dict)
    unproved: dict[CallSite, dict[str, list[Scenario]]] = field(default_factory=dict)
    shortest: dict[CallSite, str] = field(default_factory=dict)
    runs: int = 1
    played: list[str] = field(default_factory=lambda: [CALM.name])

    @property
    def is_sound(self) -> bool:
        """Whether the program does what it should when answers come whole."""
        ran = self.calm.ran
        return not ran.timed_out and (ran.status == 0 or bool(ran.tests))


def gather(plan: TrialPlan) -> Gathered:
    """Run everything that is to be run."""
    plan.remark("calm: every answer whole")
    all = Gathered(run(plan, CALM))
    if all.is_sound:
        for scenario in plan.scenarios:
            if concerned := _concerned(all.calm, scenario):
                plan.remark(f"{scenario.name}: with {scenario.words}")
                _play(plan, scenario, all, concerned)
        _reproduce(plan, all)
    return all


def run(
    plan: TrialPlan, scenario: Scenario, spared: Sequence[CallSite] = (), only: Sequence[str] = ()
) -> Trial:
    """Run the command once."""
    responder = StrictResponder(
        *(plan.target, plan.sites, scenario),
        calls=plan.calls,
        seed=plan.seed,
        spared=spared,
        source=plan.source() if plan.source else None,
        is_live=plan.is_live,
    )
    with serving(responder) as url, tempfile.TemporaryDirectory(prefix="glm-migrate-") as name:
        surroundings = Surroundings(
            *(url, Path(name), plan.allowed, tuple(only)), keyed=plan.is_live, first=plan.first
        )
        ran = plan.command.run(
            environment(plan.environ, surroundings), surroundings.folder, surroundings.events
        )
    refused = tuple(dict.fromkeys((*ran.refused, *responder.refused_hosts)))
    return Trial(replace(ran, refused=refused), tuple(responder.sent))


def _concerned(calm: Trial, scenario: Scenario) -> tuple[CallSite, ...]:
    return tuple(dict.fromkeys(one.place for one in concerning(calm, scenario)))


def _play(
    plan: TrialPlan, scenario: Scenario, all: Gathered, concerned: Sequence[CallSite]
) -> None:
    """Run it until each call has failed in it, or was seen to survive it, or no run tells more."""
    all.played.append(scenario.name)
    for place in concerned:
        all.concerned.setdefault(place, []).append(scenario)
    failed: list[CallSite] = []
    unproved = dict.fromkeys(concerned, "")
    for _ in range(_AGAIN):
        trial, seen = _tried(plan, scenario, all, tuple(unproved), failed)
        found = _alone(plan, scenario, all, concerned, seen) if len(concerned) > 1 else seen
        for one in found:
            all.found.setdefault(one.place, []).append((scenario, one))
        new = {one.place for one in found} - set(failed)
        failed += sorted(new)
        left = [place for place in unproved if place not in failed]
        unproved = {place: why_unproved(place, all.calm, trial, scenario, seen) for place in left}
        survived = [place for place, why in unproved.items() if not why]
        for place in survived:
            all.survived.setdefault(place, []).append(scenario.name)
            del unproved[place]
        if not unproved or not (new or (trial.ran.timed_out and survived)):
            break
    for place, why in unproved.items():
        all.unproved.setdefault(place, {}).setdefault(why, []).append(scenario)


def _tried(
    plan: TrialPlan,
    scenario: Scenario,
    all: Gathered,
    cut: Sequence[CallSite],
    spared: Sequence[CallSite],
) -> tuple[Trial, list[Problem]]:
    """Run once with cut answers; what that broke."""
    trial = run(_limited(plan, all.calm), scenario, spared, _tests(all.calm, cut))
    all.runs += 1
    return trial, list(problems(all.calm, trial, scenario, plan.sites.shown))


def _alone(
    plan: TrialPlan,
    scenario: Scenario,
    all: Gathered,
    concerned: Sequence[CallSite],
    found: Sequence[Problem],
) -> list[Problem]:
    """Which calls are to blame: the answers of one at a time are cut, the suspects' first.

    A test tells by itself whom it concerns. What is beyond the limit stays with its suspect.
    """
    unsure = [one for one in found if not one.test]
    if not unsure:
        return list(found)
    first = dict.fromkeys(one.place for one in unsure)
    suspects = list(dict.fromkeys((*first, *concerned)))
    blamed = [one for one in found if one.test]
    blamed += (one for one in unsure if one.place in suspects[_SUSPECTS:])
    for place in suspects[:_SUSPECTS]:
        if place not in first and len(blamed) > len(found) - len(unsure):
            break
        others = [one for one in concerned if one != place]
        alone = _tried(plan, scenario, all, [place], others)[1]
        blamed += (replace(one, place=place) for one in alone)
    return blamed


def _limited(plan: TrialPlan, calm: Trial) -> TrialPlan:
    """A run with cut answers is stopped where it takes much longer than the calm one did."""
    most = min(plan.command.timeout, max(_SLOWEST, _SLOWER * calm.ran.seconds))
    return replace(plan, command=replace(plan.command, timeout=most))


def _tests(calm: Trial, concerned: Sequence[CallSite]) -> tuple[str, ...]:
    """The tests that reach the calls and pass, where pytest runs."""
    reaching = (one.request.origin.test for one in calm.sent if one.place in concerned)
    return tuple(dict.fromkeys(one for one in reaching if calm.ran.tests.get(one) == "passed"))


def _reproduce(plan: TrialPlan, all: Gathered) -> None:
    """Look for a smaller way to make each failing call fail."""
    failing = [place for place, found in all.found.items() if any(s.must for s, _ in found)]
    for place in failing[:_REPRODUCED]:
        if text := _first_arguments(all.calm, place):
            others = [one for one in _concerned(all.calm, CUT_ONCE) if one != place]
            for one in _tried(plan, CUT_ONCE, all, [place], others)[1][:1]:
                head = text[: cut_at(text)]
                all.shortest[place] = f"with arguments cut after `{head}`: {one.what}"


def _first_arguments(calm: Trial, place: CallSite) -> str:
    for one in calm.sent:
        if one.place == place and one.streams and one.answer and one.answer.calls:
            return one.answer.calls[0].arguments or ""
    return ""


def streaming(calm: Trial) -> Iterator[CallSite]:
    """The calls that stream."""
    return (one.place for one in calm.sent if one.streams)
