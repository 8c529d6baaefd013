"""What was found out about a module, for as long as its program is read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

_Result = TypeVar("_Result")


class ModuleMemory:
    """Keeps the answers to questions that depend on nothing but what they are asked about."""

    def __init__(self, fresh_query: Callable[[], AbstractContextManager[None]]) -> None:
        """Keep nothing yet.

        Args:
            fresh_query: Begins a question that does not depend on what led to it.
        """
        self._fresh_query = fresh_query
        self._memo: dict[object, dict[object, object]] = {}

    def remembered(
        self, owner: object, key: object, find: Callable[[], _Result], in_cycle: _Result
    ) -> _Result:
        """`find()` as a query of its own, kept for `owner`; `in_cycle` where it asks itself."""
        known = self._memo.setdefault(owner, {})
        if key not in known:
            known[key] = in_cycle
            with self._fresh_query():
                known[key] = find()
        return known[key]  # type: ignore[return-value]
