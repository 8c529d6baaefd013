"""A suppression comment can't be understood, so it silences nothing.

## Why
If a misspelt comment silenced everything, it would hide findings that nobody chose to hide; if it
were ignored without a word, its author would not know why it has no effect. So the findings are
shown, and this one says what is wrong with the comment.

## Fix
None: what was meant is not known. The forms are
`# glm-migrate: ignore[GLM101,outdated-model-id] until=2027-01-31 -- reason`, with `disable`,
`enable` or `file-ignore` in the place of `ignore`; codes, date and reason may be left out.

## Limits
A comment counts when `glm-migrate:` stands at its start, or behind another directive such as
`# type: ignore`; anything else is prose.
"""

from __future__ import annotations

from glm_migrate.model.findings import Severity
from glm_migrate.rules.rule import Example, Rule

rule = Rule(
    __name__,
    severity=Severity.WARNING,
    checklist="",
    source="https://flake8.pycqa.org/en/stable/user/violations.html",
    bad=(
        Example("a rule that does not exist", "x = 1  # glm-migrate: ignore[GLM999]\n"),
        Example("a misspelt word", "x = 1  # glm-migrate: ignroe[GLM101]\n"),
        Example("an open bracket", "x = 1  # glm-migrate: ignore[GLM101\n"),
        Example("an empty list", "x = 1  # glm-migrate: ignore[]\n"),
        Example("a reason without --", "x = 1  # glm-migrate: ignore[GLM101] legacy endpoint\n"),
        Example("no such day", "x = 1  # glm-migrate: ignore[GLM101] until=2027-02-30\n"),
    ),
    good=(
        Example("prose", "x = 1  # write glm-migrate: ignore to silence this\n"),
        Example("a string", 'x = "# glm-migrate: ignroe"\n'),
    ),
)
