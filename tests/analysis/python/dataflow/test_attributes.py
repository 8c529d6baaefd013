"""What hangs on an object, a class or a module, and who else can have set it."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.attributes import AttributeResolver
from tests.analysis.python.reading import (
    class_named,
    expression,
    module,
    point_of,
    reasons,
    resolved,
    written,
)

FAMILY = (
    "class A:\n    m = 'a'\n    def f(self):\n        self\n"
    "class B(A):\n    m = 'b'\nclass C(B): pass\nclass D: pass\n"
)


@pytest.mark.parametrize(
    ("base", "name"),
    [
        pytest.param("self", "A", id="an instance in its method"),
        pytest.param("B", "B", id="the class itself"),
        pytest.param("B()", "B", id="an instance made there"),
        pytest.param("c", "C", id="an instance by a name"),
        pytest.param("made()", "D", id="what a function gives back"),
        pytest.param("x", None, id="something unknown"),
        pytest.param("'a'", None, id="a text"),
    ],
)
def test_the_class_of_an_object(base: str, name: str | None) -> None:
    code = f"{FAMILY}c = C()\ndef made():\n    return D()\nuse(B, B(), c, made(), x, 'a')\n"
    where = module(code)
    node = expression(where, base)

    found = AttributeResolver(where).class_of(node, point_of(where, base))

    assert (found and found.node.name.value) == name


def test_the_subclasses_are_those_of_the_project() -> None:
    where = module(FAMILY, other="from example import A\nclass E(A): pass\nclass F: pass\n")

    found = AttributeResolver(where).subclasses(class_named(where, "A"))

    assert [one.node.name.value for one in found] == ["B", "C", "E"]


@pytest.mark.parametrize(
    ("klass", "values"),
    [
        pytest.param("A", ["'a'", "'b'"], id="its own and that of a subclass"),
        pytest.param("B", ["'b'"], id="its own hides that of a base"),
        pytest.param("C", ["'b'"], id="inherited from the nearest"),
        pytest.param("D", [], id="none"),
    ],
)
def test_the_definitions_of_an_attribute(klass: str, values: list[str]) -> None:
    where = module(FAMILY)

    found = AttributeResolver(where).definitions(class_named(where, klass), "m")

    assert [there.code(one.value) for there, one in found if one.value] == values


def test_an_assignment_from_outside_defines_the_attribute_too() -> None:
    where = module(
        "class A: pass\nclass D: pass\na, d = A(), D()\na.m = 'x'\nd.m = 'y'\nother.m = 'z'\n",
        other="from example import A\nb = A()\nb.m = 'w'\n",
    )

    found = AttributeResolver(where).definitions(class_named(where, "A"), "m")

    assert [there.code(one.value) for there, one in found if one.value] == ["'x'", "'w'"]


def test_an_annotation_alone_does_not_hide_the_value_of_a_base() -> None:
    assert written(
        resolved("class A:\n    m: str = 'a'\nclass B(A):\n    m: str\nuse(B().m)\n")
    ) == ["'a'"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("class A:\n    m = 'a'\nuse(A.m)", ["'a'"], id="of a class"),
        pytest.param("import other\nuse(other.M)", ["'m'"], id="of a module"),
        pytest.param("class A: pass\nuse(A(m='a').m)", ["'a'"], id="of what takes keywords"),
        pytest.param("class E(Enum):\n    A = 'a'\nuse(E.A.value)", ["'a'"], id="of a member"),
        pytest.param("use(SimpleNamespace(m='a').m)", ["'a'"], id="of a namespace"),
        pytest.param(
            "class A:\n    @property\n    def m(self):\n        return 'a'\nuse(A().m)",
            ["'a'"],
            id="a property",
        ),
        pytest.param(
            "class A:\n    def m(self): pass\nuse(A().m)", ["def m(self): pass"], id="a method"
        ),
        pytest.param(
            "class A:\n    m = 'a'\ndef f(a: 'Optional[A]'):\n    use(a.m)", ["'a'"], id="declared"
        ),
        pytest.param(
            "class A:\n    m = 'a'\n    def f(self):\n        use(type(self).m)",
            ["'a'"],
            id="of the type of an instance",
        ),
        pytest.param(
            "class A:\n    m = 'a'\n    def f(self):\n        use(self.__class__.m)",
            ["'a'"],
            id="of the class of an instance",
        ),
        pytest.param(
            "class A:\n    def f(self):\n        type(self).m = 'a'\nuse(A().m)",
            ["'a'"],
            id="set in the class of an instance",
        ),
    ],
)
def test_an_attribute_has_a_value(code: str, expected: list[str]) -> None:
    assert written(resolved(f"{code}\n", other="M = 'm'\n")) == expected


@pytest.mark.parametrize(
    ("code", "why"),
    [
        pytest.param("use(x.m)", "`x.m` is not set in this file", id="of an unknown object"),
        pytest.param(
            "class A: pass\nuse(A().m)", "`A().m` is not set in the project", id="of a class"
        ),
        pytest.param(
            "import other\nuse(other.N)", "`other.N` is not set in this file", id="of a module"
        ),
        pytest.param("v = 'a'\nuse('a'.value)", "`'a'.value` is not set in this file", id="a text"),
        pytest.param(
            "class A:\n    def __init__(self): pass\nuse(A(m='a').m)",
            "`A(m='a').m` is not set in the project",
            id="of what has a constructor of its own",
        ),
        pytest.param(
            "class A:\n    m: str\nuse(A().m)", "no value of `m` was found", id="declared"
        ),
    ],
)
def test_an_attribute_that_nothing_sets_stays_unknown(code: str, why: str) -> None:
    found = resolved(f"{code}\n", other="M = 'm'\n")

    assert written(found) == []
    assert why in reasons(found)


def test_the_options_are_attributes_of_what_was_parsed() -> None:
    code = "p.add_argument('--model', default='a')\nargs = p.parse_args()\nuse(args.model)\n"

    assert written(resolved(code)) == ["'a'"]


def test_an_instance_reads_what_its_own_class_sets_not_what_a_sibling_does() -> None:
    code = (
        "class A:\n    m = 'a'\n    def f(self):\n        return self.m\n"
        "class B(A):\n    m = 'b'\nclass C(A):\n    m = 'c'\nuse(B().m)\n"
    )

    assert written(resolved(code)) == ["'b'"]


def test_the_attribute_is_known_as_an_alias_of_the_class() -> None:
    made = "class A:\n    def __init__(self):\n        self.d = {}\n"

    (found,) = resolved(f"{made}    def f(self):\n        use(self.d)\n").found

    (one,) = found.aliases
    assert one.text == "self.d"
    assert one.owner is not None
    assert one.owner.name.value == "A"


@pytest.mark.parametrize("changed", ["self", "type(self)", "self.__class__"])
@pytest.mark.parametrize("read", ["self", "type(self)", "self.__class__"])
def test_a_change_counts_whatever_leads_to_the_class(changed: str, read: str) -> None:
    code = (
        "class A:\n    d = {'m': 'a'}\n    def f(self):\n"
        f"        {changed}.d['m'] = 'b'\n        use({read}.d['m'])\n"
    )

    assert written(resolved(code)) == ["'b'"]


def test_the_first_parameter_of_a_static_method_is_no_instance() -> None:
    code = (
        "class A:\n    m = 'a'\n    @staticmethod\n    def f(one):\n        use(one.m)\n"
        "class B:\n    m = 'b'\nA.f(B())\n"
    )

    assert written(resolved(code)) == ["'b'"]
