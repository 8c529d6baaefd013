"""The types that an annotation declares for what a collection holds."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.declared_items import ItemAccess, with_declared_items
from glm_migrate.analysis.python.dataflow.interface import ResolvedValues
from tests.analysis.python.reading import expression, module, point_of


def declared(annotation: str, way: ItemAccess) -> list[str]:
    where = module(f"def f(x: {annotation}):\n    use(x)\n")
    holder = where.resolver.resolve(expression(where, "x"), point_of(where, "x"))
    found = with_declared_items(ResolvedValues(), holder, way)
    return [getattr(one.node, "value", "") for one in found.annotations]


@pytest.mark.parametrize(
    ("annotation", "way", "expected"),
    [
        ("list[A]", ItemAccess.ITEM, ["A"]),
        ("list[A]", ItemAccess.LOOKED_UP, ["A"]),
        ("list[A]", ItemAccess.VALUE, []),
        ("typing.Sequence[A]", ItemAccess.ITEM, ["A"]),
        ("dict[str, A]", ItemAccess.VALUE, ["A"]),
        ("dict[str, A]", ItemAccess.LOOKED_UP, ["A"]),
        ("dict[str, A]", ItemAccess.ITEM, []),
        ("Optional[Dict[str, A]]", ItemAccess.VALUE, ["A"]),
        ("list[A] | None", ItemAccess.ITEM, ["A"]),
        ("'list[A]'", ItemAccess.ITEM, ["A"]),
        ("'list['", ItemAccess.ITEM, []),
        ("tuple[A, ...]", ItemAccess.ITEM, ["A"]),
        ("tuple[A, B]", ItemAccess.LOOKED_UP, []),
        ("Box[A]", ItemAccess.ITEM, []),
        ("A", ItemAccess.ITEM, []),
        ("list", ItemAccess.ITEM, []),
    ],
)
def test_the_types_of_items(annotation: str, way: ItemAccess, expected: list[str]) -> None:
    assert declared(annotation, way) == expected
