"""Paths → the Python files in them, by their names alone.

Excluded directories are left before they are read; no file is opened, except ignore files.
"""

# Paths stay strings here: a `Path` per file costs more than searching the file.
# ruff: noqa: PTH109, PTH112

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glm_migrate.config.nearest import NearestSettings
    from glm_migrate.config.schema import Config
    from glm_migrate.project.filters import Filters


def files(paths: Sequence[str], config: Config) -> list[str]:
    """The Python files in `paths`, each once, sorted; relative to the working directory if below.

    A file that is named is taken whatever it is called and whatever is excluded, unless
    `force-exclude` is set; directories are searched without following links to directories.
    """
    from glm_migrate.config.globs import Globs
    from glm_migrate.project.filters import Filters

    tops = {_shown(path): None for path in paths}
    filters = Filters(
        Globs(config.include),
        Globs((*config.exclude, *config.extend_exclude)),
        str(config.root),
    )
    if config.force_exclude:
        tops = {top: None for top in tops if not filters.excludes(filters.relative(top))}
    directories = [top for top in tops if os.path.isdir(top)]
    found = {top for top in tops if top not in set(directories)}
    if directories:
        found.update(_searched(directories, filters, config.respect_gitignore))
    return sorted(found)


def files_of_run(paths: Sequence[str], settings: NearestSettings) -> list[str]:
    """The files in `paths` as `files` has them, of each directory as its own settings say."""
    found: set[str] = set()
    by_config: dict[int, tuple[Config, list[str]]] = {}
    for path in paths:
        is_directory = os.path.isdir(path)
        config = settings.of_directory(path) if is_directory else settings.of(path)
        by_config.setdefault(id(config), (config, []))[1].append(path)
    for config, given in by_config.values():
        inside = files(given, config)
        for top in filter(os.path.isdir, given):
            inside = _refined(inside, _shown(top), settings)
        found.update(inside)
    return sorted(found)


def _refined(found: list[str], top: str, settings: NearestSettings) -> list[str]:
    """`found`, with every directory below `top` that has settings of its own searched by these."""
    done: set[str] = set()
    while folders := [one for one in settings.own_folders(found, top) if one not in done]:
        done.add(folders[0])
        below = f"{folders[0]}{os.sep}"
        found = [path for path in found if not path.startswith(below)]
        found += files([folders[0]], settings.of_directory(folders[0]))
    return found


def _shown(path: str) -> str:
    """`path` as findings show it: below the working directory without it, else as given."""
    path = os.path.normpath(path)
    here = os.getcwd() + os.sep
    return path[len(here) :] if path.startswith(here) else "." if path == here[:-1] else path


def _searched(tops: Sequence[str], filters: Filters, ignore_files: bool) -> Iterator[str]:
    from glm_migrate.project import walk

    rest = list(tops)
    if ignore_files:
        rest = []
        for root, below in walk.by_repository(tops).items():
            listed = walk.from_git(root, below, filters) if root else None
            rest += below if listed is None else ()
            yield from listed or ()
    for top in rest:
        yield from walk.from_disk(top, filters, ignore_files)
