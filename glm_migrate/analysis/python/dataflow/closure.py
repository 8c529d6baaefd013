"""From some names of an object, or some classes, to all of them: one search for every analysis."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from glm_migrate.analysis.python.dataflow.limits import MAX_NAMES

_Name = TypeVar("_Name")


def itself(name: _Name) -> _Name:
    """A name that can be compared needs no key."""
    return name


def closure(
    first: Iterable[_Name],
    others: Callable[[_Name], Iterable[_Name]],
    key: Callable[[_Name], Hashable] = itself,
    *,
    most: float = MAX_NAMES,
    hops: float = float("inf"),
) -> list[_Name]:
    """`first` and what they lead to, each once, in the order in which it is met.

    Args:
        others: The names that one name hands its object on to, or has it from.
        key: By which two names are told to be the same.
        most: From so many names on no further one is taken.
        hops: How many times `others` may be asked in a row.
    """
    distances: dict[Hashable, float] = {}
    names: list[_Name] = []
    for name in first:
        if key(name) not in distances:
            distances[key(name)] = 0
            names.append(name)
    for name in names:  # grows while it is gone through
        behind = distances[key(name)] + 1
        for other in others(name) if behind <= hops else ():
            if key(other) not in distances and len(names) < most:
                distances[key(other)] = behind
                names.append(other)
    return names
