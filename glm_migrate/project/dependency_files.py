"""Which files declare dependencies, by their names alone."""

from __future__ import annotations

import re
from pathlib import PurePath

# Globs under which a search finds them.
GLOBS = (
    *("*requirements*.txt", "*requirements*.in", "**/requirements/*.txt", "**/requirements/*.in"),
    *("pyproject.toml", "setup.cfg", "Pipfile"),
)
_NAMES = frozenset({"pyproject.toml", "setup.cfg", "Pipfile"})
_REQUIREMENTS = re.compile(
    r"(?:[\w.-]*[-_.])?requirements(?:[-_.][\w.-]*)?\.(?:txt|in)", re.IGNORECASE
)


def is_dependency_file(path: PurePath) -> bool:
    """Whether a file declares dependencies."""
    if path.name in _NAMES or _REQUIREMENTS.fullmatch(path.name):
        return True
    return path.suffix in (".txt", ".in") and path.parent.name == "requirements"


def governs(file: PurePath, module: PurePath) -> bool:
    """Whether the code of `module` runs with the dependencies that `file` declares."""
    folder = file.parent.parent if file.parent.name == "requirements" else file.parent
    return module.is_relative_to(folder)
