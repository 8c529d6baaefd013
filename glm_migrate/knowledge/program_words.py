"""Words by which the names in a program say what they are for, as data.

How a name must hold such a word, as a whole or at its end, is said where it is asked.
"""

from __future__ import annotations

from functools import cache

from glm_migrate.knowledge.sources import DATA, Table, read


@cache
def words(kind: str) -> frozenset[str]:
    """The words of one kind.

    Raises:
        KeyError: there is no such kind.
    """
    return frozenset(_table()[kind]["words"])


@cache
def one_of(kind: str) -> str:
    """A regular expression, in a group of its own, that matches any word of one kind."""
    return f"(?:{'|'.join(_table()[kind]['words'])})"


@cache
def _table() -> Table:
    return read(DATA / "program_words.toml")
