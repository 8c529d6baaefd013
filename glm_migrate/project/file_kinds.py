"""What a file is for, by its name alone: dependencies, tests, code."""

from __future__ import annotations

import re
from pathlib import PurePath

from glm_migrate.text import NOTEBOOK

# Globs under which a search finds them.
DEPENDENCY_GLOBS = (
    *("*requirements*.txt", "*requirements*.in", "**/requirements/*.txt", "**/requirements/*.in"),
    *("pyproject.toml", "setup.cfg", "Pipfile"),
)
_DEPENDENCY_NAMES = frozenset({"pyproject.toml", "setup.cfg", "Pipfile"})
_REQUIREMENTS = re.compile(
    r"(?:[\w.-]*[-_.])?requirements(?:[-_.][\w.-]*)?\.(?:txt|in)", re.IGNORECASE
)
# Globs under which a search finds settings, and what each suffix says of the format.
SETTINGS_GLOBS = (
    *("*.yaml", "*.yml", "*.json", "*.toml", "*.ini", "*.cfg", "*.conf", "*.env", ".env*"),
    *("Dockerfile*", "*.dockerfile", "*.sh", "*.bash"),
)
_SUFFIXES = {
    ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".toml": "toml", ".ini": "ini",
    ".cfg": "ini", ".conf": "ini", ".sh": "shell", ".bash": "shell",
}  # fmt: skip
# Written by tools, or settings of tools that ask no model.
_NO_SETTINGS = frozenset(
    "package.json package-lock.json pnpm-lock.yaml composer.json tsconfig.json jsconfig.json "
    "setup.cfg tox.ini pytest.ini mypy.ini .pre-commit-config.yaml cargo.toml mkdocs.yml "
    "glm-migrate.toml .glm-migrate.toml glm-migrate-decisions.toml".split()
)
_NO_SUFFIXES = (".lock.json", ".lock", "-lock.json", "-lock.yaml", ".schema.json")
_TEST_NAME = re.compile(r"test_.*\.py|.*_tests?\.py|tests?\.py|conftest\.py")
_TEST_FOLDERS = frozenset({"test", "tests", "testing"})


def is_dependency_file(path: PurePath) -> bool:
    """Whether a file declares dependencies."""
    if path.name in _DEPENDENCY_NAMES or _REQUIREMENTS.fullmatch(path.name):
        return True
    return path.suffix in (".txt", ".in") and path.parent.name == "requirements"


def is_notebook(path: PurePath) -> bool:
    """Whether a file is a notebook."""
    return path.suffix.lower() == NOTEBOOK


def settings_format(path: PurePath) -> str:
    """The format of a settings file, by its name alone; empty for every other file."""
    name = path.name.lower()
    if is_dependency_file(path) or name in _NO_SETTINGS or name.endswith(_NO_SUFFIXES):
        return ""
    if name.startswith(".env") or name.endswith(".env"):
        return "dotenv"
    if name.startswith("dockerfile") or path.suffix.lower() == ".dockerfile":
        return "docker"
    return _SUFFIXES.get(path.suffix.lower(), "")


def is_settings_file(path: PurePath) -> bool:
    """Whether a file holds settings of programs."""
    return bool(settings_format(path))


def governs(file: PurePath, module: PurePath) -> bool:
    """Whether the code of `module` runs with the dependencies that `file` declares."""
    folder = file.parent.parent if file.parent.name == "requirements" else file.parent
    return module.is_relative_to(folder)


def is_test_file(path: PurePath) -> bool:
    """Whether a Python file holds tests, by its name or a directory above it."""
    if path.suffix != ".py":
        return False
    return _TEST_NAME.fullmatch(path.name) is not None or not _TEST_FOLDERS.isdisjoint(
        path.parts[:-1]
    )
