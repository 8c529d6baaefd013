"""What an expression comes to, whether that is all, and what was looked at for it."""

from __future__ import annotations

from glm_migrate.analysis.python.dataflow.followed_texts import folded, worked_out
from tests.analysis.python.reading import module, uses


def test_names_are_followed_to_their_texts() -> None:
    where = module("A = 'a'\nB = A + 'b'\nuse(B + 'c')\n")
    (call,) = uses(where)
    node = call.args[0].value

    assert [one.value for one in folded(where, node, where.symbols.points[call])] == ["abc"]


def test_what_was_looked_at_is_kept() -> None:
    where = module("A = 'a'\nuse(A.upper())\n")
    (call,) = uses(where)
    found, is_all, followed = worked_out(where, call.args[0].value, where.symbols.points[call])

    assert ([one.value for one in found], is_all) == (["A"], True)
    assert [where.code(one.node) for one in followed] == ["A.upper()", "'a'"]


def test_a_name_that_may_be_something_else_leaves_it_open() -> None:
    where = module("def f(a='x'):\n    use(a + 'y')\n")
    (call,) = uses(where)
    found, is_all, _ = worked_out(where, call.args[0].value, where.symbols.points[call])

    assert ([one.value for one in found], is_all) == (["xy"], False)
