"""Examples of GLM402: loops that take fragments for calls, and loops that look alike and are right.

The full table of shapes is run against a server by the test suite; these are the ones to read.
"""

from __future__ import annotations

from glm_migrate.rules.rule import Example

_HEAD = (
    "import json\n\nfrom zai import ZaiClient\n\nclient = ZaiClient()\n"
    'TOOLS = [{"type": "function", "function": {"name": "f"}}]\n'
    'stream = client.chat.completions.create(model="glm-4.6", messages=[], tools=TOOLS, '
    "stream=True)\n"
)
_OTHER = (
    _HEAD.replace("zai import ZaiClient", "openai import OpenAI")
    .replace("ZaiClient()", "OpenAI()")
    .replace("glm-4.6", "gpt-4o")
)
_LOOP = (
    "for chunk in stream:\n    if not chunk.choices:\n        continue\n"
    "    delta = chunk.choices[0].delta\n"
)
_EACH = "    for part in delta.tool_calls or []:\n"
_START = "joined_calls = {}\ncall_key = None\n"
_JOIN = """\
        if part.index is not None and part.index >= 0:
            call_key = part.index
        elif part.id and (call_key not in joined_calls or joined_calls[call_key].id):
            call_key = part.id
        joined_call = joined_calls.setdefault(call_key, part)
        if joined_call is not part:
            joined_call.id = joined_call.id or part.id
            joined_call.type = joined_call.type or part.type
            if not joined_call.function:
                joined_call.function = part.function
            elif part.function:
                joined_call.function.name = joined_call.function.name or part.function.name
                joined_call.function.arguments = (
                    (joined_call.function.arguments or "") + (part.function.arguments or "")
                )
"""
_THEN = "for part in joined_calls.values():\n"
_ENTRY = '        call = calls.setdefault(part.index, {"name": "", "arguments": ""})\n'
_TEXT = '        call["arguments"] += part.function.arguments or ""\n'
_NAME = '        call["name"] = call["name"] or part.function.name or ""\n'

BAD = (
    Example(
        "parsed per delta",
        _HEAD + _LOOP + _EACH + "        # the city\n"
        "        arguments = json.loads(part.function.arguments)\n"
        "        print(part.function.name, arguments)\n",
        _HEAD + _START + _LOOP + _EACH + _JOIN + _THEN + "    # the city\n"
        "    arguments = json.loads(part.function.arguments)\n"
        "    print(part.function.name, arguments)\n",
    ),
    Example(
        "fragments without a type are dropped",
        _HEAD + _LOOP + _EACH + '        if part.type == "function":\n'
        "            found.append((part.function.name, part.function.arguments))\n",
        _HEAD + _START + _LOOP + _EACH + _JOIN + _THEN + '    if part.type == "function":\n'
        "        found.append((part.function.name, part.function.arguments))\n",
    ),
    Example(
        "lists of fragments taken for lists of calls",
        _HEAD + "calls = []\n" + _LOOP + "    if delta.tool_calls:\n"
        "        calls.extend(delta.tool_calls)\n"
        "for call in calls:\n    print(json.loads(call.function.arguments))\n",
        _HEAD + "calls = []\n" + _START + _LOOP + "    if delta.tool_calls:\n"
        "        for part in delta.tool_calls:\n"
        + "".join(f"    {line}\n" for line in _JOIN.splitlines())
        + "calls.extend(joined_calls.values())\n"
        "for call in calls:\n    print(json.loads(call.function.arguments))\n",
    ),
    Example(
        "null arguments added",
        _HEAD + "calls = {}\n" + _LOOP + _EACH + _ENTRY + _NAME + _TEXT.replace(' or ""', ""),
        _HEAD + "calls = {}\n" + _LOOP + _EACH + _ENTRY + _NAME + _TEXT,
    ),
    Example(
        "the name added each time it is sent",
        _HEAD
        + "calls = {}\n"
        + _LOOP
        + _EACH
        + _ENTRY
        + _TEXT
        + '        call["name"] += part.function.name or ""\n',
        _HEAD + "calls = {}\n" + _LOOP + _EACH + _ENTRY + _TEXT + _NAME,
    ),
    Example(
        "the name overwritten with None",
        _HEAD
        + "calls = {}\n"
        + _LOOP
        + _EACH
        + _ENTRY
        + _TEXT
        + '        call["name"] = part.function.name\n',
        _HEAD
        + "calls = {}\n"
        + _LOOP
        + _EACH
        + _ENTRY
        + _TEXT
        + '        if part.function.name:\n            call["name"] = part.function.name\n',
    ),
    Example(
        "all calls in one text",
        _HEAD + 'text = ""\n' + _LOOP + _EACH + "        text += part.function.arguments\n",
    ),
    Example(
        "only the first entry",
        _HEAD + _LOOP + "    if delta.tool_calls:\n        part = delta.tool_calls[0]\n"
        "        print(part.function.name, json.loads(part.function.arguments))\n",
    ),
    Example(
        "the loop yields what it parses",
        _HEAD
        + "def calls():\n"
        + "".join(f"    {line}\n" for line in (_LOOP + _EACH).splitlines())
        + "            yield json.loads(part.function.arguments)\n",
    ),
    Example(
        "tool calls are never looked at",
        _HEAD + _LOOP + '    print(delta.content or "", end="")\n',
    ),
)

GOOD = (
    Example("joined by index", _HEAD + "calls = {}\n" + _LOOP + _EACH + _ENTRY + _NAME + _TEXT),
    Example(
        "a whole message",
        _HEAD.replace("stream=True", "stream=False") + "for call in "
        "stream.choices[0].message.tool_calls:\n    json.loads(call.function.arguments)\n",
    ),
    Example(
        "another vendor's loop",
        _OTHER + _LOOP + _EACH + "        json.loads(part.function.arguments)\n",
    ),
    Example(
        "chunks are made, not read",
        "import json\n\n\ndef serve(calls):\n    for call in calls:\n"
        "        json.loads(call.function.arguments)\n"
        '        yield {"choices": [{"delta": {"tool_calls": [call]}}]}\n',
    ),
    Example(
        "handed on with the index",
        _HEAD
        + "def parts():\n"
        + "".join(f"    {line}\n" for line in (_LOOP + _EACH).splitlines())
        + '            yield {"index": part.index, "text": part.function.arguments}\n',
    ),
    Example(
        "handed to a helper that is not seen",
        _HEAD.replace("import json\n", "import json\n\nfrom sdk import State\n")
        + "state = State()\n"
        + _LOOP
        + "    state.handle(delta)\n",
    ),
    Example(
        "tool calls are switched off",
        _HEAD.replace("tools=TOOLS", 'tools=TOOLS, tool_choice="none"')
        + _LOOP
        + '    print(delta.content or "", end="")\n',
    ),
)
