"""`choices[0]` of a stream's chunk without a check for an empty list.

## Why
A stream can hold chunks without choices: the one with the token counts comes last and has none.
`chunk.choices[0]` raises `IndexError` there, after the answer has been paid for.

## Fix
`if not chunk.choices: continue` before the statement; in a comprehension a filter; in an `elif` or
behind `and`, where the chunk may be of use elsewhere, `chunk.choices and …`. Safe: where it makes a
difference, the program failed before.

## Limits
Only loops that are seen to read the stream of a GLM call. `chunk.get("choices", [{}])[0]` is no
guard, since the list is there and empty; `try` with `IndexError` is one. A helper function that is
handed the list is taken to be called behind a guard.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.policy.migration import Migration
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.rules.stream_fixes import fix_of, glm_loops

_ASK = (
    "from zai import ZaiClient\n\nclient = ZaiClient()\n"
    'stream = client.chat.completions.create(model="glm-4.6", messages=[], stream=True)\n'
)
_OTHER = (
    'from openai import OpenAI\n\nstream = OpenAI().chat.completions.create(model="gpt-4o", '
    "messages=[], stream=True)\n"
)
_RAW = """import json

import requests

body = {"model": "glm-4.6", "messages": [], "stream": True}
url = "https://api.z.ai/api/paas/v4/chat/completions"
answer = requests.post(url, json=body, stream=True)
for line in answer.iter_lines():
    if not line.startswith(b"data: {"):
        continue
    chunk = json.loads(line[6:])
"""

rule = Rule(
    __name__,
    severity=Severity.WARNING,
    checklist="streaming",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#4-streaming-output-and-tool-calls-optional",
    bad=(
        Example(
            "the usual loop",
            _ASK + "for chunk in stream:\n    delta = chunk.choices[0].delta\n",
            _ASK + "for chunk in stream:\n    if not chunk.choices:\n        continue\n"
            "    delta = chunk.choices[0].delta\n",
        ),
        Example(
            "a comment before the statement stays with it",
            _ASK + "for chunk in stream:\n\n    # the text\n    print(chunk.choices[0].delta)\n",
            _ASK + "for chunk in stream:\n\n    if not chunk.choices:\n        continue\n"
            "    # the text\n    print(chunk.choices[0].delta)\n",
        ),
        Example(
            "a comprehension gets a filter",
            _ASK + 'print("".join(c.choices[0].delta.content or "" for c in stream))\n',
            _ASK
            + 'print("".join(c.choices[0].delta.content or "" for c in stream if c.choices))\n',
        ),
        Example(
            "a default for a missing key is no guard",
            _RAW + '    print(chunk.get("choices", [{}])[0]["delta"])\n',
            _RAW + '    if not chunk.get("choices"):\n        continue\n'
            '    print(chunk.get("choices", [{}])[0]["delta"])\n',
        ),
        Example(
            "`is not None` is no guard",
            _ASK + "for c in stream:\n    if c.choices is not None:\n        print(c.choices[0])\n",
            _ASK + "for c in stream:\n    if c.choices is not None:\n        if not c.choices:\n"
            "            continue\n        print(c.choices[0])\n",
        ),
        Example(
            "`while` with `next`",
            _ASK + "while True:\n    chunk = next(stream)\n    print(chunk.choices[0].delta)\n",
            _ASK + "while True:\n    chunk = next(stream)\n    if not chunk.choices:\n"
            "        continue\n    print(chunk.choices[0].delta)\n",
        ),
        Example(
            "read only where another condition does not hold",
            _ASK + "for c in stream:\n    if c.usage:\n        print(c.usage)\n"
            "    elif c.choices[0].delta.content:\n        print(c)\n",
            _ASK + "for c in stream:\n    if c.usage:\n        print(c.usage)\n"
            "    elif c.choices and c.choices[0].delta.content:\n        print(c)\n",
        ),
        Example(
            "read only where another condition holds",
            _ASK + "for c in stream:\n    if not c.usage and c.choices[0].delta:\n"
            "        print(c)\n    else:\n        print(c.usage)\n",
            _ASK + "for c in stream:\n    if not c.usage and c.choices and c.choices[0].delta:\n"
            "        print(c)\n    else:\n        print(c.usage)\n",
        ),
        Example(
            "read in one arm of a conditional",
            _ASK + "for c in stream:\n    print(c.usage or c.choices[0].delta)\n",
        ),
        Example(
            "the next chunk is read at the end of the loop",
            _ASK + "chunk, more = None, True\nwhile more:\n    if chunk is not None:\n"
            "        print(chunk.choices[0])\n    try:\n        chunk = next(stream)\n"
            "    except StopIteration:\n        more = False\n",
        ),
        Example("on one line", _ASK + "for chunk in stream: print(chunk.choices[0].delta)\n"),
    ),
    good=(
        Example(
            "skipped first",
            _ASK + "for chunk in stream:\n    if not chunk.choices:\n        continue\n"
            "    print(chunk.choices[0])\n",
        ),
        Example(
            "counted",
            _ASK + "for c in stream:\n    if len(c.choices) > 0:\n        print(c.choices[0])\n",
        ),
        Example(
            "one of two arms",
            _ASK + "for c in stream:\n    choice = c.choices[0] if c.choices else None\n",
        ),
        Example(
            "`and`",
            _ASK + "for c in stream:\n    if c.choices and c.choices[0].delta:\n        pass\n",
        ),
        Example(
            "`try`",
            _ASK + "for c in stream:\n    try:\n        print(c.choices[0])\n"
            "    except IndexError:\n        pass\n",
        ),
        Example(
            "a function is asked first",
            _ASK + "for c in stream:\n    if has_text(c):\n        print(c.choices[0].delta)\n",
        ),
        Example(
            "iterated over",
            _ASK + "for c in stream:\n    for choice in c.choices:\n        print(choice.delta)\n",
        ),
        Example(
            "another vendor's loop", _OTHER + "for chunk in stream:\n    print(chunk.choices[0])\n"
        ),
        Example(
            "random.choices",
            _ASK + "import random\nfor chunk in stream:\n    random.choices([1, 2])[0]\n",
        ),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    for loop in glm_loops(call, migration):
        for excerpt in loop.unguarded:
            fix, advice = fix_of(excerpt.repair)
            yield rule.finding(
                excerpt.path,
                excerpt.span,
                f"`{excerpt.text}` fails on a chunk without choices",
                key=(excerpt.text,),
                fix=fix,
                advice=advice,
                call=call.scope,
            )
