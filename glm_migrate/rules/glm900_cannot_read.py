"""The file's bytes are not text in the encoding that it declares.

## Why
A file that can't be read can't be checked, and a checker that skips files without a word looks
like one that found nothing. Python reads a source file by its byte order mark, else by its coding
cookie (PEP 263), else as UTF-8, and so does this tool; it never guesses.

## Fix
None. Convert the file to the encoding that it declares, correct the cookie, or list the file
under `exclude`.

## Limits
Files that are too large or can't be opened are reported here too, with the reason in the message.
A file whose bytes would change when written back is refused, although Python can read it.
"""

from __future__ import annotations

from glm_migrate.model.findings import Severity
from glm_migrate.rules.rule import Rule

rule = Rule(
    __name__,
    severity=Severity.ERROR,
    checklist="",
    source="https://peps.python.org/pep-0263/",
)
