"""Paths → the Python files in them, by their names alone.

Excluded directories are left before they are read; no file is opened, except ignore files.
"""

# Paths stay strings here: a `Path` per file costs more than searching the file.
# ruff: noqa: PTH100, PTH109, PTH112

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glm_migrate.config.globs import Globs
    from glm_migrate.config.schema import Config

# Directories that hold other people's code or none: never worth a look unless asked for by path.
EXCLUDED = frozenset(
    """
    .bzr .direnv .eggs .git .git-rewrite .hg .hypothesis .ipynb_checkpoints .mypy_cache
    .nox .pants.d .pyenv .pytest_cache .pytype .ruff_cache .svn .tox .venv .vscode
    __pycache__ __pypackages__ _build buck-out build dist node_modules site-packages venv
    """.split()
)


def files(paths: Sequence[str], config: Config) -> list[str]:
    """The Python files in `paths`, each once, sorted; relative to the working directory if below.

    A file that is named is taken whatever it is called and whatever is excluded, unless
    `force-exclude` is set; directories are searched without following links to directories.
    """
    from glm_migrate.config.globs import Globs

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


class Filters:
    """Which names a search takes; paths are relative to the root, with forward slashes."""

    def __init__(self, include: Globs, exclude: Globs, root: str) -> None:
        self.include = include
        self.exclude = exclude
        self._root = os.path.abspath(root)

    def relative(self, path: str) -> str:
        relative = os.path.relpath(path, self._root).replace(os.sep, "/")
        return "" if relative == "." else relative

    def takes(self, name: str, path: str) -> bool:
        """Whether a file is included and not excluded by itself."""
        included = self.include.matches_name(name) or self.include.matches_path(path)
        return included and not self.prunes(name, path)

    def prunes(self, name: str, path: str) -> bool:
        """Whether a glob names this file or directory."""
        return self.exclude.matches_name(name) or self.exclude.matches_path(path)

    def excludes(self, path: str) -> bool:
        """Whether a glob names this file or a directory above it."""
        return self.exclude.matches(path)


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
