"""On a narrow terminal carets stay under their code, and no line of a frame wraps."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.report.formats.frame import diff, frame, proposal
from glm_migrate.report.formats.viewport import Viewport
from glm_migrate.report.text_style import width
from glm_migrate.text.edits import Edit, Fix
from glm_migrate.text.source import Source, Span

LATIN = (
    'answer = client.chat.completions.create(messages=history + more, model="glm-4.5", top_p=0.9)'
)
CHINESE = (
    '标题 = "中文内容很长"; 回答 = client.chat.completions.create(消息=问题, model="glm-4.5", n=1)'
)
ID = '"glm-4.5"'


def source(line: str) -> Source:
    return Source.decode(
        Path("app.py"),
        f"# 一行很长的注释，用来看看周围的行怎样切断，不能换行\n{line}\nx = 1\n".encode(),
    )


def span(text: Source, word: str) -> Span:
    start = text.utf8.index(word.encode())
    return Span(start, start + len(word.encode()))


def at(line: str, start: int, size: int) -> str:
    """What stands in these columns of a terminal."""
    column, found = 0, ""
    for char in line:
        if start <= column < start + size:
            found += char
        column += width(char)
    return found


@pytest.mark.parametrize("line", [LATIN, CHINESE], ids=["latin", "wide characters"])
@pytest.mark.parametrize("columns", [30, 40, 41, 60, 61, 80, 120])
def test_carets_stand_under_the_code_that_they_point_at(line: str, columns: int) -> None:
    text = source(line)
    rows = frame(text, span(text, ID), color=False, columns=columns)
    (number,) = [n for n, row in enumerate(rows) if "^" in row]
    marks = rows[number]

    assert at(rows[number - 1], marks.index("^"), marks.count("^")) == ID
    assert max(map(width, rows)) <= columns


@pytest.mark.parametrize("line", [LATIN, CHINESE], ids=["latin", "wide characters"])
@pytest.mark.parametrize("columns", [40, 60])
def test_a_diff_shows_what_changes(line: str, columns: int) -> None:
    text = source(line)
    fix = Fix("", (Edit(span(text, ID), '"glm-4.6"'),))
    rows = diff(text, fix, color=False, columns=columns)

    assert [row for row in rows if "4.5" in row and " - " in row]
    assert [row for row in rows if "4.6" in row and " + " in row]
    assert max(map(width, [*rows, *proposal(text, fix, color=False, columns=columns)])) <= columns


def test_a_call_over_several_lines_is_cut_at_the_right() -> None:
    text = source(f"client.create(\n    a={'x' * 90},\n)")
    start = text.utf8.index(b"client")
    rows = frame(text, Span(start, text.utf8.index(b")\n") + 1), color=False, columns=40)

    assert max(map(width, rows)) <= 40
    assert [row for row in rows if row.endswith("xxx…")]


def test_without_a_terminal_nothing_is_cut() -> None:
    text = source(LATIN)
    rows = frame(text, span(text, ID), color=False)

    assert f"2 | {LATIN}" in rows
    assert frame(text, span(text, ID), color=False, columns=9) == rows, "too narrow to be read"


@pytest.mark.parametrize(
    ("view", "text", "shown"),
    [
        pytest.param(Viewport(), "x" * 300, "x" * 300, id="all"),
        pytest.param(Viewport(0, 5), "abcde", "abcde", id="as wide as the view"),
        pytest.param(Viewport(0, 5), "abcdef", "abcd…", id="cut at the right"),
        pytest.param(Viewport(2, 5), "abcdefg", "…defg", id="cut at the left"),
        pytest.param(Viewport(2, 4), "abcdefg", "…de…", id="cut at both"),
        pytest.param(Viewport(9, 4), "abc", "…", id="out of view"),
        pytest.param(Viewport(9, 4), "   ", "", id="blanks out of view"),
        pytest.param(Viewport(0, 4), "中文中", "中…", id="half a character does not fit"),
        pytest.param(Viewport(2, 6), "中文中文", "… 中文", id="nor at the left"),
    ],
)
def test_a_view_of_a_line(view: Viewport, text: str, shown: str) -> None:
    assert view.of(text) == shown
    assert not view.room or width(shown) <= view.room
