"""What each statement of one line binds, reads, deletes or declares."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.semantics.expressions import Expressions
from glm_migrate.analysis.python.semantics.scopes import Kind, ProgramPoint, Scope, SymbolTable
from glm_migrate.analysis.python.semantics.simple_statements import record


def recorded(code: str) -> SymbolTable:
    """The symbol table of one line in a function."""
    line = cst.parse_statement(code)
    assert isinstance(line, cst.SimpleStatementLine)
    symbols = SymbolTable(Scope("function", line))
    for statement in line.body:
        record(Expressions(symbols), statement, ProgramPoint(1, (), symbols.root))
    return symbols


def text(node: cst.CSTNode | None) -> str | None:
    return cst.Module([]).code_for_node(node) if node is not None else None


@pytest.mark.parametrize(
    ("code", "name", "kind", "value"),
    [
        pytest.param("v = x", "v", Kind.ASSIGN, "x", id="an assignment"),
        pytest.param("u = v = x", "v", Kind.ASSIGN, "x", id="a chained assignment"),
        pytest.param("v: int = x", "v", Kind.ASSIGN, "x", id="an annotated assignment"),
        pytest.param("v: int", "v", Kind.ANNOTATE, None, id="an annotation"),
        pytest.param("v += x", "v", Kind.AUGMENT, None, id="an augmented assignment"),
        pytest.param("del v", "v", Kind.DELETE, None, id="a deletion"),
        pytest.param("del u, v", "v", Kind.DELETE, None, id="one of two deletions"),
        pytest.param("import v", "v", Kind.IMPORT, None, id="an import"),
        pytest.param("from m import v", "v", Kind.IMPORT, None, id="an import from a module"),
    ],
)
def test_a_statement_binds(code: str, name: str, kind: Kind, value: str | None) -> None:
    (definition,) = recorded(code).root.definitions[name]

    assert definition.kind is kind
    assert text(definition.value) == value


def test_an_annotation_is_kept_with_what_it_declares() -> None:
    (definition,) = recorded("v: int = x").root.definitions["v"]

    assert text(definition.annotation) == "int"


@pytest.mark.parametrize(
    ("code", "name", "module", "member"),
    [
        pytest.param("import a", "a", "a", "", id="a module"),
        pytest.param("import a.b", "a", "a", "", id="a submodule binds its package"),
        pytest.param("import a.b as c", "c", "a.b", "", id="a submodule by another name"),
        pytest.param("from a import b", "b", "a", "b", id="a member"),
        pytest.param("from a.b import c as d", "d", "a.b", "c", id="a member by another name"),
        pytest.param("from . import b", "b", ".", "b", id="a neighbour"),
        pytest.param("from ..a import b", "b", "..a", "b", id="a member further up"),
    ],
)
def test_an_import_says_what_it_names(code: str, name: str, module: str, member: str) -> None:
    (definition,) = recorded(code).root.definitions[name]

    assert (definition.module, definition.member) == (module, member)


def test_a_star_binds_no_name_of_its_own() -> None:
    symbols = recorded("from .a import *")

    assert symbols.root.stars == [".a"]
    assert symbols.root.definitions == {}


@pytest.mark.parametrize("word", ["global", "nonlocal"])
def test_a_declaration_names_the_scope_that_is_meant(word: str) -> None:
    assert recorded(f"{word} a, b").root.outer == {"a": word, "b": word}


@pytest.mark.parametrize(
    ("code", "text_of"),
    [
        pytest.param("d['k'] = x", "d['k'] = x", id="an item set"),
        pytest.param("del d['k']", "del d['k']", id="an item deleted"),
        pytest.param("d |= x", "d |= x", id="another dict added"),
        pytest.param("d['k'] += x", "d['k'] += x", id="an item added to"),
    ],
)
def test_a_change_of_a_dict_is_no_new_value_of_its_name(code: str, text_of: str) -> None:
    symbols = recorded(code)

    (mutation,) = symbols.mutations["d"]
    assert text(mutation.statement) == text_of
    assert "d" not in symbols.root.definitions


def test_only_a_return_with_a_value_returns_something() -> None:
    symbols = recorded("return x")

    assert [text(one) for one in symbols.returns[symbols.root]] == ["x"]
    assert list(symbols.uses) == ["x"]
    assert not recorded("return").returns


@pytest.mark.parametrize("code", ["x", "assert x", "raise x", "v = x", "v += x", "del x['k']"])
def test_what_a_statement_reads_is_recorded(code: str) -> None:
    assert len(recorded(code).uses["x"]) == 1


def test_a_type_alias_binds_its_name() -> None:
    symbols = SymbolTable(Scope("module", cst.Module([])))
    statement = cst.TypeAlias(cst.Name("v"), cst.Name("int"))

    record(Expressions(symbols), statement, ProgramPoint(1, (), symbols.root))

    assert [one.kind for one in symbols.root.definitions["v"]] == [Kind.ASSIGN]
    assert list(symbols.uses) == ["int"]
