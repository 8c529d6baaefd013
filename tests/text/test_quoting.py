"""Text from settings becomes a string literal of the same value, and nothing else."""

from __future__ import annotations

import ast

import pytest

from glm_migrate.text.quoting import quoted


@pytest.mark.parametrize(
    ("like", "expected"),
    [('"glm-4.5"', '"glm-4.6"'), ("'x'", "'glm-4.6'"), ("b'''x'''", "b'''glm-4.6'''")],
)
def test_an_id_is_quoted_as_the_text_that_it_replaces(like: str, expected: str) -> None:
    assert quoted("glm-4.6", like) == expected


@pytest.mark.parametrize("quote", ['""', "''", 'r"x"', '"""x"""'])
@pytest.mark.parametrize(
    "text",
    [
        'x"); import os #',
        "x'); import os #",
        "a\nb",
        "a\0b",
        "a\\",
        '"""',
        "{x}",
        "\u2028\U000e0001",
    ],
)
def test_whatever_it_holds_the_literal_has_its_value(text: str, quote: str) -> None:
    assert ast.literal_eval(quoted(text, quote)) == text
