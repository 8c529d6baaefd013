"""Codes and names of the rules, read off the names of their files, so that no rule is imported."""

from __future__ import annotations

import os
from functools import cache


@cache
def rule_names() -> dict[str, str]:
    """Rule code → rule name, by code."""
    parts = (module.partition("_") for module in modules())
    return {code.upper(): name.replace("_", "-") for code, _, name in parts}


@cache
def modules() -> tuple[str, ...]:
    """The modules of the rules in this package, by code."""
    from pkgutil import iter_modules

    folder = os.path.dirname(__file__)  # noqa: PTH120
    return tuple(sorted(m.name for m in iter_modules([folder]) if m.name.startswith("glm")))
