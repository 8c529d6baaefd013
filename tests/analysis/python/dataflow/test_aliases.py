"""Where a variable hands its object on, and where it only lends it."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.aliases import flows, is_own, key_of, root
from glm_migrate.analysis.python.semantics.scopes import Kind
from tests.analysis.python.reading import alias, class_named, expression, module, scope


def goes_to(code: str, text: str = "d", within: str = "") -> list[str]:
    """The other variables, or why it is not known what becomes of the object."""
    where = module(f"{code}\n")
    found = flows(alias(where, text, within))
    return [one.name.text if one.name else str(one.unresolved) for one in found]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("d = {}\ne = d", ["e"], id="another name"),
        pytest.param("d = {}\ne: dict = d", ["e"], id="an annotated name"),
        pytest.param("d = {}\ne = f = d", ["e", "f"], id="two names"),
        pytest.param("d = {}\ne = d or {}", ["e"], id="or"),
        pytest.param("d = {}\ne = d if c else {}", ["e"], id="an arm of a conditional"),
        pytest.param("d = {}\ne = cast(dict, d)", ["e"], id="a cast"),
        pytest.param("d = {}\nif e := d:\n    pass", ["e"], id="a walrus"),
        pytest.param("d = {}\ne, f = d, 1", ["e"], id="a parallel assignment"),
        pytest.param("d = {}\n[e, x.f] = [1, d]\nx = 1", ["x.f"], id="a list of targets"),
        pytest.param("d = {}\nf = e = (g := d)", ["g", "f", "e"], id="a walrus and more"),
        pytest.param("d = {}\nx = X()\nx.args = d", ["x.args"], id="an attribute"),
        pytest.param("def f(p): pass\nd = {}\nf(d)", ["p"], id="a parameter"),
        pytest.param("def f(a, *, p): pass\nd = {}\nf(1, p=d)", ["p"], id="a keyword"),
        pytest.param(
            "class A:\n    def __init__(self, p): pass\nd = {}\nA(d)", ["p"], id="a constructor"
        ),
        pytest.param(
            "class A:\n    @staticmethod\n    def f(p, q): pass\nd = {}\nA.f(d, 1)",
            ["p"],
            id="a static method",
        ),
    ],
)
def test_the_object_goes_to(code: str, expected: list[str]) -> None:
    assert goes_to(code) == expected


@pytest.mark.parametrize(
    "use",
    [
        pytest.param("e = d.copy()", id="a copy"),
        pytest.param("e = {**d}", id="a spread"),
        pytest.param("e = d['k']", id="a part"),
        pytest.param("e = d['k'].x", id="a part of a part"),
        pytest.param("fill(**d)", id="a spread into a call"),
        pytest.param("fill(d['k'])", id="a part of it into a call"),
        pytest.param("print(d)", id="a known callable"),
        pytest.param("json.dumps(d)", id="a known callable of a module"),
        pytest.param("log_body(d)", id="a verb that promises to read"),
        pytest.param("Body(d)", id="a class of another package"),
        pytest.param("[fill][0](d)", id="what is called has no name"),
        pytest.param("e = [d]", id="a list around it"),
        pytest.param("e, *f = d, 1", id="a star among the targets"),
        pytest.param("d['k'] = 1", id="its own change"),
    ],
)
def test_the_object_stays_where_only_a_part_or_a_copy_goes(use: str) -> None:
    assert goes_to(f"d = {{}}\n{use}") == []


def test_a_function_that_is_not_read_may_change_the_object() -> None:
    assert goes_to("from app import fill\nd = {}\nfill(d)") == [
        "`d` is passed to `fill(…)`, which may change it"
    ]


def test_a_parameter_beyond_those_declared_is_followed_nowhere() -> None:
    assert goes_to("def f(*rest): pass\nd = {}\nf(d)") == []


def test_a_choice_gives_the_other_variable_perhaps_another_object() -> None:
    where = module("d = {}\ne = d\nf = d or {}\ng = (h := d) if c else {}\n")

    found = {one.name.text: one.sure for one in flows(alias(where, "d")) if one.name}

    assert found == {"e": True, "f": False, "h": True, "g": False}


def test_an_attribute_of_self_belongs_to_the_class() -> None:
    where = module("class A:\n    def f(self, d):\n        self.args = d\n")

    (flow,) = flows(alias(where, "d", "A.f"))

    assert flow.name is not None
    assert flow.name.text == "self.args"
    assert flow.name.owner is class_named(where, "A").node


def test_another_variable_of_the_same_name_hands_on_another_object() -> None:
    code = "d = {}\ndef f():\n    d = {}\n    e = d"

    assert goes_to(code) == []
    assert goes_to(code, within="f") == ["e"]


def test_the_flow_says_what_binds_the_other_name() -> None:
    where = module("def f(p): pass\nd = {}\nf(d)\ne = d\n")

    to_parameter, to_name = flows(alias(where, "d"))

    assert to_parameter.definition is not None
    assert to_parameter.definition.kind is Kind.PARAMETER
    assert to_name.definition is not None
    assert to_name.definition.node is expression(where, "e")


def test_a_variable_is_known_by_its_scope_an_attribute_by_its_class() -> None:
    where = module("def f():\n    d = 1\nd = 2\nclass A:\n    d = 3\n")

    assert key_of(alias(where, "d")) == key_of(alias(where, "d"))
    assert key_of(alias(where, "d")) != key_of(alias(where, "d", "f"))
    assert key_of(alias(where, "d", "f", "A"))[0] == id(class_named(where, "A").node)


FAMILY = """
class A:
    def f(self): self.x
class B(A):
    def g(this): this.x
class C:
    def h(me): me.x
def i(other): other.x
"""


@pytest.mark.parametrize(
    ("base", "within", "own"),
    [
        pytest.param("self", "A.f", True, id="an instance of the class"),
        pytest.param("this", "B.g", True, id="an instance of a subclass"),
        pytest.param("me", "C.h", False, id="an instance of another class"),
        pytest.param("other", "i", False, id="a parameter of a function"),
    ],
)
def test_only_an_instance_of_the_family_has_the_attribute(
    base: str, within: str, own: bool
) -> None:
    where = module(FAMILY)
    attribute = alias(where, "self.x", klass="A")

    assert is_own(attribute, expression(where, base), scope(where, within)) is own


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("a.b['c'].d", "a", id="attributes and items"),
        pytest.param("a", "a", id="a name"),
        pytest.param("f().b", None, id="a call"),
    ],
)
def test_a_chain_starts_with_a_name_or_with_none(text: str, name: str | None) -> None:
    found = root(cst.parse_expression(text))

    assert (found and found.value) == name
