"""Tables that are asked by name: before the answer, what is deferred and may add to it is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

import libcst as cst

from glm_migrate.analysis.python.semantics.deferred_bodies import DeferredBodies

_Item = TypeVar("_Item")
_Value = TypeVar("_Value")


class ByName(defaultdict[str, list[_Item]]):
    """Lists by name, each in source order.

    `get` and `in` have deferred bodies read; `[]` is for those who fill the table.
    """

    def __init__(self, bodies: DeferredBodies, order: Callable[[_Item], int]) -> None:
        super().__init__(list)
        self._bodies = bodies
        self._order = order
        self._sorted: dict[str, int] = {}

    def get(self, name: str, default: object = ()) -> list[_Item]:
        """All of that name."""
        self._bodies.naming(name)
        found = super().get(name)
        if found is None:
            return default  # type: ignore[return-value]
        if self._sorted.get(name, 0) != self._bodies.count_read:
            self._sorted[name] = self._bodies.count_read
            found.sort(key=lambda one: self._bodies.part(self._order(one)))
        return found

    def __contains__(self, name: object) -> bool:
        self._bodies.naming(str(name))
        return super().__contains__(name)


class OfFunctions(dict[cst.CSTNode, _Value]):
    """What is known of functions and other scopes; who asks for one has its body read."""

    def __init__(self, bodies: DeferredBodies) -> None:
        super().__init__()
        self._bodies = bodies

    def __getitem__(self, node: cst.CSTNode) -> _Value:
        self._bodies.of(node)
        return super().__getitem__(node)

    def get(self, node: cst.CSTNode, default: object = None) -> _Value | None:  # type: ignore[override]
        """What is known of it; None where it is no scope."""
        self._bodies.of(node)
        return super().get(node)
