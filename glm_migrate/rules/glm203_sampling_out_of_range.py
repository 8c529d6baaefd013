"""A `temperature` or `top_p` outside the range that the API takes.

## Why
Z.AI and BigModel answer such a request with an error. Values up to 2 are right for other vendors,
and stay behind when a call is moved. The SDKs zai-sdk and zhipuai do not pass the value on: they
send the nearest one that they allow, so the program runs with another value than it says.

## Fix
The nearest value of the range is shown, never applied: which value gives good answers is for a
person to find.

## Limits
Only values that are seen, and only on the vendor's own endpoints: gateways and local servers have
ranges of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.knowledge import client
from glm_migrate.model.calls import Argument, ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.values import Literal
from glm_migrate.policy.migration import Migration
from glm_migrate.policy.parameter_placement import rewritten
from glm_migrate.policy.sampling import really_sent
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.edits import Applicability, Fix

_ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
_OPENAI = 'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.z.ai/api/paas/v4/")\n'
_ASK = 'client.chat.completions.create(model="glm-4.6", messages=[]{})\n'

rule = Rule(
    __name__,
    severity=Severity.ERROR,
    checklist="sampling",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#2-update-sampling-parameters",
    bad=(
        Example("too high", _OPENAI + _ASK.format(", temperature=1.3")),
        Example("no share at all", _OPENAI + _ASK.format(", top_p=0")),
        Example("negative", _OPENAI + _ASK.format(", temperature=-0.1")),
        Example("zai-sdk sends another value", _ZAI + _ASK.format(", temperature=1.5")),
        Example(
            "zai-sdk passes extra_body on",
            _ZAI + _ASK.format(', extra_body={"temperature": 1.5}'),
        ),
        Example(
            "one arm of two",
            _OPENAI + "def ask(wild):\n    " + _ASK.format(", temperature=2 if wild else 0.5"),
        ),
        Example(
            "an older id on its way to the target",
            _OPENAI + _ASK.replace("4.6", "4.5").format(", temperature=2"),
        ),
    ),
    good=(
        Example("both ends", _OPENAI + (2 * _ASK.format(", temperature={}")).format(0, 1)),
        Example("not seen", _OPENAI + "def ask(t):\n    " + _ASK.format(", temperature=t")),
        Example(
            "a gateway",
            _OPENAI.replace("api.z.ai/api/paas/v4/", "openrouter.ai/api/v1")
            + _ASK.replace("glm", "z-ai/glm").format(", temperature=1.5"),
        ),
        Example(
            "another vendor",
            "from openai import OpenAI\n\nclient = OpenAI()\n"
            + _ASK.replace("glm-4.6", "gpt-4o").format(", temperature=1.5"),
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
    target = migration.target
    ranges = {"temperature": target.temperature_range, "top_p": target.top_p_range}
    for name, (low, high) in ranges.items():
        for argument, literal, number in call.numbers(name):
            if not low <= number <= high:
                nearest = low if number < low else high
                yield _finding(call, argument, literal, nearest, f"{low:g} to {high:g}")


def _finding(
    call: ChatCall, argument: Argument, literal: Literal, nearest: float, allowed: str
) -> Finding:
    name, number = argument.name, literal.value
    message = f"{name}={number} is outside {allowed}, the range of the API"
    severity, advice = Severity.ERROR, "choose a value in the range and look at the answers"
    if (sent := really_sent(call, argument, literal)) is not None:
        title = client(call.client.name).title
        message = f"{message}; {title} sends {sent:g} in its place"
        severity, advice = Severity.WARNING, "write the value you want"
    edits, _ = rewritten(call, argument, literal, f"{nearest:g}")
    fix = Fix(f"Set {name}={nearest:g}", edits, Applicability.DISPLAY) if edits else None
    return rule.finding(
        literal.path,
        literal.span,
        message,
        key=(name, str(number), allowed),
        fix=fix,
        advice=advice,
        severity=severity,
        call=call.scope,
        trace=literal.via,
    )
