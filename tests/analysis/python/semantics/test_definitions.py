"""What targets and parameters bind, with which value, and what they change instead."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.semantics.definitions import Definitions
from glm_migrate.analysis.python.semantics.scopes import (
    Definition,
    Kind,
    Mutation,
    ProgramPoint,
    Scope,
    SymbolTable,
)
from tests.analysis.python.reading import class_named, module, scope


class Recording:
    """Definitions of a module of its own, and the expressions that they hand back."""

    def __init__(self) -> None:
        self.symbols = SymbolTable(Scope("module", cst.Module([])))
        self.seen: list[str] = []
        self.definitions = Definitions(self.symbols, self._record)
        self.point = ProgramPoint(1, (), self.symbols.root)

    def _record(self, node: cst.CSTNode, point: ProgramPoint, parent: cst.CSTNode) -> None:
        self.seen.append(text(node) or "")

    def assign(self, statement: str, kind: Kind = Kind.ASSIGN) -> None:
        """Bind the target of `target = value`."""
        line = cst.parse_statement(statement)
        assert isinstance(line, cst.SimpleStatementLine)
        (node,) = line.body
        assert isinstance(node, cst.Assign)
        self.definitions.bind_target(node.targets[0].target, node.value, self.point, kind)

    def bound(self) -> list[tuple[str, Kind, str | None]]:
        """Each name with its kind and value."""
        every = self.symbols.root.definitions.values()
        return [(one.name, one.kind, text(one.value)) for many in every for one in many]


def text(node: cst.CSTNode | None) -> str | None:
    return cst.Module([]).code_for_node(node) if node is not None else None


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param("a = x", [("a", Kind.ASSIGN, "x")], id="a name"),
        pytest.param(
            "a, b = x, y", [("a", Kind.ASSIGN, "x"), ("b", Kind.ASSIGN, "y")], id="parallel"
        ),
        pytest.param("a, b = x", [("a", Kind.UNPACK, "x"), ("b", Kind.UNPACK, "x")], id="unpacked"),
        pytest.param(
            "[a, b] = x, y, z",
            [("a", Kind.UNPACK, "x, y, z"), ("b", Kind.UNPACK, "x, y, z")],
            id="of another length",
        ),
        pytest.param(
            "a, b = x, *y", [("a", Kind.UNPACK, "x, *y"), ("b", Kind.UNPACK, "x, *y")], id="a star"
        ),
        pytest.param(
            "a, (b, c) = x",
            [("a", Kind.UNPACK, "x"), ("b", Kind.UNPACK, None), ("c", Kind.UNPACK, None)],
            id="nested, so the value is not known",
        ),
        pytest.param("a.b = x", [], id="an attribute"),
        pytest.param("a[b] = x", [], id="an item"),
    ],
)
def test_a_target_binds_its_names(
    statement: str, expected: list[tuple[str, Kind, str | None]]
) -> None:
    recording = Recording()

    recording.assign(statement)

    assert recording.bound() == expected


def test_an_unpacked_name_knows_its_place() -> None:
    recording = Recording()

    recording.assign("a, b = x")

    assert [recording.symbols.root.definitions[name][0].index for name in "ab"] == [0, 1]


@pytest.mark.parametrize(
    ("statement", "changed", "seen"),
    [
        pytest.param("a.b = x", "a.", ["a"], id="an attribute"),
        pytest.param("a.b.c = x", "a.b.", ["a.b"], id="an attribute of an attribute"),
        pytest.param("a[k] = x", "a", ["a[k]"], id="an item"),
        pytest.param("a[k][l] = x", "a[]", ["a[k][l]"], id="an item of an item"),
        pytest.param("f()[k] = x", None, ["f()[k]"], id="of what has no name"),
        pytest.param("f().a = x", None, ["f()"], id="an attribute of what has no name"),
    ],
)
def test_a_target_within_an_object_changes_that(
    statement: str, changed: str | None, seen: list[str]
) -> None:
    recording = Recording()

    recording.assign(statement)

    assert list(recording.symbols.mutations) == ([changed] if changed else [])
    assert recording.seen == seen
    if changed:
        (mutation,) = recording.symbols.mutations[changed]
        assert text(mutation.value) == "x"


def test_an_attribute_of_self_is_defined_for_the_class() -> None:
    where = module("class A:\n    def f(self, other):\n        self.m = 1\n        other.n = 2\n")

    found = where.symbols.attributes[class_named(where, "A").node]

    assert list(found) == ["m"]
    assert [one.kind for one in found["m"]] == [Kind.ASSIGN]
    assert list(where.symbols.mutations) == ["other."]


@pytest.mark.parametrize(
    ("word", "within"),
    [
        pytest.param("global", "", id="global"),
        pytest.param("nonlocal", "f", id="nonlocal"),
        pytest.param("", "f.g", id="local"),
    ],
)
def test_a_name_is_bound_in_the_scope_that_it_is_declared_for(word: str, within: str) -> None:
    declared = f"{word} v; " if word else ""
    where = module(f"v = 0\ndef f():\n    v = 1\n    def g():\n        {declared}v = 2\n")

    values = [text(one.value) for one in scope(where, within).definitions["v"]]

    assert values[-1] == "2"


def test_every_kind_of_parameter_is_bound_with_default_and_type() -> None:
    recording = Recording()
    node = cst.parse_expression("lambda a, /, b=1, *c, d=2, **e: 0")
    assert isinstance(node, cst.Lambda)
    inner = Scope("lambda", node, recording.symbols.root)

    recording.definitions.bind_parameters(node.params, recording.point, inner)

    bound = {name: text(many[0].value) for name, many in inner.definitions.items()}
    assert bound == {"a": None, "b": "1", "d": "2", "c": None, "e": None}
    assert {one.kind for many in inner.definitions.values() for one in many} == {Kind.PARAMETER}
    assert recording.seen == ["1", "2"]  # evaluated outside
    assert {one.point.scope for many in inner.definitions.values() for one in many} == {inner}


def test_a_parameter_keeps_its_declared_type() -> None:
    where = module("def f(a: int, *, b: str = 'x'): pass\n")

    declared = [text(many[0].annotation) for many in scope(where, "f").definitions.values()]

    assert declared == ["int", "str"]


def test_changes_are_kept_in_the_order_in_which_they_are_noted() -> None:
    recording = Recording()
    name = cst.Name("d")
    first, second = (Mutation(name, recording.point, name) for _ in range(2))

    recording.definitions.change("d", first)
    recording.definitions.change("d", second)

    assert recording.symbols.mutations["d"] == [first, second]


def test_a_definition_can_be_noted_as_it_is() -> None:
    recording = Recording()
    name = cst.Name("f")

    recording.definitions.bind(Definition("f", Kind.FUNCTION, name, recording.point))

    assert recording.bound() == [("f", Kind.FUNCTION, None)]
