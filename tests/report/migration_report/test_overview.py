"""What a report says before its details."""

from __future__ import annotations

import pytest

from glm_migrate.inventory.call_records import Cost, ModelChange
from glm_migrate.report.migration_report.document import Delta, File, ItemChange, State
from glm_migrate.report.migration_report.overview import (
    cost,
    decision,
    headline,
    owned,
    settled,
    since,
)
from tests.report.sample_calls import document, evidence, item, placed


def test_the_headline_counts_items_calls_and_files_that_are_not_settled() -> None:
    assert (
        headline(document())
        == "1 of 2 items can be fixed, 1 is done; 1 call, 1 of 2 files still open"
    )


def test_the_headline_of_a_run_without_a_survey_tells_no_calls() -> None:
    assert "call" not in headline(document(surveyed=False))


def test_a_file_that_is_not_seen_is_settled_only_in_a_green_report() -> None:
    files = (File("a.py", "unseen", 0, 0),)
    green = (item("sampling", State.CONFIRMED),)

    assert headline(document(files=files)).endswith("1 of 2 files still open")
    assert headline(document(files=files, items=green)).endswith("no file still open")


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        pytest.param([State.DONE], "1 of 1 item is done", id="one"),
        pytest.param(
            [State.NONE, State.DECISION, State.DECISION, State.UNSEEN],
            "2 of 4 items need a decision, 1 couldn't be checked, 1 does not apply",
            id="what asks for most comes first",
        ),
        pytest.param(
            [State.STALE, State.MANUAL, State.VERIFIED],
            "1 of 3 items has a stale proof, 1 is for a person to check, 1 is verified",
            id="one of each",
        ),
    ],
)
def test_the_headline_is_a_sentence_about_the_items(states: list[State], expected: str) -> None:
    found = document(items=tuple(item("sampling", state) for state in states))

    assert headline(found).partition(";")[0] == expected


def test_every_state_has_its_words() -> None:
    for state in State:
        assert headline(document(items=(item("sampling", state),))).startswith("1 of 1 item ")


def test_settled_items_are_counted() -> None:
    assert settled(document()) == "1 of 2 items settled"


def dear(*costs: Cost | None) -> list[str]:
    models = [ModelChange("glm-4.5-air", "glm-4.6", "unsafe", cost=one) for one in costs]
    return list(cost(document(calls=tuple(placed(models=(model,)) for model in models))))


def test_the_cost_is_told_over_all_calls_in_one_currency() -> None:
    air, same = Cost("USD", (0.2, 1.1), (0.6, 2.2)), Cost("USD", (0.6, 2.2), (0.6, 2.2))
    start = "Cost change over"

    assert dear(air, same) == [f"{start} 2 calls, at 1M tokens in/out each: USD 0.8/3.3 → 1.2/4.4"]
    assert dear(same) == [f"{start} 1 call, at 1M tokens in/out each: none (USD 0.6/2.2)"]


def test_currencies_are_never_added_up_and_what_is_unknown_says_so() -> None:
    found = dear(Cost("USD", (1, 1), (2, 2)), Cost("CNY", (5, 5), (5, 5)), None)

    assert [line.partition(": ")[2] for line in found] == [
        "none (CNY 5/5)",
        "USD 1/1 → 2/2",
        "unknown",
    ]
    assert found[-1] == "Cost change of 1 further call: unknown"
    assert dear(None) == ["Cost change over all calls: unknown"]
    assert dear() == []


def test_a_decision_names_what_to_do_and_the_owners() -> None:
    one = evidence("decision", "it is dearer", advice="decide", owners=("@a/b", "c@d.e"))

    assert (decision(one), owned(one)) == ("it is dearer; decide", " (@a/b, c@d.e)")
    assert (decision(evidence()), owned(evidence())) == ("it is old", "")


def test_the_difference_to_an_earlier_report_is_told_item_by_item() -> None:
    change = ItemChange("sampling", "Sampling parameters", "fixable", "done", 3, 0)
    told = list(since(Delta("app at 1a2b3c4, 2026-11-20", (change,), (4, 5), "glm-4.6"), "glm-4.6"))

    assert told == [
        "Since app at 1a2b3c4, 2026-11-20:",
        "4 calls → 5",
        "Sampling parameters: fixable → done, 3 open places → 0",
    ]


def test_an_earlier_report_to_another_model_and_one_without_a_difference_are_told() -> None:
    told = list(since(Delta("", (), (4, 4), "glm-4.5"), "glm-4.6"))

    assert told == ["Since the earlier report, to glm-4.5:", "nothing has changed"]
