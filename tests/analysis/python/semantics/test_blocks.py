"""Which block a statement lies in, under which conditions it runs, and what its errors meet."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.effects import inside
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.blocks import Blocks, leaves
from tests.analysis.python.reading import expression, module


def read(code: str) -> tuple[Module, Blocks]:
    where = module(f"{code}\n")
    return where, Blocks(where.syntax, where.symbols)


NESTED = """
for a in b:
    if c:
        one
    else:
        two; three
def f():
    four
"""


@pytest.mark.parametrize(
    ("text", "owner", "index"),
    [
        pytest.param("one", cst.If, 0, id="in an if"),
        pytest.param("two", cst.Else, 0, id="in an else"),
        pytest.param("three", cst.Else, 0, id="behind another one on its line"),
        pytest.param("four", cst.FunctionDef, 0, id="in a function"),
    ],
)
def test_a_line_lies_in_the_suite_of_its_owner(
    text: str, owner: type[cst.CSTNode], index: int
) -> None:
    where, blocks = read(NESTED)
    statement = blocks.statement(expression(where, text))
    assert isinstance(statement, cst.SimpleStatementLine)

    slot = blocks.slot(statement)

    assert slot is not None
    assert isinstance(slot.owner, owner)
    assert slot.index == index
    assert slot.statements[index] is statement


def test_a_statement_of_the_module_has_no_owner() -> None:
    where, blocks = read("one\ntwo")
    statement = blocks.statement(expression(where, "two"))
    assert statement is not None

    slot = blocks.slot(statement)

    assert slot is not None
    assert slot.owner is None
    assert slot.index == 1
    assert list(blocks.owners(statement)) == []


def test_only_statements_have_slots() -> None:
    where, blocks = read("one")

    assert blocks.slot(expression(where, "one")) is None


def test_an_expression_in_a_header_belongs_to_the_compound_statement() -> None:
    where, blocks = read(NESTED)

    assert isinstance(blocks.statement(expression(where, "b")), cst.For)
    assert isinstance(blocks.statement(expression(where, "c")), cst.If)


def test_the_owners_are_named_from_the_inside() -> None:
    where, blocks = read(NESTED)
    statement = blocks.statement(expression(where, "two"))
    assert statement is not None

    owners = [type(owner) for owner, _ in blocks.owners(statement)]

    assert owners == [cst.Else, cst.For]


@pytest.mark.parametrize(
    ("code", "loop"),
    [
        pytest.param("for a in b:\n    while c:\n        x", cst.While, id="the inner one"),
        pytest.param("for a in b:\n    if c:\n        x", cst.For, id="around an if"),
        pytest.param("if c:\n    x", None, id="none"),
    ],
)
def test_the_innermost_loop(code: str, loop: type[cst.CSTNode] | None) -> None:
    where, blocks = read(code)
    statement = blocks.statement(expression(where, "x"))
    assert statement is not None

    found = blocks.loop(statement)

    assert isinstance(found, loop) if loop else found is None


def test_an_else_and_a_handler_belong_to_their_statement() -> None:
    where, blocks = read("try:\n    x\nexcept E:\n    y\nif a:\n    z\nelif b:\n    w\n")
    attempt, condition = where.syntax.body
    assert isinstance(attempt, cst.Try)
    assert isinstance(condition, cst.If)

    assert blocks.above(attempt.handlers[0]) is attempt
    assert condition.orelse is not None
    assert blocks.above(condition.orelse) is condition
    assert blocks.above(condition) is None


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        pytest.param("one", True, id="in its body"),
        pytest.param("two", True, id="in an else within it"),
        pytest.param("b", False, id="in its header"),
        pytest.param("four", False, id="behind it"),
    ],
)
def test_within_a_statement_is_what_its_suites_hold(text: str, inside: bool) -> None:
    where, blocks = read(NESTED)

    assert blocks.within(expression(where, text), where.syntax.body[0]) is inside


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("x", [], id="nothing"),
        pytest.param("if a:\n    x", ["a"], id="if"),
        pytest.param("if a:\n    pass\nelse:\n    x", ["a"], id="else"),
        pytest.param("if a:\n    pass\nelif b:\n    x", ["b", "a"], id="elif"),
        pytest.param("while a:\n    x", ["a"], id="while"),
        pytest.param("y = x if a else b", ["a"], id="a conditional"),
        pytest.param("y = a and x", ["a"], id="right of and"),
        pytest.param("y = x and a", [], id="left of and"),
        pytest.param("y = [x for b in c if a]", ["a"], id="the filter of a comprehension"),
        pytest.param("y = [b for b in c if a if x]", ["a"], id="an earlier filter"),
        pytest.param("y = [b for c in d if a for b in x]", ["a"], id="a filter further out"),
        pytest.param(
            "y = [b for c in d if a for b in e if x]", ["a"], id="for a filter further in"
        ),
        pytest.param("y = [b for b in x if a]", [], id="not the filters of what is iterated"),
        pytest.param(
            "match a:\n    case b if c:\n        x", ["a", "c"], id="a case and its guard"
        ),
        pytest.param("if a:\n    raise E\nx", ["a"], id="an exit before"),
        pytest.param("if a:\n    pass\nx", [], id="an if before that goes on"),
        pytest.param("assert a\nx", ["a"], id="an assertion before"),
        pytest.param(
            "for b in c:\n    if a:\n        continue\n    if d:\n        x",
            ["d", "a"],
            id="an exit before the if around it",
        ),
        pytest.param(
            "for b in c:\n    if a:\n        break\n    if d:\n        pass\n    else:\n        x",
            ["d", "a"],
            id="an exit before the if whose else it is in",
        ),
        pytest.param(
            "if a:\n    raise E\nif b:\n    pass\nelif c:\n    pass\nelif d:\n    x",
            ["d", "c", "b", "a"],
            id="an exit before the if whose second elif it is in",
        ),
        pytest.param(
            "for c in d:\n    with b:\n        if a:\n            continue\n    x",
            ["a"],
            id="an exit in a with",
        ),
        pytest.param(
            "with b:\n    if a:\n        raise E\nx", [], id="one that a with may swallow"
        ),
        pytest.param(
            "try:\n    if a:\n        raise E\nfinally:\n    b\nx", ["a"], id="an exit in a try"
        ),
        pytest.param(
            "try:\n    if a:\n        raise E\nexcept F:\n    pass\nx",
            [],
            id="one that a handler passes",
        ),
        pytest.param("match a:\n    case []:\n        raise E\nx", ["a"], id="a case that leaves"),
        pytest.param("match a:\n    case []:\n        pass\nx", [], id="a case that goes on"),
        pytest.param(
            "assert a\ntry:\n    pass\nexcept E:\n    x",
            ["a"],
            id="one before the try of a handler",
        ),
        pytest.param("if a:\n    def f():\n        x", [], id="not those of what holds a function"),
    ],
)
def test_the_conditions_of_an_expression(code: str, expected: list[str]) -> None:
    where, blocks = read(code)

    found = list(blocks.tests(expression(where, "x")))

    assert [where.code(one) for one in found] == expected


def test_conditions_are_asked_up_to_a_statement() -> None:
    where, blocks = read("if a:\n    for b in c:\n        if d:\n            x")
    loop = next(one for one in inside(where.syntax) if isinstance(one, cst.For))

    found = list(blocks.tests(expression(where, "x"), stop=loop))

    assert [where.code(one) for one in found] == ["d"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("if a:\n    x", ["a"], id="if"),
        pytest.param("if a:\n    pass\nelse:\n    x", [], id="not that of an else"),
        pytest.param("if a:\n    pass\nelif b:\n    x", ["b"], id="elif"),
        pytest.param("if a:\n    raise E\nx", ["a"], id="an exit before"),
        pytest.param(
            "if a:\n    raise E\nif b:\n    pass\nelse:\n    x", ["a"], id="an exit before an else"
        ),
        pytest.param("match a:\n    case 1:\n        x", ["a"], id="a case"),
        pytest.param("match a:\n    case []:\n        raise E\nx", [], id="no case before"),
        pytest.param("while a:\n    x", [], id="not that of a loop"),
    ],
)
def test_the_conditions_that_let_a_statement_be_reached(code: str, expected: list[str]) -> None:
    where, blocks = read(code)

    found = list(blocks.demands(expression(where, "x")))

    assert [where.code(one) for one in found] == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("try:\n    x\nexcept E:\n    pass", ["E"], id="one"),
        pytest.param("try:\n    x\nexcept (E, m.F):\n    pass", ["E", "F"], id="two"),
        pytest.param("try:\n    x\nexcept:\n    pass", ["BaseException"], id="all"),
        pytest.param(
            "try:\n    try:\n        x\n    except E: pass\nexcept F: pass", ["E", "F"], id="outer"
        ),
        pytest.param("try:\n    pass\nexcept E:\n    x", [], id="not its own handler's"),
        pytest.param("try:\n    pass\nexcept E: pass\nelse:\n    x", [], id="not in the else"),
        pytest.param(
            "try:\n    def f():\n        x\nexcept E: pass", [], id="not around a function"
        ),
    ],
)
def test_what_catches_the_errors_of_an_expression(code: str, expected: list[str]) -> None:
    where, blocks = read(code)

    assert list(blocks.handlers(expression(where, "x"))) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("return", True, id="return"),
        pytest.param("raise E", True, id="raise"),
        pytest.param("x; continue", True, id="continue"),
        pytest.param("break", True, id="break"),
        pytest.param("x", False, id="an expression"),
        pytest.param("if a: return", False, id="an if alone"),
        pytest.param("if a: return\n    else: raise E", True, id="both arms"),
        pytest.param("if a: return\n    else: x", False, id="one arm"),
        pytest.param("return\n    x", False, id="something behind it"),
    ],
)
def test_a_suite_that_never_goes_on(body: str, expected: bool) -> None:
    block = cst.parse_statement(f"if y:\n    {body}\n")
    assert isinstance(block, cst.If)

    assert leaves(block.body) is expected
