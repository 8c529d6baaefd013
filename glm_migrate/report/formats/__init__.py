"""Findings in, text out: one module per output format, chosen by name.

Reporters decide nothing and touch nothing: what is reported, suppressed or fixed is settled before,
and whoever calls `render` prints the result. A format's module is imported when it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glm_migrate.model.findings import FileReport

# Format name → module and function; the function takes the reports and the context.
_RENDERERS = {
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
TEXT_FORMATS = frozenset({"full", "concise", "grouped"})


@dataclass(frozen=True)
class ReportContext:
    """How and for whom a report is made; never what is in it.

    Attributes:
        cwd: The working directory, absolute: relative paths of findings start there.
        root: The repository's root, from which `github`, `gitlab` and `sarif` name files; None
            when it is `cwd`.
        color: Write ANSI colours.
        verbose: Also say how many findings are suppressed.
        quiet: Findings only, no summary.
        statistics: Counts per rule instead of findings.
        explain: Where the values of each call come from instead of findings.
        unsafe_fixes: `--unsafe-fixes` is on, so unsafe fixes count as fixable.
        target: The model to migrate to.
        version: Of this tool.
    """

    cwd: Path
    root: Path | None = None
    color: bool = False
    verbose: bool = False
    quiet: bool = False
    statistics: bool = False
    explain: bool = False
    unsafe_fixes: bool = False
    target: str = "glm-4.6"
    version: str = ""

    @property
    def base(self) -> Path:
        """The directory that paths in machine formats for a repository are relative to."""
        return self.root or self.cwd


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


def footer(reports: Sequence[FileReport], context: ReportContext) -> str:
    """The summary that ends text reports; beside a machine format it belongs on stderr."""
    from glm_migrate.report.formats.text import footer as text_footer

    return text_footer(reports, context)
