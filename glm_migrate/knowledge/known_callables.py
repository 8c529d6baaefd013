"""What well-known callables do with what they are given: one table for all of the data flow.

An analysis asks for the callables with certain behaviours; two that ask for different ones say by
that what they make of the difference.
"""

from __future__ import annotations

from functools import cache

from glm_migrate.knowledge.sources import DATA, Table, read


@cache
def callables(*behaviours: str) -> frozenset[str]:
    """The names of those that have one of `behaviours`, as the table calls them.

    Raises:
        KeyError: the table knows no such behaviour.
    """
    table = _table()
    return frozenset(name for behaviour in behaviours for name in table[behaviour]["names"])


@cache
def ordered(behaviour: str) -> tuple[str, ...]:
    """The names of those that have one behaviour, in the order of the table."""
    return tuple(_table()[behaviour]["names"])


@cache
def _table() -> Table:
    return read(DATA / "known_callables.toml")
