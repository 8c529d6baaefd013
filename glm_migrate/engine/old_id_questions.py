"""Questions to the user that only an older id tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import Checked
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule import Rule
from glm_migrate.rules.selectors import selects

Kept = Callable[[Path, Sequence[Finding]], Sequence[Finding]]


def rules_asking(config: Config, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules besides `rules` whose questions a fix may hide; not those that are ignored."""
    known = {rule.code for rule in rules}
    ignored = (*config.ignore, *config.extend_ignore)
    return tuple(
        rule
        for rule in all_rules()
        if rule.needs_old_id and rule.code not in known and not selects(ignored, rule.code)
    )


def open_questions(
    checked: Checked, rules: Sequence[Rule], kept: Kept
) -> dict[Path, tuple[Finding, ...]]:
    """What the user must decide and only the older id tells, by file, without silenced ones.

    Args:
        kept: Those of the findings in a file that nothing silences.
    """
    telling = {rule.code for rule in rules if rule.needs_old_id}
    found: dict[Path, list[Finding]] = defaultdict(list)
    for one in checked.findings:
        if one.code in telling and (one.asks or one.severity >= Severity.WARNING):
            found[one.path].append(one)
    return {
        path: tuple(one for one in kept(path, findings) if one.code in telling)
        for path, findings in found.items()
    }
