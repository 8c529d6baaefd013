"""The types that an annotation declares for what a collection holds."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.declared_items import Taken, with_declared_items
from glm_migrate.analysis.python.dataflow.interface import ResolvedValues
from tests.analysis.python.reading import expression, module, point_of


def declared(annotation: str, way: Taken) -> list[str]:
    where = module(f"def f(x: {annotation}):\n    use(x)\n")
    holder = where.resolver.resolve(expression(where, "x"), point_of(where, "x"))
    found = with_declared_items(ResolvedValues(), holder, way)
    return [getattr(one.node, "value", "") for one in found.annotations]


@pytest.mark.parametrize(
    ("annotation", "way", "expected"),
    [
        ("list[A]", Taken.ITEM, ["A"]),
        ("list[A]", Taken.LOOKED_UP, ["A"]),
        ("list[A]", Taken.VALUE, []),
        ("typing.Sequence[A]", Taken.ITEM, ["A"]),
        ("dict[str, A]", Taken.VALUE, ["A"]),
        ("dict[str, A]", Taken.LOOKED_UP, ["A"]),
        ("dict[str, A]", Taken.ITEM, []),
        ("Optional[Dict[str, A]]", Taken.VALUE, ["A"]),
        ("list[A] | None", Taken.ITEM, ["A"]),
        ("'list[A]'", Taken.ITEM, ["A"]),
        ("'list['", Taken.ITEM, []),
        ("tuple[A, ...]", Taken.ITEM, ["A"]),
        ("tuple[A, B]", Taken.LOOKED_UP, []),
        ("Box[A]", Taken.ITEM, []),
        ("A", Taken.ITEM, []),
        ("list", Taken.ITEM, []),
    ],
)
def test_the_types_of_items(annotation: str, way: Taken, expected: list[str]) -> None:
    assert declared(annotation, way) == expected
