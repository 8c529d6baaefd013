"""A small `max_tokens` while the model thinks.

## Why
Reasoning is billed as output and counts against `max_tokens`. A limit that was right for a model
without thinking can be used up before the answer starts: `content` is empty then, and
`finish_reason` is "length".

## Fix
Leaving the limit to the server is shown, never applied: a limit is there for a reason, and
switching thinking off may be the better answer.

## Limits
Limits up to 4095 tokens, the largest answer of the GLM-4 models, count as small. A call that
switches thinking off, or whose options can't be seen, is not reported; nor is one that the setting
`thinking = "keep-off"` is going to switch off.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.knowledge import answers
from glm_migrate.model.calls import Argument, ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.values import Literal
from glm_migrate.policy.migration import Migration
from glm_migrate.policy.thinking import Thinking, after
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.edits import Applicability, Fix

_ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
_ASK = 'client.chat.completions.create(model="glm-4.6", messages=[], max_tokens={})\n'

rule = Rule(
    __name__,
    severity=Severity.WARNING,
    checklist="thinking",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#3-deep-thinking-optional",
    bad=(
        Example("by default", _ZAI + _ASK.format("1024")),
        Example("switched on", _ZAI + _ASK.format('4095, thinking={"type": "enabled"}')),
        Example(
            "an older id on its way to the target", _ZAI + _ASK.replace("4.6", "4").format("512")
        ),
        Example("a constant", _ZAI + "LIMIT = 256\n" + _ASK.format("LIMIT")),
    ),
    good=(
        Example("switched off", _ZAI + _ASK.format('1024, thinking={"type": "disabled"}')),
        Example("enough room", _ZAI + _ASK.format("8192")),
        Example(
            "it will be kept off",
            _ZAI + _ASK.replace("4.6", "4").format("512"),
            config={"thinking": "keep-off"},
        ),
        Example("not seen", _ZAI + "def ask(**more):\n    " + _ASK.format("1024, **more")),
        Example("a newer model", _ZAI + _ASK.replace("4.6", "4.7").format("1024")),
        Example(
            "another vendor",
            "from openai import OpenAI\n\nclient = OpenAI()\n"
            + _ASK.replace("glm-4.6", "gpt-4o").format("1024"),
        ),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    for body in call.bodies:
        yield from _of_body(body, migration)


def _of_body(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    """What is wrong with one dict that may be sent, or with the call where there is one."""
    if not migration.asks_vendor(call) or not migration.can_ask_target(call):
        return
    if after(call, migration) is not Thinking.ON:
        return
    for name in ("max_tokens", "max_completion_tokens"):
        for argument, literal, number in call.numbers(name):
            if number <= answers().scarce_max_tokens:
                yield _finding(call, argument, literal, migration)


def _finding(call: ChatCall, argument: Argument, literal: Literal, migration: Migration) -> Finding:
    fix = None
    if argument.layout is not None and argument.path == call.source.path:
        title = f"Leave the limit to the server ({migration.target.default_max_output})"
        fix = Fix(title, argument.layout.remove([argument.span]), Applicability.DISPLAY)
    return rule.finding(
        literal.path,
        literal.span,
        f"{argument.name}={literal.value} can be used up by reasoning before the answer starts",
        key=(argument.name, str(literal.value)),
        fix=fix,
        advice="leave more room, or switch thinking off for this call",
        call=call.scope,
        trace=literal.via,
    )
