"""One word, one meaning: what the names of classes, files and variables say, and who reads them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from glm_migrate.project.file_kinds import NameKind
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule import Rule
from tests.sources import (
    MODULES,
    PACKAGE,
    ROOT,
    dotted,
    layer_of,
    name_of,
    tree_of,
)

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


def test_the_glossary_is_short_and_each_word_stands_once() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    words = re.findall(r"^\* \*\*([^*]+)\*\*", text, re.MULTILINE)

    assert 0 < len(words) <= 40
    assert len(set(words)) == len(words)


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


# Of the interface for programs: it has row and column where the other has a span.
TWO_MEANINGS_ON_PURPOSE = {"Finding"}
# Words without a meaning of their own in this field; the glossary has the ones to use.
NO_TERMS = frozenset(
    "told asked reported requested spot spots tie ties tied scene doubt doubts doubted".split()
    + "hardened ruler pokes fades fate unread".split()
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


# What a library calls by its name, by the file that has it; and what programs of others read.
READ_BY_OTHERS = {
    "analysis/python/syntax/node_spans.py": (
        "before_codegen after_codegen record_syntactic_position"
    ),
    "cli/main.py": "list_commands get_command format_commands",
    "cli/sectioned_command.py": "format_options",
    "engine/single_source.py": "end_row end_column",
    "runner/verification/child/pytest_plugin.py": (
        "pytest_collection_modifyitems pytest_runtest_logstart pytest_runtest_logfinish "
        "pytest_runtest_makereport pytest_runtest_logreport"
    ),
    "runner/verification/child/redirection.py": "start_tls",
    "runner/verification/service.py": (
        "daemon_threads block_on_close request_queue_size protocol_version do_POST do_CONNECT "
        "disable_nagle_algorithm do_PUT do_DELETE do_PATCH do_HEAD log_message"
    ),
}


def defined(tree: ast.Module) -> Iterator[str]:
    """What a module defines to be read: functions, methods, classes, fields and constants.

    What a decorator gets is read by it.
    """
    yield from _assigned(tree.body)
    for node in ast.walk(tree):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        if not node.decorator_list and not node.name.startswith("__"):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from _assigned(node.body)


def _assigned(body: list[ast.stmt]) -> Iterator[str]:
    for statement in body:
        if isinstance(statement, ast.Assign):
            yield from (one.id for one in statement.targets if isinstance(one, ast.Name))
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id


def read_in(tree: ast.Module) -> Iterator[str]:
    """Every name and attribute that a module reads, imports, or names in a string."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name.rpartition(".")[2]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_what_is_defined_is_read_by_production_code() -> None:
    read = {name for path in MODULES for name in read_in(tree_of(path))}
    unread = {
        name_of(path): names
        for path in MODULES
        if (names := {one for one in defined(tree_of(path)) if one not in read})
    }

    assert unread == {path: set(names.split()) for path, names in READ_BY_OTHERS.items()}


def test_what_nothing_reads_is_recognised() -> None:
    tree = ast.parse("class A:\n    field: int\n    def method(self): ...\nB = A().field\n")

    assert {*defined(tree)} - {*read_in(tree)} == {"B", "method"}


PAGES = [ROOT / "CONTRIBUTING.md", ROOT / "docs/architecture.md", *(ROOT / "docs/adr").glob("*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_for_developers_names_files_that_exist(page: Path) -> None:
    named = re.findall(r"`([\w./-]+\.(?:py|toml|yml))`", page.read_text(encoding="utf-8"))
    there = {f"/{path.relative_to(ROOT).as_posix()}" for path in ROOT.rglob("*.*")}
    stale = [
        name
        for name in named
        if not re.search(r"glmNNN|its_name", name)
        if not any(path.endswith(f"/{name}") for path in there)
    ]

    assert stale == []
