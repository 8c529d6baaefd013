"""Text of a delta that can be None is joined, measured or printed.

## Why
While the model thinks, `delta.content` is absent or None, and afterwards `delta.reasoning_content`
is. `+=`, `len()`, `.strip()` and `"".join(…)` then raise `TypeError` or `AttributeError`, and
`print` writes the word None. `delta["content"]` of a parsed line raises `KeyError`. Code that gets
the text from the loop, as a `StreamingResponse` does from its generator, seldom expects None. A
loop that stops at a delta without text ends before the answer begins.

## Fix
`or ""` at the place of use, with `.get("content")` for a key. Safe: text that is there is left as
it is. No fix where a delta without text is an error or ends the loop: decide what should happen
then.

## Limits
Only loops that are seen to read the stream of a GLM call. A condition on the same text, a default
`or ""` and `try` with `TypeError` are guards; `except Exception` is one only where its handler does
nothing. Inside formatted strings the fix is made only where the text is a whole `{…}` field.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.policy.migration import Migration
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.rules.stream_fixes import fix_of, glm_loops

_HEAD = (
    "from zai import ZaiClient\n\nclient = ZaiClient()\n"
    'stream = client.chat.completions.create(model="glm-4.6", messages=[], stream=True)\n'
)
_ASK = (
    _HEAD + 'text = ""\nfor chunk in stream:\n    if not chunk.choices:\n        continue\n'
    "    delta = chunk.choices[0].delta\n"
)
_RAW = (
    'import json\nimport requests\n\nbody = {"model": "glm-4.6", "messages": [], "stream": True}\n'
    'r = requests.post("https://api.z.ai/api/paas/v4/chat/completions", json=body, stream=True)\n'
    'text = ""\nfor line in r.iter_lines():\n    if not line.startswith(b"data: {"):\n'
    '        continue\n    chunk = json.loads(line[6:])\n    if not chunk["choices"]:\n'
    '        continue\n    delta = chunk["choices"][0]["delta"]\n'
)

rule = Rule(
    __name__,
    severity=Severity.WARNING,
    checklist="streaming",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#4-streaming-output-and-tool-calls-optional",
    bad=(
        Example(
            "added to a text",
            _ASK + "    text += delta.content\n",
            _ASK + '    text += delta.content or ""\n',
        ),
        Example(
            "printed",
            _ASK + '    print(delta.content, end="")\n',
            _ASK + '    print(delta.content or "", end="")\n',
        ),
        Example(
            "a method is called",
            _ASK + "    text += delta.content.strip()\n",
            _ASK + '    text += (delta.content or "").strip()\n',
        ),
        Example(
            "through a name, twice",
            _ASK + "    part = delta.content\n    n = len(part)\n    text = text + part\n",
            _ASK + '    part = delta.content\n    n = len(part or "")\n'
            '    text = text + (part or "")\n',
            findings=2,
        ),
        Example(
            "joined",
            _HEAD + 'text = "".join(c.choices[0].delta.content for c in stream if c.choices)\n',
            _HEAD
            + 'text = "".join(c.choices[0].delta.content or "" for c in stream if c.choices)\n',
        ),
        Example(
            "collected and joined",
            _ASK + '    parts.append(delta.content)\nprint("".join(parts))\n',
            _ASK + '    parts.append(delta.content or "")\nprint("".join(parts))\n',
        ),
        Example(
            "the reasoning",
            _ASK + "    text += delta.reasoning_content\n",
            _ASK + '    text += delta.reasoning_content or ""\n',
        ),
        Example(
            "yielded to code that is not seen",
            _HEAD + "def words():\n    for c in stream:\n        if c.choices:\n"
            "            yield c.choices[0].delta.content\n",
            _HEAD + "def words():\n    for c in stream:\n        if c.choices:\n"
            '            yield c.choices[0].delta.content or ""\n',
        ),
        Example(
            "a key of a parsed line",
            _RAW + '    text += delta["content"]\n',
            _RAW + '    text += delta.get("content") or ""\n',
        ),
        Example(
            "a field of a formatted string",
            _ASK + '    print(f"{delta.content}", end="")\n',
            _ASK + '    print(f"{delta.content or \'\'}", end="")\n',
        ),
        Example(
            "a function is given any text",
            _HEAD + "def show(text):\n    print(text, end='')\n\nfor chunk in stream:\n"
            "    if chunk.choices:\n        show(chunk.choices[0].delta.content)\n",
            _HEAD + "def show(text):\n    print(text or \"\", end='')\n\nfor chunk in stream:\n"
            "    if chunk.choices:\n        show(chunk.choices[0].delta.content)\n",
        ),
        Example(
            "a field that shows its own expression",
            _ASK + '    print(f"{delta.content=}")\n',
        ),
        Example(
            "a formatted string in another",
            _ASK + "    print(f\"{f'{delta.content}'}\")\n",
        ),
        Example(
            "an expression in a formatted string",
            _ASK + '    print(f"{delta.content.upper()}")\n',
        ),
    ),
    good=(
        Example(
            "asked before",
            _ASK + "    if delta.content:\n        text += delta.content\n",
        ),
        Example(
            "a generator of texts that are there",
            _HEAD + "def words():\n    for c in stream:\n        if c.choices:\n"
            "            if text := c.choices[0].delta.content:\n                yield text\n",
        ),
        Example("a default", _ASK + '    text += delta.content or ""\n'),
        Example(
            "skipped",
            _ASK + "    if not delta.content:\n        continue\n    text += delta.content\n",
        ),
        Example("walrus", _ASK + "    if part := delta.content:\n        text += part\n"),
        Example("one of two arms", _ASK + '    text += delta.content if delta.content else ""\n'),
        Example(
            "a function is given only text that is there",
            _HEAD + "def show(text):\n    print(text, end='')\n\nfor chunk in stream:\n"
            "    if chunk.choices and chunk.choices[0].delta.content:\n"
            "        show(chunk.choices[0].delta.content)\n",
        ),
        Example("the end of a line", _ASK + '    print("a", end=delta.content)\n'),
        Example("kept as it is", _ASK + "    last = delta.content\n"),
        Example("in a list that is not joined", _ASK + "    parts.append(delta.content)\n"),
        Example(
            "another vendor's loop",
            "from openai import OpenAI\n\nstream = OpenAI().chat.completions.create("
            'model="gpt-4o", messages=[], stream=True)\nfor c in stream:\n'
            "    print(c.choices[0].delta.content)\n",
        ),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    for loop in glm_loops(call, migration):
        for excerpt in loop.nullable:
            fix, advice = fix_of(excerpt.repair)
            yield rule.finding(
                excerpt.path,
                excerpt.span,
                f"`{excerpt.text}` can be {excerpt.what or 'None'}",
                key=(excerpt.text, excerpt.what),
                fix=fix,
                advice=advice,
                call=call.scope,
            )
