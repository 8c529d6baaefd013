"""What the migration changes in the price of all calls together.

Nobody knows how many tokens a call takes, so each counts with a million of input and of output.
Currencies are never added up or set against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glm_migrate.inventory.call_records import CallSummary, Cost

Sums = tuple[float, float]


@dataclass(frozen=True)
class Total:
    """The price of the calls in one currency, input and output, before and after."""

    currency: str
    calls: int
    before: Sums
    after: Sums


def totals(records: Sequence[CallSummary]) -> tuple[Total, ...]:
    """A total for each currency, by its name; calls whose price is not known are in none."""
    costs = [cost for record in records if (cost := of_call(record))]
    names = sorted({cost.currency for cost in costs})
    return tuple(_total(name, [one for one in costs if one.currency == name]) for name in names)


def of_call(record: CallSummary) -> Cost | None:
    """The price of a call; None where it is unknown, or where models differ in it."""
    costs = {model.cost for model in record.models}
    return next(iter(costs)) if len(costs) == 1 else None


def _total(currency: str, costs: Sequence[Cost]) -> Total:
    before, after = (_added([one.before for one in costs]), _added([one.after for one in costs]))
    return Total(currency, len(costs), before, after)


def _added(sums: Sequence[Sums]) -> Sums:
    return round(sum(one[0] for one in sums), 6), round(sum(one[1] for one in sums), 6)
