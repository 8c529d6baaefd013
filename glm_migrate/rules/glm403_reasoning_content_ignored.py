"""A stream's loop reads `content` and never `reasoning_content`, while the model may think.

## Why
GLM-4.6 thinks unless it is told not to. What it thinks comes in `delta.reasoning_content`, before
the first `content`; a loop that reads only the content shows nothing until then. The guide's item
on streaming asks to handle both.

## Fix
Unsafe: the reasoning is collected in a text of its own beside the content's; what to do with it is
the author's decision.

## Limits
Silent where `thinking` is switched off for the call. Only a loop that adds the content to a text is
rewritten; others are reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.values import Constant
from glm_migrate.policy.migration import Migration
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.rules.stream_fixes import fix_of, glm_loops
from glm_migrate.text.edits import Applicability

_ASK = (
    "from zai import ZaiClient\n\nclient = ZaiClient()\nstream = client.chat.completions.create("
    'model="glm-4.6", messages=[], stream=True{})\ntext = ""\n'
)
_LOOP = (
    "for chunk in stream:\n    if not chunk.choices:\n        continue\n"
    "    delta = chunk.choices[0].delta\n"
)
_READ = 'reasoning_content += getattr(delta, "reasoning_content", None) or ""\n'

rule = Rule(
    __name__,
    severity=Severity.INFO,
    asks=True,
    checklist="streaming",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#4-streaming-output-and-tool-calls-optional",
    bad=(
        Example(
            "the content is added up",
            _ASK.format("") + _LOOP + '    text += delta.content or ""\n',
            _ASK.format("")
            + 'reasoning_content = ""\n'
            + _LOOP
            + f'    {_READ}    text += delta.content or ""\n',
            applied=Applicability.UNSAFE,
        ),
        Example(
            "behind a condition",
            _ASK.format("") + _LOOP + "    if delta.content:\n        text += delta.content\n",
            _ASK.format("")
            + 'reasoning_content = ""\n'
            + _LOOP
            + f"    {_READ}    if delta.content:\n        text += delta.content\n",
            applied=Applicability.UNSAFE,
        ),
        Example("printed", _ASK.format("") + _LOOP + '    print(delta.content or "", end="")\n'),
    ),
    good=(
        Example(
            "both are read",
            _ASK.format("") + _LOOP + "    print(delta.reasoning_content, delta.content)\n",
        ),
        Example(
            "thinking is off",
            _ASK.format(', thinking={"type": "disabled"}') + _LOOP + "    print(delta.content)\n",
        ),
        Example("neither is read", _ASK.format("") + _LOOP + "    print(delta.tool_calls)\n"),
        Example(
            "another vendor's loop",
            "from openai import OpenAI\n\nstream = OpenAI().chat.completions.create("
            'model="gpt-4o", messages=[], stream=True)\n' + _LOOP + "    print(delta.content)\n",
        ),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    if _thinking_is_off(call):
        return
    loops = tuple(glm_loops(call, migration))
    if any("reasoning_content" in loop.reads or loop.unseen for loop in loops):
        return
    for loop in loops:
        if loop.collected is None:
            continue
        fix, advice = fix_of(loop.collected.repair, Applicability.UNSAFE)
        yield rule.finding(
            loop.collected.path,
            loop.collected.span,
            "the loop reads content and never reasoning_content",
            fix=fix,
            advice=advice or "decide what is to be done with the reasoning",
            call=call.scope,
        )


def _thinking_is_off(call: ChatCall) -> bool:
    argument = call["thinking"]
    return (
        argument is not None
        and argument.value.complete
        and bool(argument.value.candidates)
        and all(_is_disabled(constant) for constant in argument.value.constants)
    )


def _is_disabled(constant: Constant) -> bool:
    return isinstance(constant, dict) and constant.get("type") == "disabled"
