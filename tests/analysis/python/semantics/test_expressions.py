"""What is recorded of an expression: names, calls, strings, each with its parent and its scope."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.semantics.expressions import Expressions
from glm_migrate.analysis.python.semantics.scopes import Kind, ProgramPoint, Scope, SymbolTable
from glm_migrate.analysis.python.syntax.children import children


def recorded(code: str) -> SymbolTable:
    """The symbol table of one expression in a module."""
    symbols = SymbolTable(Scope("module", cst.Module([])))
    node = cst.parse_expression(code)
    Expressions(symbols).record(node, ProgramPoint(1, (), symbols.root), symbols.root.node)
    return symbols


def text(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)


@pytest.mark.parametrize(
    ("code", "uses"),
    [
        pytest.param("a + b", ["a", "b"], id="names"),
        pytest.param("a.b.c", ["c", "b", "a"], id="attributes by their last part"),
        pytest.param("f(a, b=c)", ["f", "a", "c"], id="arguments, not keywords"),
        pytest.param("f'{a}b'", ["a"], id="placeholders"),
        pytest.param("{'a': b, **c}", ["b", "c"], id="a dict"),
        pytest.param("(a := b)", ["b"], id="a walrus reads its value only"),
        pytest.param("lambda a=b: c", ["b", "c"], id="a lambda's default and body"),
    ],
)
def test_what_is_read_is_known_by_name(code: str, uses: list[str]) -> None:
    assert list(recorded(code).uses) == uses


@pytest.mark.parametrize(
    ("code", "by_called"),
    [
        pytest.param("f()", {"f": 1}, id="a function"),
        pytest.param("a.b.f(g())", {"f": 1, "g": 1}, id="a method and a call in it"),
        pytest.param("f(f())", {"f": 2}, id="twice"),
        pytest.param("f()()", {"f": 1}, id="what is called has no name"),
    ],
)
def test_calls_are_known_by_the_last_part_of_their_name(
    code: str, by_called: dict[str, int]
) -> None:
    assert {name: len(calls) for name, calls in recorded(code).by_called.items()} == by_called


def test_every_call_is_kept_from_the_outside() -> None:
    assert [text(call) for call in recorded("f(g(), h())").calls] == ["f(g(), h())", "g()", "h()"]


def test_strings_are_kept_whole_and_in_their_parts() -> None:
    assert [text(one) for one in recorded("['a', 'b' 'c', f'd']").strings] == [
        "'a'",
        "'b' 'c'",
        "'b'",
        "'c'",
    ]


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        pytest.param("d.update(a=1)", ["d"], id="update"),
        pytest.param("o.d.pop('a')", ["o.d"], id="pop of an attribute"),
        pytest.param("d['k'].clear()", ["d[]"], id="clear of an item"),
        pytest.param("d.setdefault('a', 1)", ["d"], id="setdefault"),
        pytest.param("d.get('a')", [], id="get changes nothing"),
        pytest.param("f().update(a=1)", [], id="of what has no name"),
        pytest.param("update(d)", [], id="a function"),
    ],
)
def test_methods_that_change_their_object_are_mutations(code: str, changed: list[str]) -> None:
    symbols = recorded(code)

    assert list(symbols.mutations) == changed
    assert all(one.call is symbols.calls[0] for name in changed for one in symbols.mutations[name])


def test_a_walrus_in_a_comprehension_binds_in_the_function_around_it() -> None:
    symbols = recorded("[(a := b) for c in d]")

    assert [one.kind for one in symbols.root.definitions["a"]] == [Kind.ASSIGN]
    assert "c" not in symbols.root.definitions


def test_a_comprehension_evaluates_its_first_iterable_outside() -> None:
    symbols = recorded("[a for b in c for d in e if f]")
    inner = next(one for one in symbols.scopes.values() if one.kind == "comprehension")

    within = {name: symbols.point(symbols.uses[name][0]).scope for name in "acef"}

    assert within == {"a": inner, "c": symbols.root, "e": inner, "f": inner}
    assert list(inner.definitions) == ["b", "d"]
    assert {one.kind for many in inner.definitions.values() for one in many} == {Kind.LOOP}
    assert len(symbols.loops) == 2


def test_the_body_of_a_lambda_has_its_scope_and_its_default_has_not() -> None:
    symbols = recorded("lambda a=b: a")
    inner = next(one for one in symbols.scopes.values() if one.kind == "lambda")

    assert symbols.point(symbols.uses["a"][0]).scope is inner
    assert symbols.point(symbols.uses["b"][0]).scope is symbols.root


def test_each_node_knows_what_it_stands_in() -> None:
    symbols = recorded("f(a.b)")
    attribute = symbols.uses["b"][0]

    argument = symbols.parents[attribute]

    assert isinstance(argument, cst.Arg)
    assert symbols.parents[argument] is symbols.calls[0]
    assert symbols.parents[symbols.calls[0]] is symbols.root.node


def test_a_deep_expression_does_not_exhaust_the_interpreter() -> None:
    symbols = SymbolTable(Scope("module", cst.Module([])))
    node: cst.BaseExpression = cst.Name("a")
    for _ in range(5_000):
        node = cst.Attribute(node, cst.Name("b"))

    Expressions(symbols).record(node, ProgramPoint(1, (), symbols.root), symbols.root.node)

    assert len(symbols.uses["b"]) == 5_000


def test_the_expressions_of_a_statement_without_bindings_are_recorded() -> None:
    symbols = SymbolTable(Scope("module", cst.Module([])))
    line = cst.parse_statement("assert a, b")
    assert isinstance(line, cst.SimpleStatementLine)
    (statement,) = line.body

    Expressions(symbols).record_children(statement, ProgramPoint(1, (), symbols.root))

    assert list(symbols.uses) == ["a", "b"]
    assert all(symbols.parents[one] is statement for one in children(statement))
