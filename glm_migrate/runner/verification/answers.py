"""A request → what the model answers: calls of the tools that it offers, else a text.

The same request gets the same answer, whatever model it asks and however often, so runs can be
compared. Texts in an answer are words that stand nowhere else, so it can be seen where they go.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, cast

from glm_migrate.runner.verification.judge import Body
from glm_migrate.runner.verification.schema_values import value_for
from glm_migrate.runner.verification.script import Json, Object, Script, ToolCall

_OBJECT = re.compile(r"\{[^{}]*\}")


def answer(body: Body, *, calls: int = 2, seed: int = 0) -> Script:
    """What the model says to `body`.

    Args:
        calls: Largest number of tools that one answer calls.
        seed: Another one gives other words.
    """
    word = _word(body, seed)
    reasoning = f"Reasoning {word}."
    functions = list(_functions(body))
    if functions and calls and not _was_answered(body):
        chosen = (functions * 2)[: max(1, min(calls, 2))] if len(functions) == 1 else functions
        made = tuple(_call(one, f"{word}{n}", seed) for n, one in enumerate(chosen[:calls]))
        return Script(calls=made, reasoning=reasoning, named=True)
    return Script(content=_text(body, word, seed), reasoning=reasoning, named=True)


def _word(body: Body, seed: int) -> str:
    """A word for this request: of what is asked, not of whom and how."""
    content = json.dumps([body.get("messages"), body.get("tools"), seed], sort_keys=True)
    digits = int(sha256(content.encode()).hexdigest(), 16)
    letters = "bcdfghjkmnpqrstvwxz"
    return "".join(letters[digits // len(letters) ** n % len(letters)] for n in range(6))


def _functions(body: Body) -> Iterator[Mapping[str, Any]]:
    tools = body.get("tools")
    for tool in tools if isinstance(tools, list) else ():
        inner = tool.get("function", tool) if isinstance(tool, dict) else None
        if isinstance(inner, dict) and isinstance(inner.get("name"), str):
            yield inner


def _was_answered(body: Body) -> bool:
    """Whether a tool has been run since the user last asked."""
    for message in reversed(cast("list[Object]", body["messages"])):
        content = message.get("content")
        if message.get("role") == "tool" or _has_result(content):
            return True
        if message.get("role") == "user":
            return False
    return False


def _has_result(content: Json) -> bool:
    return isinstance(content, list) and any(
        isinstance(one, dict) and one.get("type") == "tool_result" for one in content
    )


def _call(function: Mapping[str, Any], word: str, seed: int) -> ToolCall:
    schema = function.get("parameters") or function.get("input_schema") or {"type": "object"}
    given = value_for(schema, word, seed)
    return ToolCall(function["name"], json.dumps(given, ensure_ascii=False))


def _text(body: Body, word: str, seed: int) -> str:
    wanted = body.get("response_format")
    if not isinstance(wanted, dict) or wanted.get("type") in (None, "text"):
        return f"Answer {word}."
    described = wanted.get("json_schema")
    schema = described.get("schema") if isinstance(described, dict) else None
    if isinstance(schema, dict):
        return json.dumps(value_for(schema, word, seed), ensure_ascii=False)
    shown = list(_shown(cast("list[Object]", body["messages"])))
    return json.dumps(shown[-1] if shown else {"answer": word}, ensure_ascii=False)


def _shown(messages: Sequence[Object]) -> Iterator[Object]:
    """The JSON objects that a prompt shows as the form of the answer."""
    for message in messages:
        for match in _OBJECT.finditer(str(message.get("content") or "")):
            try:
                found = json.loads(match[0])
            except ValueError:
                continue
            if isinstance(found, dict) and found:
                yield found
