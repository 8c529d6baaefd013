"""The lines around a finding, and the diff of a fix."""

from __future__ import annotations

import pytest

from glm_migrate.report.formats.frame import diff, frame
from glm_migrate.text.edits import Edit, Fix
from tests.report.sample_reports import (
    source,
    span,
)


def framed(code: str, text: str) -> list[str]:
    one = source("a.py", code)
    return frame(one, span(one, text), color=False)


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        pytest.param("x = 1\n", "1", ["  |", "1 | x = 1", "  |     ^", "  |"], id="one character"),
        pytest.param("x = 1\n", "", ["  |", "1 | x = 1", "  | ^", "  |"], id="an empty span"),
        pytest.param("x = 1\n", "1\n", ["  |", "1 | x = 1", "  |     ^", "  |"], id="a newline"),
        pytest.param("", "", ["  |", "1 |", "  | ^", "  |"], id="an empty file"),
        pytest.param(
            "\ufeffx\r\n\r\ny = '中文' + z\r\n\r\n",
            "z",
            ["  |", "1 | x", "2 |", "3 | y = '中文' + z", "  |              ^", "  |"],
            id="CRLF, a mark, blank lines, wide characters",
        ),
        pytest.param(
            "\tx = 'e\u0301' + y\n",
            "y",
            ["  |", "1 |     x = 'e\u0301' + y", "  |               ^", "  |"],
            id="tabs and combining characters",
        ),
        pytest.param(
            "\n" * 9 + "a\nb\n",
            "a",
            ["   |", "10 | a", "   | ^", "11 | b", "   |"],
            id="the gutter is as wide as its largest number",
        ),
        pytest.param(
            "f(\n    1,\n)\n",
            "f(\n    1,\n)",
            ["  |", "1 | / f(", "2 | |     1,", "3 | | )", "  | |_^", "  |"],
            id="lines from the start of a line",
        ),
        pytest.param(
            "f(\n" + "  1,\n" * 9 + ")\n",
            "f(\n" + "  1,\n" * 9 + ")",
            [
                *("   |", " 1 | / f("),
                *(f" {row} | |   1," for row in (2, 3, 4, 5)),
                *("...", "10 | |   1,", "11 | | )", "   | |_^", "   |"),
            ],
            id="many lines",
        ),
    ],
)
def test_frame(code: str, text: str, expected: list[str]) -> None:
    assert framed(code, text) == expected


def test_frame_cuts_long_lines_around_the_span() -> None:
    _, line, carets, _ = framed("a" * 500 + "HERE" + "b" * 500, "HERE")

    assert line.startswith("1 | …" + "a" * 59 + "HEREb")
    assert line.endswith("b…")
    assert len(line) == len("1 | ") + 200
    assert carets == "  | " + " " * 60 + "^^^^"


def test_frame_cuts_long_spans() -> None:
    _, line, carets, _ = framed("x" * 1000, "x" * 1000)

    assert line == "1 | " + "x" * 199 + "…"
    assert carets == "  | " + "^" * 200


def test_frame_cuts_long_lines_beside_it() -> None:
    assert framed("x\n" + "y" * 1000 + "\n", "x")[3] == "2 | " + "y" * 199 + "…"


def test_diff_shows_distant_edits_apart() -> None:
    code = source("a.py", "a\n" + "x\n" * 9 + "b\nc")
    fix = Fix("", (Edit(span(code, "a"), "A\nAA"), Edit(span(code, "c"), "")))

    assert diff(code, fix, color=False) == [
        *("   |", "   - a", " 1 + A", " 2 + AA", " 3 | x"),
        *("...", "12 | b", "   - c", "   |"),
    ]


def test_diff_joins_near_edits() -> None:
    code = source("a.py", "a\nx\nb\n")
    fix = Fix("", (Edit(span(code, "a"), "A"), Edit(span(code, "b\n"), "")))

    assert diff(code, fix, color=False) == ["  |", "  - a", "1 + A", "2 | x", "  - b", "  |"]


def test_diff_of_a_fix_that_changes_nothing() -> None:
    code = source("a.py", "a\n")

    assert diff(code, Fix("", (Edit(span(code, "a"), "a"),)), color=False) == ["  |", "  |"]
