"""Tables that have deferred bodies read before they answer."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.semantics.by_name import ByName, OfFunctions
from glm_migrate.analysis.python.semantics.deferred_bodies import Body, DeferredBodies

BODY = Body("    call(late)\n", 0, 0)
FUNCTION = cst.FunctionDef(cst.Name("f"), cst.Parameters(), cst.IndentedBlock([]))


def test_a_list_is_in_source_order_whenever_its_parts_were_read() -> None:
    bodies = DeferredBodies()
    table: ByName[int] = ByName(bodies, lambda one: one)
    table["late"] += [9, 1]
    bodies.add(FUNCTION, BODY, range(3, 6), lambda: table["late"].extend([5, 4]))

    assert not table.get("other")
    assert table.get("other", None) is None
    assert bodies.count_read == 0
    assert table.get("late") == [1, 5, 4, 9]


def test_to_be_in_a_table_is_a_question_too() -> None:
    bodies = DeferredBodies()
    table: ByName[int] = ByName(bodies, lambda one: one)
    bodies.add(FUNCTION, BODY, range(3, 6), lambda: table["call"].append(4))

    assert "never" not in table
    assert "call" in table


def test_who_asks_for_a_function_has_its_body_read() -> None:
    bodies = DeferredBodies()
    known: OfFunctions[str] = OfFunctions(bodies)
    known[FUNCTION] = "scope"
    bodies.add(FUNCTION, BODY, range(3, 6), lambda: None)

    assert known[FUNCTION] == "scope"
    assert bodies.count_read == 1
    assert known.get(FUNCTION) == "scope"
    assert known.get(cst.Pass()) is None
