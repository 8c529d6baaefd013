"""A command line of `verify` → what is to be done."""

from __future__ import annotations

import pytest

from glm_migrate.cli.verify import command
from glm_migrate.cli.verify_session import Order
from glm_migrate.errors import UsageError
from glm_migrate.runner.verification.scenarios import SCENARIOS


def order(*words: str) -> Order:
    return Order.of(**command.make_context("verify", [*words, "--", "python", "-q", "x.py"]).params)


def test_the_words_behind_the_dashes_are_the_command() -> None:
    assert order("-q").words == ("python", "-q", "x.py")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ((), [one.name for one in SCENARIOS]),
        (("--scenario", "calm"), []),
        (("--scenario", "cut,repeated", "--scenario", "broken"), ["cut", "repeated", "broken"]),
    ],
)
def test_which_scenarios_are_played(words: tuple[str, ...], names: list[str]) -> None:
    assert [one.name for one in order(*words).scenarios] == names


def test_a_scenario_that_is_misspelt_is_refused_with_the_names_that_there_are() -> None:
    with pytest.raises(UsageError, match=r"'repeatd'.*repeated.*interleaved"):
        order("--scenario", "repeatd")


def test_limits_and_paths_are_taken_along() -> None:
    one = order("--live", "3", "--max-calls", "7", "--max-cost", "0.5", "--path", "app")

    assert (one.live, one.limits.calls, one.limits.money, one.limits.yes) == (3, 7, 0.5, False)
    assert one.options.paths == ("app",)
