"""What a file is for, by its name alone: dependencies, settings, tests, code."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePath

from glm_migrate.project.settings_names import format_of_name
from glm_migrate.text import guarded
from glm_migrate.text.file_suffixes import DEPENDENCIES, MODULE, NOTEBOOK, PYTHON, SETTINGS

# Globs under which a search finds them.
DEPENDENCY_GLOBS = (
    *("*requirements*.txt", "*requirements*.in", "**/requirements/*.txt", "**/requirements/*.in"),
    *("pyproject.toml", "setup.cfg", "Pipfile"),
)
SETUP = "setup.py"  # code that declares dependencies
_DEPENDENCY_NAMES = frozenset({"pyproject.toml", "setup.cfg", "Pipfile"})
_REQUIREMENTS = re.compile(
    r"(?:[\w.-]*[-_.])?requirements(?:[-_.][\w.-]*)?\.(?:txt|in)", re.IGNORECASE
)
_TEST_NAME = re.compile(r"test_.*\.py|.*_tests?\.py|tests?\.py|conftest\.py")
_TEST_FOLDERS = frozenset({"test", "tests", "testing"})


def is_dependency_file(path: PurePath) -> bool:
    """Whether a file declares dependencies."""
    if path.name in _DEPENDENCY_NAMES or _REQUIREMENTS.fullmatch(path.name):
        return True
    return path.suffix in DEPENDENCIES and path.parent.name == "requirements"


def declares_dependencies(path: str) -> bool:
    """As `is_dependency_file`; nearly every path is told by its end, without a `Path`."""
    if path.endswith(MODULE):
        return False
    name = os.path.basename(path)  # noqa: PTH119
    may_be = name.lower().endswith(DEPENDENCIES) or name in _DEPENDENCY_NAMES
    return may_be and is_dependency_file(Path(path))


def is_notebook(path: PurePath) -> bool:
    """Whether a file is a notebook."""
    return path.suffix.lower() == NOTEBOOK


def settings_format(path: PurePath) -> str:
    """The format of a settings file, by its name alone; empty for every other file."""
    return "" if is_dependency_file(path) else format_of_name(path.name)


def is_settings_file(path: PurePath) -> bool:
    """Whether a file holds settings of programs."""
    return bool(settings_format(path))


def tables_format(path: PurePath) -> str:
    """The format in which programs may read a file, by its name alone; empty for every other.

    That is a settings file, or one that declares dependencies beside tables of other programs.
    """
    return format_of_name(path.name)


def may_be_read(path: PurePath) -> bool:
    """Whether programs may read tables of a file."""
    return bool(tables_format(path))


@dataclass(frozen=True)
class KindFacts:
    """What one kind of files has of its own.

    Attributes:
        suffixes: How names of such files end. Some have a whole name of their own beside these.
        decoder: Module and class that make the source of such a file.
        limit: The most bytes that are read of such a file.
        is_code: It is run, so that what the parser does not survive is not read.
        is_utf8: It is written in UTF-8, whatever stands in it.
    """

    suffixes: tuple[str, ...]
    decoder: tuple[str, str]
    limit: int = guarded.LARGEST
    is_code: bool = False
    is_utf8: bool = False


class NameKind(Enum):
    """The kinds of files, as far as a name tells."""

    DEPENDENCIES = "dependencies"
    SETTINGS = "settings"
    NOTEBOOK = "notebook"
    PYTHON = "python"

    @property
    def facts(self) -> KindFacts:
        """What this kind has of its own."""
        return _FACTS[self]


_PLAIN = ("glm_migrate.text.source", "Source")
_FACTS = {
    NameKind.DEPENDENCIES: KindFacts(DEPENDENCIES, _PLAIN),
    NameKind.SETTINGS: KindFacts(
        tuple(SETTINGS),
        ("glm_migrate.text.settings_source", "SettingsSource"),
        limit=guarded.LARGEST_SETTINGS,
        is_utf8=True,
    ),
    NameKind.NOTEBOOK: KindFacts(
        (NOTEBOOK,),
        ("glm_migrate.text.notebook.source", "NotebookSource"),
        is_code=True,
        is_utf8=True,
    ),
    NameKind.PYTHON: KindFacts(PYTHON, _PLAIN, is_code=True),
}


def kind_of_name(path: PurePath) -> NameKind:
    """The kind of a file; what has no other name that is known is code, as scripts are."""
    if is_dependency_file(path):
        return NameKind.DEPENDENCIES
    if is_settings_file(path):
        return NameKind.SETTINGS
    return NameKind.NOTEBOOK if is_notebook(path) else NameKind.PYTHON


def governs(file: PurePath, module: PurePath) -> bool:
    """Whether the code of `module` runs with the dependencies that `file` declares."""
    folder = file.parent.parent if file.parent.name == "requirements" else file.parent
    return module.is_relative_to(folder)


def is_test_file(path: PurePath) -> bool:
    """Whether a Python file holds tests, by its name or a directory above it."""
    if path.suffix != MODULE:
        return False
    return _TEST_NAME.fullmatch(path.name) is not None or not _TEST_FOLDERS.isdisjoint(
        path.parts[:-1]
    )
