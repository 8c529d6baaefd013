"""Prices of all calls together."""

from __future__ import annotations

from glm_migrate.inventory.call_records import Cost, ModelChange
from glm_migrate.report.migration_report.cost import Total, of_call, totals
from tests.report.sample_calls import call

ONE, OTHER = Cost("USD", (0.1, 0.2), (0.2, 0.4)), Cost("CNY", (5, 5), (6, 6))


def asking(*costs: Cost | None) -> tuple[ModelChange, ...]:
    return tuple(ModelChange("glm-4.5", "glm-4.6", "safe", cost=one) for one in costs)


def test_there_is_a_total_for_each_currency() -> None:
    records = [call(models=asking(one)) for one in (ONE, OTHER, ONE, ONE, None)]

    assert totals(records) == (
        Total("CNY", 1, (5, 5), (6, 6)),
        Total("USD", 3, (0.3, 0.6), (0.6, 1.2)),
    )


def test_a_call_of_models_that_differ_in_price_has_none() -> None:
    assert of_call(call(models=asking(ONE, ONE))) == ONE
    assert of_call(call(models=asking(ONE, None))) is None
    assert of_call(call(models=asking(ONE, OTHER))) is None
    assert of_call(call(models=())) is None
