"""What a file is for, by its name alone."""

from __future__ import annotations

from pathlib import Path, PurePath

import pytest

from glm_migrate.project.decoding import decode
from glm_migrate.project.file_kinds import (
    NameKind,
    declares_dependencies,
    governs,
    is_dependency_file,
    is_test_file,
    kind_of_name,
    may_be_read,
    settings_format,
    tables_format,
)
from glm_migrate.text import guarded

CONTENTS = {NameKind.NOTEBOOK: b'{"cells": [], "metadata": {}, "nbformat": 4}'}
NAMES = {
    NameKind.DEPENDENCIES: "requirements.txt",
    NameKind.SETTINGS: "a.yaml",
    NameKind.NOTEBOOK: "a.ipynb",
    NameKind.PYTHON: "a.py",
}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("pyproject.toml", NameKind.DEPENDENCIES),
        ("dev-requirements.txt", NameKind.DEPENDENCIES),
        ("requirements_test.in", NameKind.DEPENDENCIES),
        ("requirements/base.txt", NameKind.DEPENDENCIES),
        ("config.toml", NameKind.SETTINGS),
        ("a.yml", NameKind.SETTINGS),
        ("Dockerfile", NameKind.SETTINGS),
        ("A.IPYNB", NameKind.NOTEBOOK),
        ("a.py", NameKind.PYTHON),
        ("notes.txt", NameKind.PYTHON),
        ("script", NameKind.PYTHON),
    ],
)
def test_the_kind_of_a_name(name: str, kind: NameKind) -> None:
    path = PurePath("app") / name

    assert kind_of_name(path) is kind
    assert is_dependency_file(path) is declares_dependencies(str(path))
    assert is_dependency_file(path) is (kind is NameKind.DEPENDENCIES)
    assert bool(settings_format(path)) is (kind is NameKind.SETTINGS)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("pyproject.toml", "toml"),
        ("setup.cfg", "ini"),
        ("a/llm.yaml", "yaml"),
        (".env", "dotenv"),
        ("Pipfile", ""),
        ("requirements.txt", ""),
        ("requirements/base.in", ""),
        ("a.py", ""),
    ],
)
def test_which_files_programs_may_read_tables_of(name: str, form: str) -> None:
    assert tables_format(PurePath(name)) == form
    assert may_be_read(PurePath(name)) is bool(form)


@pytest.mark.parametrize(
    ("file", "module", "expected"),
    [
        ("requirements.txt", "app/a.py", True),
        ("app/requirements.txt", "app/a.py", True),
        ("app/requirements/base.txt", "app/a.py", True),
        ("lib/requirements.txt", "app/a.py", False),
        ("app/requirements.txt", "application/a.py", False),
    ],
)
def test_which_code_runs_with_what_a_file_declares(file: str, module: str, expected: bool) -> None:
    assert governs(PurePath(file), PurePath(module)) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("test_a.py", True),
        ("a_test.py", True),
        ("tests.py", True),
        ("conftest.py", True),
        ("tests/deep/a.py", True),
        ("testing/a.txt", False),
        ("latest.py", False),
        ("contest/a.py", False),
    ],
)
def test_which_files_hold_tests(path: str, expected: bool) -> None:
    assert is_test_file(PurePath(path)) is expected


@pytest.mark.parametrize("kind", NameKind, ids=lambda kind: kind.name)
def test_each_kind_says_how_its_files_are_read(kind: NameKind) -> None:
    source = decode(Path(NAMES[kind]), CONTENTS.get(kind, b""))

    assert type(source).__name__ == kind.facts.decoder[1]
    assert 0 < kind.facts.limit <= guarded.LARGEST
    assert all(one.startswith(".") for one in kind.facts.suffixes)


def test_no_suffix_is_of_two_kinds() -> None:
    every = [one for kind in NameKind for one in kind.facts.suffixes]

    assert len(every) == len(set(every))
