"""The catalogue: one file per rule, found by name, so that a new rule is one new file."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from glm_migrate.rules.rule_names import modules

if TYPE_CHECKING:
    from glm_migrate.rules.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    from importlib import import_module

    return tuple(import_module(f"{__package__}.{name}").rule for name in modules())
