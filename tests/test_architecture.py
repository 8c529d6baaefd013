"""The plan of the house, as far as a machine can check it: layers, circles, homes of libraries.

Imports are read off the syntax tree, so those inside functions and under `TYPE_CHECKING` count.
"""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from glm_migrate.analysis.kinds import FILE_KINDS
from glm_migrate.cli.main import COMMANDS
from glm_migrate.config.schema import OUTPUT_FORMATS
from glm_migrate.report.formats import FORMATS
from tests.sources import (
    MODULES,
    PACKAGE,
    ROOT,
    dotted,
    functions,
    imported,
    layer_of,
    name_of,
    tree_of,
)

# From the ground up: a layer imports only itself and what stands before it.
LAYERS = (
    *("errors", "text", "model", "knowledge", "policy", "rules", "config", "suppression"),
    *("project", "analysis", "engine", "inventory", "runner", "report", "cli"),
)
# The same within the analysis of Python.
PYTHON_LAYERS = ("syntax", "semantics", "dataflow", "streams", "extract")
# Library → the parts of the package that may import it.
HOMES = {
    "libcst": ("analysis/python/",),
    "click": ("cli/",),
    "rich": ("cli/", "report/"),
    "yaml": ("analysis/value_trees/formats/",),
    "dotenv": ("analysis/value_trees/formats/",),
    "pygls": ("cli/editor/",),
    "lsprotocol": ("cli/editor/",),
}
NOTEBOOK_READS_PYTHON = re.compile(r"\S+\.notebooks\.\w+ -> \S+\.analysis\.python\.")
STARTING = frozenset({"os.fork", "subprocess.run", "subprocess.Popen", "os.execv"})
WRITING = frozenset(
    {"write_bytes", "write_text", "symlink_to", "hardlink_to", "unlink", "rmdir", "mkdir", "touch"}
)
OUTSIDE_OF_RUNNER = {
    *("project/asking_git.py", "project/cache/place.py", "project/cache/store.py"),
    *("cli/diff_base.py", "cli/fleet_examination.py", "cli/output.py"),
    "report/formats/github.py",
}
MAX_ENTRIES = 18  # at the top of the package, files included
MAX_LINES = 400  # of a file


@cache
def graph() -> dict[str, frozenset[str]]:
    """Each module of the package with those of the package that it imports.

    `from package import module` needs the module, not what else the package gives.
    """
    known = {dotted(path) for path in MODULES}
    found: dict[str, frozenset[str]] = {}
    for path in MODULES:
        own = dotted(path)
        names = {name for name in imported(path) if name in known and name != own}
        inner = {name.rpartition(".")[0] for name in names}
        found[own] = frozenset(names - (inner - _taken_from(path, known)))
    return found


def _taken_from(path: Path, known: set[str]) -> set[str]:
    """The packages of which a file takes more than a module."""
    return {
        node.module or ""
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if f"{node.module}.{alias.name}" not in known
    }


def test_every_entry_of_the_package_is_a_layer() -> None:
    entries = {path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"}
    layers = {name if (PACKAGE / name).is_dir() else f"{name}.py" for name in LAYERS}

    assert entries == layers | {"__init__.py", "__main__.py", "py.typed"}
    assert len(entries) <= MAX_ENTRIES


def test_no_layer_imports_a_higher_one() -> None:
    upward = [
        f"{module} -> {other}"
        for module, others in all_imports().items()
        for other in others
        if (layer := layer_of(module))
        if not layer_of(other) or LAYERS.index(layer_of(other)) > LAYERS.index(layer)
    ]

    assert upward == []


def starts_or_writes(tree: ast.AST) -> bool:
    """Whether a module starts a process, or writes a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            if name in WRITING or ast.unparse(node.func) in STARTING:
                return True
            if name == "open" and any(_is_mode_that_writes(one) for one in node.args):
                return True
    return False


def _is_mode_that_writes(node: ast.expr) -> bool:
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and bool(re.fullmatch(r"[rbt]*[wax+][wax+rbt]*", text))


def test_only_the_runner_and_a_few_by_name_start_processes_and_write_files() -> None:
    found = {
        name_of(path)
        for path in MODULES
        if not name_of(path).startswith("runner/")
        if starts_or_writes(tree_of(path))
    }

    assert found == OUTSIDE_OF_RUNNER


def test_the_documentation_names_what_is_outside_of_the_runner() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")

    assert [name for name in sorted(OUTSIDE_OF_RUNNER) if f"`{name}`" not in text] == []


def test_no_kind_of_file_imports_another_but_notebooks_their_language() -> None:
    kinds = {str(vars(kind)["__name__"]).rpartition(".")[2] for kind in FILE_KINDS}
    inside = "glm_migrate.analysis."
    siblings = [
        f"{module} -> {other}"
        for module, others in graph().items()
        for other in others
        if module.startswith(inside) and other.startswith(inside)
        if {own := module.split(".")[2], theirs := other.split(".")[2]} <= kinds and own != theirs
    ]

    assert kinds == {"python", "notebooks", "settings", "dependencies"}
    assert {one for one in siblings if not NOTEBOOK_READS_PYTHON.match(one)} == set()


def test_the_engine_asks_the_kinds_and_nothing_within_them() -> None:
    """Declared dependencies are also read for their own sake."""
    kinds = ("python", "notebooks", "settings", "value_trees")
    inner = tuple(f"glm_migrate.analysis.{kind}" for kind in kinds)
    outside = [
        f"{module} -> {other}"
        for module, others in graph().items()
        for other in others
        if layer_of(module) in ("engine", "inventory", "runner") and other.startswith(inner)
    ]

    assert outside == []


def test_no_layer_of_the_analysis_of_python_imports_a_higher_one() -> None:
    inside = "glm_migrate.analysis.python."
    upward = [
        f"{module} -> {other}"
        for module, others in graph().items()
        for other in others
        if module.startswith(inside) and other.startswith(inside)
        if PYTHON_LAYERS.index(other.split(".")[3]) > PYTHON_LAYERS.index(module.split(".")[3])
    ]

    assert upward == []


# Module → what the names of the modules begin with that it imports by a name put together, in
# its own package; whatever else it names in full is read off its strings.
IMPORTED_BY_NAME = {
    "rules/catalogue.py": ("glm",),
    "cli/main.py": tuple(COMMANDS),
    "knowledge/__init__.py": ("",),
    "analysis/value_trees/formats/__init__.py": ("",),
    "report/formats/__init__.py": ("",),
    "report/fleet_report/__init__.py": ("",),
    "report/migration_report/__init__.py": ("",),
    "report/verification_report/__init__.py": ("",),
}
# They import what they are told, and name it in full, or what `pkgutil` finds.
IMPORTED_IN_FULL = {
    *("__init__.py", "project/contents.py", "project/decoding.py"),
    "runner/fleet/task_server.py",
}


def imported_by_name() -> dict[str, frozenset[str]]:
    """Each module that imports others by their names, with all that these can be."""
    known = {dotted(path) for path in MODULES}
    return {
        dotted(path): frozenset(_named_in(path, known) - {dotted(path)})
        for path in MODULES
        if imports_by_name(tree_of(path))
    }


def imports_by_name(tree: ast.AST) -> bool:
    """Whether a module calls what imports another by its name."""
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(re.search(r"\b(import_module|__import__)$", ast.unparse(one)) for one in calls)


def _named_in(path: Path, known: set[str]) -> set[str]:
    own = dotted(path)
    package = own if path.name == "__init__.py" else own.rpartition(".")[0]
    begun = tuple(f"{package}.{one}" for one in IMPORTED_BY_NAME.get(name_of(path), ()))
    beside = {one for one in known if one.rpartition(".")[0] == package and one.startswith(begun)}
    source = TABLES.get(name_of(path), path)
    texts = (node.value for node in ast.walk(tree_of(source)) if isinstance(node, ast.Constant))
    return beside | {one for one in texts if isinstance(one, str) and one in known}


# The tables that name what a module imports.
TABLES = {
    "project/decoding.py": PACKAGE / "project/file_kinds.py",
    "project/contents.py": PACKAGE / "text/file_suffixes.py",
}


def all_imports() -> dict[str, frozenset[str]]:
    by_name = imported_by_name()
    return {module: others | by_name.get(module, frozenset()) for module, others in graph().items()}


def test_it_is_known_which_modules_import_others_by_name() -> None:
    found = {name_of(path) for path in MODULES if imports_by_name(tree_of(path))}

    assert found == {*IMPORTED_BY_NAME, *IMPORTED_IN_FULL}


@pytest.mark.parametrize("name", IMPORTED_BY_NAME)
def test_what_is_imported_by_name_is_seen(name: str) -> None:
    assert len(imported_by_name()[dotted(PACKAGE / name)]) > 1


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Not by name either, which no reader of import statements sees."""
    try:
        TopologicalSorter(all_imports()).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_the_diagram_of_the_documentation_shows_these_layers() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    table = text.partition("## Layers")[2].partition("\n### ")[0]
    shown = re.findall(r"^\| `(\w+)/?(?:\.py)?` \|", table, re.MULTILINE)

    assert shown == list(LAYERS)
    inside = text.partition("### Inside `analysis/python`")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)/` \|", inside, re.MULTILINE) == list(PYTHON_LAYERS)


def fills_of_others(path: Path) -> Iterator[str]:
    """Where a module puts something into a dict that another object publishes."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            filled = [one.value for one in targets if isinstance(one, ast.Subscript)]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            filled = [node.func.value] if node.func.attr in ("setdefault", "update") else []
        else:
            continue
        for one in filled:
            if isinstance(one, ast.Attribute) and ast.unparse(one.value) not in ("self", "context"):
                yield f"{name_of(path)}: {ast.unparse(one)}"


def test_what_is_remembered_is_kept_by_its_owner() -> None:
    """The symbol table is no cache: one walk fills it; a context gets what its kinds find."""
    read = [path for path in MODULES if name_of(path).startswith("analysis/python/")]
    inner = [path for path in read if not name_of(path).startswith("analysis/python/semantics/")]

    assert [fill for path in inner for fill in fills_of_others(path)] == []


def under(names: Iterable[str], library: str) -> set[str]:
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


def test_each_output_format_of_the_settings_has_a_renderer() -> None:
    assert OUTPUT_FORMATS == FORMATS


def test_functions_are_short() -> None:
    lengths = sorted(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in MODULES
        for node in functions(path)
    )

    assert statistics.median(lengths) <= 8
    assert lengths[len(lengths) * 9 // 10] <= 20


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_file_fits_into_a_head(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= MAX_LINES


@pytest.mark.parametrize("path", sorted((PACKAGE / "rules").glob("glm*.py")), ids=lambda p: p.stem)
def test_a_rule_sees_sites_and_not_syntax_trees(path: Path) -> None:
    assert not under(imported(path), "glm_migrate.analysis")


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
