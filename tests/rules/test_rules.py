"""Every rule's examples are its tests: what is found, what becomes of it, and what stays."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.engine.fix_rounds import fix_project
from glm_migrate.engine.plan import Fixed
from glm_migrate.report.example_findings import (
    findings,
    needs,
    project_of,
    rules_with,
    source_of,
)
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.suppression.baseline_matching import NEVER_ACCEPTED
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Source

CASES = [
    pytest.param(rule, example, kind, id=f"{rule.code} {kind}: {example.why}")
    for rule in all_rules()
    for kind, examples in (("bad", rule.bad), ("good", rule.good))
    for example in examples
]


@pytest.mark.parametrize(("rule", "example", "kind"), CASES)
def test_example(rule: Rule, example: Example, kind: str) -> None:
    config = replace(Config(), **example.config)
    before = source_of(example.code, example.path)

    def fix(code: Source, at_least: Applicability = Applicability.SAFE) -> Fixed:
        project, known = project_of(code, example), needs(example)
        plan = fix_project(project, config, rules_with(rule), at_least, known)
        assert plan.errors == ()
        return plan.files[0]

    found = findings(before, rule, config, example)

    assert len(found) == (example.findings if kind == "bad" else 0), found
    fixed = fix(before, example.applied)
    assert fixed.after.data.decode() == (
        example.code if example.becomes is None else example.becomes
    )
    if example.becomes is not None:
        assert findings(fixed.after, rule, config, example) == []
        assert fix(fixed.after, example.applied).applied == ()
        if example.applied is Applicability.UNSAFE:
            assert fix(before).applied == ()
    else:
        assert fix(before, Applicability.UNSAFE).after == before


def test_codes_and_names_are_unique() -> None:
    rules = all_rules()

    assert len({rule.code for rule in rules}) == len({rule.name for rule in rules}) == len(rules)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_rule_explains_itself(rule: Rule) -> None:
    assert "## Why" in rule.page
    assert "## Fix" in rule.page
    assert "## Limits" in rule.page
    assert rule.source.startswith("https://") or not rule.checklist


@pytest.mark.parametrize("rule", [r for r in all_rules() if r.checks], ids=lambda rule: rule.code)
def test_a_rule_shows_what_it_finds_and_what_it_leaves(rule: Rule) -> None:
    assert rule.bad
    assert rule.good
    if any(example.becomes is not None for example in rule.bad):
        assert any(example.becomes is None for example in rule.bad)


def test_a_finding_has_advice_without_a_safe_fix_and_a_key_where_it_tells_lines() -> None:
    for rule in all_rules():
        for example in rule.bad:
            config = replace(Config(), **example.config)
            code = source_of(example.code, example.path)
            for finding in findings(code, rule, config, example):
                if finding.fix is None or finding.fix.applicability is not Applicability.SAFE:
                    assert finding.advice, (rule.code, example.why)
                if re.search(r"\bline \d", finding.message):  # lines move, so it is known by a key
                    assert finding.key or rule.code in NEVER_ACCEPTED, (rule.code, example.why)
