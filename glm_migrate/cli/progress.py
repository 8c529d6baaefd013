"""What people who watch see on standard error while a run lasts: how much of the work is done.

Drawn by the loop itself: a thread of its own would make it unsafe to start a worker by forking.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

_Item = TypeVar("_Item")
PATIENCE = 0.4  # seconds after which a person wants to know that something happens
_LONG = 2_000_000  # bytes of source that take seconds, whatever is in them
_MANY = 1_000  # files of which the search takes a while
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


class Meter:
    """Shows how much of the work of a check is done, by its cost and not by its pieces."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown and sys.stderr.isatty()
        self._start = monotonic()
        self._bar: _Bar | None = None
        self._is_searching = False

    def searching(self, files: int) -> None:
        """Say that files are searched, before it is known how much work there is."""
        if self._shown and files > _MANY and os.environ.get("TERM") != "dumb":
            sys.stderr.write(f"Searching {files:,} files …")
            sys.stderr.flush()
            self._is_searching = True

    def show(self, done: int, total: int) -> None:
        """Show how much of the work is done, in bytes of source."""
        self._searched()
        lasts = total > _LONG or monotonic() - self._start > PATIENCE
        if self._shown and self._bar is None and lasts:
            self._bar = _Bar(total, counted=False)
        if self._bar is not None:
            self._bar.show(done)

    def hide(self) -> None:
        """Make room for a result; what is shown next draws the bar again."""
        self._searched()
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    close = hide

    def _searched(self) -> None:
        if self._is_searching:
            sys.stderr.write("\r\x1b[K")
            self._is_searching = False


class _Bar:
    def __init__(self, total: int, *, counted: bool = True) -> None:
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress

        console = Console(stderr=True)
        self._bar = Progress(
            *Progress.get_default_columns(),
            *([MofNCompleteColumn()] if counted else []),
            console=console,
            transient=True,
            auto_refresh=False,
            redirect_stdout=False,  # results go where they are told to, and past the bar
            redirect_stderr=False,
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
