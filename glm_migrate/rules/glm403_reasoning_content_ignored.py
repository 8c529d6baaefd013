"""A stream's loop reads `content` and never `reasoning_content`, while the model may think.

## Why
GLM-4.6 thinks unless it is told not to. What it thinks comes in `delta.reasoning_content`, before
the first `content`; a loop that reads only the content shows nothing until then. The guide's item
on streaming asks to handle both.

## Fix
Unsafe, and only where somebody would read it: the reasoning is collected in a separate string and
put beside the answer into the message for the history, or printed after the loop, before the
answer. Where the answer is returned, yielded or shown piece by piece, what the reasoning is for is
the author's decision, and the finding says so.

## Limits
Silent where `thinking` is switched off for the call, and for calls of vision models. OpenRouter
calls the field `reasoning`; nothing is written for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.knowledge import gateways
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
_USUAL = "reasoning_content"

rule = Rule(
    __name__,
    severity=Severity.INFO,
    asks=True,
    checklist="streaming",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#4-streaming-output-and-tool-calls-optional",
    bad=(
        Example(
            "the content goes into the history",
            _ASK.format("")
            + _LOOP
            + '    text += delta.content or ""\n'
            + 'history.append({"role": "assistant", "content": text})\n',
            _ASK.format("")
            + 'reasoning_content = ""\n'
            + _LOOP
            + f'    {_READ}    text += delta.content or ""\n'
            + 'history.append({"role": "assistant", "content": text, "reasoning_content":'
            " reasoning_content})\n",
            applied=Applicability.UNSAFE,
        ),
        Example(
            "printed after the loop",
            _ASK.format("")
            + _LOOP
            + "    if not delta.content:\n        continue\n    text += delta.content\n"
            + "print(text)\n",
            _ASK.format("")
            + 'reasoning_content = ""\n'
            + _LOOP
            + f"    {_READ}    if not delta.content:\n        continue\n"
            + "    text += delta.content\nprint(reasoning_content)\nprint(text)\n",
            applied=Applicability.UNSAFE,
        ),
        Example(
            "nobody would read it",
            _ASK.format("") + _LOOP + '    text += delta.content or ""\n',
        ),
        Example("printed", _ASK.format("") + _LOOP + '    print(delta.content or "", end="")\n'),
    ),
    good=(
        Example(
            "a vision model",
            _ASK.format("").replace("4.6", "4.5v") + _LOOP + "    print(delta.content)\n",
        ),
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
    if _thinking_is_off(call) or not migration.asks_text_chat(call):
        return
    loops = tuple(glm_loops(call, migration))
    if any("reasoning_content" in loop.reads or loop.unseen for loop in loops):
        return
    gateway = gateways().get(call.client.endpoint.name)
    field = gateway.reasoning if gateway else _USUAL
    for loop in loops:
        if loop.collected is None:
            continue
        fix, advice = fix_of(loop.collected.repair, Applicability.UNSAFE)
        if field != _USUAL:
            fix, advice = None, f"the field is called `{field}` there; read it by hand"
        yield rule.finding(
            loop.collected.path,
            loop.collected.span,
            f"the loop reads content and never {field}",
            key=(field,),
            fix=fix,
            advice=advice or "decide what to do with the reasoning",
            call=call.scope,
        )


def _thinking_is_off(call: ChatCall) -> bool:
    value = call.value("thinking")
    return (
        value is not None
        and value.complete
        and bool(value.candidates)
        and all(_is_disabled(constant) for constant in value.constants)
    )


def _is_disabled(constant: Constant) -> bool:
    return isinstance(constant, dict) and constant.get("type") == "disabled"
