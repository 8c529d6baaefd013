"""The migration report as data."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import glm_migrate.report.migration_report
from glm_migrate.inventory.call_records import Cost, Left, ModelChange, PropertyChange
from glm_migrate.report.migration_report.call_code import Listing
from glm_migrate.report.migration_report.document import Delta, ItemChange, State
from glm_migrate.report.migration_report.json import VERSION, data, page
from tests.report.sample_calls import document, evidence, item, placed

SCHEMA = Path(glm_migrate.report.migration_report.__file__).with_name("report.schema.json")


def test_the_page_is_the_data_with_text_as_it_is() -> None:
    found = document(calls=(placed(scope="größe"),))

    assert json.loads(page(found)) == data(found)
    assert "größe" in page(found)


def test_the_head_tells_schema_tool_target_and_the_state_of_each_item() -> None:
    found = data(document())

    assert (found["schema"], found["tool"]) == (
        VERSION,
        {"name": "glm-migrate", "version": "1.2.3"},
    )
    assert (found["target"], found["green"]) == ("glm-4.6", False)
    assert found["summary"] == {
        "searched": 2,
        "calls": 1,
        "items": {"model-identifier": "fixable", "sampling": "done"},
    }
    assert data(document(items=(item("sampling", State.DONE),)))["green"]


def test_an_item_counts_every_kind_of_evidence() -> None:
    row, _ = data(document())["items"]

    assert row["counts"] == {
        "decision": 0,
        "fixable": 1,
        "unseen": 0,
        "accepted": 0,
        "note": 0,
        "seen": 0,
    }
    assert row["evidence"] == [
        {
            "path": "app.py",
            "line": 3,
            "code": "GLM101",
            "kind": "fixable",
            "message": "it is old",
            "advice": None,
            "link": "app.py#L3",
            "owners": [],
        }
    ]


def test_a_call_tells_its_models_before_and_after() -> None:
    model = ModelChange("glm-4.5", "glm-4.6", "safe", price=PropertyChange("USD 1", "USD 2"))
    record = placed(models=(model,), left=(Left("GLM202", "it shifts", ""),), hidden=("`**x`",))
    (call,) = data(document(calls=(record,)))["calls"]

    assert call["models"] == [
        {
            "before": "glm-4.5",
            "after": "glm-4.6",
            "how": "safe",
            "why": None,
            "price": {"before": "USD 1", "after": "USD 2"},
            "context": {"before": "unknown", "after": "unknown"},
        }
    ]
    assert call["left"] == [{"code": "GLM202", "message": "it shifts", "advice": None}]
    assert (call["hidden"], call["scope"], call["link"]) == (["`**x`"], "ask", "app.py#L3")


def test_what_is_empty_is_null() -> None:
    hidden = ModelChange("", "", "none", "a parameter")
    (call,) = data(document(calls=(placed(scope="", models=(hidden,)),)))["calls"]
    (silenced,) = data(document(suppressed=((evidence("seen"), ""),)))["suppressed"]

    assert (call["scope"], call["models"][0]["before"], call["models"][0]["after"]) == (
        *(None, None),
        None,
    )
    assert (silenced["code"], silenced["reason"]) == (None, None)


def test_secrets_and_control_characters_are_nowhere() -> None:
    text = 'Use api_key="sk-0123456789abcdef0123"\x1b[2J'
    found = page(document(calls=(placed(will=(text,)),)))

    assert "sk-0123456789" not in found
    assert "\\u001b" not in found


def test_the_cost_and_what_has_changed_are_data() -> None:
    cost = Cost("USD", (0.2, 1.1), (0.6, 2.2))
    model = ModelChange("glm-4.5-air", "glm-4.6", "unsafe", cost=cost)
    change = ItemChange("sampling", "Sampling parameters", "", "done", 3, 0)
    since = Delta("", (change,), (1, 2), "glm-4.6")

    found = data(document(calls=(placed(models=(model,)),), since=since))

    assert found["cost"] == [
        {
            "currency": "USD",
            "calls": 1,
            "before": {"input": 0.2, "output": 1.1},
            "after": {"input": 0.6, "output": 2.2},
        }
    ]
    assert found["since"] == {
        "about": None,
        "target": "glm-4.6",
        "calls": {"before": 1, "after": 2},
        "items": [
            {
                "key": "sampling",
                "state": {"before": None, "after": "done"},
                "open": {"before": 3, "after": 0},
            }
        ],
    }
    assert data(document())["since"] is None


def test_a_call_has_its_code_and_its_diff() -> None:
    change = Listing("safe", "b.py", (((1, "-", "old"), (1, "+", "new"), (2, " ", "same")),), 7)
    (call,) = data(document(calls=(replace(placed(), listings=(change,)),)))["calls"]

    assert call["listings"] == [
        {
            "kind": "safe",
            "path": "b.py",
            "hunks": [
                [
                    {"line": None, "change": "removed", "text": "old"},
                    {"line": 1, "change": "added", "text": "new"},
                    {"line": 2, "change": None, "text": "same"},
                ]
            ],
            "omitted": 7,
        }
    ]


def test_the_schema_knows_every_state() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    assert set(schema["$defs"]["state"]["enum"]) == {one.value for one in State}
