"""Two runs of a program on the same answers, once whole and once cut → what the cutting broke.

Nothing is concluded from output as such: a program may show fragments as they come. A call counts
as lost where its arguments were seen somewhere (in the output, in a request that follows, or parsed
by the program) when they came whole, and nowhere when they came in pieces.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from glm_migrate.runner.verification.command import Failure, Ran, canonical
from glm_migrate.runner.verification.desk import Sent
from glm_migrate.runner.verification.origin import Frame
from glm_migrate.runner.verification.scenarios import Scenario
from glm_migrate.runner.verification.script import Call, Json
from glm_migrate.runner.verification.sites import Place

_WORD = re.compile(r"[b-df-hj-np-tv-z]{6}\d?")  # what answers are told apart by


Shown = Callable[[Frame], object]  # how a place is shown to people


@dataclass(frozen=True)
class Trial:
    """One run, with the requests that came."""

    ran: Ran
    sent: tuple[Sent, ...]

    @cached_property
    def output(self) -> str:
        """What was printed, letters and digits only: fragments on lines of their own are joined."""
        return re.sub(r"[\W_]+", "", self.ran.stdout)

    @cached_property
    def talk(self) -> str:
        """What the program said of answers in its further requests."""
        told: list[Json] = []
        for one in self.sent:
            messages = one.request.body.get("messages")
            told += (
                message
                for message in (messages if isinstance(messages, list) else ())
                if isinstance(message, dict) and message.get("role") in ("assistant", "tool")
            )
        return json.dumps(told, ensure_ascii=False)

    def shows(self, text: str) -> bool:
        plain = re.sub(r"[\W_]+", "", text)
        return bool(plain) and (plain in self.output or text in self.talk)

    def has(self, call: Call) -> bool:
        """Whether the arguments of a call were seen anywhere."""
        given = json.loads(call.arguments or "{}")
        if self.ran.parsed[canonical(given)]:
            return True
        return any(self.shows(word) for word in _words(call.arguments or ""))


def _words(text: str) -> Iterator[str]:
    return (match[0] for match in _WORD.finditer(text))


@dataclass(frozen=True)
class Problem:
    """What went wrong in a run.

    Attributes:
        place: The call whose answer it concerns.
        what: A clause.
        is_error: It ended in an exception or a wrong exit, so it was not passed over in silence.
    """

    place: Place
    what: str
    test: str = ""
    is_error: bool = False


def problems(calm: Trial, run: Trial, scenario: Scenario, shown: Shown) -> Iterator[Problem]:
    """What `run` got wrong that `calm` got right."""
    cut = [one for one in run.sent if one.is_cut]
    if not cut:
        return
    if run.ran.timed_out:
        yield Problem(cut[-1].place, "the program does not come to an end", is_error=True)
        return
    found = list(_failures(calm, run, cut, shown))
    yield from found
    yield from _other_ends(calm, run, cut, found)
    if not scenario.ends and not found:
        yield from _lost(calm, run, cut)


def _failures(calm: Trial, run: Trial, cut: Sequence[Sent], shown: Shown) -> Iterator[Problem]:
    known = {_key(one) for one in calm.ran.failures}
    for one in dict.fromkeys(run.ran.failures):
        if _key(one) not in known:
            where = f" at {shown(one.place)}" if one.place else ""
            yield Problem(_blamed(one, cut), f"{one.type}{where}", one.test, True)


def _key(one: Failure) -> tuple[object, ...]:
    return one.type, one.place, one.test


def _blamed(failure: Failure, cut: Sequence[Sent]) -> Place:
    """The call whose answer was read when it failed: the one with most places in common."""
    ways = {(one.path, one.name) for one in failure.frames}

    def nearness(sent: Sent) -> tuple[bool, bool, int, float]:
        origin = sent.request.origin
        common = len(ways & {(one.path, one.name) for one in origin.frames})
        return origin.test == failure.test, sent.at <= failure.at, common, sent.at

    return max(cut, key=nearness).place


def _other_ends(
    calm: Trial, run: Trial, cut: Sequence[Sent], found: Sequence[Problem]
) -> Iterator[Problem]:
    """Tests and exits that end otherwise without an exception that was seen."""
    told = {one.test for one in found}
    for test, outcome in run.ran.tests.items():
        if outcome != calm.ran.tests.get(test) and test not in told:
            places = [one.place for one in cut if one.request.origin.test == test]
            yield Problem((places or [cut[-1].place])[-1], f"the test {outcome}", test, True)
    if not found and not run.ran.tests and run.ran.status != calm.ran.status:
        yield Problem(cut[-1].place, f"the program exits with {run.ran.status}", is_error=True)


def _lost(calm: Trial, run: Trial, cut: Sequence[Sent]) -> Iterator[Problem]:
    for sent in cut:
        if sent.answer is None or not sent.streams:
            continue
        for call in sent.answer.calls:
            if what := _wrong(calm, run, call):
                yield Problem(sent.place, what, sent.request.origin.test)
        words = list(_words(sent.answer.content))
        if words and calm.shows(words[0]) and not run.shows(words[0]):
            yield Problem(sent.place, "the text of the answer is lost", sent.request.origin.test)
    if run.ran.stdout.count("None") > calm.ran.stdout.count("None"):
        yield Problem(cut[-1].place, "it prints None where an answer has no text")


def _wrong(calm: Trial, run: Trial, call: Call) -> str:
    """What became of one call, a clause; empty where all is well."""
    if calm.has(call) and not run.has(call):
        return f"the call of {call.name} is lost"
    if calm.shows(call.name) and not run.shows(call.name):
        return f"the name {call.name} is lost"
    twice = re.sub(r"[\W_]+", "", call.name) * 2
    if twice not in calm.output and (twice in run.output or 2 * call.name in run.talk):
        return f"the name {call.name} is doubled"
    words = list(_words(call.arguments or ""))
    if words and run.talk.count(words[0]) > calm.talk.count(words[0]) > 0:
        return f"the call of {call.name} is run twice"
    return ""
