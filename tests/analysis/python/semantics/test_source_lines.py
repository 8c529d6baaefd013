"""Where the code of a line begins, what stands before it, and how the file ends its lines."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.semantics.source_lines import (
    code_of,
    line_after,
    newline_of,
    unit_of,
)
from tests.analysis.python.reading import module


@pytest.mark.parametrize(
    ("code", "newline"),
    [
        pytest.param("a\nb\n", "\n", id="line feeds"),
        pytest.param("a\r\nb\r\n", "\r\n", id="of Windows"),
        pytest.param("a\rb\r", "\r", id="carriage returns"),
        pytest.param("a\r\nb\n", "\r\n", id="the first of two kinds"),
        pytest.param("a", "\n", id="none at all"),
    ],
)
def test_the_newline_of_a_file(code: str, newline: str) -> None:
    assert newline_of(module(code)) == newline


@pytest.mark.parametrize(
    ("code", "blanks", "line"),
    [
        pytest.param("if a:\n    b\n", "    ", "b", id="indented"),
        pytest.param("if a:\n\tb\n", "\t", "b", id="by a tab"),
        pytest.param("if a:\n\n    # why\n  # not\n    b\n", "    ", "b", id="behind comments"),
        pytest.param("if a:\r\n    # why\r\n    b\r\n", "    ", "b", id="of Windows"),
        pytest.param("if a:\n    # ä\n    b\n", "    ", "b", id="behind letters beyond ASCII"),
    ],
)
def test_the_code_of_a_line_begins_behind_comments_and_blanks(
    code: str, blanks: str, line: str
) -> None:
    where = module(code)
    outer = where.syntax.body[0]
    assert isinstance(outer, cst.If)

    found, start = code_of(where, outer.body.body[0])

    assert found == blanks
    assert where.source.utf8[start:].decode().splitlines()[0] == line


def test_a_statement_of_the_module_is_not_indented() -> None:
    where = module("# first\n\na\n")

    assert code_of(where, where.syntax.body[0]) == ("", 9)


@pytest.mark.parametrize(
    ("code", "offset", "rest"),
    [
        pytest.param("a\nb\n", 0, "b\n", id="the first"),
        pytest.param("a\r\nb\r\n", 0, "b\r\n", id="of Windows"),
        pytest.param("a\nb\n", 2, "", id="the last"),
        pytest.param("a\nb", 2, "", id="the last without a newline"),
    ],
)
def test_the_next_line_begins_behind_the_newline(code: str, offset: int, rest: str) -> None:
    where = module(code)

    assert where.source.utf8[line_after(where, offset) :].decode() == rest


@pytest.mark.parametrize(
    ("code", "unit"),
    [
        pytest.param("if a:\n  b\n", "  ", id="two blanks"),
        pytest.param("if a:\n\tb\n", "\t", id="a tab"),
        pytest.param("if a:\n    # why\n        b\n", " " * 8, id="behind a comment"),
    ],
)
def test_one_level_of_indentation(code: str, unit: str) -> None:
    where = module(code)
    outer = where.syntax.body[0]
    assert isinstance(outer, cst.If)

    assert unit_of(where, outer, outer.body.body[0]) == unit
