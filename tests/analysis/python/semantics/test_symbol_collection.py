"""The interpreter's own symbol table judges ours: every form that binds a name, in every scope."""

from __future__ import annotations

import ast
import symtable
import sys
from collections.abc import Iterator
from pathlib import Path

import libcst as cst
import pytest

import glm_migrate
from glm_migrate.analysis.python.semantics.scopes import Kind, Scope, SymbolTable
from glm_migrate.analysis.python.semantics.symbol_collection import Collector

FORMS = {
    "assignment": "NAME = 1",
    "chained assignment": "x = NAME = 1",
    "annotated assignment": "NAME: int = 1",
    "annotation alone": "NAME: int",
    "augmented assignment": "NAME += 1",
    "unpacking": "x, NAME = y",
    "unpacking in brackets": "[x, [NAME]] = y",
    "starred target": "x, *NAME = y",
    "parallel assignment": "x, NAME = 1, 2",
    "walrus": "print(NAME := 1)",
    "walrus in a comprehension": "[NAME := x for x in y]",
    "walrus in a nested comprehension": "[[NAME := x for x in y] for y in z]",
    "walrus in a condition": "while NAME := x():\n    pass",
    "walrus in a default": "def f(a=(NAME := 1)): pass",
    "walrus in a decorator": "@(NAME := x)\ndef f(): pass",
    "walrus in a base class": "class A((NAME := x)): pass",
    "walrus in an f-string": "f'{(NAME := 1)}'",
    "walrus in a slice": "x[(NAME := 1):]",
    "loop variable": "for NAME in x: pass",
    "loop variable unpacked": "for x, (y, NAME) in z: pass",
    "name in a loop's else": "for x in y: pass\nelse: NAME = 1",
    "with target": "with x as NAME: pass",
    "with targets in parentheses": "with (x as y, z as NAME): pass",
    "with target unpacked": "with x as (y, NAME): pass",
    "exception": "try: pass\nexcept E as NAME: pass",
    "name in a finally": "try: pass\nfinally: NAME = 1",
    "name in an else": "try: pass\nexcept E: pass\nelse: NAME = 1",
    "import": "import NAME",
    "import of a submodule": "import NAME.x.y",
    "import under another name": "import x.y as NAME",
    "import from": "from x import NAME",
    "import from under another name": "from . import x as NAME",
    "function": "def NAME(): pass",
    "async function": "async def NAME(): pass",
    "class": "class NAME: pass",
    "deletion": "del NAME",
    "deletion in a tuple": "del (x, NAME)",
    "capture": "match x:\n    case NAME: pass",
    "capture in a list": "match x:\n    case [1, NAME]: pass",
    "capture of the rest": "match x:\n    case [1, *NAME]: pass",
    "capture of the other keys": "match x:\n    case {'a': 1, **NAME}: pass",
    "capture of a value": "match x:\n    case {'a': NAME}: pass",
    "capture of an attribute": "match x:\n    case A(b=NAME): pass",
    "capture with as": "match x:\n    case A() as NAME: pass",
    "capture in an alternative": "match x:\n    case [1, NAME] | [2, NAME]: pass",
    "capture and a guard": "match x:\n    case y if (NAME := y): pass",
    "in a condition": "if x:\n    if y:\n        NAME = 1",
    "in a match": "match x:\n    case 1:\n        NAME = 1",
    "two on a line": "x = 1; NAME = 2",
}
if sys.version_info >= (3, 11):
    FORMS["exception of a group"] = "try: pass\nexcept* E as NAME: pass"


if sys.version_info >= (3, 12):
    FORMS["type alias"] = "type NAME = int"


INLINED = sys.version_info >= (3, 12)


WHY = "from 3.12 on symtable counts a comprehension's variables to the scope around it"


def has_comprehension(code: str) -> bool:
    """Whether `code` holds what the interpreter inlines from 3.12 on; generators it does not."""
    inlined = (ast.ListComp, ast.SetComp, ast.DictComp)
    return any(isinstance(node, inlined) for node in ast.walk(ast.parse(code)))


def collect(code: str) -> SymbolTable:
    return Collector().collect(cst.parse_module(code))


def scope_named(names: SymbolTable, name: str) -> Scope:
    return next(scope for scope in names.scopes.values() if scope.name == name)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_binding_form_is_seen(form: str) -> None:
    if INLINED and has_comprehension(form):
        pytest.skip(WHY)
    assert any(
        is_bound(table.lookup("NAME"))
        for table in scopes(symtable.symtable(form, "example.py", "exec"))
        if "NAME" in table.get_identifiers()
    )

    assert "NAME" in collect(form).root.definitions


@pytest.mark.parametrize("form", [form for name, form in FORMS.items() if "annotation" not in name])
def test_every_binding_form_is_local_to_its_function(form: str) -> None:
    body = "\n".join(f"    {line}" for line in form.splitlines())
    code = f"NAME = 0\nasync def f():\n{body}\n"
    table = symtable.symtable(code, "example.py", "exec")
    assert next(t for t in table.get_children() if t.get_name() == "f").lookup("NAME").is_local()

    names = collect(code)

    assert [b.kind for b in names.root.definitions["NAME"]] == [Kind.ASSIGN]
    assert "NAME" in scope_named(names, "f").definitions


@pytest.mark.parametrize(
    "form",
    [
        "[NAME for NAME in x]",
        "{NAME: 1 for NAME in x}",
        "(NAME for y in x for NAME in y)",
        "lambda NAME: 0",
        "lambda *NAME: 0",
        "def f(a, /, b, *c, d, **NAME): pass",
        "def f(NAME, /): pass",
        "class A:\n    NAME = 1",
        "class A:\n    def NAME(self): pass",
        "x.NAME = 1",
        "x[NAME] = 1",
        "f(NAME=1)",
        "match x:\n    case A.NAME: pass",
        "match x:\n    case A(NAME=1): pass",
        "match x:\n    case {NAME.y: 1}: pass",
        "from NAME import x",
        "import x.NAME as y",
        "print(NAME)",
    ],
)
def test_what_binds_elsewhere_does_not_bind_here(form: str) -> None:
    if INLINED and has_comprehension(form):
        pytest.skip(WHY)
    table = symtable.symtable(form, "example.py", "exec")
    known = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    assert "NAME" not in known

    assert "NAME" not in collect(form).root.definitions


@pytest.mark.parametrize(
    ("code", "scope"),
    [
        pytest.param("def f():\n    global NAME\n    NAME = 1", "", id="global"),
        pytest.param(
            "def f():\n    NAME = 0\n    def g():\n        nonlocal NAME\n        NAME = 1",
            "f",
            id="nonlocal",
        ),
        pytest.param(
            "def f():\n NAME = 0\n def g():\n  def h():\n   nonlocal NAME\n   NAME = 1",
            "f",
            id="nonlocal through a function that does not bind it",
        ),
        pytest.param("class A:\n    global NAME\n    NAME = 1", "", id="global in a class"),
        pytest.param("def f():\n    global NAME\n    import NAME", "", id="import of a global"),
        pytest.param(
            "def f():\n    global NAME\n    def NAME(): pass", "", id="function that is global"
        ),
        pytest.param(
            "def f():\n    global NAME\n    class NAME: pass", "", id="class that is global"
        ),
        pytest.param(
            "def f():\n    global NAME\n    [NAME := x for x in y]", "", id="walrus of a global"
        ),
    ],
)
def test_outer_names_are_bound_outside(code: str, scope: str) -> None:
    names = collect(code)
    aliases = [one.name for one in names.scopes.values() if "NAME" in one.definitions]

    assert aliases == [scope]


def is_bound(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_annotated()


def scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from scopes(child)


def bound_here(table: symtable.SymbolTable) -> set[str]:
    return {
        symbol.get_name()
        for symbol in table.get_symbols()
        if (symbol.is_assigned() or symbol.is_imported() or symbol.is_parameter())
        and (symbol.is_local() or table.get_type() == "module")
        and not symbol.get_name().startswith(".")
    }


SOURCES = sorted((Path(glm_migrate.__file__).parent / "analysis").rglob("*.py"))


@pytest.mark.skipif(INLINED, reason=WHY)
@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name)
def test_real_modules_have_the_interpreters_scopes(path: Path) -> None:
    code = path.read_text(encoding="utf-8")
    table = symtable.symtable(code, path.name, "exec")
    names = collect(code)

    mine = sorted(
        (scope.name, sorted(scope.definitions))
        for scope in names.scopes.values()
        if scope.kind in ("function", "class")
    )
    theirs = sorted(
        (one.get_name(), sorted(bound_here(one)))
        for one in scopes(table)
        if one.get_type() in ("function", "class") and one.get_name() not in COMPREHENSIONS
    )

    assert mine == theirs
    assert set(names.root.definitions) == bound_here(table)


COMPREHENSIONS = {"lambda", "listcomp", "setcomp", "dictcomp", "genexpr"}


def test_every_recorded_node_has_a_place() -> None:
    for path in SOURCES:
        names = collect(path.read_text(encoding="utf-8"))
        for node in (
            *names.calls,
            *names.strings,
            *(u for many in names.uses.values() for u in many),
        ):
            names.point(node)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("[NAME for NAME in x]", "comprehension"),
        ("{NAME: 1 for NAME in x}", "comprehension"),
        ("(y for y in x if NAME)", "comprehension"),
        ("lambda NAME: NAME", "lambda"),
    ],
)
def test_a_bare_name_is_read_in_the_scope_that_it_stands_in(code: str, kind: str) -> None:
    symbols = collect(code)
    (use,) = symbols.uses["NAME"]

    assert symbols.point(use).scope.kind == kind
