"""For each item of the guide that concerns a call: what is seen of it, or what keeps it unseen.

An item is done only where the value that it is about is seen in every call. What is to change is
told by findings, so a value that a fix or a person changes is no proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glm_migrate.inventory.call_records import UNKNOWN, UNSEEN, ModelChange, Proof, PropertyChange
from glm_migrate.knowledge import client
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.unresolved import Unresolved
from glm_migrate.policy import sampling
from glm_migrate.policy.migration import Migration
from glm_migrate.rules.glm401_stream_without_tool_stream import is_streamed_with_tools


def proofs(
    call: ChatCall,
    models: Sequence[ModelChange],
    thinking: PropertyChange,
    samples: PropertyChange,
    migration: Migration,
) -> Iterator[Proof]:
    """One or more for each item that concerns the call and is not left to a finding."""
    yield from _models(models)
    yield from _sampling(call, samples)
    yield from _thinking(call, thinking, migration)
    if streams(call):
        yield _streaming(call)
        if may_send(call, "tools"):
            yield from _tool_streaming(call, migration)
    yield _max_tokens(call)


def streams(call: ChatCall) -> bool:
    """Whether the answer is streamed, or may be."""
    stream = call.value("stream")
    if stream is None:
        is_helper = call.method in ("stream", "messages.stream")
        return not call.complete or is_helper or _is_framework(call)
    return not stream.is_always(False, None)


def _is_framework(call: ChatCall) -> bool:
    """Whether the call makes an object, whose methods send the requests and read the answers."""
    return client(call.client.name).model_in == "constructor"


def may_send(call: ChatCall, name: str) -> bool:
    """Whether a parameter is sent, or may be."""
    sent = list(call.all(name))
    return any(not one.value.is_always(None) for one in sent) or (not sent and not call.complete)


def _models(models: Sequence[ModelChange]) -> Iterator[Proof]:
    for model in models:
        if not model.id:
            yield Proof("model-identifier", model.why, seen=False)
        elif model.how == "same":
            yield Proof("model-identifier", f"{model.id} ({model.why})")


def _sampling(call: ChatCall, samples: PropertyChange) -> Iterator[Proof]:
    if hidden := _hidden(call, *sampling.NAMES):
        yield Proof("sampling", hidden, seen=False)
    elif samples.after == UNKNOWN:
        yield Proof("sampling", "neither is sent; the default of this provider is not known")
    elif samples.is_none:
        yield Proof("sampling", samples.after)


def _thinking(call: ChatCall, thinking: PropertyChange, migration: Migration) -> Iterator[Proof]:
    if hidden := _hidden(call, "thinking"):
        yield Proof("thinking", hidden, seen=False)
    elif UNSEEN in thinking.after or UNKNOWN in thinking.after:
        if migration.asks_text_chat(call):
            yield Proof("thinking", "whether the model thinks at this address", seen=False)
    elif thinking.is_none or {thinking.before, thinking.after} == {"on", "on by default"}:
        yield Proof("thinking", thinking.after)


def _streaming(call: ChatCall) -> Proof:
    hidden = _hidden(call, "stream") or unseen_reader(call)
    if _is_framework(call) and not call.sends("stream"):
        hidden = hidden or "stream: the methods of the framework decide it"
    return Proof("streaming", hidden or written(call, "stream"), seen=not hidden)


def unseen_reader(call: ChatCall) -> str:
    """Why it is not seen what reads the stream; empty where it is, or a framework reads it."""
    if _is_framework(call):
        return ""
    if not call.gives_completions:
        return "what reads the stream: its events are of the Anthropic protocol"
    if call.escapes:
        return f"what reads the stream: {call.escapes[0]}"
    if not call.consumers:
        return "what reads the stream: no loop over it was found"
    unseen = [why for loop in call.consumers for why in loop.unseen] or call.unseen_readers
    return next((f"what is done with the stream: {why}" for why in unseen), "")


def _tool_streaming(call: ChatCall, migration: Migration) -> Iterator[Proof]:
    if hidden := _hidden(call, "stream", "tools", "tool_stream"):
        yield Proof("tool-streaming", hidden, seen=False)
    elif call.sends("tool_stream"):
        hidden = unseen_reader(call)
        words = f"tools, {written(call, 'tool_stream')}"
        yield Proof("tool-streaming", hidden or words, seen=not hidden)
    elif not is_streamed_with_tools(call, migration):
        yield Proof("tool-streaming", "tools, which this request can't stream")


def _max_tokens(call: ChatCall) -> Proof:
    hidden = _hidden(call, "max_tokens")
    return Proof("max-tokens", hidden or written(call, "max_tokens"), seen=not hidden)


def _hidden(call: ChatCall, *names: str) -> str:
    """What keeps the parameters `names` from being seen, a clause; empty where all are seen."""
    for name in names:
        sent = list(call.all(name))
        if not sent and not call.complete:
            return f"{name}: {_because(call.unseen)}"
        for argument in sent:
            if not argument.value.complete:
                return f"{name}: {_because(argument.value.unseen)}"
    return ""


def _because(unseen: Sequence[Unresolved]) -> str:
    return str(unseen[0]) if unseen else UNSEEN


def written(call: ChatCall, name: str) -> str:
    """A parameter with all that it can be, as `stream=True`; `no stream` where none is sent."""
    argument = call[name]
    if argument is None:
        return f"no {name}"
    texts = [str(one) for one in argument.value.constants if not isinstance(one, (tuple, dict))]
    return f"{name}={' or '.join(dict.fromkeys(texts)) or UNSEEN}"
