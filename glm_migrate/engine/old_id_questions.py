"""Questions to the user that only an older id tells, and which of them a fix hides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
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


def undetectable(
    first: Sequence[Finding], applied: Sequence[Finding], questions: Sequence[Finding]
) -> Iterator[Finding]:
    """What only the older id told, where neither a fix nor what is left answers for it.

    Args:
        first: The questions before the first round.
        applied: What was fixed.
        questions: The questions after the last round.
    """
    answered = Counter(map(_about, (*applied, *questions)))
    beside = Counter((c, one.call) for one in applied if one.fix for c in one.fix.answers)
    for finding in first:
        answered[_about(finding)] -= 1
        if answered[_about(finding)] >= 0:
            continue
        beside[finding.code, finding.call] -= 1
        if beside[finding.code, finding.call] < 0:
            yield finding


def _about(finding: Finding) -> tuple[str, str, tuple[str, ...]]:
    return finding.code, finding.call, finding.key
