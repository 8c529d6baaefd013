"""What decides how a call samples: its own values, the server's defaults, what the client does."""

from __future__ import annotations

from glm_migrate.knowledge import client
from glm_migrate.model.calls import Argument, ChatCall, Via
from glm_migrate.model.values import Literal
from glm_migrate.policy.migration import Migration
from glm_migrate.policy.parameter_placement import method_path

NAMES = ("temperature", "top_p")


def leaves_to_server(call: ChatCall) -> bool:
    """Whether the call certainly lets the server choose `temperature` and `top_p`."""
    if not call.complete or any(call.sends(name) for name in NAMES):
        return False
    if call.source.slice(call.name_span).rpartition(".")[2] == "partial":
        return False  # whoever calls it may set either
    if any(name in client(call.client.name).always_sends for name in NAMES):
        return False
    return not any(one.value.can_be(False) for one in call.reaching("do_sample"))


def really_sent(call: ChatCall, argument: Argument, literal: Literal) -> float | None:
    """What the client sends instead of a sampling value; None when it sends the value itself.

    The SDKs of the vendor turn 1 into 0.99 and 0 into 0.01, except inside `extra_body`.
    """
    number = literal.value
    if argument.via is Via.EXTRA_BODY or not isinstance(number, (int, float)):
        return None
    sent = client(call.client.name).sent(argument.name, number, method_path(call))
    return None if sent == number else sent


def kept(call: ChatCall, migration: Migration) -> tuple[Argument, ...]:
    """The sampling values of a call once only one of the two is left."""
    temperature, top_p = (call[name] for name in NAMES)
    if temperature is None or top_p is None or not migration.asks_text_chat(call):
        return tuple(one for one in (temperature, top_p) if one)
    return (choose(call, temperature, top_p, migration)[1],)


def choose(
    call: ChatCall, temperature: Argument, top_p: Argument, migration: Migration
) -> tuple[Argument, Argument]:
    """Which of the two goes, and which stays.

    A value that is the target's default changes nothing where the target is asked; a call that
    stays with an older model has that one's defaults.
    """
    if temperature.value.can_be(0, 0.0):
        return top_p, temperature
    if migration.asks_target_after(call):
        target = migration.target
        if top_p.value.is_always(target.top_p):
            return top_p, temperature
        if temperature.value.is_always(target.temperature, int(target.temperature)):
            return temperature, top_p
    if migration.settings.sampling_keep == "top_p":
        return temperature, top_p
    return top_p, temperature


def shown(call: ChatCall, argument: Argument) -> str:
    """A value in words, with what the client makes of it."""
    texts = []
    for literal in argument.value.candidates:
        sent = really_sent(call, argument, literal)
        note = f" ({client(call.client.name).title} sends {sent:g})" if sent is not None else ""
        texts.append(f"{literal.value}{note}")
    if not argument.value.complete:
        texts.append("not seen")
    return f"{argument.name}={' or '.join(dict.fromkeys(texts))}"
