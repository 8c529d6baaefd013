"""What the vendor's endpoints take for request fields, whatever the model.

A field without a record is not judged: what the server does with it is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from glm_migrate.knowledge.sources import DATA, Fact, Table, listed, read, sources


@dataclass(frozen=True)
class Parameter:
    """One request field.

    Attributes:
        name: As the API names it.
        values: The only values that it takes; empty where any may do.
        types: The only values of its key `type`; empty where it has none.
        keys: The only keys that it takes; empty where any may do.
        most: Largest number of items of a list; None where that is not limited.
        instead: The documented field of the same meaning; empty where it is documented itself.
        advice: What to do about a value that is not taken, a clause.
        sources: Where all this was read.
    """

    name: str
    values: tuple[str, ...]
    types: tuple[str, ...]
    keys: tuple[str, ...]
    most: int | None
    instead: str
    advice: str
    sources: tuple[Fact, ...]


@dataclass(frozen=True)
class Answers:
    """What is known of the length of answers.

    Attributes:
        scarce_max_tokens: Up to here reasoning may use up the whole answer, in tokens.
        short_max_tokens: Up to here it is likely to, in tokens.
    """

    scarce_max_tokens: int
    short_max_tokens: int
    sources: tuple[Fact, ...]


@dataclass(frozen=True)
class Prompts:
    """What prompts say.

    Attributes:
        phrases: Lower-case texts that tell a model to reason.
    """

    phrases: tuple[str, ...]
    sources: tuple[Fact, ...]


@cache
def _table() -> Table:
    return read(DATA / "parameters.toml")


@cache
def parameters() -> Mapping[str, Parameter]:
    """Every judged field by its name."""
    known = sources(_table())
    return {name: _parameter(name, one, known) for name, one in _table()["parameters"].items()}


@cache
def answers() -> Answers:
    record = _table()["answers"]
    return Answers(
        record["scarce_max_tokens"],
        record["short_max_tokens"],
        listed(record["sources"], sources(_table())),
    )


@cache
def prompts() -> Prompts:
    record = _table()["prompts"]
    return Prompts(tuple(record["phrases"]), listed(record["sources"], sources(_table())))


def _parameter(name: str, record: Table, known: Mapping[str, Fact]) -> Parameter:
    return Parameter(
        name=name,
        values=tuple(record.get("values", ())),
        types=tuple(record.get("types", ())),
        keys=tuple(record.get("keys", ())),
        most=record.get("most"),
        instead=record.get("instead", ""),
        advice=record["advice"],
        sources=listed(record["sources"], known),
    )
