"""A suppression comment silences nothing.

## Why
A comment that outlives its reason hides the next finding on its line.

## Fix
Safe: the unused codes go, or the whole comment when none is used. The rest of the line and other
comments on it stay; a comment that is alone on its line takes the line with it.

## Limits
A code is called unused only when its rule was selected in this run, a prefix or a comment without
codes only when all of its rules were. An `enable` is reported once no `disable` is left before it.
Nothing is called unused in a file that could not be checked. `noqa` comments are never reported:
they may serve another tool.
"""

from __future__ import annotations

from glm_migrate.model.findings import Severity
from glm_migrate.rules.rule import Example, Rule

_CALL = (
    "from zai import ZaiClient\n"
    "\n"
    'ZaiClient().chat.completions.create(model="{model}", messages=[], top_p=0.8){comment}\n'
)

rule = Rule(
    __name__,
    severity=Severity.WARNING,
    checklist="",
    source="https://docs.astral.sh/ruff/rules/unused-noqa/",
    bad=(
        Example(
            "nothing to silence on the line",
            _CALL.format(model="glm-4.6", comment="  # glm-migrate: ignore[GLM101]"),
            _CALL.format(model="glm-4.6", comment=""),
        ),
        Example(
            "one code of two",
            _CALL.format(model="glm-4.5", comment="  # glm-migrate: ignore[GLM101, GLM201]"),
            _CALL.format(model="glm-4.5", comment="  # glm-migrate: ignore[GLM101]"),
        ),
        Example(
            "alone on its line",
            "# glm-migrate: ignore[outdated-model-id] -- pinned by contract\nTIMEOUT = 30\n",
            "TIMEOUT = 30\n",
        ),
        Example(
            "another comment follows",
            "TIMEOUT = 30  # glm-migrate: ignore  # type: ignore\n",
            "TIMEOUT = 30  # type: ignore\n",
        ),
        Example(
            "a region without findings",
            "# glm-migrate: disable[GLM2]\nTIMEOUT = 30\n# glm-migrate: enable[GLM2]\n",
            "TIMEOUT = 30\n",
        ),
        Example(
            "the whole file",
            '"""Settings."""\n# glm-migrate: file-ignore[GLM101]\nTIMEOUT = 30\n',
            '"""Settings."""\nTIMEOUT = 30\n',
        ),
    ),
    good=(
        Example(
            "it silences a finding",
            _CALL.format(model="glm-4.5", comment="  # glm-migrate: ignore[GLM101]"),
        ),
        Example(
            "text in a string is no comment",
            'HELP = "write # glm-migrate: ignore[GLM101] behind the line"\n',
        ),
        Example("noqa may serve another tool", "import os  # noqa: GLM101, F401\n"),
    ),
)
