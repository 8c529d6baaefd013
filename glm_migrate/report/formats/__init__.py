"""Findings in, text out: one module per output format, chosen by name.

Reporters decide nothing and touch nothing: what is reported, suppressed or fixed is settled before,
and whoever calls `render` prints the result. A format's module is imported when it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glm_migrate.inventory.file_report import FileReport
    from glm_migrate.report.context import ReportContext

# Format name → module and function; the function takes the reports and the context.
_RENDERERS = {
    "short": ("short", "short"),
    "full": ("text", "full"),
    "concise": ("text", "concise"),
    "grouped": ("text", "grouped"),
    "json": ("json", "array"),
    "json-lines": ("json", "lines"),
    "github": ("github", "commands"),
    "sarif": ("sarif", "log"),
    "gitlab": ("gitlab", "code_quality"),
    "junit": ("junit", "suites"),
    "rdjson": ("rdjson", "diagnostics"),
    "pylint": ("lines", "pylint"),
    "azure": ("lines", "azure"),
}
FORMATS = tuple(_RENDERERS)
TEXT_FORMATS = frozenset({"short", "full", "concise", "grouped"})
TOLD_FORMATS = TEXT_FORMATS - {"short"}  # the short one says what is most urgent of all


def render(name: str, reports: Sequence[FileReport], context: ReportContext) -> str:
    """The report in the format `name`, one of `FORMATS`.

    Text ends with a newline unless it is empty. `context.statistics` replaces the findings of text
    formats by a table, and those of every other format by its JSON form; `context.explain` replaces
    them by text in every format.
    """
    if context.explain:
        module, function = "resolution", "text"
    elif context.statistics:
        module, function = "statistics", "table" if name in TEXT_FORMATS else "array"
    else:
        module, function = _RENDERERS[name]
    renderer = getattr(import_module(f"{__name__}.{module}"), function)
    text: str = renderer(reports, context)
    return text
