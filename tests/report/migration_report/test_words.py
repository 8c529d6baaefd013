"""The words that all formats of the migration report share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from glm_migrate.inventory.call_records import UNSEEN, Left, ModelChange, PropertyChange
from glm_migrate.report.migration_report.document import State
from glm_migrate.report.migration_report.words import (
    PRICE,
    counts,
    facts,
    label,
    left_line,
    model_line,
    numbers,
    open_evidence,
    outcome,
    seen,
    shown,
    tally,
)
from tests.report.sample_calls import call, evidence, item

OLD = ModelChange("glm-4.5", "glm-4.6", "safe", price=PropertyChange("USD 1", "USD 2"))


def test_the_numbers_behind_a_state_leave_out_what_is_in_order() -> None:
    one = item("sampling", State.DECISION, evidence(), evidence("decision"), evidence("seen"))

    assert tally(one) == "1 fixable, 1 to decide"
    assert counts(one) == " (1 fixable, 1 to decide)"
    assert numbers(one) == (1, 1, 0)
    assert counts(item("sampling", State.DONE, evidence("seen"))) == ""


def test_what_is_seen_is_no_open_evidence() -> None:
    found = (evidence("decision"), evidence("seen"), evidence("accepted"))

    kept = open_evidence(item("sampling", State.DECISION, *found))

    assert [label(one) for one in kept] == ["decide", "accepted"]


def test_the_same_values_are_told_together_with_five_of_their_places() -> None:
    found = [evidence("seen", "stream=True", line=line) for line in range(1, 8)]
    listed = list(seen(item("streaming", State.DONE, *found, evidence("seen", "no stream"))))

    assert listed == [
        "stream=True at app.py:1, app.py:2, app.py:3, app.py:4, app.py:5 and 2 more",
        "no stream at app.py:3",
    ]


def test_more_than_eight_different_values_are_counted() -> None:
    found = [evidence("seen", f"max_tokens={number}") for number in range(10)]
    *_, last = seen(item("max-tokens", State.DONE, *found))

    assert last == "and 2 more; the calls below have them all"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("clean", "clean"),
        ("fixable", "`fix` settles it"),
        ("decision", "needs a decision"),
        ("unseen", "cannot see"),
    ],
)
def test_a_call_ends_in_words(state: str, words: str) -> None:
    assert outcome(call(state=state)) == words


@pytest.mark.parametrize(
    ("model", "line"),
    [
        pytest.param(OLD, "glm-4.5 → glm-4.6", id="safe"),
        pytest.param(
            replace(OLD, how="unsafe", why="dearer"),
            "glm-4.5 → glm-4.6 (your decision: dearer)",
            id="unsafe",
        ),
        pytest.param(
            ModelChange("glm-4.5", "glm-4.5", "none", "a served name"),
            "glm-4.5 (by hand: a served name)",
            id="nothing to write",
        ),
        pytest.param(
            ModelChange("glm-4.6", "glm-4.6", "same", "the target"),
            "glm-4.6 (the target)",
            id="stays",
        ),
        pytest.param(
            ModelChange("", "", "none", "`load()` is computed at run time"),
            "cannot see: `load()` is computed at run time",
            id="not seen",
        ),
    ],
)
def test_what_becomes_of_a_model(model: ModelChange, line: str) -> None:
    assert model_line(model) == line


def test_a_reason_that_a_finding_tells_is_not_told_twice() -> None:
    dearer = replace(OLD, how="unsafe", why="dearer")
    told = call(models=(dearer,), left=(Left("GLM101", "dearer", ""),))

    assert model_line(dearer, has_finding=True) == "glm-4.5 → glm-4.6 (your decision)"
    assert ("model", "glm-4.5 → glm-4.6 (your decision)") in list(facts(told))


def test_what_remains_for_a_person_has_its_advice_where_there_is_one() -> None:
    assert left_line(Left("GLM202", "it shifts", "set it")) == "GLM202 it shifts; set it"
    assert left_line(Left("GLM202", "it shifts", "")) == "GLM202 it shifts"


def test_a_property_that_stays_is_told_once() -> None:
    assert shown(PropertyChange("on", "on")) == "on"
    assert shown(PropertyChange("off", "on by default")) == "off → on by default"


def test_the_facts_of_a_call_come_in_a_fixed_order() -> None:
    record = call(
        models=(OLD,),
        will=("Use glm-4.6",),
        may=("Turn thinking off",),
        left=(Left("GLM202", "it shifts", ""),),
        notes=(Left("GLM502", "it is shorter", ""),),
    )

    assert list(facts(record)) == [
        ("client", "zai-sdk, sends to Z.AI or BigModel"),
        ("model", "glm-4.5 → glm-4.6"),
        (PRICE, "USD 1 → USD 2"),
        ("context", "unknown"),
        ("thinking", "on"),
        ("sampling", "temperature=0.2"),
        ("fix", "Use glm-4.6"),
        ("with --unsafe-fixes", "Turn thinking off"),
        ("left to you", "GLM202 it shifts"),
        ("worth knowing", "GLM502 it is shorter"),
    ]


def test_models_that_differ_in_a_property_are_named_with_it() -> None:
    other = ModelChange("glm-4.6", "glm-4.6", "same", price=PropertyChange("USD 2", "USD 2"))

    assert dict(facts(call(models=(OLD, other))))[PRICE] == (
        "glm-4.5: USD 1 → USD 2; glm-4.6: USD 2"
    )


def test_a_client_that_is_not_seen_leaves_only_the_address() -> None:
    assert dict(facts(call(client=UNSEEN, endpoint="not seen: x")))["client"] == "not seen: x"


def test_no_fact_holds_a_secret_or_a_control_character() -> None:
    text = 'Use api_key="sk-0123456789abcdef0123"\x1b[2J'
    fix = dict(facts(call(will=(text,))))["fix"]

    assert "sk-0123456789" not in fix
    assert "\x1b" not in fix
