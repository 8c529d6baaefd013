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

import glm_migrate
from glm_migrate.analysis.kinds import FILE_KINDS
from glm_migrate.cli.main import COMMANDS
from glm_migrate.config.schema import OUTPUT_FORMATS
from glm_migrate.project.file_kinds import NameKind
from glm_migrate.report.formats import FORMATS
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule import Rule

PACKAGE = Path(glm_migrate.__file__).parent
ROOT = PACKAGE.parent
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

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
# Test, in `tests` → the modules that it tests with others: what they do shows only together.
TESTED_ELSEWHERE: dict[str, tuple[str, ...]] = {
    "cli/editor/test_hover.py": ("cli/editor/diagnostics.py",),
    "cli/test_baseline_session.py": ("cli/baseline_files.py",),
    "cli/test_cli.py": (
        "__main__.py",
        "cli/baseline.py",
        "cli/check.py",
        "cli/config.py",
        "cli/fix.py",
        "cli/fleet.py",
        "cli/main.py",
        "cli/report.py",
        "cli/targets.py",
    ),
    "cli/test_suggestions.py": (
        "cli/rule.py",
        "cli/shells.py",
    ),
    "cli/test_undo.py": ("cli/interrupted_runs.py",),
    "cli/test_verify_session.py": ("cli/verify.py",),
    "report/migration_report/test_delta.py": ("report/migration_report/document.py",),
    "end_to_end/reports/test_migration_report.py": (
        "report/migration_report/__init__.py",
        "report/migration_report/assembly.py",
        "report/migration_report/markdown.py",
    ),
    "runner/test_together.py": ("runner/task.py",),
    "runner/verification/child/test_pytest_plugin.py": (
        "runner/verification/child/observation.py",
    ),
    "end_to_end/verification/test_live.py": (
        "cli/verify_live.py",
        "runner/verification/forwarding.py",
        "runner/verification/measurement.py",
        "runner/verification/wire_format.py",
    ),
    "runner/verification/test_verdicts.py": ("runner/verification/trials.py",),
    "end_to_end/verification/test_warm.py": (
        "runner/verification/command.py",
        "runner/verification/environment.py",
    ),
    "test_api.py": ("__init__.py",),
    "text/test_docstrings.py": ("cli/completion.py",),
}
# Module → why it names suffixes of files that are read; all others ask `text/file_suffixes.py`.
SUFFIXES_ELSEWHERE = {
    "text/file_suffixes.py": "the table",
    "config/schema.py": "settings of this tool are TOML, whatever a kind is",
    "config/loading.py": "settings of this tool are TOML, whatever a kind is",
    "knowledge/target_facts.py": "a target is a TOML file of this package or of the user's",
    "project/settings_index.py": "`.env` is the whole name of a file that programs read by custom",
    "project/settings_names.py": "texts for people are no settings, whatever they are called",
    "project/unscanned_files.py": "what a file may be that is not read, of whatever kind",
    "analysis/value_trees/formats/ini_file.py": "one of the suffixes has a dialect of its own",
    "runner/verification/child/path/sitecustomize.py": "it runs without this package",
}
MAX_ENTRIES = 18  # at the top of the package, files included
MAX_LINES = 400  # of a file


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes())


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def dotted(path: Path, root: Path = ROOT) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer_of(module: str) -> str:
    """The layer of a module of the package; empty for the package itself and `__main__`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] != "__main__" else ""


@cache
def imported(path: Path) -> tuple[str, ...]:
    """The modules that a file imports, anywhere in it, by their full names."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


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
IMPORTED_IN_FULL = {"__init__.py", "project/decoding.py", "runner/fleet/task_server.py"}


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
    source = FILE_KINDS_TABLE if name_of(path) == "project/decoding.py" else path
    texts = (node.value for node in ast.walk(tree_of(source)) if isinstance(node, ast.Constant))
    return beside | {one for one in texts if isinstance(one, str) and one in known}


FILE_KINDS_TABLE = PACKAGE / "project/file_kinds.py"  # it names what `decoding` imports


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


def test_the_glossary_is_short_and_each_word_stands_once() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    words = re.findall(r"^\* \*\*([^*]+)\*\*", text, re.MULTILINE)

    assert 0 < len(words) <= 40
    assert len(set(words)) == len(words)


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


# Where a text for people gives a code of a rule as an example.
CODES_AS_EXAMPLES = {"cli/fix.py", "cli/options.py"}


def codes_in(tree: ast.AST) -> Iterator[str]:
    """Codes of rules, and what codes begin with, in the strings of a module but its docstrings."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield from re.findall(r"\bGLM\d+", node.value)


@pytest.mark.parametrize("code", ['CODE = "GLM9"', 'text = f"{a}; ignore GLM101"'])
def test_a_rule_code_is_recognised(code: str) -> None:
    assert list(codes_in(ast.parse(code)))


def test_no_rule_code_is_written_outside_of_the_rules() -> None:
    """They are read off the catalogue by name (`rules/codes.py`), also for messages."""
    written = {
        name_of(path)
        for path in MODULES
        if layer_of(dotted(path)) != "rules" and list(codes_in(tree_of(path)))
    }

    assert written == CODES_AS_EXAMPLES


def test_each_output_format_of_the_settings_has_a_renderer() -> None:
    assert OUTPUT_FORMATS == FORMATS


def test_every_module_is_imported_by_a_test() -> None:
    tested = {name for path in TESTS for name in imported(path)}
    tested |= {f"glm_migrate.cli.{command}" for command in _commands()}
    modules = {dotted(path) for path in MODULES if path.name != "__init__.py"}
    rules = {module for module in modules if module.startswith("glm_migrate.rules.glm")}

    assert modules - rules - tested - {"glm_migrate.__main__"} == set()


def _commands() -> set[str]:
    """The modules of the commands, which the tests of the command line run by name."""
    return set(COMMANDS)


def mirror_of(path: Path) -> Path:
    """Where the tests of a module lie; those of a package lie in it."""
    folder = ROOT / "tests" / path.relative_to(PACKAGE).parent
    stem = folder.name if path.name == "__init__.py" else path.stem.strip("_")
    return folder / f"test_{stem}.py"


# Tests of more than one module: of whole runs, attacks, and what others build on this project.
OF_THE_WHOLE = ("end_to_end/", "campaign/", "integrations/")
OF_THE_SOURCES = {
    *("test_api.py", "test_architecture.py", "test_contributing.py", "test_rule_facts.py"),
}


def test_every_test_of_a_part_mirrors_a_module() -> None:
    mirrors = {mirror_of(path).relative_to(ROOT / "tests").as_posix() for path in MODULES}
    tests = {path.relative_to(ROOT / "tests").as_posix() for path in TESTS}
    parts = {one for one in tests if re.search(r"(^|/)test_\w+\.py$", one)}
    parts = {one for one in parts if not one.startswith(OF_THE_WHOLE)}

    assert parts - mirrors == OF_THE_SOURCES


def has_something_to_test(path: Path) -> bool:
    """Whether a module does something; types without a function only hold what others do."""
    return any(True for _ in functions(path))


def test_every_module_has_tests_where_its_path_says() -> None:
    """A module that is missing here gets a test file of its own, no line in the list."""
    missing = {
        name_of(path)
        for path in MODULES
        if has_something_to_test(path) and not mirror_of(path).exists()
    }
    excused = {name for names in TESTED_ELSEWHERE.values() for name in names}
    rules = {name for name in missing if re.fullmatch(r"rules/glm\d{3}_\w+\.py", name)}

    assert missing - rules == excused
    assert [name for name in excused if name.startswith("analysis/")] == []


@pytest.mark.parametrize("test", TESTED_ELSEWHERE)
def test_what_is_tested_elsewhere_is_imported_there(test: str) -> None:
    used = set(imported(ROOT / "tests" / test)) | {f"glm_migrate.cli.{one}" for one in _commands()}
    modules = {dotted(PACKAGE / name) for name in TESTED_ELSEWHERE[test]}

    assert modules - used == set()


def test_the_tests_of_a_module_import_it() -> None:
    mirrored = {mirror_of(path): dotted(path) for path in MODULES if has_something_to_test(path)}
    strangers = [
        f"{path.relative_to(ROOT)} without {module}"
        for path, module in mirrored.items()
        if path.exists() and not _is_a_command(module) and module not in imported(path)
    ]

    assert strangers == []


def _is_a_command(module: str) -> bool:
    return module.removeprefix("glm_migrate.cli.") in _commands()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


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


def suffixes_in(path: Path) -> Iterator[str]:
    """The suffixes of kinds of files that a module writes out, also as globs."""
    known = {suffix for kind in NameKind for suffix in kind.facts.suffixes}
    for node in ast.walk(tree_of(path)):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and text.removeprefix("*") in known:
            yield text


def test_only_one_module_and_a_few_by_name_write_out_the_suffixes_of_kinds() -> None:
    found = {name_of(path) for path in MODULES if any(suffixes_in(path))}

    assert found == set(SUFFIXES_ELSEWHERE)


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
    doc = ast.get_docstring(tree_of(path))

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


# Of the interface for programs: it has row and column where the other has a span.
TWO_MEANINGS_ON_PURPOSE = {"Finding"}
# Words without a meaning of their own in this field; the glossary has the ones to use.
NO_TERMS = frozenset(
    "told asked reported requested spot spots tie ties tied scene doubts hardened ruler".split()
    + "pokes fades fate unread".split()
)


def test_a_class_name_has_one_meaning() -> None:
    homes: dict[str, list[str]] = {}
    for path in MODULES:
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name.lstrip("_"), []).append(name_of(path))
    twice = {name: where for name, where in homes.items() if len(where) > 1}

    assert set(twice) == TWO_MEANINGS_ON_PURPOSE, twice


# File names that stand in several packages, because each has its own part of one thing.
SAME_THING = {
    "baseline": "a command, and what it keeps",
    "check": "a command, and what it does",
    "endpoints": "where requests go: by the data, and by a call",
    "html": "a format of several reports",
    "json": "a format of several reports",
    "junit": "a format of several reports",
    "limits": "of files, of settings, of the data flow",
    "markdown": "a format of several reports",
    "mentions": "as a site, and as they are found in code and in settings",
    "rewrite_proof": "of a notebook, and of settings",
    "rule": "a command, and what it shows",
    "source": "of text, and of a notebook",
    "text": "a format of several reports",
    "undo": "a command, and what it does",
}


def test_a_file_name_has_one_meaning() -> None:
    stems = [path.stem for path in MODULES if path.name != "__init__.py"]
    twice = {stem for stem in stems if stems.count(stem) > 1}

    assert twice == set(SAME_THING)


def identifiers(tree: ast.AST) -> Iterator[str]:
    """The names that a module gives to something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg


def test_an_identifier_is_a_term_that_says_something() -> None:
    found = {
        f"{name_of(path)}: {name}"
        for path in MODULES
        for name in identifiers(tree_of(path))
        if name.strip("_").lower().removeprefix("is_") in NO_TERMS
    }

    assert found == set()


def test_every_word_of_the_glossary_is_used() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    words = re.findall(r"^\* \*\*([^*]+)\*\*", text.partition("## Glossary")[2], re.MULTILINE)
    code = "\n".join(path.read_text(encoding="utf-8") for path in MODULES).lower()

    assert len(words) == len(set(words))
    assert [word for word in words if word.partition(" ")[0] not in code] == []


def test_the_attributes_of_a_docstring_exist() -> None:
    missing = [
        f"{path}: {node.name}.{name}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
        for name in _documented(node)
        if name not in _bound_in(node)
    ]

    assert missing == []


def _documented(node: ast.ClassDef) -> list[str]:
    """The names below `Attributes:`."""
    section = (ast.get_docstring(node) or "").partition("Attributes:\n")[2]
    return re.findall(r"^ {4}(\w+): ", re.split(r"\n(?=\S)", section)[0], re.MULTILINE)


def _bound_in(node: ast.ClassDef) -> set[str]:
    """The attributes, methods and fields of a class and of its instances."""
    found = {one.name for one in ast.walk(node) if isinstance(one, ast.FunctionDef)}
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            found.add(one.id)
        elif isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store):
            found.add(one.attr)
    return found
