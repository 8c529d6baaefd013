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


def test_what_many_ways_lead_to_is_worked_out_once_on_each_level() -> None:
    """Each function returns what two others do, so that the ways double with every hop."""
    ring = "".join(
        f"def f{i}(m):\n    return f{(7 * i + 1) % 12}(m) or f{(3 * i + 2) % 12}(m) or 'x{i}'\n"
        for i in range(12)
    )
    where = module(f"{ring}use(f0('a'))\n")
    (call,) = uses(where)
    found, is_all, followed = worked_out(where, call.args[0].value, where.symbols.points[call])

    assert {one.value for one in found if one.whole} <= {f"x{i}" for i in range(12)}
    assert not is_all
    assert len(followed) <= 12 * 12 * 4
