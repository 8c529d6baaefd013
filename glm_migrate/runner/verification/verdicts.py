"""What the runs showed → what is told of each call, and of the program as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from glm_migrate.inventory.call_records import CallSummary
from glm_migrate.knowledge.target_facts import Target
from glm_migrate.runner.verification import request_summary
from glm_migrate.runner.verification.call_sites import CallSite, CallSites
from glm_migrate.runner.verification.comparison import Problem
from glm_migrate.runner.verification.environment import vendor_hosts
from glm_migrate.runner.verification.judge import model_of
from glm_migrate.runner.verification.responder import Sent
from glm_migrate.runner.verification.scenarios import Scenario
from glm_migrate.runner.verification.trials import Gathered, streaming
from glm_migrate.runner.verification.verified_calls import (
    ERROR,
    NOTE,
    WARNING,
    Observation,
    SiteResult,
)

_ITEM = "verification"
# How the check would write the target's id → how bad it is that the older one is still sent.
_BY_CHECK = {"same": NOTE, "safe": ERROR, "unsafe": WARNING, "none": WARNING}
_LEVELS = {"A": ERROR, "B": WARNING, "C": WARNING, "report": WARNING}


@dataclass(frozen=True)
class Verdicts:
    """Everything that is known when the runs are done."""

    all: Gathered
    sites: CallSites
    target: Target

    def results(self) -> Iterator[SiteResult]:
        """Of each call that was reached or is known, in the order of the files."""
        reached = {one.place for one in self.all.calm.sent}
        for place in sorted(reached | set(self.sites) | set(self.all.found)):
            yield self._result(place)

    def _result(self, place: CallSite) -> SiteResult:
        sent = [one for one in self.all.calm.sent if one.place == place]
        call = self.sites.call(place)
        seen = (*self._about(sent, call), *self._failures(place), *self._unproved(place))
        return SiteResult(
            path=place.path,
            line=place.line,
            scope=call.scope if call else "",
            content=call.content if call else "",
            requests=len(sent),
            sent=tuple(dict.fromkeys(request_summary.sent(one.request.body) for one in sent)),
            survived=tuple(self.all.survived.get(place, ())),
            observations=tuple(dict.fromkeys(seen)),
            streams=place in set(streaming(self.all.calm)),
            is_proved=self._is_proved(sent),
            needed=tuple(one.name for one in self.all.concerned.get(place, ()) if one.must),
        )

    def _is_proved(self, sent: Sequence[Sent]) -> bool:
        """Whether the runs, or the tests, in which it took part ended well."""
        tests = self.all.calm.ran.tests
        own = [one.request.origin.test for one in sent if one.request.origin.test]
        if own and len(own) == len(sent):
            return any(tests.get(test) == "passed" for test in own)
        return self.all.is_sound and self.all.calm.ran.status == 0

    def _about(self, sent: Sequence[Sent], call: CallSummary | None) -> Iterator[Observation]:
        """What the requests themselves show."""
        for one in sent:
            if one.refused:
                message = f"refused with {one.refused.code}: {one.refused.message}"
                yield Observation(ERROR, one.refused.item, message)
            for notice in one.notices:
                yield Observation(WARNING, notice.item, notice.message)
            yield from self._old_model(one, call)

    def _old_model(self, sent: Sent, call: CallSummary | None) -> Iterator[Observation]:
        id = model_of(sent.request.body)
        move = self.target.moves.get(id)
        if move is None or not sent.request.is_strict:
            return
        how = next((one.how for one in call.models if one.id.lower() == id), "") if call else ""
        level = _BY_CHECK.get(how) or _LEVELS[move.group]
        yield Observation(level, "model-identifier", f"uses {id}; the target is {self.target.id}")

    def _failures(self, place: CallSite) -> Iterator[Observation]:
        found = self.all.found.get(place, ())
        for failure in self.all.calm.ran.failures:
            if failure.frames and self.sites.place(failure.frames) == place:
                message = f"{failure.type}: {failure.text}"
                yield Observation(ERROR, _ITEM, message, test=failure.test)
        if place in self.all.shortest:
            test = next(one.test for scenario, one in found if scenario.must)
            yield Observation(ERROR, "tool-streaming", self.all.shortest[place], test)
        yield from (_observed(scenario, one) for scenario, one in found)

    def _unproved(self, place: CallSite) -> Iterator[Observation]:
        """What no run tells of scenarios that the call must survive."""
        for why, scenarios in self.all.unproved.get(place, {}).items():
            if must := [one for one in scenarios if one.must]:
                names = ", ".join(one.name for one in must)
                yield Observation(WARNING, _item(must[0]), f"not proved with {names}: {why}")

    def general(self) -> Iterator[Observation]:
        """What no single call is answerable for."""
        ran = self.all.calm.ran
        yield from self._hosts(ran.refused)
        if ran.timed_out:
            yield Observation(ERROR, _ITEM, "the command did not end in time (--timeout)")
        elif ran.status:
            yield Observation(ERROR, _ITEM, f"the command exits with {ran.status}")
        for failure in ran.failures:
            where = f" at {self.sites.shown(failure.place)}" if failure.place else ""
            yield Observation(
                *(ERROR, _ITEM, f"{failure.type}{where}: {failure.text}"), test=failure.test
            )

    def _hosts(self, refused: Iterable[str]) -> Iterator[Observation]:
        for host in refused:
            if host in vendor_hosts():
                message = (
                    f"{host} was contacted in a way that can't be redirected, which was blocked"
                )
                yield Observation(ERROR, _ITEM, message)
            else:
                message = f"requests to {host} were blocked; --allow-host {host} allows them"
                yield Observation(WARNING, _ITEM, message)


def _observed(scenario: Scenario, one: Problem) -> Observation:
    level = ERROR if scenario.must else NOTE if scenario.ends and one.is_error else WARNING
    return Observation(level, _item(scenario), f"with {scenario.words}: {one.what}", one.test)


def _item(scenario: Scenario) -> str:
    return "tool-streaming" if scenario.tools else "streaming"
