"""The types that the parts of the data flow share."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValue,
    ResolvedValues,
    given_up,
    mentioning,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.limits import MAX_VALUES
from glm_migrate.model.findings import Hop
from glm_migrate.model.unresolved import Reason
from tests.analysis.python.reading import class_named, expression, module, reasons, written

FAMILY = (
    "class A:\n    m = 1\nclass B(A):\n    def f(self):\n        self.m = 2\n"
    "class C(B): pass\nclass D: pass\n"
)


def values(where: Module, *texts: str) -> ResolvedValues:
    nodes = [expression(where, one) for one in texts]
    return ResolvedValues(tuple(ResolvedValue(where, one, where.end) for one in nodes))


def test_a_sum_has_each_value_and_each_reason_once() -> None:
    where = module("use('a', 'b')\n")
    first = values(where, "'a'") + unresolved(Reason.READ, "x")
    found = first + values(where, "'a'", "'b'") + unresolved(Reason.READ, "x")

    assert written(found) == ["'a'", "'b'"]
    assert reasons(found) == [str(unresolved(Reason.READ, "x").unresolved[0])]


def test_too_many_values_are_cut_and_that_is_told() -> None:
    where = module(f"use([{', '.join(map(str, range(MAX_VALUES + 1)))}])\n")
    elements = expression(where, where.code(where.syntax).strip()[4:-1]).elements  # type: ignore[attr-defined]
    found = ResolvedValues.sum(
        ResolvedValues((ResolvedValue(where, one.value, where.end),)) for one in elements
    )

    assert len(found.found) == MAX_VALUES
    assert [one.reason for one in found.limits] == [Reason.TOO_MANY_VALUES]


def test_a_limit_is_no_value_that_is_open() -> None:
    found = given_up(Reason.TOO_FAR, "24")

    assert (found.unresolved, len(found.limits)) == ((), 1)


def test_hops_come_in_front_of_those_that_follow() -> None:
    where = module("use('a')\n")
    one, two = Hop(where.source.path, 1, "one"), Hop(where.source.path, 2, "two")
    found = values(where, "'a'").behind((two,)).behind((one,))

    assert found.found[0].via == (one, two)


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        pytest.param("x = 'a'\n", ["'a'"], id="set"),
        pytest.param("x = 'a'\nx += 'b'\n", [], id="added to"),
    ],
)
def test_a_text_that_is_added_to_is_another_text(code: str, texts: list[str]) -> None:
    where = module(f"{code}use(x)\n")
    definitions = where.symbols.root.definitions["x"]

    assert written(values(where, "'a'").unless_extended(definitions)) == texts


def test_a_class_knows_what_it_derives_from_nearest_first() -> None:
    where = module(FAMILY)

    assert [one.node.name.value for one in class_named(where, "C").ancestors] == ["C", "B", "A"]


def test_classes_that_derive_from_each_other_end() -> None:
    where = module(
        "from other import B\nclass A(B): pass\n",
        other="from example import A\nclass B(A): pass\n",
    )

    assert [one.node.name.value for one in class_named(where, "A").ancestors] == ["A", "B"]


@pytest.mark.parametrize(
    ("one", "other", "is_related"), [("A", "C", True), ("C", "A", True), ("A", "D", False)]
)
def test_classes_are_related_where_one_derives_from_the_other(
    one: str, other: str, is_related: bool
) -> None:
    where = module(FAMILY)

    assert class_named(where, one).is_related(class_named(where, other)) is is_related


def test_the_definitions_of_a_class_are_its_own() -> None:
    where = module(FAMILY)
    found = {
        name: [
            there.code(one.value)
            for there, one in class_named(where, name).definitions("m")
            if one.value
        ]
        for name in "ABC"
    }

    assert found == {"A": ["1"], "B": ["2"], "C": []}


def test_an_answer_is_remembered_for_its_owner() -> None:
    where = module("pass\n")
    asked: list[str] = []

    def find() -> str:
        asked.append("x")
        return where.remembered("owner", "key", find, in_cycle="itself")

    assert [where.remembered("owner", "key", find, in_cycle="itself") for _ in range(2)] == [
        "itself",
        "itself",
    ]
    assert asked == ["x"]
    assert where.remembered("another", "key", lambda: "y", in_cycle="") == "y"


def test_the_module_itself_is_searched_before_the_others_that_name_a_word() -> None:
    where = module("pass\n", a="WORD\n", b="x\n")

    assert [str(one.source.path) for one in mentioning(where, "WORD")] == ["example.py", "a.py"]
