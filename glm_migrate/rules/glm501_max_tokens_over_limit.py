"""`max_tokens` above what the target can answer.

## Why
The endpoint rejects a request that asks for more than the model's largest answer.

## Fix
The number becomes the target's limit. Safe where it is written for this call; unsafe where it
stands in a variable or a settings file, because other calls may read it.

## Limits
Only numbers that are seen, and only on the vendor's own endpoints. A number within the limit stays
as it is, also where the older model allowed less.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.model.calls import Argument, ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.values import Literal
from glm_migrate.policy.migration import Migration
from glm_migrate.policy.parameter_placement import rewritten
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.edits import Applicability, Edit, Fix

_ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
_ASK = 'client.chat.completions.create(model="glm-4.6", messages=[], max_tokens={})\n'

rule = Rule(
    __name__,
    severity=Severity.ERROR,
    checklist="max-tokens",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#migration-checklist",
    bad=(
        Example("a number", _ZAI + _ASK.format("200_000"), _ZAI + _ASK.format("131072")),
        Example(
            "an older id on its way to the target",
            _ZAI + _ASK.replace("4.6", "4.5").format("(1 << 17) if x else 140000"),
            _ZAI + _ASK.replace("4.6", "4.5").format("(1 << 17) if x else 131072"),
        ),
        Example(
            "a dict of this call alone",
            _ZAI
            + 'options = {"max_tokens": 200000}\n'
            + _ASK.replace("max_tokens={}", "**options"),
            _ZAI
            + 'options = {"max_tokens": 131072}\n'
            + _ASK.replace("max_tokens={}", "**options"),
        ),
        Example(
            "a constant",
            _ZAI + "LIMIT = 200000\n" + _ASK.format("LIMIT"),
            _ZAI + "LIMIT = 131072\n" + _ASK.format("LIMIT"),
            applied=Applicability.UNSAFE,
        ),
        Example("a number that is computed", _ZAI + _ASK.format("--200000")),
    ),
    good=(
        Example("the limit itself", _ZAI + _ASK.format("131072")),
        Example("a legacy limit", _ZAI + _ASK.format("4095")),
        Example("not seen", _ZAI + "def ask(n):\n    " + _ASK.format("n")),
        Example(
            "another vendor",
            "from openai import OpenAI\n\nclient = OpenAI()\n"
            + _ASK.replace("glm-4.6", "gpt-4.1").format("200000"),
        ),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    for body in call.bodies:
        yield from _of_body(body, migration)


def _of_body(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    """What is wrong with one dict that may be sent, or with the call where there is one."""
    if not migration.asks_text_chat(call) or not migration.asks_vendor(call):
        return
    for name in ("max_tokens", "max_completion_tokens"):
        for argument, literal, number in call.numbers(name):
            if number > migration.target.max_output:
                yield _finding(call, argument, literal, migration)


def _finding(call: ChatCall, argument: Argument, literal: Literal, migration: Migration) -> Finding:
    target, limit = migration.target, migration.target.max_output
    if literal.setting:
        edits, reason, written = _in_settings(literal, limit)
    else:
        edits, why = rewritten(call, argument, literal, str(limit))
        reason = str(why or "")
        written = call.source.slice(literal.span) if edits else ""
    fix = None
    if edits and written.replace("_", "").isdigit():
        applicability = Applicability.UNSAFE if reason else Applicability.SAFE
        fix = Fix(f"Set {argument.name}={limit}", edits, applicability)
    elif not reason:
        reason = f"write {limit} or less"
    return rule.finding(
        literal.path,
        literal.span,
        f"{argument.name}={literal.value} exceeds the limit of {target.id}, {limit} tokens",
        key=(argument.name, str(literal.value)),
        fix=fix,
        advice=reason,
        call=call.scope,
        trace=literal.via,
    )


def _in_settings(literal: Literal, limit: int) -> tuple[tuple[Edit, ...], str, str]:
    """The edit of a number in a settings file, why it is the user's decision, what is written."""
    if not literal.editable:
        return (), f"write {limit} or less in the settings", ""
    reason = str(literal.shared or "it is a setting, and what else reads it is unknown")
    return (Edit(literal.span, str(limit)),), reason, literal.written
