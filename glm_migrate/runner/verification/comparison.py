"""Two runs of a program on the same answers, once whole and once cut → what the cutting broke.

Nothing is concluded from output as such: a program may show fragments as they come. A call counts
as lost where its arguments were seen somewhere (in the output, in a request that follows, or parsed
by the program) when they came whole, and nowhere when they came in pieces.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from glm_migrate.runner.verification.call_sites import CallSite
from glm_migrate.runner.verification.command import ProgramFailure, Ran, canonical
from glm_migrate.runner.verification.origin import Frame
from glm_migrate.runner.verification.responder import Sent
from glm_migrate.runner.verification.scenarios import Scenario
from glm_migrate.runner.verification.script import Json, Script, ToolCall

_WORD = re.compile(r"[b-df-hj-np-tv-z]{6}\d?")  # what answers are told apart by


Shown = Callable[[Frame], object]  # how a place is shown to people


@dataclass(frozen=True)
class Trial:
    """One run, with the requests that came."""

    ran: Ran
    sent: tuple[Sent, ...]

    def of(self, test: str) -> View:
        """What is seen of one test; of the whole program outside of tests."""
        sent = [one for one in self.sent if one.request.origin.test == test]
        printed = self.ran.outputs.get(test, "") if test else self.ran.stdout
        parsed = Counter({text: n for (where, text), n in self.ran.parsed.items() if where == test})
        return View(printed, _talk(sent), parsed)

    def has_ended(self, test: str) -> bool:
        """Whether a test, or the program, came to its end before its time was up."""
        return test in self.ran.tests if test else not self.ran.timed_out


@dataclass(frozen=True)
class View:
    """What a program, or one of its tests, is seen to do with answers.

    Attributes:
        printed: What it printed.
        talk: What it said of answers in further requests.
        parsed: The objects that it parsed.
    """

    printed: str
    talk: str
    parsed: Counter[str]

    @cached_property
    def output(self) -> str:
        """Letters and digits only: fragments on lines of their own are joined."""
        return _plain(self.printed)

    def shows(self, text: str) -> bool:
        plain = _plain(text)
        return bool(plain) and (plain in self.output or text in self.talk)

    def parses(self, call: ToolCall) -> bool:
        return bool(self.parsed[canonical(json.loads(call.arguments or "{}"))])

    def shown(self, call: ToolCall) -> set[str]:
        """The words of the arguments of a call that are seen."""
        return {word for word in _words(call.arguments or "") if self.shows(word)}

    def sees(self, answer: Script) -> bool:
        """Whether anything of an answer was seen anywhere."""
        words = _words(answer.content)
        calls = answer.calls
        return any(map(self.shows, words)) or any(
            self.parses(call) or bool(self.shown(call)) for call in calls
        )

    def has(self, call: ToolCall, of: View) -> bool:
        """Whether the arguments of a call were seen as far as in another view."""
        if self.parses(call):
            return True
        wanted = of.shown(call)
        return self.shown(call) >= wanted if wanted else not of.parses(call)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _talk(sent: Sequence[Sent]) -> str:
    lines: list[Json] = []
    for one in sent:
        messages = one.request.body.get("messages")
        lines += (
            message
            for message in (messages if isinstance(messages, list) else ())
            if isinstance(message, dict) and message.get("role") in ("assistant", "tool")
        )
    return json.dumps(lines, ensure_ascii=False)


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

    place: CallSite
    what: str
    test: str = ""
    is_error: bool = False


def problems(calm: Trial, run: Trial, scenario: Scenario, shown: Shown) -> Iterator[Problem]:
    """What `run` got wrong that `calm` got right, as far as it came to an end."""
    cut = [one for one in run.sent if one.is_cut]
    if not cut:
        return
    found = list(_failures(calm, run, cut, shown))
    yield from found
    yield from _other_ends(calm, run, cut, found)
    if not scenario.ends:
        failed = {one.test for one in found}
        yield from _lost(calm, run, [one for one in cut if one.request.origin.test not in failed])


def _failures(calm: Trial, run: Trial, cut: Sequence[Sent], shown: Shown) -> Iterator[Problem]:
    known = {_key(one) for one in calm.ran.failures}
    for one in dict.fromkeys(run.ran.failures):
        if _key(one) not in known:
            where = f" at {shown(one.place)}" if one.place else ""
            yield Problem(_blamed(one, cut), f"{one.type}{where}", one.test, True)


def _key(one: ProgramFailure) -> tuple[object, ...]:
    return one.type, one.place, one.test


def _blamed(failure: ProgramFailure, cut: Sequence[Sent]) -> CallSite:
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
    explained = {one.test for one in found}
    for test, outcome in run.ran.tests.items():
        if outcome != calm.ran.tests.get(test) and test not in explained:
            places = [one.place for one in cut if one.request.origin.test == test]
            yield Problem((places or [cut[-1].place])[-1], f"the test {outcome}", test, True)
    ended = not run.ran.tests and not run.ran.timed_out
    if not found and ended and run.ran.status != calm.ran.status:
        yield Problem(cut[-1].place, f"the program exits with {run.ran.status}", is_error=True)


def _lost(calm: Trial, run: Trial, cut: Sequence[Sent]) -> Iterator[Problem]:
    for sent in cut:
        test = sent.request.origin.test
        if sent.answer is None or not sent.streams or not run.has_ended(test):
            continue
        before, after = calm.of(test), run.of(test)
        wrong = (_wrong(before, after, call) for call in sent.answer.calls)
        for what in filter(None, (*wrong, _text(before, after, sent.answer))):
            yield Problem(sent.place, what, test)


def _text(calm: View, run: View, answer: Script) -> str:
    """What became of the text of an answer, a clause; empty where all is well."""
    word = next(_words(answer.content), "")
    if word and calm.shows(word) and not run.shows(word):
        return "the text of the answer is lost"
    if answer.null_content and run.printed.count("None") > calm.printed.count("None"):
        return "it prints None where an answer has no text"
    return ""


def _wrong(calm: View, run: View, call: ToolCall) -> str:
    """What became of one call, a clause; empty where all is well."""
    if not run.has(call, calm):
        return f"the call of {call.name} is lost"
    if calm.shows(call.name) and not run.shows(call.name):
        return f"the name {call.name} is lost"
    twice = 2 * _plain(call.name)
    if twice not in calm.output and (twice in run.output or 2 * call.name in run.talk):
        return f"the name {call.name} is doubled"
    word = next(_words(call.arguments or ""), "")
    if word and run.talk.count(word) > calm.talk.count(word) > 0:
        return f"the call of {call.name} is run twice"
    return ""
