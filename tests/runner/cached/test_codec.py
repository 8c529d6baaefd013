"""Plain data comes back as it was, and nothing else comes back."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.inventory.call_records import Cost
from glm_migrate.model.findings import Finding, Hop, Severity, SuppressedBy, Suppression
from glm_migrate.runner.cached.codec import NotOurs, decoded, encoded
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.source import CellRow, Span

EDIT = Edit(Span(3, 7), "text")
FIX = Fix("title", (EDIT,), Applicability.UNSAFE, (Span(1, 2),), after=((Path("b.py"), EDIT),))
FINDING = Finding(
    Path("a.ipynb"), "GLM101", "name", Span(1, 2), "message", Severity.ERROR, FIX,
    trace=(Hop(Path("c\udcff.py"), CellRow(9, 2, 3), "x"), Hop(Path("d.py"), 4, "y")),
)  # fmt: skip


@dataclass(frozen=True)
class Pairs:
    """What a report holds."""

    pairs: tuple[tuple[Finding, Suppression], ...]


def returned(kind: type[Any], value: object) -> Any:
    return decoded(kind, json.loads(json.dumps(encoded(value))))


def test_a_finding_comes_back() -> None:
    found = returned(Finding, FINDING)

    assert found == FINDING
    assert str(found.trace[0].line) == "3 of cell 2"


def test_pairs_come_back() -> None:
    pairs = Pairs(((FINDING, Suppression(SuppressedBy.BASELINE, "why", 3)),))

    assert returned(Pairs, pairs) == pairs


def test_the_call_of_a_finding_comes_back() -> None:
    site = Hop(Path("d.py"), CellRow(9, 2, 3), "ask")

    assert returned(Finding, replace(FINDING, call_site=site)).call_site == site


def test_prices_come_back_whole_or_with_a_fraction() -> None:
    cost = Cost("USD", (0, 1), (0.6, 2.2))

    assert returned(Cost, cost) == cost


@pytest.mark.parametrize("price", [True, "1", None, float("nan"), float("inf")])
def test_a_price_that_is_no_number_is_refused(price: object) -> None:
    with pytest.raises(NotOurs):
        decoded(Cost, ["USD", [0, 1], [0, price]])


WRONG: dict[str, object] = {
    "nothing": None,
    "a text": "text",
    "too few": encoded(FINDING)[:-1],
    "too many": [*encoded(FINDING), ""],
    "a number as a path": [1, *encoded(FINDING)[1:]],
    "true as a number": [*encoded(FINDING)[:3], [True, 2], *encoded(FINDING)[4:]],
    "a severity that there is not": [*encoded(FINDING)[:5], 9, *encoded(FINDING)[6:]],
    "a list as a text": [*encoded(FINDING)[:4], ["x"], *encoded(FINDING)[5:]],
    "a dict as a list": {"path": "a.py"},
}


@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG)
def test_what_is_of_another_type_is_refused(value: object) -> None:
    with pytest.raises(NotOurs):
        decoded(Finding, value)


def test_edits_that_touch_are_refused() -> None:
    twice = encoded(FIX)
    twice[1] = [encoded(EDIT), encoded(EDIT)]

    with pytest.raises(NotOurs):
        decoded(Fix, twice)


def test_what_is_no_plain_data_is_not_written() -> None:
    with pytest.raises(TypeError):
        encoded({"a": 1})
