"""What this GLM call sends could not be seen.

## Why
An id or a parameter that comes from a place that this tool does not follow is neither right nor
wrong: it is unknown. Saying so is the only way to keep "no findings" from meaning "not looked at".
The message names what hides the value and where the search ended.

## Fix
None: nothing is rewritten on a guess. Check the value by hand, or write it where it can be
followed: as a literal, a constant, a default, or an argument of a function of the project.
Factories that return a GLM client are named under `known-clients`, own names for models under
`model-aliases`.

## Limits
Only calls that are known to be GLM calls are reported. Limits on the depth and breadth of the
search are reported here as well.
"""

from __future__ import annotations

from glm_migrate.findings import Severity
from glm_migrate.rules._rule import Rule

rule = Rule(
    __name__,
    severity=Severity.INFO,
    checklist="",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6",
)
