"""How repositories stand beside an earlier run."""

from __future__ import annotations

from typing import Any

import pytest

from glm_migrate.report.fleet_report.trend import earlier


def record(name: str, left: int | None, state: str = "decision") -> dict[str, Any]:
    items = {"sampling": {"fixable": left or 0, "decision": 0, "unseen": 0}}
    failure = "it took too long" if left is None else ""
    return {"repository": name, "state": state, "calls": [1], "failure": failure, "items": items}


@pytest.mark.parametrize(
    ("before", "now", "trend"),
    [
        (3, 1, "better"),
        (1, 3, "worse"),
        (2, 2, "same"),
        (None, 5, "better"),
        (5, None, "worse"),
        (None, None, "same"),
    ],
)
def test_a_trend_is_told_by_what_is_open(before: int | None, now: int | None, trend: str) -> None:
    assert earlier([record("a", before)]).trend(record("a", now)) == trend


def test_repositories_come_and_go() -> None:
    found = earlier([record("a", 1), record("b", 1, "done")])

    assert found.trend(record("c", 1)) == "new"
    assert found.gone == 2
    found.trend(record("a", 1))
    assert found.gone == 1
    assert (dict(found.states), found.calls) == ({"decision": 1, "done": 1}, 2)
