"""What string literals stand for, judged by the interpreter."""

from __future__ import annotations

from ast import literal_eval

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glm_migrate.analysis.python.syntax.string_literals import joined, meaning, problem

LITERALS = [
    *(
        "'a'",
        '"a"',
        "''",
        '""',
        "'''a'''",
        '"""a\nb"""',
        "r'\\d'",
        "R'\\d'",
        "u'a'",
        "b'a'",
        "rb'\\d'",
    ),
    *("'\\n'", "'\\x41'", "'\\N{BULLET}'", "'it\\'s'", '"it\'s"', "'''it's'''", "'ä'", "'\\\n'"),
]


@pytest.mark.parametrize("literal", LITERALS)
def test_a_literal_stands_for_what_the_interpreter_says(literal: str) -> None:
    node = cst.parse_expression(literal)
    assert isinstance(node, cst.SimpleString)

    assert meaning(node) == literal_eval(literal)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_the_interpreter_shows_of_a_text_stands_for_it(text: str) -> None:
    node = cst.SimpleString(repr(text))

    assert meaning(node) == text


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        pytest.param("'a'", "a", id="one"),
        pytest.param("'a' \"b\" r'\\c'", "ab\\c", id="in a row"),
        pytest.param("b'a' b'b'", b"ab", id="bytes in a row"),
        pytest.param("'a' f'b'", None, id="a formatted one among them"),
        pytest.param("f'a'", None, id="formatted"),
    ],
)
def test_literals_in_a_row_are_one_text_unless_one_is_formatted(
    literal: str, expected: str | bytes | None
) -> None:
    node = cst.parse_expression(literal)
    assert isinstance(node, (cst.SimpleString, cst.ConcatenatedString, cst.FormattedString))

    assert joined(node) == expected


@pytest.mark.parametrize(
    ("literal", "is_refused"),
    [
        pytest.param('f"""é "{x}"é"""', False, id="a quote before and behind a field"),
        pytest.param("f'''é'{x}''é'''", False, id="the other quote"),
        pytest.param('f"é\\"{x}\\\\"', False, id="a quote and a backslash behind backslashes"),
        pytest.param("f'é\\\\\"{x}'", False, id="a backslash before a quote"),
        pytest.param('f"é\\{x}"', False, id="a backslash before a field"),
        pytest.param('f"é\\\n{x}"', False, id="a joined line"),
        pytest.param('f"é{{{x}}}"', False, id="braces"),
        pytest.param('f"é\\N{BULLET}{x}"', False, id="a character by its name"),
        pytest.param('f"""\\x"{x}"""', True, id="an escape cut short before a quote"),
        pytest.param('f"{x}\\u12"', True, id="an escape cut short"),
        pytest.param('rf"{x}\\u12"', False, id="no escape at all"),
    ],
)
def test_a_part_of_a_formatted_text_is_refused_where_python_refuses_it(
    literal: str, is_refused: bool
) -> None:
    node = cst.parse_expression(literal)
    assert isinstance(node, cst.FormattedString)

    assert any(problem(part, node) for part in node.parts) is is_refused
