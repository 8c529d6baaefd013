"""A notebook's code as one text, with the way back to the file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glm_migrate.errors import FixRejected
from glm_migrate.text.notebook.source import NotebookSource
from glm_migrate.text.source import CellRow
from tests.examples import examples
from tests.text.notebook import made
from tests.text.notebook.edited import LINES, ODD, PATH, edited, place


def test_an_edit_over_two_cells_is_refused() -> None:
    source = NotebookSource.decode(PATH, made.file(made.code("a"), made.code("b")))

    with pytest.raises(FixRejected, match="beyond its cell"):
        edited(source, (place(source, "a"), place(source, "b") + 1, "x"))


CELLS = st.lists(
    st.one_of(
        st.lists(st.sampled_from(LINES), min_size=1, max_size=5).map(lambda ls: made.code(*ls)),
        st.sampled_from(ODD).map(lambda source: {"cell_type": "code", "source": source}),
        st.just(made.prose("glm-4.5", "中")),
    ),
    min_size=1,
    max_size=4,
)


LAYOUTS = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 0, 1, 2, "\t"]),
        "ensure_ascii": st.booleans(),
        "sort_keys": st.booleans(),
    }
)


NEW = st.lists(st.sampled_from([*LINES, "\n", "glm", "中\n"]), max_size=3).map("".join)


@examples(400)
@given(CELLS, LAYOUTS, st.data())
def test_only_the_changed_cells_move(cells: list[made.Cell], layout: Any, data: Any) -> None:
    before = made.stored(made.notebook(*cells), **layout)
    source = NotebookSource.decode(PATH, before)
    if not source.code_cells:
        return
    chosen = data.draw(st.sampled_from(source.code_cells))
    text = chosen.cell.text
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    new = data.draw(NEW)
    first, last = (chosen.span.start + len(text[:at].encode()) for at in (start, end))
    expected = text[:start] + new + text[end:]
    result = edited(source, (first, last, new))

    texts = [one.text for one in source.every]
    texts[chosen.cell.number - 1] = expected
    assert made.sources(result.data) == texts
    prefix = before[: chosen.cell.inside.start]
    suffix = before[chosen.cell.inside.end :]
    assert result.data.startswith(prefix)
    assert result.data.endswith(suffix)
    stored_now = json.loads(result.data)["cells"][chosen.cell.number - 1]["source"]
    assert isinstance(stored_now, list) is chosen.cell.is_listed
    at = 0
    for line in chosen.cell.lines:
        at += len(line.text)
        if at < start:  # the change lies behind it
            assert line.raw in result.data


TWO = NotebookSource.decode(
    PATH, made.file(made.code("a = 1", "b"), made.prose("x"), made.code("c"))
)


@pytest.mark.parametrize(
    ("text", "cell", "row", "column"),
    [("a", 1, 1, 1), ("1", 1, 1, 5), ("b", 1, 2, 1), ("c", 3, 1, 1)],
)
def test_a_place_is_told_by_its_cell(text: str, cell: int, row: int, column: int) -> None:
    line, found = TWO.position(place(TWO, text))

    assert isinstance(line, CellRow)
    assert (line.cell, line.row, found) == (cell, row, column)


@pytest.mark.parametrize("text", ["a", "1", "b", "c"])
def test_a_byte_of_the_text_has_a_byte_in_the_file(text: str) -> None:
    start = TWO.stored_offset(place(TWO, text))

    assert TWO.stored[start : start + 1].decode() == text


def test_the_lines_beside_one_are_those_of_its_cell() -> None:
    first = TWO.position(place(TWO, "b")).line
    last = TWO.position(place(TWO, "c")).line

    assert list(TWO.rows_beside(first)) == [first - 1, first]
    assert list(TWO.rows_beside(last)) == [last]


def test_what_only_ipython_reads_is_blank_in_the_code() -> None:
    source = NotebookSource.decode(PATH, made.file(made.code("!ls", "a = 1")))

    assert "!ls" in source.text
    assert "!ls" not in source.code
    assert len(source.code.encode()) == len(source.utf8)


def test_each_cell_is_a_part_with_its_name() -> None:
    assert [name for name, _ in TWO.parts()] == [":cell 1", ":cell 3"]
