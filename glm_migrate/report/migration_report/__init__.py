"""The migration report: the guide's eight items, every call, and what was not looked at.

One document, four formats; each format has a module of its own, imported when it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glm_migrate.report.migration_report.document import Document

FORMATS = ("markdown", "html", "json", "text")


def render(name: str, document: Document) -> str:
    """The document in the format `name`, one of `FORMATS`; ends with a newline."""
    module = import_module(f"{__name__}.{name}")
    text: str = module.page(document)
    return text
