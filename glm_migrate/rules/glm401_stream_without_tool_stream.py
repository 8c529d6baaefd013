"""A streamed GLM call passes function tools without `tool_stream`.

## Why
Without `tool_stream=True` the server holds a tool call's arguments back until they are complete.
The guide's item on streaming tool calls asks for both flags, and for joining the fragments of
`delta.tool_calls[*].function.arguments` that then arrive.

## Fix
`tool_stream` is added where the client takes it: as a keyword of zai-sdk, inside `extra_body` for
zhipuai and openai. Unsafe as long as the loop that reads the stream is not seen to join fragments:
code that parses each delta works without the flag and breaks with it.

## Limits
Only on Z.AI's and BigModel's own endpoints, only for models that take the flag (an older id must
be moved first), only when function tools are passed: server-side tools such as `web_search` have
no arguments to stream.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.edits import Applicability, Fix
from glm_migrate.findings import Finding, Severity
from glm_migrate.knowledge import Model
from glm_migrate.migration import Audience, Migration
from glm_migrate.placement import place
from glm_migrate.rules._rule import Example, Rule
from glm_migrate.sites import UNSEEN, Argument, ChatCall, Constant, Host

_ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
_OPENAI = 'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.z.ai/api/paas/v4/")\n'
_TOOLS = 'TOOLS = [{"type": "function", "function": {"name": "f"}}]\n'
_ASK = 'client.chat.completions.create(model="glm-4.6", tools=TOOLS, stream=True{})\n'

rule = Rule(
    __name__,
    severity=Severity.ERROR,
    checklist="tool-streaming",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#4-streaming-output-and-tool-calls-optional",
    required=True,
    bad=(
        Example(
            "zai-sdk takes a keyword",
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
            "a spread may hold it already",
            _ZAI + _TOOLS + "def ask(**more):\n    return " + _ASK.format(", **more"),
        ),
    ),
    good=(
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
    yield rule.finding(
        call.source.path,
        call.name_span,
        "tools are passed to a stream without tool_stream=True",
        fix=fix,
        advice=advice,
        call=call.scope,
    )


def is_streamed_with_tools(call: ChatCall, migration: Migration) -> bool:
    """Whether the call streams, passes function tools and can take the flag where it goes."""
    if migration.audience(call) is not Audience.GLM or call.method not in ("create", "acreate"):
        return False
    if call.client.endpoint.host not in (Host.NATIVE, Host.UNKNOWN):
        return False
    if not _takes_flag(call, migration):
        return False
    stream, tools = call["stream"], call["tools"]
    return stream is not None and stream.value.can_be(True) and _has_functions(tools)


def _takes_flag(call: ChatCall, migration: Migration) -> bool:
    """Whether every model seen takes it, or will once it is moved to the target."""
    models = [migration.model(constant) for constant in call.model.constants]
    return bool(models) and all(model and _can_take(model, migration) for model in models)


def _can_take(model: Model, migration: Migration) -> bool:
    if model.id in migration.target.moves:
        return migration.target.tool_stream
    return model.tool_stream is True


def _has_functions(tools: Argument | None) -> bool:
    """Whether function tools are passed, or tools of which the kind is not seen."""
    if tools is None:
        return False
    if not tools.value.candidates:
        return True
    return any(_is_function_list(one) for one in tools.value.constants)


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
    if any(migration.is_old(constant) for constant in call.model.constants):
        return None, f"move the model to {migration.target.id} first; older ones do not take it"
    if call.sends("tool_stream"):
        return None, "it is switched off on purpose; decide whether to switch it on"
    placed = place(call, "tool_stream", "True", after="stream")
    if not placed.edits:
        return None, placed.why_not
    advice = "the loop that reads the stream was not seen to join argument fragments"
    return Fix("Add tool_stream=True", placed.edits, Applicability.UNSAFE), advice
