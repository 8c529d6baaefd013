"""The scenarios that a program is played."""

from __future__ import annotations

from glm_migrate.runner.verification.answers import answer
from glm_migrate.runner.verification.scenarios import BY_NAME, CALM, CUT_ONCE, SCENARIOS, cut_at
from tests.runner.verification.test_answers import body


def test_scenarios_have_names_of_their_own_and_change_something() -> None:
    script = answer(body())
    played = [one.change(script) for one in (CALM, CUT_ONCE, *SCENARIOS)]

    assert list(BY_NAME) == [one.name for one in SCENARIOS]
    assert len({repr(one) for one in played}) == len(played)
    assert cut_at('{"city": "x"}') == len('{"cit') + 1
