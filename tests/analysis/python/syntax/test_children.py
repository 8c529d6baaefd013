"""The children of a node that mean something, in the order of the source."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.syntax.children import children


def shown(node: cst.CSTNode) -> list[str]:
    return [cst.Module([]).code_for_node(child).strip() for child in children(node)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("a + b", ["a", "b"], id="no operator"),
        pytest.param("f( a , b=c )", ["f", "a ,", "b=c"], id="arguments one by one"),
        pytest.param("(a)", [], id="no parentheses"),
        pytest.param("a.b", ["a", "b"], id="no dot"),
        pytest.param("[a, b]", ["a,", "b"], id="no brackets"),
        pytest.param("{'a': b}", ["'a': b"], id="no braces"),
        pytest.param("a if b else c", ["b", "a", "c"], id="a conditional as it is evaluated"),
        pytest.param("'a' 'b'", ["'a'", "'b'"], id="strings in a row"),
    ],
)
def test_an_expression_has_no_layout_among_its_children(code: str, expected: list[str]) -> None:
    assert sorted(shown(cst.parse_expression(code))) == sorted(expected)


def test_a_keyword_of_an_argument_is_no_child() -> None:
    call = cst.parse_expression("f(name=value)")
    assert isinstance(call, cst.Call)

    assert shown(call.args[0]) == ["value"]


def test_the_statements_of_a_block_are_its_children() -> None:
    loop = cst.parse_statement("for a in b:\n    c\n    # note\n    d\n")
    assert isinstance(loop, cst.For)

    assert [type(child) for child in children(loop)] == [cst.Name, cst.Name, cst.IndentedBlock]
    assert [type(child) for child in children(loop.body)] == [cst.SimpleStatementLine] * 2


def test_an_absent_part_is_left_out() -> None:
    statement = cst.parse_statement("if a: pass\n")

    assert [type(child) for child in children(statement)] == [cst.Name, cst.SimpleStatementSuite]
