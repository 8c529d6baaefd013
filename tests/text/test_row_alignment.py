"""Which lines are as they were, and where they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.text.row_alignment import unchanged_rows
from glm_migrate.text.source import Source


@pytest.mark.parametrize(
    ("before", "after", "rows"),
    [
        pytest.param("a\nb", "a\nb", {1: 1, 2: 2}, id="equal"),
        pytest.param("a\nb", "a\nx\nb", {1: 1, 3: 2}, id="a line is inserted"),
        pytest.param("a\nx\nb", "a\nb", {1: 1, 2: 3}, id="a line is gone"),
        pytest.param("a\nb\nc", "a\nB\nc", {1: 1, 3: 3}, id="a line has changed"),
        pytest.param("a\na", "a\na\na", {1: 1, 2: 2}, id="one more of equal lines"),
        pytest.param("a\nb\nc\nd", "b\nc\na\nd", {1: 2, 2: 3, 4: 4}, id="a line has moved"),
        pytest.param("a\r\nb", "a\nb", {1: 1, 2: 2}, id="other line ends"),
        pytest.param("", "a\nb\n", {3: 1}, id="an empty file gets lines"),
    ],
)
def test_rows(before: str, after: str, rows: dict[int, int]) -> None:
    old, new = (Source.decode(Path("a.py"), one.encode()) for one in (before, after))

    assert unchanged_rows(old, new) == rows
