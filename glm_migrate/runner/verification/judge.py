"""What the API does with a request: refuses it, takes it, or drops a part without a word.

Everything is read off the facts of the target and of the endpoint; what no source states is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from glm_migrate import knowledge
from glm_migrate.knowledge.api_facts import api
from glm_migrate.knowledge.target_facts import Target
from glm_migrate.runner.verification.script import Json, Object

Body = Mapping[str, Json]
_NO_CHAT = frozenset({"embedding", "image"})


@dataclass(frozen=True)
class Refusal:
    """An answer with the vendor's error code.

    Attributes:
        item: Key of the checklist item that it concerns.
    """

    code: str
    message: str
    status: int = 400
    item: str = "model-identifier"

    @property
    def answer(self) -> Object:
        return {"error": {"code": self.code, "message": self.message}}


@dataclass(frozen=True)
class Notice:
    """Something about a request that is taken: `item` of the guide, and what a person reads."""

    item: str
    message: str


def refusal(body: Body, target: Target | None = None) -> Refusal | None:
    """Why the API refuses `body`, None when it takes it."""
    target = target or knowledge.target("glm-4.6")
    for check in _CHECKS:
        if found := check(body, target):
            name, message = found
            facts = api().refusals[name]
            return Refusal(facts.code, facts.message or message, facts.status, facts.item)
    return None


def model_of(body: Body) -> str:
    """The id as the registry writes it: compared without regard to case."""
    return str(body.get("model", "")).lower()


_Found = tuple[str, str] | None


def _required(body: Body, target: Target) -> _Found:
    missing = [name for name in ("model", "messages") if not body.get(name)]
    return ("missing", f"{missing[0]} is missing") if missing else None


def _model(body: Body, target: Target) -> _Found:
    id = model_of(body)
    known = knowledge.models().get(id)
    if ":" in id or id == target.id or (known and known.kind not in _NO_CHAT):
        return None
    return "model", f"no such model: {body['model']}"


def _sampling(body: Body, target: Target) -> _Found:
    temperature, top_p = body.get("temperature"), body.get("top_p")
    low, high = target.temperature_range
    if _is_number(temperature) and not low <= cast(float, temperature) <= high:
        return "temperature", f"temperature must be in [{low:g}, {high:g}]"
    if _is_number(top_p) and not 0 < cast(float, top_p) <= target.top_p_range[1]:
        return "top_p", f"top_p must be in (0, {target.top_p_range[1]:g}]"
    return None


def _is_number(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _tool_choice(body: Body, target: Target) -> _Found:
    values = (*knowledge.parameters()["tool_choice"].values, None)
    return None if body.get("tool_choice") in values else ("tool_choice", "")


def _thinking(body: Body, target: Target) -> _Found:
    value, facts = body.get("thinking"), knowledge.parameters()["thinking"]
    if value is None:
        return None
    if not isinstance(value, dict) or value.get("type") not in facts.types:
        return "thinking", f"thinking must be an object with type {' or '.join(facts.types)}"
    if (
        model_of(body) == target.id
        and target.thinking == "mandatory"
        and value["type"] != "enabled"
    ):
        return "thinking", f"{target.id} can't be told not to think"
    return None


def _tool_stream(body: Body, target: Target) -> _Found:
    if body.get("tool_stream") is True and body.get("stream") is not True:
        return "tool_stream", "tool_stream needs stream"
    return None


def _max_tokens(body: Body, target: Target) -> _Found:
    tokens, limit = body.get("max_tokens"), most_tokens(body, target)
    if _is_number(tokens) and cast(float, tokens) > limit:
        return "max_tokens", f"max_tokens must be at most {limit}"
    return None


def most_tokens(body: Body, target: Target) -> int:
    """The limit of `max_tokens`: the target's, also for models of which none is known."""
    known = knowledge.models().get(model_of(body))
    return max(target.max_output, (known.max_output if known else None) or 0)


def _tools(body: Body, target: Target) -> _Found:
    tools, user = body.get("tools"), body.get("user_id")
    if isinstance(tools, list) and len(tools) > api().most_tools:
        return "tools", f"at most {api().most_tools} tools"
    least, most = api().user_id
    if isinstance(user, str) and not least <= len(user) <= most:
        return "user_id", f"user_id must have {least} to {most} characters"
    return None


def _messages(body: Body, target: Target) -> _Found:
    messages = body["messages"]
    if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages):
        return "messages", "messages must be a list of objects"
    if {cast(Object, message).get("role") for message in messages} - {"system", "assistant"}:
        return None
    return "messages", "messages may not consist of system and assistant messages only"


_CHECKS: tuple[Callable[[Body, Target], _Found], ...] = (
    *(_required, _model, _sampling, _tool_choice, _thinking),
    *(_tool_stream, _max_tokens, _tools, _messages),
)


def notices(body: Body, target: Target) -> Iterator[Notice]:
    """What is taken and yet not what a program means, or not what the guide advises."""
    if _is_number(body.get("temperature")) and _is_number(body.get("top_p")):
        yield Notice("sampling", "temperature and top_p are both sent; the guide tunes only one")
    if body.get("tool_stream") is True:
        yield from _idle_flag(body, target)
    elif body.get("stream") is True and _functions(body) and _can_stream_tools(body, target):
        yield Notice("tool-streaming", "streams with tools and without tool_stream")
    yield from _undocumented(body)


def _idle_flag(body: Body, target: Target) -> Iterator[Notice]:
    known = knowledge.models().get(model_of(body))
    if not _functions(body):
        yield Notice("tool-streaming", "tool_stream without function tools has no effect")
    elif known is not None and known.tool_stream is False:
        yield Notice("tool-streaming", f"tool_stream is not documented for {known.id}")


def _can_stream_tools(body: Body, target: Target) -> bool:
    return model_of(body) == target.id and target.tool_stream


def _functions(body: Body) -> bool:
    tools = body.get("tools")
    return isinstance(tools, list) and any(
        isinstance(one, dict) and one.get("type") == "function" for one in tools
    )


def _undocumented(body: Body) -> Iterator[Notice]:
    """Fields that the schema does not have; whether they are ignored or refused is not known."""
    for name, value in body.items():
        known = knowledge.parameters().get(name)
        advice = f"; {known.advice}" if known else ""
        if value is not None and name not in api().documented:
            yield Notice("model-identifier", f"{name} is not in the endpoint's schema{advice}")
        elif known and known.most and isinstance(value, list) and len(value) > known.most:
            yield Notice("max-tokens", f"{name} has {len(value)} items{advice}")
        elif name == "response_format" and known and _type_of(value) not in known.types:
            yield Notice("prompts", f"{name} of type {_type_of(value)}{advice}")


def _type_of(value: Json) -> Json:
    """The type that a field names; one that is always taken where it is not there."""
    return value.get("type", "text") if isinstance(value, dict) else "text"


def thinks(body: Body) -> bool:
    """Whether the model of `body` reasons before it answers: on unless switched off."""
    thinking = body.get("thinking")
    off = isinstance(thinking, dict) and thinking.get("type") == "disabled"
    known = knowledge.models().get(model_of(body))
    return known is not None and known.thinking not in (None, "none", "own") and not off


def streams_tools(body: Body) -> bool:
    """Whether the arguments of a call come in fragments."""
    known = knowledge.models().get(model_of(body))
    return body.get("tool_stream") is True and known is not None and known.tool_stream is True
