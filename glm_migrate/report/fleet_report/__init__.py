"""The report on many repositories: a record of each, its patch, and all of them put together.

Records are plain values; whatever is shown here is made of them alone. Each format of the merged
report has a module of its own, imported when it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glm_migrate.report.fleet_report.summary import Summary

FILES = {"html": "report.html", "markdown": "report.md", "json": "report.json"}


def render(name: str, fleet: Summary) -> str:
    """The merged report in the format `name`, one of `FILES`; ends with a newline."""
    module = import_module(f"{__name__}.{name}")
    text: str = module.page(fleet)
    return text
