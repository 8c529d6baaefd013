"""How programs read their settings, as data: callables by their full names."""

from __future__ import annotations

from functools import cache

from glm_migrate.knowledge.sources import DATA, Table, read


@cache
def readers(table: str, kind: str) -> frozenset[str]:
    """The names of one kind in one table of the data.

    Raises:
        KeyError: there are none of that kind.
    """
    return frozenset(_tables()[table][kind])


@cache
def ordered(table: str, kind: str) -> tuple[str, ...]:
    """The same in the order of the data."""
    return tuple(_tables()[table][kind])


@cache
def client_variables(client: str) -> tuple[str, ...]:
    """The variables that say where a client goes that is told no address."""
    return tuple(_tables()["client-variables"].get(client, ()))


@cache
def _tables() -> Table:
    return read(DATA / "settings_readers.toml")
