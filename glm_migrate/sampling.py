"""What decides how a call samples: its own values, the server's defaults, what the client does."""

from __future__ import annotations

from glm_migrate.knowledge import client
from glm_migrate.placement import method_path
from glm_migrate.sites import Argument, ChatCall, Literal, Via

NAMES = ("temperature", "top_p")


def leaves_to_server(call: ChatCall) -> bool:
    """Whether the call certainly lets the server choose `temperature` and `top_p`."""
    if not call.complete or any(call.sends(name) for name in NAMES):
        return False
    if any(name in client(call.client.name).always_sends for name in NAMES):
        return False
    greedy = call["do_sample"]
    return greedy is None or not greedy.value.can_be(False)


def really_sent(call: ChatCall, argument: Argument, literal: Literal) -> float | None:
    """What the client sends instead of a sampling value; None when it sends the value itself.

    The SDKs of the vendor turn 1 into 0.99 and 0 into 0.01, except inside `extra_body`.
    """
    number = literal.value
    if argument.via is Via.EXTRA_BODY or not isinstance(number, (int, float)):
        return None
    sent = client(call.client.name).sent(argument.name, number, method_path(call))
    return None if sent == number else sent
