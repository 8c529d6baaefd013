"""The date of a suppression comment has passed, so it silences nothing any more.

## Why
`until=` is a promise to come back. On the day after, what the comment hid is shown again.

## Fix
None. Do what was put off and drop the comment, or write a new date.

## Limits
The date is compared with the local date of the machine; the day itself still counts.
"""

from __future__ import annotations

from glm_migrate.model.findings import Severity
from glm_migrate.rules.rule import Example, Rule

rule = Rule(
    __name__,
    severity=Severity.WARNING,
    checklist="",
    source="https://github.com/sindresorhus/eslint-plugin-unicorn/blob/main/docs/rules/expiring-todo-comments.md",
    bad=(
        Example(
            "a past date",
            "x = 1  # glm-migrate: ignore[GLM101] until=2020-01-31 -- after the contract ends\n",
        ),
        Example("a region", "# glm-migrate: disable until=2020-01-31\nx = 1\n"),
    ),
    good=(
        Example(
            "a date to come",
            "from zai import ZaiClient\n"
            "\n"
            "# glm-migrate: ignore[GLM101] until=2999-12-31\n"
            'ZaiClient().chat.completions.create(model="glm-4.5", messages=[], top_p=0.8)\n',
        ),
    ),
)
