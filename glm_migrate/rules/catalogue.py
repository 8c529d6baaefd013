"""The catalogue: one file per rule, found by name, so that a new rule is one new file.

Codes and names are read off the file names, so nothing is imported to know them.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glm_migrate.rules.rule import Rule


@cache
def catalogue() -> dict[str, str]:
    """Rule code → rule name, by code."""
    parts = (module.partition("_") for module in _modules())
    return {code.upper(): name.replace("_", "-") for code, _, name in parts}


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    from importlib import import_module

    return tuple(import_module(f"{__package__}.{name}").rule for name in _modules())


@cache
def _modules() -> tuple[str, ...]:
    from pkgutil import iter_modules

    folder = os.path.dirname(__file__)  # noqa: PTH120
    return tuple(sorted(m.name for m in iter_modules([folder]) if m.name.startswith("glm")))
