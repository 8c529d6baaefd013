"""The parser can't give back the bytes of this file, so it is not edited.

## Why
An edit is only safe where the places that the parser measured are the places in the file. Before
any edit the parsed file is written back and compared; a file that comes back different is left
alone. Known cases are a form feed before a statement, a lone carriage return as line end,
a backslash before the first statement and `except (A) :`.

## Fix
None. Remove the unusual character, or make the edits by hand.

## Limits
The check is exact and needs no list of such cases.
"""

from __future__ import annotations

from glm_migrate.model.findings import Severity
from glm_migrate.rules.rule import Rule

rule = Rule(
    __name__,
    severity=Severity.WARNING,
    checklist="",
    source="https://libcst.readthedocs.io/en/latest/why_libcst.html",
)
