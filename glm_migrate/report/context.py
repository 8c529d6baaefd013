"""How and for whom a report is made; never what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ReportContext:
    """How and for whom a report is made; never what is in it.

    Attributes:
        cwd: The working directory, absolute: relative paths of findings start there.
        root: The repository's root, from which `github`, `gitlab` and `sarif` name files; None
            when it is `cwd`.
        color: Write ANSI colours.
        columns: Of the terminal that code is shown on; 0 where it is written to anything else.
        verbose: Also say how many findings are suppressed.
        quiet: Findings only, no summary.
        statistics: Counts per rule instead of findings.
        explain: Where the values of each call come from instead of findings.
        unsafe_fixes: `--unsafe-fixes` is on, so unsafe fixes count as fixable.
        fail_on: Least severity of a finding that fails the run.
        summarized: The summary of a step of GitHub Actions is written as well.
        searched: How many files the run is about, also those that name no model.
        paths: What the run is about, as it is typed in a shell; empty for the working directory.
        was_asked: Somebody was asked about each fix, so what is left was left on purpose.
        is_check: It is a check, after which the fixes are still to come.
        target: The model to migrate to.
        version: Of this tool.
    """

    cwd: Path
    root: Path | None = None
    color: bool = False
    columns: int = 0
    verbose: bool = False
    quiet: bool = False
    statistics: bool = False
    explain: bool = False
    unsafe_fixes: bool = False
    fail_on: str = "warning"
    summarized: bool = False
    searched: int = 0
    paths: str = ""
    was_asked: bool = False
    is_check: bool = False
    target: str = "glm-4.6"
    version: str = ""

    @property
    def base(self) -> Path:
        """The directory that paths in machine formats for a repository are relative to."""
        return self.root or self.cwd
