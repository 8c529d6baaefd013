"""Whether a run shows that a call comes through a scenario; where it does not, why.

A call is proved only where it was reached as often as before, all in which it took part ended as
before, and something of its answers was seen: by a test that passes, or in what the program does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glm_migrate.runner.verification.call_sites import CallSite
from glm_migrate.runner.verification.comparison import Problem, Trial
from glm_migrate.runner.verification.responder import Sent
from glm_migrate.runner.verification.scenarios import Scenario


def concerning(calm: Trial, scenario: Scenario) -> Iterator[Sent]:
    """The requests whose answers a scenario changes: streamed, with tools where it needs them.

    Those of tests that fail by themselves are left out, since these do not run again.
    """
    for one in calm.sent:
        test = one.request.origin.test
        passes = not test or calm.ran.tests.get(test) == "passed"
        if passes and _is_changed(one, scenario):
            yield one


def _is_changed(sent: Sent, scenario: Scenario) -> bool:
    answer = sent.answer
    return sent.streams and answer is not None and (not scenario.tools or bool(answer.calls))


def why_unproved(
    place: CallSite, calm: Trial, run: Trial, scenario: Scenario, found: Sequence[Problem]
) -> str:
    """Why `run` does not prove that a call came through, a clause; empty where it does.

    Args:
        found: Everything that went wrong in the run, whoever is to blame.
    """
    before = [one for one in concerning(calm, scenario) if one.place == place]
    after = [one for one in run.sent if one.place == place and one.is_cut]
    after = [one for one in after if _is_changed(one, scenario)]
    tests = {one.request.origin.test for one in before}
    if not all(map(run.has_ended, tests)):
        return f"the run was stopped after {run.ran.seconds:.0f} s, before it ended"
    if len(after) < len(before):
        return f"it was reached {len(after)} of {len(before)} times"
    if others := [one for one in found if one.test in tests]:
        return f"in the same run, {others[0].what}"
    seen = (calm.of(one.request.origin.test).sees(one.answer) for one in before if one.answer)
    if "" in tests and not any(seen):
        return "nothing of its answers is seen, even when they come whole"
    return ""
