"""The file is not valid Python.

## Why
Nothing in such a file was checked, so the run must not look clean.

## Fix
None. Correct the file at the line that the message names, or list it under `exclude` when it is not
meant to be Python 3, as templates and Python 2 code are not.

## Limits
Syntax is judged by the parser that also measures the edits, not by the interpreter that runs the
tool: a file for a newer Python than yours can be right and is then checked. Of a notebook all other
cells are checked; a cell that can't be parsed is reported where it mentions GLM or calls a chat
model.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.unparsed import UnparsedCode
from glm_migrate.policy.migration import Migration
from glm_migrate.rules.rule import Example, Rule

_CELL = """\
{"cells": [{"cell_type": "code", "source": "client.chat.completions.create(model='glm-4.6'"},
           {"cell_type": "code", "source": "print('done')"}]}
"""

rule = Rule(
    __name__,
    severity=Severity.ERROR,
    checklist="",
    source="https://docs.python.org/3/reference/grammar.html",
    bad=(Example("a cell that is not closed", _CELL, path="example.ipynb"),),
    good=(
        Example("what only IPython reads", _CELL.replace("'glm-4.6'", "m)?"), path="example.ipynb"),
    ),
)


@rule.on(UnparsedCode)
def check(code: UnparsedCode, migration: Migration) -> Iterator[Finding]:
    yield rule.finding(
        code.source.path,
        code.span,
        f"not valid Python, so this cell was not checked: {code.reason}",
        key=(),
        cause=code.reason,
        advice="correct the cell, or check it by hand",
    )
