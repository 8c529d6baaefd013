"""What `__getattr__` gives for a name."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.attribute_lookups import looked_up
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue, ResolvedValues
from tests.analysis.python.reading import class_named, module

HEAD = "d = {'m': 'a'}\nclass A:\n    def __getattr__(self, word):\n        "


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        pytest.param("return d[word]", ["'a'"], id="an item"),
        pytest.param("return d.get(word)", ["'a'"], id="an item, if there is one"),
        pytest.param("return getattr(d, word)", ["d"], id="an attribute"),
        pytest.param("return d['n']", None, id="another item"),
        pytest.param("return made(word)", None, id="something else"),
        pytest.param("raise AttributeError(word)", None, id="nothing"),
    ],
)
def test_what_is_looked_up_under_the_name(returned: str, expected: list[str] | None) -> None:
    where = module(f"{HEAD}{returned}\n")

    def of_value(there: Module, one: ResolvedValue) -> ResolvedValues:
        return there.resolver.resolve(one.node, one.point)

    found = looked_up(class_named(where, "A"), "m", of_value, 0)
    texts = None if found is None else [where.code(one.node) for one in found.found]
    assert texts == (["{'m': 'a'}"] if expected == ["d"] else expected)
