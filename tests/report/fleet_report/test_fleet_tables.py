"""What the tables of a fleet say."""

from __future__ import annotations

import pytest

from glm_migrate.report.fleet_report import fleet_tables
from tests.report.fleet_report.sample_records import a_fleet


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        pytest.param("USD 2/8 (d)", "USD 1/10 (d)", "input -50 %, output +25 %", id="one currency"),
        pytest.param("CNY 2/8 (d)", "USD 1/10 (d)", "not comparable", id="two currencies"),
        pytest.param("free (d)", "USD 1/10 (d)", "billed", id="free before"),
        pytest.param("USD 1/10 (d)", "USD 1/10 (d)", "the same", id="the same"),
        pytest.param("unknown", "USD 1/10 (d)", "not comparable", id="unknown"),
    ],
)
def test_costs_are_compared_where_that_means_something(before: str, after: str, words: str) -> None:
    assert fleet_tables.cost(before, after) == words


def test_the_headline_counts_states() -> None:
    assert fleet_tables.headline(a_fleet(1)) == (
        "2 repositories: needs a decision 1, not handled 1; 2 calls, 1 patch"
    )
