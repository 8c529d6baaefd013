"""Programs that read a stream of tool calls: naive ones and right ones, by what they look like.

Each is the inside of a function that has `stream`, calls `run(name, arguments)` for every tool call
and may have definitions of its own before it. The same texts are judged by the rules, rewritten and
run against the server.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Cut(Enum):
    """What a program does with a call of which the stream brought only the beginning."""

    RAISES = "parsing it raises"
    RAISES_FIRST = "parsing it raises before any call is run"
    HANDLED = "its own handler replaces the arguments"
    DEFAULT = "its own default replaces empty arguments"
    PASSED_OVER = "it is passed over"
    NOTHING = "no call is run without the finish reason"


@dataclass(frozen=True)
class Shape:
    """One way to read a stream.

    Attributes:
        body: Reads `stream`; `chunks(stream)` for a raw response.
        before: Definitions at module level.
        raw: Reads dicts that it decodes from lines, not objects of an SDK.
        sync: The form exists only in synchronous code.
        breaks: The stream that shows that a naive shape is wrong, where plain fragments do not.
        fixed: For a naive shape: `safe` where `fix` rewrites it, else why it is only shown.
        bears: After the fix, if any: it also takes a null function, late names and the like.
        last: A naive shape that keeps one call, the last.
        cut: After the fix, if any: what becomes of a call that breaks off.
    """

    body: str
    before: str = ""
    raw: bool = False
    sync: bool = False
    fixed: str = "safe"
    breaks: str = ""
    bears: bool = True
    last: bool = False
    cut: Cut = Cut.RAISES


_LOOP = """for chunk in stream:
    if not chunk.choices:
        continue
    delta = chunk.choices[0].delta
"""
_RAW = """for chunk in chunks(stream):
    if not chunk["choices"]:
        continue
    delta = chunk["choices"][0]["delta"]
"""
_CALL = """@dataclass
class ToolCall:
    id: str
    name: str
    arguments: str
"""

NAIVE = {
    "parsed per delta": Shape(
        _LOOP
        + """    if delta.tool_calls:
        for tool_call in delta.tool_calls:
            arguments = json.loads(tool_call.function.arguments)
            run(tool_call.function.name, arguments)
"""
    ),
    "parsed, with comments": Shape(
        _LOOP
        + """    for part in delta.tool_calls or []:  # the calls
        # what it is called with
        arguments = json.loads(part.function.arguments)

        run(part.function.name, arguments)  # now
        # done
"""
    ),
    "parsed through names": Shape(
        _LOOP
        + """    for part in getattr(delta, "tool_calls", None) or ():
        function = part.function
        text = function.arguments
        run(function.name, json.loads(text))
"""
    ),
    "parsed behind a walrus": Shape(
        _LOOP
        + """    if parts := delta.tool_calls:
        for part in parts:
            run(part.function.name, json.loads(part.function.arguments.strip()))
"""
    ),
    "parsed, errors swallowed": Shape(
        _LOOP
        + """    for part in delta.tool_calls or []:
        try:
            arguments = json.loads(part.function.arguments)
        except ValueError:
            arguments = {}
        run(part.function.name, arguments)
""",
        cut=Cut.HANDLED,
    ),
    "parsed, with a default": Shape(
        _LOOP
        + """    for part in delta.tool_calls or []:
        run(part.function.name, json.loads(part.function.arguments or "{}"))
""",
        cut=Cut.DEFAULT,
    ),
    "parsed beside the text": Shape(
        "text = ''\n"
        + _LOOP
        + """    if delta.content:
        text += delta.content
    elif delta.tool_calls:
        for part in delta.tool_calls:
            run(part.function.name, json.loads(part.function.arguments))
print(text, end="")
"""
    ),
    "parsed in a helper": Shape(
        _LOOP
        + """    for part in delta.tool_calls or []:
        execute(part)
""",
        before="""def execute(part):
    run(part.function.name, json.loads(part.function.arguments))
""",
    ),
    "parsed from a generator": Shape(
        """for delta in deltas(stream):
    for part in delta.tool_calls or []:
        run(part.function.name, json.loads(part.function.arguments))
""",
        before="""def deltas(stream):
    for chunk in stream:
        if chunk.choices:
            yield chunk.choices[0].delta
""",
        sync=True,
    ),
    "parsed with next": Shape(
        """chunks = iter(stream)
while True:
    try:
        chunk = next(chunks)
    except StopIteration:
        break
    if not chunk.choices:
        continue
    for part in chunk.choices[0].delta.tool_calls or []:
        run(part.function.name, json.loads(part.function.arguments))
""",
        sync=True,
    ),
    "each fragment a call": Shape(
        "found = []\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        found.append({"name": part.function.name, "arguments": part.function.arguments})
for call in found:
    run(call["name"], json.loads(call["arguments"]))
"""
    ),
    "each fragment an object": Shape(
        "found = []\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        found.append(ToolCall(part.id, part.function.name, part.function.arguments))
for call in found:
    run(call.name, json.loads(call.arguments))
""",
        before=_CALL,
    ),
    "fragments in a list": Shape(
        "found = []\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        found.append(part)
for call in found:
    run(call.function.name, json.loads(call.function.arguments))
"""
    ),
    "fragments of a type": Shape(
        "found = []\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        if part.type == "function":
            found.append((part.function.name, part.function.arguments))
for name, arguments in found:
    run(name, json.loads(arguments))
"""
    ),
    "fragments with a name": Shape(
        "found = []\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        if part.function and part.function.name:
            found.append({"name": part.function.name, "arguments": part.function.arguments})
for call in found:
    run(call["name"], json.loads(call["arguments"]))
"""
    ),
    "fragments with an id": Shape(
        "found = []\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        if not part.id:
            continue
        found.append({"name": part.function.name, "arguments": part.function.arguments})
for call in found:
    run(call["name"], json.loads(call["arguments"]))
"""
    ),
    "the last fragment by index": Shape(
        "found = {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        found[part.id] = {"name": part.function.name, "arguments": part.function.arguments}
for call in found.values():
    run(call["name"], json.loads(call["arguments"]))
"""
    ),
    "the last text": Shape(
        "call = {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        call["name"] = part.function.name
        call["arguments"] = part.function.arguments
if call:
    run(call["name"], json.loads(call["arguments"]))
""",
        last=True,
    ),
    "joined by id": Shape(
        "names, texts = {}, {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        names[part.id] = part.function.name
        texts[part.id] = texts.get(part.id, "") + part.function.arguments
for key, text in texts.items():
    run(names[key], json.loads(text))
"""
    ),
    "joined by id, the rest skipped": Shape(
        "found = {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        if not part.id:
            continue
        call = found.setdefault(part.id, {"name": part.function.name, "arguments": ""})
        found[part.id]["arguments"] += part.function.arguments
for call in found.values():
    run(call["name"], json.loads(call["arguments"]))
"""
    ),
    "parsed when it ends with a brace": Shape(
        "text = ''\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        text += part.function.arguments
        if text.endswith("}"):
            run(part.function.name, json.loads(text))
            text = ""
""",
        cut=Cut.PASSED_OVER,
    ),
    "everything in one text": Shape(
        "name = text = ''\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        name = part.function.name
        text += part.function.arguments
if text:
    run(name, json.loads(text))
""",
        fixed="several calls",
    ),
    "only the first entry": Shape(
        "call = {'name': '', 'arguments': ''}\n"
        + _LOOP
        + """    if delta.tool_calls:
        part = delta.tool_calls[0]
        call["name"] = part.function.name
        call["arguments"] += part.function.arguments
if call["arguments"]:
    run(call["name"], json.loads(call["arguments"]))
""",
        fixed="it reads one call",
    ),
    "only the first entry, parsed": Shape(
        _LOOP
        + """    if delta.tool_calls:
        part = delta.tool_calls[0]
        run(part.function.name, json.loads(part.function.arguments))
""",
        fixed="it reads one call",
    ),
    "the last list": Shape(
        "parts = []\n"
        + _LOOP
        + """    if delta.tool_calls:
        parts = delta.tool_calls
for part in parts:
    run(part.function.name, json.loads(part.function.arguments))
""",
        fixed="the calls of the last delta",
    ),
    "lists one after the other": Shape(
        "parts = []\n"
        + _LOOP
        + """    if delta.tool_calls:
        parts.extend(delta.tool_calls)
for part in parts:
    run(part.function.name, json.loads(part.function.arguments))
"""
    ),
    "a sum of lists": Shape(
        "parts = []\n"
        + _LOOP
        + """    parts += delta.tool_calls or []
for part in parts:
    run(part.function.name, json.loads(part.function.arguments))
"""
    ),
    "a list of what was parsed": Shape(
        _LOOP
        + """    for name, arguments in [
        (part.function.name, json.loads(part.function.arguments))
        for part in delta.tool_calls or []
    ]:
        run(name, arguments)
""",
    ),
    "a list of what was parsed, extended": Shape(
        "found = []\n"
        + _LOOP
        + """    if delta.tool_calls:
        found.extend(
            (part.function.name, json.loads(part.function.arguments))  # parsed at once
            for part in delta.tool_calls
        )
for name, arguments in found:
    run(name, arguments)
""",
        cut=Cut.RAISES_FIRST,
    ),
    "a list of what was parsed, added": Shape(
        "found = []\n"
        + _LOOP
        + """    found += [
        {"name": part.function.name, "arguments": json.loads(part.function.arguments)}
        for part in delta.tool_calls or []
    ]
for call in found:
    run(call["name"], call["arguments"])
""",
        cut=Cut.RAISES_FIRST,
    ),
    "parsed within a handler's reach": Shape(
        _LOOP
        + """    try:
        for part in delta.tool_calls or []:
            run(part.function.name, json.loads(part.function.arguments))
    except ValueError:
        print("no JSON", end="")
""",
        fixed="a block (`with`",
    ),
    "parsed at the end only": Shape(
        _LOOP
        + """    if chunk.choices[0].finish_reason != "tool_calls":
        for part in delta.tool_calls or []:
            run(part.function.name, json.loads(part.function.arguments))
""",
        fixed="a condition around it",
    ),
    "counted while parsed": Shape(
        "count = 0\n"
        + _LOOP
        + """    count += 1
    for part in delta.tool_calls or []:
        run(part.function.name, json.loads(part.function.arguments))
        count -= 1
""",
        fixed="shares `count`",
    ),
    "the guide's, which null breaks": Shape(
        "found = {}\n"
        + _LOOP
        + """    if delta.tool_calls:
        for part in delta.tool_calls:
            index = part.index
            if index not in found:
                found[index] = part
                found[index].function.arguments = part.function.arguments
            else:
                found[index].function.arguments += part.function.arguments
for call in found.values():
    run(call.function.name, json.loads(call.function.arguments))
""",
        breaks="arguments null at first",
        bears=False,
    ),
    "added without a look at null": Shape(
        "found = {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        call = found.setdefault(part.index, {"name": "", "arguments": ""})
        if part.function:
            call["name"] = call["name"] or part.function.name
            call["arguments"] += part.function.arguments
for call in found.values():
    run(call["name"], json.loads(call["arguments"]))
""",
        breaks="arguments null at first",
    ),
    "the name added each time": Shape(
        "found = {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        call = found.setdefault(part.index, {"name": "", "arguments": ""})
        if part.function:
            call["name"] += part.function.name or ""
            call["arguments"] += part.function.arguments or ""
for call in found.values():
    run(call["name"], json.loads(call["arguments"]))
""",
        breaks="id and name repeated",
    ),
    "the name lost": Shape(
        "found = {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        call = found.setdefault(part.index, {"name": "", "arguments": ""})
        if part.function:
            call["name"] = part.function.name
            call["arguments"] += part.function.arguments or ""
for call in found.values():
    run(call["name"], json.loads(call["arguments"]))
"""
    ),
    "dicts, parsed per delta": Shape(
        _RAW
        + """    for part in delta.get("tool_calls") or []:
        run(part["function"]["name"], json.loads(part["function"]["arguments"]))
""",
        raw=True,
    ),
    "dicts, each fragment a call": Shape(
        "found = []\n"
        + _RAW
        + """    if "tool_calls" in delta:
        for part in delta["tool_calls"]:
            function = part.get("function", {})
            found.append((function["name"], function["arguments"]))
for name, text in found:
    run(name, json.loads(text))
""",
        raw=True,
    ),
    "dicts, by id and by brace": Shape(
        "found = {}\n"
        + _RAW
        + """    for part in delta.get("tool_calls") or ():
        if not part.get("id"):
            continue
        text = found.setdefault(part["id"], "") + part["function"]["arguments"]
        if text.endswith("}"):
            run(part["function"]["name"], json.loads(text))
""",
        raw=True,
        cut=Cut.PASSED_OVER,
    ),
}

_END = """for call in calls.values():
    run(call["name"], json.loads(call["arguments"]))
"""
SOUND = {
    "a dict by index": Shape(
        "calls = {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        call = calls.setdefault(part.index, {"name": "", "arguments": ""})
        if part.function:
            call["name"] = call["name"] or part.function.name or ""
            call["arguments"] += part.function.arguments or ""
"""
        + _END
    ),
    "`not in`": Shape(
        "calls = {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        if part.index not in calls:
            calls[part.index] = {"name": "", "arguments": ""}
        if part.function and part.function.name:
            calls[part.index]["name"] = part.function.name
        if part.function and part.function.arguments:
            calls[part.index]["arguments"] += part.function.arguments
"""
        + _END
    ),
    "the index through a name": Shape(
        "calls = {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        index = part.index or 0
        call = calls.get(index)
        if call is None:
            call = calls[index] = {"name": "", "arguments": ""}
        function = part.function
        if function is not None:
            call["name"] = function.name or call["name"]
            call["arguments"] = call["arguments"] + (function.arguments or "")
"""
        + _END
    ),
    "a default dict": Shape(
        "calls = defaultdict(lambda: {'name': '', 'arguments': ''})\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        if part.function:
            calls[part.index]["name"] = part.function.name or calls[part.index]["name"]
            calls[part.index]["arguments"] += part.function.arguments or ""
"""
        + _END,
        before="from collections import defaultdict\n",
    ),
    "a list as long as the index": Shape(
        "calls = []\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        while len(calls) <= part.index:
            calls.append({"name": "", "arguments": ""})
        if part.function:
            calls[part.index]["name"] = part.function.name or calls[part.index]["name"]
            calls[part.index]["arguments"] += part.function.arguments or ""
for call in calls:
    run(call["name"], json.loads(call["arguments"]))
""",
        bears=False,
    ),
    "pieces in a list": Shape(
        "names, pieces = {}, {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        if part.function:
            names[part.index] = names.get(part.index) or part.function.name
            pieces.setdefault(part.index, []).append(part.function.arguments or "")
for index, texts in pieces.items():
    run(names[index], json.loads("".join(texts)))
"""
    ),
    "texts by index": Shape(
        "names, texts = {}, {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        if part.function is None:
            continue
        if part.function.name:
            names[part.index] = part.function.name
        texts[part.index] = texts.get(part.index, "") + (part.function.arguments or "")
for index, text in texts.items():
    run(names[index], json.loads(text))
"""
    ),
    "objects by index": Shape(
        "calls = {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        if part.index not in calls:
            calls[part.index] = ToolCall("", "", "")
        call = calls[part.index]
        if part.id:
            call.id = part.id
        if part.function:
            call.name = call.name or part.function.name or ""
            call.arguments += part.function.arguments or ""
for call in calls.values():
    run(call.name, json.loads(call.arguments))
""",
        before=_CALL,
    ),
    "an accumulator class": Shape(
        "joiner = Joiner()\n"
        + _LOOP
        + """    joiner.add(delta)
for call in joiner.calls.values():
    run(call["name"], json.loads(call["arguments"]))
""",
        before="""class Joiner:
    def __init__(self):
        self.calls = {}

    def add(self, delta):
        for part in delta.tool_calls or []:
            call = self.calls.setdefault(part.index, {"name": "", "arguments": ""})
            if part.function:
                call["name"] = call["name"] or part.function.name
                call["arguments"] += part.function.arguments or ""
""",
    ),
    "a helper that is given the table": Shape(
        "calls = {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        merge(calls, part)
"""
        + _END,
        before="""def merge(calls, part):
    call = calls.setdefault(part.index, {"name": "", "arguments": ""})
    if part.function:
        call["name"] = call["name"] or part.function.name or ""
        call["arguments"] += part.function.arguments or ""
""",
    ),
    "a helper that is given the stream": Shape(
        "for call in read(stream).values():\n"
        '    run(call["name"], json.loads(call["arguments"]))\n',
        before="""def read(stream):
    calls = {}
    for chunk in stream:
        if chunk.choices:
            for part in chunk.choices[0].delta.tool_calls or []:
                call = calls.setdefault(part.index, {"name": "", "arguments": ""})
                if part.function:
                    call["name"] = call["name"] or part.function.name or ""
                    call["arguments"] += part.function.arguments or ""
    return calls
""",
        sync=True,
    ),
    "a generator of fragments": Shape(
        """calls = {}
for part in parts(stream):
    call = calls.setdefault(part.index, {"name": "", "arguments": ""})
    if part.function:
        call["name"] = call["name"] or part.function.name or ""
        call["arguments"] += part.function.arguments or ""
"""
        + _END,
        before="""def parts(stream):
    for chunk in stream:
        for choice in chunk.choices:
            yield from choice.delta.tool_calls or []
""",
        sync=True,
    ),
    "the first fragment is kept": Shape(
        "calls = {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        known = calls.setdefault(part.index, part)
        if known is part:
            continue
        if known.function is None:
            known.function = part.function
        elif part.function:
            known.function.name = known.function.name or part.function.name
            known.function.arguments = (known.function.arguments or "") + (
                part.function.arguments or ""
            )
for call in calls.values():
    run(call.function.name, json.loads(call.function.arguments))
"""
    ),
    "with a handler for null": Shape(
        "calls = {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        call = calls.setdefault(part.index, {"name": "", "arguments": ""})
        try:
            call["arguments"] += part.function.arguments
            call["name"] = call["name"] or part.function.name
        except (TypeError, AttributeError):
            pass
"""
        + _END,
        bears=False,
    ),
    "run when the reason comes": Shape(
        "calls = {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        call = calls.setdefault(part.index, {"name": "", "arguments": ""})
        if part.function:
            call["name"] = call["name"] or part.function.name or ""
            call["arguments"] += part.function.arguments or ""
    if chunk.choices[0].finish_reason == "tool_calls":
        for call in calls.values():
            run(call["name"], json.loads(call["arguments"]))
        calls = {}
""",
        bears=False,
        cut=Cut.NOTHING,
    ),
    "shown while it comes": Shape(
        "calls = {}\n"
        + _LOOP
        + """    for part in delta.tool_calls or []:
        call = calls.setdefault(part.index, {"name": "", "arguments": ""})
        if part.function:
            if part.function.arguments:
                print(part.function.arguments, end="", file=sys.stderr)
            call["name"] = call["name"] or part.function.name or ""
            call["arguments"] += part.function.arguments or ""
"""
        + _END,
        before="import sys\n",
        bears=False,
    ),
    "handed on with its index": Shape(
        """calls = {}
for event in events(stream):
    call = calls.setdefault(event["index"], {"name": "", "arguments": ""})
    call["name"] = call["name"] or event["name"]
    call["arguments"] += event["text"]
"""
        + _END,
        before="""def events(stream):
    for chunk in stream:
        if not chunk.choices:
            continue
        for part in chunk.choices[0].delta.tool_calls or []:
            if part.function:
                yield {
                    "index": part.index,
                    "name": part.function.name or "",
                    "text": part.function.arguments or "",
                }
""",
        sync=True,
        bears=False,
    ),
    "dicts by index": Shape(
        "calls = {}\n"
        + _RAW
        + """    for part in delta.get("tool_calls") or []:
        call = calls.setdefault(part.get("index"), {"name": "", "arguments": ""})
        function = part.get("function") or {}
        call["name"] = call["name"] or function.get("name") or ""
        call["arguments"] += function.get("arguments") or ""
"""
        + _END,
        raw=True,
    ),
    "dicts, position for a missing index": Shape(
        "calls = {}\n"
        + _RAW
        + """    for position, part in enumerate(delta.get("tool_calls") or []):
        index = part.get("index")
        call = calls.setdefault(
            position if index is None else index, {"name": "", "arguments": ""}
        )
        function = part.get("function") or {}
        call["name"] = call["name"] or function.get("name") or ""
        call["arguments"] += function.get("arguments") or ""
"""
        + _END,
        raw=True,
    ),
}
