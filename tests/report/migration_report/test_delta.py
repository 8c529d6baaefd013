"""What has changed since an earlier report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from glm_migrate.errors import UsageError
from glm_migrate.report.migration_report.delta import delta, read
from glm_migrate.report.migration_report.document import ItemChange, State
from glm_migrate.report.migration_report.json import page
from tests.report.sample_calls import about, document, evidence, item

EARLIER = document(about="app at 1a2b3c4, 2026-11-20")


def written(folder: Path, text: str) -> Path:
    path = folder / "earlier.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_items_that_stand_otherwise_are_told(tmp_path: Path) -> None:
    earlier = read(written(tmp_path, page(EARLIER)))
    done = item("model-identifier", State.DONE)
    now = document(items=(done, EARLIER.items[1], item("thinking", State.NONE)), calls=())

    change = delta(earlier, now)

    assert change.since == "app at 1a2b3c4, 2026-11-20"
    assert (change.calls, change.target) == ((1, 0), "glm-4.6")
    assert change.items == (
        ItemChange("model-identifier", about("model-identifier").title, "fixable", "done", 1, 0),
        ItemChange("thinking", about("thinking").title, "", "not applicable", 0, 0),
    )


def test_an_item_of_which_more_places_are_open_is_told(tmp_path: Path) -> None:
    earlier = read(written(tmp_path, page(EARLIER)))
    more = item("model-identifier", State.FIXABLE, evidence(), evidence(line=9), evidence("seen"))

    [change] = delta(earlier, document(items=(more, EARLIER.items[1]))).items

    assert (change.before, change.after) == ("fixable", "fixable")
    assert (change.open_before, change.open_after) == (1, 2)


def test_the_same_report_has_no_difference(tmp_path: Path) -> None:
    assert delta(read(written(tmp_path, page(EARLIER))), document()).items == ()


def test_a_report_of_a_later_schema_is_refused(tmp_path: Path) -> None:
    newer = json.dumps({**json.loads(page(EARLIER)), "schema": 2})

    with pytest.raises(UsageError, match="with schema 2; this one reads 1"):
        read(written(tmp_path, newer))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", json.dumps({"items": [{}]}), json.dumps({"items": 3}), "[" * 100000],
)
def test_what_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="is not a report in JSON"):
        read(written(tmp_path, text))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--since"):
        read(tmp_path)


def test_control_characters_of_the_earlier_report_are_not_shown(tmp_path: Path) -> None:
    hostile = document(about="a\x1b[2J", items=())
    text = page(hostile).replace("\u241b", "\\u001b")

    assert "\x1b" not in delta(read(written(tmp_path, text)), document()).since
