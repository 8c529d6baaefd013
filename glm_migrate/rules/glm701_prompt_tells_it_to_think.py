"""A prompt that tells the model to think, while it thinks by itself.

## Why
"Think step by step" made models without thinking reason in their answers. A model that thinks does
so before it answers; the sentence then costs tokens twice and can move the reasoning into the text.
The guide asks for clearer instructions and constraints instead.

## Fix
None: a prompt is tuned by trying it.

## Limits
Only texts that are written in the call's messages, and only known phrases in English and Chinese.
Off by default.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from glm_migrate import knowledge
from glm_migrate.model.calls import Argument, ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.policy.migration import Migration
from glm_migrate.policy.thinking import Thinking, after
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.source import Span

_ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
_SAY = 'messages=[{{"role": "user", "content": {}}}]'
_ASK = 'client.chat.completions.create(model="glm-4.6", ' + _SAY + "{})\n"
_STEPS = '"Think step by step: what is 2 + 2?"'

rule = Rule(
    __name__,
    severity=Severity.INFO,
    checklist="prompts",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#migration-checklist",
    default=False,
    bad=(
        Example("in the call", _ZAI + _ASK.format(_STEPS, "")),
        Example("in Chinese", _ZAI + _ASK.format('"请一步一步思考"', "")),
        Example("in an f-string", _ZAI + _ASK.format('f"Let\'s think about {x}"', "")),
        Example(
            "in a list of its own",
            _ZAI
            + f'ASKED = [{{"role": "system", "content": {_STEPS}}}]\n'
            + 'client.chat.completions.create(model="glm-4.6", messages=ASKED)\n',
        ),
    ),
    good=(
        Example("thinking is off", _ZAI + _ASK.format(_STEPS, ', thinking={"type": "disabled"}')),
        Example("a clear instruction", _ZAI + _ASK.format('"Answer with one number."', "")),
        Example("not seen", _ZAI + _ASK.format("prompt", "")),
        Example(
            "another vendor",
            "from openai import OpenAI\n\nclient = OpenAI()\n"
            + _ASK.replace("glm-4.6", "gpt-4o").format(_STEPS, ""),
        ),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    messages = call["messages"]
    if messages is None or not migration.asks_vendor(call) or not migration.can_ask_target(call):
        return
    if after(call, migration) is not Thinking.ON:
        return
    for span in _phrases(call, messages):
        yield rule.finding(
            call.source.path,
            span,
            f"the prompt says “{call.source.slice(span)}” to a model that thinks by itself",
            key=(call.source.slice(span),),
            advice="say what the answer must be instead, or switch thinking off",
            call=call.scope,
        )


@cache
def _pattern() -> re.Pattern[bytes]:
    phrases = b"|".join(re.escape(one.encode()) for one in knowledge.prompts().phrases)
    return re.compile(phrases, re.IGNORECASE)


def _phrases(call: ChatCall, messages: Argument) -> Iterator[Span]:
    """Where the messages say it; a phrase that two candidates share counts once."""
    spans = {one.span for one in messages.value.candidates if one.path == call.source.path}
    if messages.path == call.source.path:
        spans.add(messages.value_span)
    found = {
        Span(*match.span())
        for span in spans
        for match in _pattern().finditer(call.source.utf8, span.start, span.end)
    }
    yield from sorted(found)
