"""Places as an editor counts them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol.types import Position as At
from lsprotocol.types import Range

from glm_migrate.cli.editor.places import Places, lines_of, overlap
from glm_migrate.text.source import Position, Source

SOURCE = Source.decode(Path("a.py"), "a\r\n  é😀x\fy\rz".encode())


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 8), ("utf-16", 5), ("utf-32", 4)])
def test_a_column_is_counted_in_the_units_of_the_editor(encoding: str, column: int) -> None:
    assert Places(SOURCE, encoding).at(Position(2, 5)) == At(1, column)


def test_a_form_feed_ends_no_line() -> None:
    assert lines_of(SOURCE) == ["a\r\n", "  é😀x\fy\r", "z"]


def test_a_line_is_shown_from_its_first_word() -> None:
    assert Places(SOURCE, "utf-32").line(2) == Range(At(1, 2), At(1, 7))
    assert Places(SOURCE, "utf-32").line(9) == Range(At(8, 0), At(8, 0))


def test_without_a_text_there_is_but_the_beginning() -> None:
    assert Places(None, "utf-16").at(Position(1, 1)) == At(0, 0)


@pytest.mark.parametrize(
    ("start", "end", "expected"), [(0, 2, False), (0, 3, True), (5, 5, True), (7, 9, False)]
)
def test_a_cursor_at_the_edge_is_inside(start: int, end: int, expected: bool) -> None:
    word = Range(At(1, 3), At(1, 6))

    assert overlap(Range(At(1, start), At(1, end)), word) is expected
