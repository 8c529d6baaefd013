"""What stands in an answer beside its text, by the names that the API and HTTP clients give it."""

from __future__ import annotations

from functools import cache

from glm_migrate.knowledge.sources import DATA, Table, read


@cache
def without_text() -> frozenset[str]:
    """Fields of an answer, or of the response that brings it, that hold nothing of its text."""
    table = _table()
    return frozenset((*table["answer"]["names"], *table["response"]["names"]))


@cache
def bodies() -> frozenset[str]:
    """Fields and methods of a response that give its whole body."""
    return frozenset(_table()["body"]["names"])


@cache
def _table() -> Table:
    return read(DATA / "answers.toml")
