"""What is put into a list behind its display."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.list_contents import additions
from glm_migrate.analysis.python.extract.literals import list_at
from glm_migrate.model.values import UNSEEN
from tests.analysis.python.reading import module, uses


@pytest.mark.parametrize(
    ("code", "added"),
    [
        ("xs = []\nuse(xs)\n", []),
        ("xs = []\nxs.append(1)\nuse(xs)\n", [("1", False)]),
        ("xs = []\nxs.insert(0, 1)\nuse(xs)\n", [("1", False)]),
        ("xs = []\nxs.extend(ys)\nuse(xs)\n", [("ys", True)]),
        ("xs, ys = [], []\nys.append(1)\nuse(xs)\n", []),
        ("def f():\n    xs = []\n    xs.append(1)\nxs = []\nuse(xs)\n", []),
        ("xs = {}\nxs.append(1)\nuse(xs)\n", []),
    ],
)
def test_additions(code: str, added: list[tuple[str, bool]]) -> None:
    where = module(code)
    (call,) = uses(where)
    found = where.resolver.resolve(call.args[0].value, where.symbols.points[call]).found

    assert [(where.code(r.node), many) for one in found for r, many in additions(one)] == added


def test_the_list_counts_with_what_is_added() -> None:
    where = module("xs = [1]\nxs.append(2)\nxs.extend([3])\nxs.append(f())\nuse(xs)\n")
    (call,) = uses(where)
    value = list_at(where, call.args[0].value, where.symbols.points[call])

    assert [set(one) for one in value.constants if isinstance(one, tuple)] == [{1, 2, 3, UNSEEN}]
