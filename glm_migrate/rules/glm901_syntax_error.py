"""The file is not valid Python.

## Why
Nothing in such a file was checked, so the run must not look clean.

## Fix
None. Correct the file at the line that the message names, or list it under `exclude` when it is
not meant to be Python 3, as templates and Python 2 code are not.

## Limits
Syntax is judged by the parser that also measures the edits, not by the interpreter that runs the
tool: a file for a newer Python than yours can be right and is then checked.
"""

from __future__ import annotations

from glm_migrate.model.findings import Severity
from glm_migrate.rules.rule import Rule

rule = Rule(
    __name__,
    severity=Severity.ERROR,
    checklist="",
    source="https://docs.python.org/3/reference/grammar.html",
)
