"""A streamed GLM call passes function tools without `tool_stream`.

## Why
Without `tool_stream=True` the server holds a tool call's arguments back until they are complete.
The guide's item on streaming tool calls asks for both flags, and for joining the fragments of
`delta.tool_calls[*].function.arguments` that then arrive.

## Fix
`tool_stream` is added where the client takes it: as a keyword of zai-sdk, inside `extra_body` for
zhipuai and openai, as a key of a raw request's body. Safe when every loop that reads the stream is
seen and joins the fragments by index. Never applied while a loop takes a fragment for the whole:
that code works without the flag and breaks with it; GLM402 repairs the loop first, and in the same
run the flag follows. Where the reader of the stream is not seen, the fix is unsafe; so it is where
a test expects all that is sent, and for openai's `.stream(…)`, which joins the fragments itself but
also joins what a server repeats.

## Limits
Only on Z.AI's and BigModel's own endpoints, only for models that take the flag (an older id must
be moved first), only when function tools are or may be passed: a default, `None` or `[]` is one
value among others, while server-side tools such as `web_search` have no arguments to stream.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.model.calls import ChatCall, Host
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.streams import Handling, StreamLoop
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.model.values import UNSEEN, Constant, Literal
from glm_migrate.policy.migration import Audience, Migration
from glm_migrate.policy.parameter_placement import place
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.edits import Applicability, Fix

_ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
_OPENAI = 'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.z.ai/api/paas/v4/")\n'
_CLIENTS = frozenset({"http", "litellm"})
_TOOLS = 'TOOLS = [{"type": "function", "function": {"name": "f"}}]\n'
_ASK = 'client.chat.completions.create(model="glm-4.6", tools=TOOLS, stream=True{})\n'
_JOINS = """calls = {}
for chunk in r:
    if not chunk.choices:
        continue
    for part in chunk.choices[0].delta.tool_calls or []:
        call = calls.setdefault(part.index, {"name": "", "arguments": ""})
        if part.function:
            call["name"] = call["name"] or part.function.name or ""
            call["arguments"] += part.function.arguments or ""
"""
_PARSES = """for chunk in r:
    for part in chunk.choices[0].delta.tool_calls or []:
        print(json.loads(part.function.arguments))
"""

rule = Rule(
    __name__,
    severity=Severity.ERROR,
    checklist="tool-streaming",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#4-streaming-output-and-tool-calls-optional",
    required=True,
    bad=(
        Example(
            "the loop joins by index",
            _ZAI + _TOOLS + "r = " + _ASK.format("") + _JOINS,
            _ZAI + _TOOLS + "r = " + _ASK.format(", tool_stream=True") + _JOINS,
        ),
        Example(
            "openai, the loop joins by index",
            _OPENAI + _TOOLS + "r = " + _ASK.format("") + _JOINS,
            _OPENAI + _TOOLS + "r = " + _ASK.format(', extra_body={"tool_stream": True}') + _JOINS,
        ),
        Example(
            "a loop that parses fragments is never given any",
            "import json\n" + _ZAI + _TOOLS + "r = " + _ASK.format("") + _PARSES,
        ),
        Example(
            "a loop that ignores tool calls",
            _ZAI + _TOOLS + "r = " + _ASK.format("") + "for c in r:\n    print(c.usage)\n",
            _ZAI
            + _TOOLS
            + "r = "
            + _ASK.format(", tool_stream=True")
            + "for c in r:\n    print(c.usage)\n",
            applied=Applicability.UNSAFE,
        ),
        Example(
            "no loop is seen: zai-sdk takes a keyword",
            _ZAI + _TOOLS + "r = " + _ASK.format(""),
            _ZAI + _TOOLS + "r = " + _ASK.format(", tool_stream=True"),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "openai takes extra_body",
            _OPENAI + _TOOLS + "r = " + _ASK.format(""),
            _OPENAI + _TOOLS + "r = " + _ASK.format(', extra_body={"tool_stream": True}'),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "an extra_body gains the key",
            _OPENAI + _TOOLS + "r = " + _ASK.format(", extra_body={'user_id': 'u'}"),
            _OPENAI
            + _TOOLS
            + "r = "
            + _ASK.format(", extra_body={'user_id': 'u', 'tool_stream': True}"),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "openai's helper",
            _OPENAI
            + _TOOLS
            + 'with client.chat.completions.stream(model="glm-4.6", tools=TOOLS) as events:\n'
            "    print(events.get_final_completion())\n",
            _OPENAI + _TOOLS + 'with client.chat.completions.stream(model="glm-4.6", tools=TOOLS, '
            'extra_body={"tool_stream": True}) as events:\n'
            "    print(events.get_final_completion())\n",
            applied=Applicability.UNSAFE,
        ),
        Example(
            "tools that may come from callers",
            _ZAI
            + "def ask(messages, tools=None):\n    r = "
            + _ASK.format("").replace("tools=TOOLS", "tools=tools")
            + "".join(f"    {line}\n" for line in _JOINS.splitlines()),
            _ZAI
            + "def ask(messages, tools=None):\n    r = "
            + _ASK.format(", tool_stream=True").replace("tools=TOOLS", "tools=tools")
            + "".join(f"    {line}\n" for line in _JOINS.splitlines()),
        ),
        Example(
            "a spread may hold it already",
            _ZAI + _TOOLS + "def ask(**more):\n    return " + _ASK.format(", **more"),
        ),
        Example(
            "a body that another request shares",
            "import httpx\n\n"
            + _TOOLS
            + 'body = {"model": "glm-4.6", "messages": [], "tools": TOOLS, "stream": True}\n'
            'httpx.post("https://api.z.ai/api/paas/v4/chat/completions", json=body)\n'
            'httpx.post("https://api.openai.com/v1/x", json={**body, "model": "gpt-4o"})\n',
        ),
    ),
    good=(
        Example(
            "openai's helper without tools",
            _OPENAI + 'events = client.chat.completions.stream(model="glm-4.6")\n',
        ),
        Example("set", _ZAI + _TOOLS + "r = " + _ASK.format(", tool_stream=True")),
        Example(
            "set in extra_body",
            _OPENAI + _TOOLS + "r = " + _ASK.format(', extra_body={"tool_stream": True}'),
        ),
        Example(
            "not streamed",
            _ZAI + _TOOLS + "r = " + _ASK.replace("stream=True", "stream=False").format(""),
        ),
        Example(
            "server-side tools",
            _ZAI + 'TOOLS = [{"type": "web_search"}]\n' + "r = " + _ASK.format(""),
        ),
        Example("no tools", _ZAI + "r = " + _ASK.replace("tools=TOOLS", "tools=None").format("")),
        Example(
            "a gateway",
            _OPENAI.replace("api.z.ai/api/paas/v4/", "openrouter.ai/api/v1")
            + _TOOLS
            + "r = "
            + _ASK.replace("glm", "z-ai/glm").format(""),
        ),
        Example(
            "another vendor",
            "from openai import OpenAI\n\nclient = OpenAI()\n"
            + _TOOLS
            + "r = "
            + _ASK.replace("glm-4.6", "gpt-4o").format(""),
        ),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    if not is_streamed_with_tools(call, migration) or _is_set(call):
        return
    fix, advice = _fix(call, migration)
    are = "are" if passes_functions(call) else "may be"
    yield rule.finding(
        call.source.path,
        call.name_span,
        f"tools {are} passed to a stream without tool_stream=True",
        key=(are,),
        fix=fix,
        advice=advice,
        call=call.scope,
    )


def is_streamed_with_tools(call: ChatCall, migration: Migration) -> bool:
    """Whether the call streams, may pass function tools and can take the flag where it goes."""
    if migration.audience(call) is not Audience.GLM or not _is_chat(call):
        return False
    if call.client.endpoint.host not in (Host.NATIVE, Host.UNKNOWN):
        return False
    if not _takes_flag(call, migration):
        return False
    streams = _is_helper(call) or _may_stream(call)
    return streams and (passes_functions(call) or _may_pass_functions(call))


def _may_stream(call: ChatCall) -> bool:
    """Whether it streams on some path; a loop over chunks says that a caller asks for them."""
    stream = call.value("stream")
    if stream is None:
        return False
    return stream.can_be(True) or (not stream.complete and bool(call.consumers))


def _is_chat(call: ChatCall) -> bool:
    """Whether the call is a request that can be answered in chunks, and no background job."""
    is_plain = call.method in ("create", "acreate", "legacy")
    return is_plain or _is_helper(call) or bool(call.holds) or call.client.name in _CLIENTS


def _is_helper(call: ChatCall) -> bool:
    """Whether openai's `.stream(…)` asks, which always streams and gives events for the chunks."""
    return call.method == "stream" and call.client.name == "openai"


def _takes_flag(call: ChatCall, migration: Migration) -> bool:
    """Whether a model seen takes it, or will once it is moved to the target."""
    return any(_can_take(literal, migration) for literal in migration.possible_ids(call))


def _can_take(literal: Literal, migration: Migration) -> bool:
    model = migration.model(literal.value)
    if model is None:
        return False
    moves = model.id in migration.target.moves and not migration.stays(literal)
    if moves or model.id == migration.target.id:
        return migration.target.tool_stream
    return model.tool_stream is True


def passes_functions(call: ChatCall) -> bool:
    """Whether function tools are seen to be passed, or tools of which nothing is seen."""
    tools = call.value("tools")
    if tools is None:
        return False
    if not tools.candidates:
        return True
    return any(_is_function_list(one) for one in tools.constants)


def _may_pass_functions(call: ChatCall) -> bool:
    """Whether all that is seen of the tools is that there can be none: a default, not the set."""
    return any(
        not tools.value.complete and not any(tools.value.constants) for tools in call.all("tools")
    )


def _is_function_list(constant: Constant) -> bool:
    if not isinstance(constant, tuple):
        return False
    return any(
        one is UNSEEN
        or (isinstance(one, dict) and one.get("type", "function") in ("function", UNSEEN))
        for one in constant
    )


def _is_set(call: ChatCall) -> bool:
    return any(not argument.value.is_always(False, None) for argument in call.all("tool_stream"))


def _fix(call: ChatCall, migration: Migration) -> tuple[Fix | None, str]:
    if call.client.endpoint.host is Host.UNKNOWN:
        return None, f"cannot see {call.client.unseen or 'the endpoint'}; only Z.AI takes the flag"
    ids = migration.possible_ids(call)
    if others := [str(one.value) for one in ids if not _can_take(one, migration)]:
        names = ", ".join(others)
        return None, f"the same call can use {names}, which may not take it; set it for others only"
    if any(migration.is_old(constant) for constant in call.model.constants):
        return None, f"move the model to {migration.target.id} first; older ones do not take it"
    if call.sends("tool_stream"):
        return None, "it is switched off on purpose; decide whether to switch it on"
    placed = place(call, "tool_stream", "True", after="stream")
    if not placed.edits:
        return None, str(placed.why_not or "")
    title = "Add tool_stream=True"
    if reason := _naive(call):
        return None, reason
    if reason := _why_unsafe(call):
        return Fix(title, placed.edits, Applicability.UNSAFE), reason
    return Fix(title, placed.edits), ""


def _naive(call: ChatCall) -> str:
    """How a loop takes fragments for calls; empty when none does."""
    for loop in call.consumers:
        for naive in loop.naive:
            return (
                f"{_where(call, loop, naive.excerpt.span.start)} {naive.sentence}; "
                "repair it first (GLM402)"
            )
    return ""


def _why_unsafe(call: ChatCall) -> str:
    """Why it is not known that the fragments are joined; empty when it is."""
    if _is_helper(call):
        return "the helper joins the fragments itself, but doubles a name that the server repeats"
    if call.expected_whole:
        return f"{call.expected_whole} expects all that is sent; change both together"
    if call.holds:
        return "the framework joins the fragments; the flag goes with all requests of the object"
    tools = call["tools"]
    if tools is not None and tools.conditional:
        return "tools are passed on some paths only; set the flag on the same"
    if call.escapes:
        return f"cannot see what reads the stream: {call.escapes[0]}"
    if not call.consumers:
        return "cannot see what reads the stream: no loop over it was found; check its reader"
    for loop in call.consumers:
        if loop.handling is Handling.UNSEEN:
            why = next(iter(loop.unseen), Unresolved(Reason.NOT_FOLLOWED))
            return f"cannot see that {_where(call, loop, loop.span.start)} joins fragments: {why}"
    if any(loop.handling is Handling.ACCUMULATES for loop in call.consumers):
        return ""
    where = _where(call, call.consumers[0], call.consumers[0].span.start)
    if any(loop.handling is Handling.FORWARDS for loop in call.consumers):
        return f"{where} hands fragments on; check that what reads them joins them by index"
    return f"{where} never reads tool_calls; the model's calls are lost with or without it"


def _where(call: ChatCall, loop: StreamLoop, offset: int) -> str:
    line = loop.source.position(offset).line
    other = "" if loop.source.path == call.source.path else f" of {loop.source.path}"
    return f"the loop at line {line}{other}"
