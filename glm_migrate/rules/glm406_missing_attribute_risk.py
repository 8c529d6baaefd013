"""`delta.reasoning_content` is read as an attribute of the openai client's delta.

## Why
`reasoning_content` is no field of the openai client's types: the attribute exists only on deltas
that carry it. Reading it from the first delta of an answer raises `AttributeError`.

## Fix
`getattr(delta, "reasoning_content", None)`. Safe: where it makes a difference, the program failed
before.

## Limits
Only for the openai client; zai-sdk and zhipuai declare the field. `hasattr` and `getattr` in a
condition around it and `try` with `AttributeError` are guards. In formatted strings it is reported
without a fix.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.policy.migration import Migration
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.rules.stream_fixes import fix_of, glm_loops

_ASK = (
    'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.z.ai/api/paas/v4/")\n'
    'stream = client.chat.completions.create(model="glm-4.6", messages=[], stream=True)\n'
    "for chunk in stream:\n    if not chunk.choices:\n        continue\n"
    "    delta = chunk.choices[0].delta\n"
)
_GET = 'getattr(delta, "reasoning_content", None)'

rule = Rule(
    __name__,
    severity=Severity.WARNING,
    checklist="streaming",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#4-streaming-output-and-tool-calls-optional",
    bad=(
        Example(
            "in a condition and behind it",
            _ASK + "    if delta.reasoning_content:\n        print(delta.reasoning_content)\n",
            _ASK + f"    if {_GET}:\n        print({_GET})\n",
            findings=2,
        ),
        Example(
            "through the chunk",
            _ASK.replace("    delta = chunk.choices[0].delta\n", "")
            + "    thought = chunk.choices[0].delta.reasoning_content\n",
            _ASK.replace("    delta = chunk.choices[0].delta\n", "")
            + '    thought = getattr(chunk.choices[0].delta, "reasoning_content", None)\n',
        ),
        Example(
            "over several lines, with a comment",
            _ASK + "    print(\n        delta  # now\n        .reasoning_content\n    )\n",
        ),
        Example("in a formatted string", _ASK + '    print(f"{delta.reasoning_content}")\n'),
    ),
    good=(
        Example(
            "asked with hasattr",
            _ASK + '    if hasattr(delta, "reasoning_content") and delta.reasoning_content:\n'
            "        print(delta.reasoning_content)\n",
        ),
        Example("getattr", _ASK + f"    print({_GET})\n"),
        Example(
            "`try`",
            _ASK + "    try:\n        print(delta.reasoning_content)\n"
            "    except AttributeError:\n        pass\n",
        ),
        Example(
            "zai-sdk declares it",
            _ASK.replace("from openai import OpenAI", "from zai import ZaiClient").replace(
                'OpenAI(base_url="https://api.z.ai/api/paas/v4/")', "ZaiClient()"
            )
            + "    print(delta.reasoning_content)\n",
        ),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    if call.client.name != "openai":
        return
    for loop in glm_loops(call, migration):
        for excerpt in loop.risky:
            fix, advice = fix_of(excerpt.repair)
            yield rule.finding(
                excerpt.path,
                excerpt.span,
                f"`{' '.join(excerpt.text.split())}` is missing on deltas without reasoning",
                key=(excerpt.text,),
                fix=fix,
                advice=advice,
                call=call.scope,
            )
