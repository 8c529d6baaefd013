"""A progress bar on standard error, for runs that last and for people who watch.

Drawn by the loop itself: a thread of its own would make it unsafe to start a worker by forking.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

_Item = TypeVar("_Item")
PATIENCE = 1.0  # seconds after which a person wants to know that something happens
_FRAME = 0.1  # seconds between two pictures


def track(items: Iterable[_Item], total: int, *, shown: bool) -> Iterator[_Item]:
    """`items` as they come, with a bar once they have taken a while."""
    if not shown or not sys.stderr.isatty():
        yield from items
        return
    start = monotonic()
    bar: _Bar | None = None
    try:
        for number, item in enumerate(items, 1):
            if bar is None and monotonic() - start > PATIENCE:
                bar = _Bar(total)
            if bar is not None:
                bar.show(number)
            yield item
    finally:
        if bar is not None:
            bar.close()


class _Bar:
    def __init__(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress

        console = Console(stderr=True)
        self._bar = Progress(
            *Progress.get_default_columns(),
            MofNCompleteColumn(),
            console=console,
            transient=True,
            auto_refresh=False,
        )
        self._task = self._bar.add_task("Files that mention GLM", total=total)
        self._bar.start()
        self._next = 0.0

    def show(self, done: int) -> None:
        self._bar.update(self._task, completed=done)
        if monotonic() >= self._next:
            self._bar.refresh()
            self._next = monotonic() + _FRAME

    def close(self) -> None:
        self._bar.stop()
