"""A rewrite failed its self-check and was thrown away; the file is as it was.

## Why
Before anything is written, the rewritten text must parse, every byte outside the edits must be
the same, what was fixed must not be found again, and a second run must have nothing to do. A file
that another program wrote in the meantime is left alone, and so is one whose encoding lacks a
character that the rewrite needs.

## Fix
None. Run again if the file changed on disk. Otherwise the message names the check that failed:
make the change by hand and report it as a defect of this tool, with the lines around the finding.

## Limits
The check compares text and findings; it does not run the program.
"""

from __future__ import annotations

from glm_migrate.model.findings import Severity
from glm_migrate.rules.rule import Rule

rule = Rule(
    __name__,
    severity=Severity.ERROR,
    checklist="",
    source="https://docs.astral.sh/ruff/linter/#fix-safety",
)
