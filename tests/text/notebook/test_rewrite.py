"""What a changed line becomes in the file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from glm_migrate.text.notebook.json_strings import Escapes
from glm_migrate.text.notebook.rewrite import rewritten
from glm_migrate.text.notebook.source import NotebookSource
from tests.text.notebook import made
from tests.text.notebook.edited import PATH, edited, place


def after(cell: made.Cell, old: str, new: str, **layout: Any) -> tuple[str, str]:
    """What stands in the file for the source of a cell, before and after a replacement."""
    data = made.stored(made.notebook(made.prose("# 题"), cell, made.code("z = 0")), **layout)
    source = NotebookSource.decode(PATH, data)
    start = place(source, old)
    result = edited(source, (start, start + len(old.encode()), new)).data.decode()
    before = data.decode()
    head = before.index('"source"', before.index('"code"'))
    tail = before.index("]", head) - len(before)
    assert result[:head] == before[:head]
    assert result[tail:] == before[tail:]
    return before[head:tail], result[head:tail]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("glm", "new", ["a = 'new'\n", "b = 2"], id="within a line"),
        pytest.param("b = 2", "b = 2\nc = 3", ["a = 'glm'\n", "b = 2\n", "c = 3"], id="at the end"),
        pytest.param("b = 2", "c = 3\nb = 2", ["a = 'glm'\n", "c = 3\n", "b = 2"], id="a new line"),
        pytest.param("b = 2\n", "", ["a = 'glm'"], id="the last line goes"),
        pytest.param("a = 'glm'\n", "", ["b = 2"], id="the first line goes"),
        pytest.param("\nb", "; b", ["a = 'glm'; b = 2"], id="two lines become one"),
        pytest.param("glm", '"\\中', ["a = '\"\\中'\n", "b = 2"], id="characters to be escaped"),
    ],
)
def test_a_change_is_one_of_its_lines(old: str, new: str, expected: list[str]) -> None:
    _, result = after(made.code("a = 'glm'", "b = 2"), old, new)

    assert json.loads(f"{{{result}]}}")["source"] == expected


def test_other_lines_keep_their_bytes() -> None:
    cell = made.code("a = '中'", "b = 'glm'", "c = '中'")
    before, result = after(cell, "glm", "new", indent=3, ensure_ascii=True)

    assert result == before.replace("glm", "new")


def test_what_stays_of_a_line_keeps_its_escapes() -> None:
    data = made.file(made.code("a = '/' + 'glm' + '中'")).replace(b"/", rb"\/")
    source = NotebookSource.decode(PATH, data)
    start = place(source, "glm")

    assert edited(source, (start, start + 3, "new")).data == data.replace(b"glm", b"new")


def test_new_lines_are_laid_out_as_the_others() -> None:
    before, result = after(made.code("a = 1", "b = 2"), "b", "x = '题'\nb", indent=2)

    assert result == before.replace('"b', '"x = \'题\'\\n",\n        "b')


def test_a_list_on_one_line_stays_on_it() -> None:
    data = b'{"cells": [{"cell_type": "code", "source": ["a\\n", "b"]}]}'
    source = NotebookSource.decode(PATH, data)
    start = place(source, "b")

    assert edited(source, (start, start, "c\n")).data == data.replace(b'"b"', b'"c\\n", "b"')


def test_one_string_stays_one() -> None:
    data = rb'{"cells": [{"cell_type": "code", "source": "a\n\u4e2d\nb"}]}'
    source = NotebookSource.decode(PATH, data)
    start = place(source, "b")

    assert edited(source, (start, start, "é\n")).data == data.replace(b'b"}', rb"\u00e9\nb" b'"}')


def test_a_line_behind_the_last_one_belongs_to_its_cell() -> None:
    source = NotebookSource.decode(PATH, made.file(made.code("a"), made.code("b")))
    end = place(source, "a") + 2
    result = edited(source, (end, end, "c\n"))

    assert made.sources(result.data) == ["a\nc", "b"]


def test_the_end_of_a_cell_stays_its_end() -> None:
    source = NotebookSource.decode(PATH, made.file(made.code("a", "c"), made.code("b")))
    end = place(source, "c") + 1

    assert made.sources(edited(source, (end - 2, end + 1, "")).data) == ["a", "b"]


@pytest.mark.parametrize("text", ["", "x = 1"])
def test_a_cell_can_become_empty_and_be_filled(text: str) -> None:
    source = NotebookSource.decode(PATH, made.file(made.code("a"), made.code("b")))
    start = place(source, "a")
    empty = edited(source, (start, start + 2, ""))
    filled = edited(empty, (start, start, text))

    assert made.sources(empty.data) == ["", "b"]
    assert made.sources(filled.data) == [text, "b"]


def test_no_change_replaces_nothing() -> None:
    data = made.file(made.code("a", "b"))
    (cell,) = (one.cell for one in NotebookSource.decode(PATH, data).code_cells)

    assert rewritten(data, cell, [], Escapes()) == []
