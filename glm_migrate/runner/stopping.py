"""Requests to stop: cleaned up after while nothing has changed, held back while files change."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

_Handler = Callable[[int, FrameType | None], object] | signal.Handlers


@contextmanager
def cleaned_up() -> Iterator[None]:
    """Have a request to stop run what cleans up: by themselves only Ctrl-C does that."""

    def stop(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    with _handling({one: stop for one in _to_stop() if one is not signal.SIGINT}):
        yield


@contextmanager
def like_ctrl_c() -> Iterator[None]:
    """Have every request to stop do what Ctrl-C does."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with _handling({one: stop for one in _to_stop() if one is not signal.SIGINT}):
        yield


@contextmanager
def held_back() -> Iterator[None]:
    """Hold back Ctrl-C and every request to stop until the block is done."""
    # All files are written within milliseconds: then there is nothing left to stop.
    with _handling(dict.fromkeys(_to_stop(), signal.SIG_IGN)):
        yield


def _to_stop() -> tuple[signal.Signals, ...]:
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
    return tuple(getattr(signal, name) for name in names if hasattr(signal, name))


@contextmanager
def _handling(handlers: Mapping[signal.Signals, _Handler]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held = {number: signal.getsignal(number) for number in handlers}
    try:
        for number, handler in handlers.items():
            if held[number] is not signal.SIG_IGN:  # `nohup` means it
                signal.signal(number, handler)
        yield
    finally:
        for number, before in held.items():
            signal.signal(number, before or signal.SIG_DFL)
