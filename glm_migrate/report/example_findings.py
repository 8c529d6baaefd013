"""What a run says about the examples of a rule, so that its page shows it word for word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check_project
from glm_migrate.project import test_files
from glm_migrate.project.decoding import decode
from glm_migrate.project.module_index import Project
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.suppression import filtering
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Source, located

if TYPE_CHECKING:
    from glm_migrate.model.dependencies import Need
    from glm_migrate.model.findings import Finding
    from glm_migrate.rules.rule import Example, Rule

_MARKS = {Applicability.SAFE: " [*]", Applicability.UNSAFE: " [?]"}


def said(rule: Rule, example: Example) -> list[str]:
    """The finding lines of `check`, each with what it proposes and its note below it."""
    source = source_of(example.code, example.path)
    config = replace(Config(), **example.config)
    return [
        line
        for finding in findings(source, rule, config, example)
        for line in _lines(source, finding)
    ]


def _lines(source: Source, finding: Finding) -> Iterator[str]:
    place = located(source.path.as_posix(), *source.position(finding.span.start))
    mark = _MARKS.get(finding.fix.applicability, "") if finding.fix else ""
    yield f"{place}: {finding.code}{mark} {finding.message}"
    if finding.fix and not mark:
        yield f"    help: {finding.fix.title}"
    if finding.advice:
        yield f"    note: {finding.advice}"


def findings(source: Source, rule: Rule, config: Config, example: Example) -> list[Finding]:
    """What one rule finds in an example, or in what has become of it."""
    rules = rules_with(rule)
    checked = check_project(project_of(source, example), config, rules, needs=needs(example))
    for error in (*checked.errors, *checked.failed_rules):
        raise error
    kept, _ = filtering.settle(source, checked.findings, config, rules)
    return [finding for finding in kept if finding.code == rule.code]


def source_of(code: str, path: str) -> Source:
    return decode(Path(path), code.encode())


def rules_with(rule: Rule) -> Sequence[Rule]:
    """The rule alone; those about suppressions judge what the others find."""
    return (rule,) if rule.checks else all_rules()


def project_of(source: Source, example: Example) -> Project:
    """An example as a project; what stands beside it is what its tests read."""
    tested = test_files.words([example.beside.encode()]) if example.beside else None
    return Project([source], tested=tested)


def needs(example: Example) -> tuple[Need, ...]:
    """What the program beside an example needs."""
    if not example.beside:
        return ()
    return check_project(Project([source_of(example.beside, "beside.py")]), rules=()).needs
