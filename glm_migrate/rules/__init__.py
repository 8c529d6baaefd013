"""The catalogue: one file per rule, found by name, so that a new rule is one new file."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from glm_migrate.rules.rule import Example, Rule

__all__ = ["Example", "Rule", "all_rules"]


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    names = sorted(m.name for m in iter_modules(__path__) if m.name.startswith("glm"))
    return tuple(import_module(f"{__name__}.{name}").rule for name in names)
