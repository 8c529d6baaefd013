"""What is left to the moment of reading."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.value_trees.interpolation import interpolated, is_interpolated
from glm_migrate.model.values import UNSEEN
from glm_migrate.text.source import Span


@pytest.mark.parametrize(
    ("text", "variable", "value"),
    [
        ("${M:-glm-4.5}", "M", "glm-4.5"),
        ("${M-glm-4.5}", "M", "glm-4.5"),
        ("${M:glm-4.5}", "M", "glm-4.5"),
        (" ${M:-'glm-4.5'} ", "M", "glm-4.5"),
        ("${oc.env:M,glm-4.5}", "M", "glm-4.5"),
        ("${M}", "", UNSEEN),
        ("${M:?missing}", "", UNSEEN),
        ("zai/${M:-glm-4.5}", "", UNSEEN),
        ("{{ model }}", "", UNSEEN),
        ("%(model)s", "", UNSEEN),
        ("$M", "", UNSEEN),
    ],
)
def test_a_default_stands_behind_a_variable(text: str, variable: str, value: object) -> None:
    found = interpolated(text, Span(0, len(text)), 0)

    assert is_interpolated(text)
    assert (found.variable, found.value) == (variable, value)
    if value == "glm-4.5":
        assert text[slice(*found.span)] == value


@pytest.mark.parametrize("text", ["glm-4.5", "a$", "100%", "{x}", "$1"])
def test_a_plain_text_is_none(text: str) -> None:
    assert not is_interpolated(text)
