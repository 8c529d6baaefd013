"""Scopes: what they are called, what lies around them, and names with dots."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import dotted, enclosing
from tests.analysis.python.reading import module, scope


def test_dotted() -> None:
    assert dotted(cst.parse_expression("a.b.c")) == "a.b.c"
    assert dotted(cst.parse_expression("a")) == "a"
    assert dotted(cst.parse_expression("a().b")) == ""
    assert dotted(cst.parse_expression("a[0]")) == ""


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
