"""Write a new request field where the client takes it, never as a keyword that it rejects."""

from __future__ import annotations

import re
from dataclasses import dataclass

from glm_migrate import knowledge
from glm_migrate.knowledge import Placement, Put
from glm_migrate.model.calls import Argument, ChatCall, Via
from glm_migrate.model.values import Literal
from glm_migrate.policy.versions import keeps_out
from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Span


@dataclass(frozen=True)
class Placed:
    """Edits that add a field; without edits, `why_not` says what stands in the way."""

    edits: tuple[Edit, ...] = ()
    why_not: str = ""


def place(call: ChatCall, name: str, value: str, after: str = "") -> Placed:
    """Add the request field `name` with the source text `value`, behind the argument `after`."""
    if not call.complete:
        return Placed(why_not=f"cannot see {call.unseen[0]}, which may set `{name}` already")
    if call.layout is None:
        if any(one.via is Via.BODY for one in call.arguments):
            return Placed(
                why_not="the body is assembled from several dicts; add the key to one of them"
            )
        return Placed(why_not="the call is passed to code that was not found")
    if shared := next((a.shared for a in call.arguments if a.via is Via.BODY and a.shared), None):
        return Placed(why_not=f"{shared}; add the key for this request alone")
    facts = knowledge.client(call.client.name)
    placement = facts.placement(name)
    put = put_of(call, placement)
    if placement == knowledge.Placement() and name in _signature(call):
        put = Put.KEYWORD
    if put is Put.NONE:
        title = facts.title or "an unknown client"
        declared = " in the declared version" if placement.put is not put else ""
        unknown = f"set `{name}` by hand: no dated source says where {title} takes it{declared}"
        return Placed(why_not=placement.advice or unknown)
    if put is Put.EXTRA_BODY:
        return _in_extra_body(call, name, value, after)
    return _as_entry(call, call.layout.entry(name, value), after)


def _signature(call: ChatCall) -> frozenset[str]:
    """The keywords that a client is known to have; nothing where no list of them is kept."""
    method = knowledge.client(call.client.name).method(method_path(call))
    return method.accepts or frozenset()


def put_of(call: ChatCall, placement: Placement) -> Put:
    """Where a field goes, with the versions of the client's package that the project declares."""
    return placement.before if _is_older(call, placement.since) else placement.put


def _in_extra_body(call: ChatCall, name: str, value: str, after: str) -> Placed:
    assert call.layout is not None
    if call.extra_body is not None:
        entry = call.extra_body.entry(name, value)
        return Placed(call.extra_body.add(entry))
    if reason := may_be_replaced(call):
        return Placed(why_not=reason)
    if call.sends("extra_body"):
        return Placed(why_not="`extra_body` is not a dict literal in the call; add the key there")
    entry = call.layout.entry("extra_body", f'{{"{name}": {value}}}')
    return _as_entry(call, entry, after)


def may_be_replaced(call: ChatCall) -> str:
    """Why an `extra_body` written here may not be the one that is sent; empty where it is.

    Whoever calls a `partial` passes what replaces its keywords.
    """
    text, span = call.source.utf8, call.span
    is_partial = call.source.slice(call.name_span).rpartition(".")[2] == "partial"
    if is_partial and b"extra_body" in text[: span.start] + text[span.end :]:
        return "a caller of the partial may pass an `extra_body` that replaces it; move it by hand"
    return ""


def _as_entry(call: ChatCall, entry: str, after: str) -> Placed:
    assert call.layout is not None
    name = re.match(r"\W?\w+", entry)
    assert name is not None, "an entry begins with its name"
    if any(re.match(rf"{name[0]}\b", call.source.slice(one)) for one in call.layout.entries):
        return Placed(why_not=f"`{name[0]}` is already set there to a value that sends nothing")
    anchor = call[after]
    span: Span | None = None
    if anchor is not None and anchor.via is Via.KEYWORD and anchor.span in call.layout.entries:
        span = anchor.span
    return Placed(call.layout.add(entry, span))


def rewritten(
    call: ChatCall, argument: Argument, literal: Literal, text: str
) -> tuple[tuple[Edit, ...], str]:
    """Edits that write `text` for one value of an argument, and why that is the user's decision.

    No edits where the value is written in a way that can't be replaced as a piece.
    """
    if literal.path != call.source.path:
        return (), "the value is written in another file"
    edits = (Edit(literal.span, text),)
    if not argument.value_span.contains(literal.span) or argument.path != literal.path:
        return edits, "the value stands in a variable that other code may read"
    if argument.expected:
        return edits, f"{argument.expected} expects this value; change both together"
    if argument.shared:
        return edits, f"{argument.shared}; check what else reads it"
    return edits, ""


def method_path(call: ChatCall) -> str:
    """The method, function or constructor as `clients.toml` names it."""
    if call.method == "job":
        return "chat.asyncCompletions.create"
    if call.method == "__init__" or "." in call.method:
        return call.method
    return f"chat.completions.{call.method}"


def rejected(call: ChatCall) -> tuple[Argument, ...]:
    """The arguments of a call on which its client is known to raise."""
    method = knowledge.client(call.client.name).method(method_path(call))
    ids = call.model.constants
    if method.route and not all(str(one).startswith(method.route) for one in ids):
        return ()
    return tuple(
        argument
        for argument in call.arguments
        if argument.via in (Via.KEYWORD, Via.SPREAD)
        and method.fails_on(argument.name)
        and not _is_older(call, method.since.get(argument.name, ""))
    )


def _is_older(call: ChatCall, since: str) -> bool:
    """Whether the project keeps the client's package below the version `since`."""
    return bool(since) and any(keeps_out(one, since) for one in call.client.declared)
