"""Which settings files a module can read: those of its environment, those that it names.

A path is looked for where programs are started: in the folder of the module and in those above it,
up to the root of the project.
"""

# Places stay strings here: most hold nothing, and a `Path` costs more than the question.
# ruff: noqa: PTH117, PTH118, PTH120

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from glm_migrate.project.file_kinds import is_settings_file, may_be_read, settings_format
from glm_migrate.project.module_index import Project
from glm_migrate.project.settings_units import sets_variables_for

_MARKERS = (".git", "pyproject.toml", "setup.py", "setup.cfg")
_LEVELS = 8  # folders above a module that are looked at
_MOST = 12  # files of variables in one folder


def environment_files(project: Project, importer: Path) -> tuple[Path, ...]:
    """The files that may set variables of the program to which a module belongs.

    What a settings file leaves to the environment, only the `.env` files beside it decide.
    """
    if is_settings_file(importer):
        beside = _dotenv_files(project, os.path.dirname(str(importer.absolute())))
        paths = (project.known(place) for place in beside)
        return tuple(one for one in paths if one is not None and one != importer)
    given = [path for path in project.every if sets_variables_for(path, importer)]
    known = {str(path.absolute()) for path in given}
    found = [
        Path(place)
        for folder in _folders(project, importer)
        for place in _dotenv_files(project, folder)
        if place not in known
    ]
    return (*given, *found)


def named_files(project: Project, importer: Path, name: str) -> tuple[Path, ...]:
    """The files that `name` can mean to a module: the one there is if it is absolute."""
    if os.path.isabs(name):
        return tuple(_existing(project, name))
    found: dict[Path, None] = {}
    for folder in _folders(project, importer):
        found |= dict.fromkeys(_existing(project, os.path.normpath(os.path.join(folder, name))))
    return tuple(found)


def _existing(project: Project, place: str) -> Iterator[Path]:
    path = project.known(place)
    if path is not None and may_be_read(path):
        yield path


def _dotenv_files(project: Project, folder: str) -> list[str]:
    names = project.names_in(folder)
    found = sorted(name for name in names if name.startswith(".env"))
    return [os.path.join(folder, name) for name in found[:_MOST] if settings_format(Path(name))]


def _folders(project: Project, importer: Path) -> tuple[str, ...]:
    """The folder of a module and those above it, up to the project's root."""
    folder = os.path.dirname(str(importer.absolute()))
    result = [folder]
    while len(result) < _LEVELS and not _is_root(project, folder):
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder = above
        result.append(folder)
    if _is_root(project, folder):
        return tuple(result)
    return tuple(result[: _levels_of_package(project, result) + 2])


def _is_root(project: Project, folder: str) -> bool:
    return any(marker in project.names_in(folder) for marker in _MARKERS)


def _levels_of_package(project: Project, folders: list[str]) -> int:
    """How many of the folders are packages, from the first one on."""
    names = (project.names_in(folder) for folder in folders)
    flags = ["__init__.py" in inside for inside in names]
    return flags.index(False) if False in flags else len(flags)
