"""Scopes: what they are called, what lies around them, and names with dots."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.semantics.scopes import dotted, enclosing, owner, owner_of_method
from tests.analysis.python.reading import module, scope


def test_dotted() -> None:
    assert dotted(cst.parse_expression("a.b.c")) == "a.b.c"
    assert dotted(cst.parse_expression("a")) == "a"
    assert dotted(cst.parse_expression("a().b")) == ""
    assert dotted(cst.parse_expression("a[0]")) == ""
    assert dotted(cst.parse_expression("type(a).b")) == "a.b"
    assert dotted(cst.parse_expression("a.__class__.b")) == "a.b"
    assert dotted(cst.parse_expression("a.__class__")) == "a.__class__"
    assert dotted(cst.parse_expression("type(a, b, c).d")) == ""


def test_names_of_a_class_are_not_seen_in_its_methods() -> None:
    names = module("class A:\n    x = 1\n    def f(self):\n        class B:\n            pass\n")

    assert [one.name for one in enclosing(scope(names, "A.f"))] == ["f", ""]
    assert [one.name for one in enclosing(scope(names, "A.f.B"))] == ["B", "f", ""]


def test_a_scope_knows_its_full_name() -> None:
    names = module("class A:\n    def f(self):\n        return lambda: [x for x in y]\n")
    inner = next(s for s in names.symbols.scopes.values() if s.kind == "comprehension")

    assert inner.qualified == "A.f"
    assert inner.function.name == "f"
    assert inner.module is names.symbols.root


CLASS = (
    "class A:\n    def f(self, other):\n        return lambda: self\n"
    "    @classmethod\n    def g(cls): pass\n    @staticmethod\n    def h(one): pass\n"
    "def k(self): pass\n"
)


@pytest.mark.parametrize(
    ("name", "within", "klass"),
    [
        pytest.param("self", "A.f", "A", id="the first parameter of a method"),
        pytest.param("other", "A.f", None, id="another one"),
        pytest.param("cls", "A.g", "A", id="that of a class method"),
        pytest.param("one", "A.h", None, id="that of a static one"),
        pytest.param("self", "k", None, id="that of a function"),
    ],
)
def test_of_which_class_a_name_is_an_instance(name: str, within: str, klass: str | None) -> None:
    found = owner(cst.Name(name), scope(module(CLASS), within))

    assert (found and found.name.value) == klass


@pytest.mark.parametrize(("within", "klass"), [("A.f", "A"), ("k", None), ("", None)])
def test_the_class_whose_method_a_scope_is(within: str, klass: str | None) -> None:
    found = owner_of_method(scope(module(CLASS), within))

    assert (found and found.name.value) == klass
