"""The house rules that a machine can check: who imports what, and that a rule is one file.

Imports are read off the syntax tree, so those inside functions and under `TYPE_CHECKING` count.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import glm_migrate
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule import Rule

PACKAGE = Path(glm_migrate.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
# Library → the parts of the package that may import it.
HOMES = {
    "libcst": ("analysis/python/",),
    "click": ("cli/",),
    "rich": ("cli/", "report/"),
}
# What rules are made of; it knows neither code nor command line nor terminal.
PURE = tuple(
    path.relative_to(PACKAGE).as_posix()
    for layer in ("text", "model")
    for path in sorted((PACKAGE / layer).glob("*.py"))
)


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, anywhere in it, by their full names."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def under(names: Iterator[str], library: str) -> set[str]:
    return {name for name in names if name == library or name.startswith(f"{library}.")}


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_imported_only_where_it_is_at_home(library: str) -> None:
    strangers = {
        name_of(path)
        for path in MODULES
        if not name_of(path).startswith(HOMES[library]) and under(imported(path), library)
    }

    assert strangers == set()


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_at_home_somewhere(library: str) -> None:
    assert any(under(imported(path), library) for path in MODULES)


@pytest.mark.parametrize("part", ["analysis", "cli", "report", "project", "runner"])
@pytest.mark.parametrize("name", PURE)
def test_the_core_types_import_nothing_that_touches_code_or_world(name: str, part: str) -> None:
    assert not under(imported(PACKAGE / name), f"glm_migrate.{part}")


@pytest.mark.parametrize("path", sorted((PACKAGE / "rules").glob("glm*.py")), ids=lambda p: p.stem)
def test_a_rule_sees_sites_and_not_syntax_trees(path: Path) -> None:
    assert not under(imported(path), "glm_migrate.analysis")


def test_a_rule_file_is_named_by_code_and_name() -> None:
    files = {path.stem for path in (PACKAGE / "rules").glob("glm*.py")}
    rules = {f"{rule.code.lower()}_{rule.name.replace('-', '_')}" for rule in all_rules()}

    assert files == rules


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_code_is_three_letters_and_three_digits(rule: Rule) -> None:
    assert re.fullmatch(r"GLM\d{3}", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", rule.name)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_bytes()))

    assert doc is not None
    assert doc.partition("\n")[0].endswith((".", "?", "…"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_named_after_nothing(path: Path) -> None:
    assert not re.search(r"util|helper|manager|common|misc", path.stem)


def loaded_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=PACKAGE.parent
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_importing_the_package_imports_no_library() -> None:
    assert not loaded_by("import glm_migrate") & set(HOMES)


def test_a_file_without_a_site_does_not_cost_the_import_of_the_parser() -> None:
    loaded = loaded_by(
        "from pathlib import Path\n"
        "from glm_migrate.engine.check import check\n"
        "from glm_migrate.text.source import Source\n"
        "check(Source.decode(Path('a.py'), b'x = 1'))"
    )

    assert "libcst" not in loaded
