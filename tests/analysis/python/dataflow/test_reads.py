"""Where a variable is read, and not where it is only changed."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.reads import is_of_module, reads
from tests.analysis.python.reading import alias, module


def read_at(code: str, text: str = "d", within: str = "", klass: str = "") -> list[str]:
    """Each read with its line."""
    where = module(f"{code}\n")
    found = reads(alias(where, text, within, klass))
    return [f"{where.line(one)}: {where.code(one)}" for one in found]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("d = {}\nuse(d)", ["2: d"], id="an argument"),
        pytest.param("d = {}\nuse(d['k'])", ["2: d"], id="a part of it"),
        pytest.param("d = {}\nd['k'] = d['l']", ["2: d"], id="read where it is changed"),
        pytest.param("d = {}\ndef f():\n    use(d)", ["3: d"], id="in a function"),
        pytest.param("d = {}\nuse(x.d)", ["2: x.d"], id="as an attribute of the module"),
    ],
)
def test_a_variable_of_the_module_is_read(code: str, expected: list[str]) -> None:
    assert read_at(code) == expected


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("d = {}\nd = {}", id="set again"),
        pytest.param("d = {}\nd['k'] = 1", id="an item set"),
        pytest.param("d = {}\nd.update(k=1)", id="changed by a method"),
        pytest.param("d = {}\ndel d['k']", id="an item deleted"),
        pytest.param("d = {}\ndef f():\n    d = 1\n    use(d)", id="another variable read"),
        pytest.param("d = {}\nuse(d=1)", id="a keyword"),
        pytest.param("d = {}\nuse('d')", id="a text"),
    ],
)
def test_a_variable_is_not_read_where_it_is_only_changed(code: str) -> None:
    assert read_at(code) == []


def test_a_local_variable_is_no_attribute_of_anything() -> None:
    assert read_at("def f():\n    d = {}\n    use(d)\n    use(x.d)", within="f") == ["3: d"]


def test_an_attribute_is_read_through_whatever_has_it() -> None:
    code = "class A:\n    def f(self):\n        self.d = {}\n        use(self.d)\nuse(a.d)"

    assert read_at(code, "self.d", klass="A") == ["4: self.d", "5: a.d"]


def test_only_a_variable_of_the_module_itself_is_one() -> None:
    where = module("d = {}\ndef f():\n    d = {}\n")

    assert is_of_module(alias(where, "d"))
    assert not is_of_module(alias(where, "d", "f"))
