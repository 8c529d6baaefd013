"""Programs to check, and rules whose fixes a test writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from glm_migrate.config.schema import Config
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.policy.migration import Migration
from glm_migrate.rules.rule import Rule
from glm_migrate.text.edits import Edit, Fix
from glm_migrate.text.source import Source, Span

ZAI = "from zai import ZaiClient\nclient = ZaiClient()\n"


CALL = 'client.chat.completions.create(model="glm-4.5", messages=[])\n'


ID = Config(select=("GLM101",))


Suggest = Callable[[ChatCall], Fix | None]


def source(code: str, name: str = "example.py", encoding: str = "utf-8") -> Source:
    return Source.decode(Path(name), code.encode(encoding))


def rule_that(suggest: Suggest, name: str = "glm999_test_rule") -> Rule:
    """A rule that finds every call and suggests a fix of its own."""
    rule = Rule(name, Severity.ERROR, "", "https://example.org")

    @rule.on(ChatCall)
    def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
        yield rule.finding(
            call.source.path, call.span, "found", key=(), fix=suggest(call), advice="a"
        )

    return rule


def replacing(old: str, new: str) -> Suggest:
    """Replace the first `old` behind the start of the call."""

    def suggest(call: ChatCall) -> Fix | None:
        at = call.source.utf8.find(old.encode(), call.span.start)
        return Fix("t", (Edit(Span(at, at + len(old.encode())), new),)) if at >= 0 else None

    return suggest
