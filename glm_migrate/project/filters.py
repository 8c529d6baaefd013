"""Which names a search takes, by the globs of the settings."""

# Paths stay strings here: a `Path` per file costs more than searching the file.
# ruff: noqa: PTH100

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from glm_migrate.project.settings_names import format_of_name, is_of_a_tool

if TYPE_CHECKING:
    from glm_migrate.config.globs import Globs


class Filters:
    """Which names a search takes; paths are relative to the root, with forward slashes.

    Attributes:
        settings: Globs of the settings files to take, and of those to leave; None to take none.
    """

    def __init__(
        self,
        include: Globs,
        exclude: Globs,
        root: str,
        settings: tuple[Globs, Globs] | None = None,
    ) -> None:
        self.include = include
        self.exclude = exclude
        self.settings = settings
        self._root = os.path.abspath(root)

    def relative(self, path: str) -> str:
        relative = os.path.relpath(path, self._root).replace(os.sep, "/")
        return "" if relative == "." else relative

    def takes(self, name: str, path: str) -> bool:
        """Whether a file is included and not excluded by itself."""
        included = self.include.matches_name(name) or self.include.matches_path(path)
        included = included or self._takes_settings(name, path)
        return included and not self.prunes(name, path)

    def _takes_settings(self, name: str, path: str) -> bool:
        if self.settings is None:
            return False
        take, leave = self.settings
        if not take.matches_name(name) and not take.matches_path(path):
            return False
        return bool(format_of_name(name)) and not is_of_a_tool(name) and not leave.matches(path)

    def prunes(self, name: str, path: str) -> bool:
        """Whether a glob names this file or directory."""
        return self.exclude.matches_name(name) or self.exclude.matches_path(path)

    def excludes(self, path: str) -> bool:
        """Whether a glob names this file or a directory above it."""
        return self.exclude.matches(path)
