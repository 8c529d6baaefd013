"""What a verification tells, in the formats that people and machines read."""

from __future__ import annotations

from importlib import import_module

from glm_migrate.runner.verification.verified_calls import Verification

FORMATS = ("text", "json", "markdown", "junit")


def render(style: str, result: Verification) -> str:
    """The whole report in one of `FORMATS`."""
    page: str = import_module(f"{__name__}.{style}").page(result)
    return page
