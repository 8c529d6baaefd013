"""Paths → the code and the settings in them, by their names alone.

Excluded directories are left before they are read; no file is opened, except ignore files.
"""

# Paths stay strings here: a `Path` per file costs more than searching the file.
# ruff: noqa: PTH109, PTH112

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from glm_migrate.project.file_kinds import DEPENDENCY_GLOBS, SETUP, declares_dependencies

if TYPE_CHECKING:
    from glm_migrate.config.globs import Globs
    from glm_migrate.config.nearest import NearestSettings
    from glm_migrate.config.schema import Config
    from glm_migrate.project.filters import Filters
    from glm_migrate.project.walk import Found


class Search(NamedTuple):
    """What lies in some paths.

    Attributes:
        files: Each once, sorted; relative to the working directory if below.
        unreadable: Directories of which that is not known, each with the reason.
    """

    files: list[str]
    unreadable: list[tuple[str, str]]


def files(paths: Sequence[str], config: Config) -> list[str]:
    """The files of `search`."""
    return search(paths, config).files


def search(paths: Sequence[str], config: Config) -> Search:
    """The files with code and with settings in `paths`.

    A file that is named is taken whatever it is called and whatever is excluded, unless
    `force-exclude` is set; directories are searched without following links to directories.
    """
    tops = {_shown(path): None for path in paths}
    filters = _filters(config)
    if config.force_exclude:
        tops = {top: None for top in tops if not filters.excludes(filters.relative(top))}
    directories = [top for top in tops if os.path.isdir(top)]
    named = {top for top in tops if top not in set(directories)}
    if not directories:
        return Search(sorted(named), [])
    found = _searched(directories, filters, config.respect_gitignore)
    return Search(sorted(named.union(found.files)), sorted(found.unreadable.items()))


def takes(path: str, config: Config) -> bool:
    """Whether a search takes a file of that name, which need not be there, for any purpose.

    Args:
        path: With a slash at its end the name of a directory, which may hold anything.
    """
    filters = _filters(replace(config, include=(*config.include, *DEPENDENCY_GLOBS)))
    relative = filters.relative(path)
    if path.endswith("/"):
        return not filters.excludes(relative)
    return filters.takes(os.path.basename(path), relative) and not filters.excludes(relative)  # noqa: PTH119


def _filters(config: Config) -> Filters:
    from glm_migrate.config.globs import Globs
    from glm_migrate.project.filters import Filters

    return Filters(
        Globs(config.include),
        Globs((*config.exclude, *config.extend_exclude)),
        str(config.root),
        _of_settings(config),
    )


def _of_settings(config: Config) -> tuple[Globs, Globs] | None:
    """The globs of the settings files to take, and of those to leave."""
    from glm_migrate.config.globs import Globs

    if config.settings_files == "off":
        return None
    return Globs(config.settings_include), Globs(config.settings_exclude)


def search_of_run(paths: Sequence[str], settings: NearestSettings) -> Search:
    """What `search` finds in `paths`, of each directory as its own settings say.

    Files that declare dependencies are found as well, so that nobody has to search for them again.
    """
    found: set[str] = set()
    unreadable: dict[str, str] = {}
    by_config: dict[int, tuple[Config, list[str]]] = {}
    for path in paths:
        is_directory = os.path.isdir(path)
        config = settings.of_directory(path) if is_directory else settings.of(path)
        by_config.setdefault(id(config), (config, []))[1].append(path)
    for config, given in by_config.values():
        inside = search(given, replace(config, include=(*config.include, *DEPENDENCY_GLOBS)))
        for top in filter(os.path.isdir, given):
            inside = _refined(inside, _shown(top), settings)
        found.update(inside.files)
        unreadable.update(inside.unreadable)
    return Search(sorted(found), sorted(unreadable.items()))


def declaring(found: Search, paths: Sequence[str], settings: NearestSettings) -> list[str]:
    """The files in `paths` that declare dependencies, under the settings of the run alone.

    A `setup.py` does so too, but it is code, and is found as that.

    Args:
        found: What a search of the run has found there.
    """
    near = found.files
    if len(settings.loaded) > 1:
        near = files(paths, replace(settings.run.config, include=DEPENDENCY_GLOBS))
    setups = (path for path in found.files if path.endswith(SETUP))
    code = [path for path in setups if os.path.basename(path) == SETUP]  # noqa: PTH119
    return [path for path in near if declares_dependencies(path)] + code


def _refined(found: Search, top: str, settings: NearestSettings) -> Search:
    """`found`, with every directory below `top` that has settings of its own searched by these."""
    done: set[str] = set()
    while folders := [one for one in _own_folders(found, top, settings) if one not in done]:
        done.add(folders[0])
        below = f"{folders[0]}{os.sep}"
        inner = search([folders[0]], settings.of_directory(folders[0]))
        found = Search(
            [path for path in found.files if not path.startswith(below)] + inner.files,
            [one for one in found.unreadable if not one[0].startswith(below)] + inner.unreadable,
        )
    return found


def _own_folders(found: Search, top: str, settings: NearestSettings) -> list[str]:
    """The directories with settings of their own that hold code."""
    code = [path for path in found.files if not declares_dependencies(path)]
    return list(settings.own_folders(code, top))


def _shown(path: str) -> str:
    """`path` as findings show it: below the working directory without it, else as given."""
    path = os.path.normpath(path)
    here = os.getcwd() + os.sep
    return path[len(here) :] if path.startswith(here) else "." if path == here[:-1] else path


def _searched(tops: Sequence[str], filters: Filters, ignore_files: bool) -> Found:
    from glm_migrate.project import walk

    found, rest = walk.Found(), list(tops)
    if ignore_files:
        rest = []
        for root, below in walk.by_repository(tops).items():
            listed = walk.from_git(root, below, filters) if root else None
            if listed is None:
                rest += below
            else:
                found.add(listed)
    for top in rest:
        found.add(walk.from_disk(top, filters, ignore_files))
    return found
