"""What the name of a file says of settings.

Nothing that takes time is imported, for the byte search asks it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from glm_migrate.text.file_suffixes import CODE, MODULE, SETTINGS, SETTINGS_BEGINNINGS

# Written by tools, or settings of tools that ask no model.
_OF_TOOLS = frozenset(
    "package.json package-lock.json pnpm-lock.yaml composer.json tsconfig.json jsconfig.json "
    "pyproject.toml setup.cfg tox.ini pytest.ini mypy.ini .pre-commit-config.yaml cargo.toml "
    "mkdocs.yml pyvenv.cfg "
    "glm-migrate.toml .glm-migrate.toml glm-migrate-decisions.toml "
    "composer.lock uv.lock renovate.json .eslintrc.json .prettierrc.json dependabot.yml".split()
)
_OTHERS = (*CODE, ".md", ".txt")
_OF_TOOLS_ENDINGS = (".lock.json", ".lock", "-lock.json", "-lock.yaml", ".schema.json")


def format_of_name(name: str) -> str:
    """The format of a settings file; empty for every other name."""
    name = name.lower()
    if name.endswith(_OTHERS):
        return ""
    for beginning, format in SETTINGS_BEGINNINGS.items():
        if name.startswith(beginning):
            return format
    _, dot, suffix = name.rpartition(".")
    return SETTINGS.get(dot + suffix, "")


def code_among(paths: Iterable[str]) -> list[str]:
    """Those of `paths` that are no settings."""
    return [
        path
        for path in paths
        if path.endswith(MODULE) or not format_of_name(os.path.basename(path))  # noqa: PTH119
    ]


def is_of_a_tool(name: str) -> bool:
    """Whether a file of this name is written by a tool, or configures one that asks no model."""
    return name.lower() in _OF_TOOLS or name.lower().endswith(_OF_TOOLS_ENDINGS)
