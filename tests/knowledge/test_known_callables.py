"""What well-known callables do: one table, asked for by behaviour."""

from __future__ import annotations

import pytest

from glm_migrate.knowledge.known_callables import callables
from glm_migrate.knowledge.sources import DATA, read, sources

TABLE = read(DATA / "known_callables.toml")
BEHAVIOURS = sorted(set(TABLE) - {"sources"})


def test_a_behaviour_has_the_names_of_the_table() -> None:
    assert callables("same-text") == {"strip", "lstrip", "rstrip", "lower", "upper", "casefold"}


def test_several_behaviours_have_the_names_of_each() -> None:
    assert callables("same-text", "as-text") == callables("same-text") | {"str"}
    assert callables() == frozenset()


def test_an_unknown_behaviour_is_an_error_and_not_an_empty_answer() -> None:
    with pytest.raises(KeyError, match="same-txt"):
        callables("same-text", "same-txt")


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_each_behaviour_says_what_it_is_and_where_that_was_read(behaviour: str) -> None:
    record = TABLE[behaviour]

    assert callables(behaviour)
    assert record["what"]
    assert record["sources"]
    assert set(record["sources"]) <= set(sources(TABLE))


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_a_name_stands_once_in_a_behaviour(behaviour: str) -> None:
    names = TABLE[behaviour]["names"]

    assert len(names) == len(set(names))
