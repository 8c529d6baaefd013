"""Write a new request field where the client takes it, never as a keyword that it rejects."""

from __future__ import annotations

import re
from dataclasses import dataclass

from glm_migrate import knowledge
from glm_migrate.knowledge import Placement, Put
from glm_migrate.model.calls import Argument, ChatCall, Via
from glm_migrate.model.unresolved import Reason
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.model.values import Literal
from glm_migrate.policy.versions import keeps_out
from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Span


@dataclass(frozen=True)
class Placed:
    """Edits that add a field; without edits, `why_not` says what stands in the way."""

    edits: tuple[Edit, ...] = ()
    why_not: UnsafeReason | None = None


def _refused(kind: UnsafeKind, place: str = "", within: str = "") -> Placed:
    return Placed(why_not=UnsafeReason(kind, place, within))


def place(call: ChatCall, name: str, value: str, after: str = "") -> Placed:
    """Add the request field `name` with the source text `value`, behind the argument `after`."""
    if not call.complete:
        return _refused(UnsafeKind.MAY_BE_SET, str(call.unseen[0]), name)
    if call.sends(name):
        return _refused(UnsafeKind.SET_IN_SOME_CASES, name)
    if call.layout is None:
        if any(one.via is Via.BODY for one in call.arguments):
            return _refused(UnsafeKind.SEVERAL_DICTS)
        return _refused(UnsafeKind.CALL_HANDED_ON)
    if shared := next((a.shared for a in call.arguments if a.via is Via.BODY and a.shared), None):
        return _refused(UnsafeKind.ADD_ALONE, str(shared))
    facts = knowledge.client(call.client.name)
    placement = facts.placement(name)
    put = put_of(call, placement)
    if placement == knowledge.Placement() and name in _signature(call):
        put = Put.KEYWORD
    if put is Put.NONE:
        if placement.advice:
            return _refused(UnsafeKind.STATED, placement.advice)
        where = UnsafeKind.PLACE_UNKNOWN if placement.put is put else UnsafeKind.VERSION_UNKNOWN
        return _refused(where, name, facts.title or "an unknown client")
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
        return _refused(UnsafeKind.EXTRA_BODY_ELSEWHERE)
    entry = call.layout.entry("extra_body", f'{{"{name}": {value}}}')
    return _as_entry(call, entry, after)


def may_be_replaced(call: ChatCall) -> UnsafeReason | None:
    """Why an `extra_body` written here may not be the one that is sent; None where it is.

    Whoever calls a `partial` passes what replaces its keywords.
    """
    text, span = call.source.utf8, call.span
    is_partial = call.source.slice(call.name_span).rpartition(".")[2] == "partial"
    if is_partial and b"extra_body" in text[: span.start] + text[span.end :]:
        return UnsafeReason(UnsafeKind.PARTIAL)
    return None


def _as_entry(call: ChatCall, entry: str, after: str) -> Placed:
    assert call.layout is not None
    name = re.match(r"\W?\w+", entry)
    assert name is not None, "an entry begins with its name"
    if any(re.match(rf"{name[0]}\b", call.source.slice(one)) for one in call.layout.entries):
        return _refused(UnsafeKind.SET_TO_NOTHING, name[0])
    anchor = call[after]
    span: Span | None = None
    if anchor is not None and anchor.via is Via.KEYWORD and anchor.span in call.layout.entries:
        span = anchor.span
    return Placed(call.layout.add(entry, span))


def rewritten(
    call: ChatCall, argument: Argument, literal: Literal, text: str
) -> tuple[tuple[Edit, ...], UnsafeReason | None]:
    """Edits that write `text` for one value of an argument, and why that is the user's decision.

    No edits where the value is written in a way that can't be replaced as a piece.
    """
    if literal.path != call.source.path:
        return (), UnsafeReason(UnsafeKind.IN_OTHER_FILE)
    edits = (Edit(literal.span, text),)
    if not argument.value_span.contains(literal.span) or argument.path != literal.path:
        return edits, UnsafeReason(UnsafeKind.NAMED_VALUE)
    if argument.expected:
        return edits, UnsafeReason(UnsafeKind.EXPECTED_BY, argument.expected)
    if argument.shared:
        return edits, UnsafeReason(UnsafeKind.CHECK_READERS, str(argument.shared))
    if is_handed_on(call):
        return edits, UnsafeReason(UnsafeKind.CALL_HANDED_ON)
    return edits, None


def is_handed_on(call: ChatCall) -> bool:
    """Whether the arguments go through code that is not known to pass them on as they are."""
    return any(one.reason is Reason.HANDED_ON for one in call.unseen)


def method_path(call: ChatCall) -> str:
    """The method, function or constructor as `clients.toml` names it."""
    if call.method == "job":
        return "chat.asyncCompletions.create"
    if call.method == "__init__" or "." in call.method:
        return call.method
    return f"chat.completions.{call.method}"


def rejected(call: ChatCall) -> tuple[Argument, ...]:
    """The arguments of a call on which its client is known to raise.

    Code that is not seen may keep keywords for itself, and hand on the others alone.
    """
    if is_handed_on(call):
        return ()
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
