"""What a rule is: its name, its page, its checks and its findings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.policy.migration import Migration
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule import Rule
from glm_migrate.text.source import Span

RULE = Rule(
    "glm_migrate.rules.glm999_some_name", Severity.WARNING, "sampling", "https://a", required=True
)
PLACE = Path("a.py"), Span(0, 1)


def test_code_and_name_are_those_of_the_file() -> None:
    assert (RULE.code, RULE.name) == ("GLM999", "some-name")


def test_a_check_is_registered_for_its_site() -> None:
    one = Rule("glm999_x", Severity.INFO, "", "")

    @one.on(ChatCall)
    def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
        yield from ()

    assert one.checks == [(ChatCall, check)]


def test_a_finding_is_of_its_rule() -> None:
    one = RULE.finding(*PLACE, "m", key=("k",))

    assert (one.code, one.severity, one.checklist) == ("GLM999", Severity.WARNING, "sampling")
    assert (one.required, one.asks, one.key, one.url) == (True, False, ("k",), "https://a")


def test_a_finding_can_say_otherwise() -> None:
    given = {"severity": Severity.INFO, "checklist": "thinking", "asks": True}
    one = RULE.finding(*PLACE, "m", key=(), **given)  # type: ignore[arg-type]

    assert (one.severity, one.checklist, one.asks) == (Severity.INFO, "thinking", True)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_the_summary_is_the_first_line_of_the_page(rule: Rule) -> None:
    assert rule.page.startswith(rule.summary)
    assert "\n" not in rule.summary
    assert not rule.summary.endswith(".")
