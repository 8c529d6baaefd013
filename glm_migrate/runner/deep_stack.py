"""Runs what calls itself more deeply than the stack of a program's own thread has room for."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

_STACK = 256 << 20  # bytes of address space; only what is used takes memory
_CALLS = 100_000  # in one another; values that lead to values end long before
_Result = TypeVar("_Result")


def on_deep_stack(run: Callable[[], _Result]) -> _Result:
    """`run()` in a thread of its own, which has room for many more calls in one another.

    Raises:
        Exception: whatever `run` raises; RecursionError where even that room is too small.
    """
    results: list[_Result] = []
    faults: list[BaseException] = []

    def note() -> None:
        try:
            results.append(run())
        except BaseException as fault:  # it is raised again where the answer is waited for
            faults.append(fault)

    calls, stack = sys.getrecursionlimit(), threading.stack_size(_STACK)
    sys.setrecursionlimit(max(calls, _CALLS))
    try:
        thread = threading.Thread(target=note, daemon=True)  # Ctrl-C does not wait for it
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(calls)
        threading.stack_size(stack)
    if faults:
        raise faults[0]
    return results[0]
