"""What the statements of a module bind, read, call and import."""

from __future__ import annotations

import pytest

from glm_migrate.project.module_facts import Import, Statement, statements


def only(code: str) -> Statement:
    (one,) = statements(code.encode()) or ()
    return one


@pytest.mark.parametrize(
    ("code", "binds"),
    [
        pytest.param("A = B = 1", {"A", "B"}, id="two targets"),
        pytest.param("a.b = c[d] = 1", {"a", "c"}, id="an attribute and an item"),
        pytest.param("def f(x): y = 1", {"f"}, id="a function"),
        pytest.param("class C: z = 1", {"C"}, id="a class"),
        pytest.param("import a.b, c as d", {"a.b", "d"}, id="modules"),
        pytest.param("from . import a as b", {"b"}, id="a member"),
        pytest.param("f(y := 1)", {"y"}, id="a walrus"),
    ],
)
def test_what_a_statement_binds(code: str, binds: set[str]) -> None:
    assert only(code).binds == binds


@pytest.mark.parametrize(
    ("code", "reads"),
    [
        pytest.param("x = a.b.c", {"x", "a.b.c"}, id="attributes"),
        pytest.param("f(a[i].b)", {"f", "a", "i"}, id="an item hides what follows"),
        pytest.param("f(a()[k].b)", {"f", "a", "k"}, id="of a call"),
        pytest.param("def f(a: T = d) -> R: return g", {"d", "g"}, id="no types"),
        pytest.param("x: T = v", {"x", "v"}, id="nor that of a variable"),
        pytest.param(
            "class C(B, k=m):\n    x = [n for n in y]", {"B", "m", "x", "n", "y"}, id="class"
        ),
    ],
)
def test_what_a_statement_reads(code: str, reads: set[str]) -> None:
    assert only(code).reads == reads


def test_imports_within_a_function_count() -> None:
    found = only(
        "def f():\n    from .a import b as c\n    import d.e\n    from g import *\n"
    ).imports

    assert found == (Import("c", ".a", "b"), Import("d.e", "d.e"), Import("*", "g", "*"))


def test_statements_of_blocks_count_each() -> None:
    code = (
        b"if x:\n    a = 1\nelse:\n    b = 1\n"
        b"try:\n    c = 1\nexcept E:\n    d = 1\nfinally:\n    e = 1\n"
    )
    found = [one.binds for one in statements(code) or ()]

    assert {"a"} in found
    assert {"b"} in found
    assert {"d"} in found
    assert {"e"} in found


def test_the_fields_of_a_class() -> None:
    found = only(
        "class C:\n    a: int = x\n    b = y\n\n    def m(self):\n        self.c = self.d = z\n"
    ).fields

    assert {name: set(part.reads) - {name} for name, part in found.items()} == {
        "a": {"x"},
        "b": {"y"},
        "c": {"self.c", "self.d", "z"},
        "d": {"self.c", "self.d", "z"},
    }
    assert found["a"].text == b"a: int = x"


def test_calls_have_what_is_called_and_given() -> None:
    found = only("x = f(a, g(b), k=c.d)").calls

    assert [(called, set(part.reads)) for called, part in found] == [
        ("f", {"a", "g", "b", "c.d"}),
        ("g", {"b"}),
    ]


@pytest.mark.parametrize(
    ("code", "copied"),
    [
        pytest.param("a = b.c", "b.c", id="a name"),
        pytest.param("a = C(1)", "C", id="an instance"),
        pytest.param("a = b + c", "", id="an expression"),
        pytest.param("def f(): return a", "", id="a function"),
    ],
)
def test_what_an_assignment_copies(code: str, copied: str) -> None:
    assert only(code).copies == copied


@pytest.mark.parametrize(
    "data",
    [b"def (", b"\xff\xfe", b"x = '\0'", b"(" * 500],
    ids=["syntax", "bytes", "null", "deep"],
)
def test_what_is_no_python_has_no_statements(data: bytes) -> None:
    assert statements(data) is None


def test_text_and_comments_are_no_statements() -> None:
    assert statements(b'"""glm-4.5"""\n# glm-4.5\n') == ()


def test_a_decorator_belongs_to_its_function() -> None:
    assert only("@d\ndef f():\n    pass\n").text == b"@d\ndef f():\n    pass\n"
