"""TOML: tables, lists and values with the bytes that they take."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.value_trees.formats import toml_file
from glm_migrate.errors import UnparsableSource
from glm_migrate.model.values import UNSEEN
from tests.analysis.value_trees.formats.trees import document, ids, plain, source


def test_tables_and_lists_are_put_together() -> None:
    text = "a = 1\n[t]\nb = 'x'\nt2.c = [1, [true]]\n[[r]]\nd = 1.5\n[[r]]\nd = 2\n"

    assert plain(toml_file.read(source("a.toml", text)).roots[0]) == {
        "a": 1,
        "t": {"b": "x", "t2": {"c": [1, [True]]}},
        "r": [{"d": 1.5}, {"d": 2}],
    }


def test_a_day_is_not_seen() -> None:
    assert plain(toml_file.read(source("a.toml", "d = 2026-01-01\n")).roots[0]) == {"d": UNSEEN}


@pytest.mark.parametrize(
    ("written", "is_editable"),
    [("'glm-4.5'", True), ('"glm-4.5"', True), ('"glm\\u002d4.5"', False)],
    ids=["literal", "basic", "with an escape"],
)
def test_a_text_with_escapes_is_read_and_not_edited(written: str, is_editable: bool) -> None:
    (scalar,) = ids("a.toml", f"m = {written}\n")

    assert scalar.locked is not is_editable


def test_a_broken_file_is_told() -> None:
    with pytest.raises(UnparsableSource, match="not valid TOML"):
        document("a.toml", "model = glm-4.5\n")
