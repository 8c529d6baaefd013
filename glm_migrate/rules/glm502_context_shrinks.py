"""The older model takes a longer context than the target.

## Why
A prompt that fitted into `glm-4-long` (1M tokens) can be too long for the target. Such a request
fails at run time, with the longest inputs only, which tests seldom have.

## Fix
None: whether the longest prompt still fits is known only to those who know the data. Cut, summarise
or look up instead of sending everything, or choose a target with the context you need.

## Limits
The lengths are those of the registry; an older model of which none is known is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.knowledge.model_facts import tokens
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.mentions import Mention, Role
from glm_migrate.model.values import Literal
from glm_migrate.policy.migration import Migration
from glm_migrate.rules.rule import Example, Rule

_ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
_ASK = 'client.chat.completions.create(model="{}", messages=[])\n'

rule = Rule(
    __name__,
    severity=Severity.WARNING,
    checklist="max-tokens",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#migration-checklist",
    needs_old_id=True,
    bad=(
        Example("a million tokens", _ZAI + _ASK.format("glm-4-long")),
        Example(
            "one of two", _ZAI + "def ask(x):\n    " + _ASK.format('glm-4" if x else "glm-4-long')
        ),
    ),
    good=(
        Example("a shorter one", _ZAI + _ASK.format("glm-4.5")),
        Example("a newer one", _ZAI + _ASK.format("glm-5.2")),
        Example("the target", _ZAI + _ASK.format("glm-4.6")),
    ),
)


@rule.on(ChatCall)
def check_call(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    for argument in call.all("model"):
        for literal in argument.value.candidates:
            yield from _shrinking(literal, migration, call.scope)


@rule.on(Mention)
def check_setting(mention: Mention, migration: Migration) -> Iterator[Finding]:
    if mention.role is Role.SETTING:
        yield from _shrinking(mention.literal, migration, mention.scope)


def _shrinking(literal: Literal, migration: Migration, scope: str) -> Iterator[Finding]:
    model, target = migration.model(literal.value), migration.target
    if model is None or model.context is None or model.id not in target.moves:
        return
    if migration.stays(literal):
        return
    if model.context > target.context:
        held, left = tokens(model.context), tokens(target.context)
        yield rule.finding(
            literal.path,
            literal.span,
            f"{model.id} takes {held} tokens of context, {target.id} {left}",
            key=(model.id, target.id),
            advice="check the longest prompt that the program can send",
            call=scope,
            trace=literal.via,
        )
