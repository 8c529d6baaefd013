"""Where a repository begins, told by its directory alone."""

# Paths stay strings here: this is asked for many files.
# ruff: noqa: PTH100, PTH110, PTH118, PTH120

from __future__ import annotations

import os


def repository(directory: str) -> str | None:
    """The root of the repository that holds `directory`, without asking git."""
    here = os.path.abspath(directory)
    while not os.path.exists(os.path.join(here, ".git")):
        above = os.path.dirname(here)
        if above == here:
            return None
        here = above
    return here
