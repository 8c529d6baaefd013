"""Which code sets an attribute from outside of its class."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.set_from_outside import (
    set_from_outside,
    set_on_variable,
)
from tests.analysis.python.reading import class_named, module, node

CLASSES = "class A: pass\nclass B: pass\na = A()\nb = B()\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("a.m = 'x'", ["'x'"], id="a statement"),
        pytest.param("setattr(a, 'm', 'x')", ["'x'"], id="a call"),
        pytest.param("vars(a)['m'] = 'x'", ["'x'"], id="an item of its dict"),
        pytest.param("vars(b)['m'] = 'x'", [], id="an item of the dict of another class"),
        pytest.param("def f(a: A):\n    a.m = 'x'", ["'x'"], id="of what is declared"),
        pytest.param("b.m = 'x'", [], id="of another class"),
        pytest.param("setattr(b, 'm', 'x')", [], id="of another class by a call"),
        pytest.param("setattr(a, name, 'x')", [], id="a name that is not seen"),
        pytest.param("setattr(a, 'n', 'x')", [], id="another attribute"),
        pytest.param("patch.setattr(a, 'm', 'x')", [], id="what is put back"),
        pytest.param("setattr(*x)", [], id="a spread"),
    ],
)
def test_an_attribute_is_set_where_its_object_is_of_the_class(
    code: str, expected: list[str]
) -> None:
    where = module(CLASSES + code + "\n")
    found = set_from_outside(where, class_named(where, "A"), "m")

    assert [where.code(one.value) for _, one in found if one.value] == expected


def test_an_attribute_of_a_variable_is_set_by_its_name() -> None:
    where = module("a.m = 'x'\nb.m = 'y'\nsetattr(a, 'm', 'z')\nuse(a.m)\n")
    read = node(where, "a.m", cst.Attribute)

    found = [where.code(one.value) for one in set_on_variable(where, read) if one.value]
    assert found == ["'x'", "'z'"]


def test_a_variable_of_the_same_name_elsewhere_is_another_one() -> None:
    where = module("def f(a):\n    use(a.m)\ndef g(a):\n    a.m = 'x'\n    setattr(a, 'm', 'y')\n")

    assert list(set_on_variable(where, node(where, "a.m", cst.Attribute))) == []
