"""Requests to stop: an exception that cleans up, or nothing until the block is done."""

from __future__ import annotations

import os
import signal

import pytest

from glm_migrate.runner import stopping


def test_a_request_to_stop_runs_what_cleans_up() -> None:
    handler = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as caught, stopping.cleaned_up():
        os.kill(os.getpid(), signal.SIGTERM)

    assert caught.value.code == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is handler


def test_requests_are_held_back() -> None:
    done = []
    with stopping.held_back():
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(os.getpid(), number)
        done.append("all")

    assert done == ["all"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_stop_is_like_ctrl_c(number: int) -> None:
    handler = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), stopping.like_ctrl_c():
        os.kill(os.getpid(), number)

    assert signal.getsignal(number) is handler
