"""What is counted of a fleet, and in which order it is told."""

from __future__ import annotations

import pytest

from glm_migrate.report.fleet_report.summary import NOBODY, LeftOut, summary
from glm_migrate.report.fleet_report.trend import earlier
from tests.report.fleet_report.sample_records import MOVE, a_failure, a_record


def test_the_worst_comes_first() -> None:
    records = [
        a_record("clean", "clean", 0),
        a_record("none", "none", 0),
        a_failure("broken"),
        a_record("two", decisions=2),
        a_record("one"),
        a_record("fixable", "fixable", 0),
    ]
    names = [row.name for row in summary(records).rows]

    assert names == ["two", "one", "broken", "fixable", "clean", "none"]


def test_totals_are_those_of_all_records() -> None:
    found = summary([a_record("a"), a_record("b", decisions=3), a_failure("c")])

    assert (found.total.repositories, found.total.calls, found.patches) == (3, 4, 2)
    assert found.total.open["decision"] == 4
    assert found.total.states == {"decision": 2, "failed": 1}
    assert found.items["model-identifier"] == {"needs a decision": 2}
    assert [(move.before, counts) for move, counts in found.moves.items()] == [
        (MOVE["before"], [2, 4])
    ]
    assert found.packages == {("zhipuai", "zhipuai==2.1.5"): 2}
    assert found.decisions == {"GLM301": [4, 2]}
    assert found.failures == {"time": 1}


@pytest.mark.parametrize(
    ("owners", "patterns", "teams"),
    [
        pytest.param(["@a/x", "@a/y"], {}, ("@a/x", "@a/y"), id="by their owners"),
        pytest.param(["@a/x"], {"pay": ("pay-*",)}, ("pay",), id="the mapping goes first"),
        pytest.param([], {"pay": ("other",)}, (NOBODY,), id="nobody's"),
        pytest.param([], {"p": ("pay-*",), "q": ("*",)}, ("p", "q"), id="several teams"),
    ],
)
def test_repositories_are_counted_for_their_teams(
    owners: list[str], patterns: dict[str, tuple[str, ...]], teams: tuple[str, ...]
) -> None:
    found = summary([a_record("pay-api", owners=owners)], patterns)

    assert found.rows[0].teams == teams
    assert {name: team.repositories for name, team in found.teams.items()} == dict.fromkeys(
        teams, 1
    )


def test_a_repository_stands_beside_the_earlier_run() -> None:
    before = [
        a_record("a", decisions=2),
        a_record("b"),
        a_record("c"),
        a_failure("d"),
        a_record("e"),
    ]
    now = [
        *(a_record("a"), a_record("b", decisions=2), a_record("c"), a_record("d")),
        *(a_record("new"),),
    ]
    found = summary(now, earlier=earlier(before))

    assert {row.name: row.trend for row in found.rows} == {
        **{"a": "better", "b": "worse", "c": "same", "d": "better", "new": "new"},
    }
    assert found.earlier is not None
    assert found.earlier.gone == 1


def test_an_id_that_stays_is_no_older_id() -> None:
    stays = {**MOVE, "before": "glm-4.6", "how": "same"}

    assert summary([a_record("a", models=[stays])]).rows[0].ids == ()
    assert summary([a_record("a", settings=["glm-4"])]).rows[0].ids == ("glm-4", "glm-4.5-x")


def test_what_was_left_out_is_counted_by_reason() -> None:
    left = [{"path": f"{one}.py", "why": "a hard link"} for one in "ab"]
    found = summary([a_record("x", left_out=left), a_record("y", left_out=left[:1])])

    assert found.left_out == {"a hard link": LeftOut("x: a.py", 3, 2)}
    assert [row.left_out for row in found.rows] == [2, 1]
