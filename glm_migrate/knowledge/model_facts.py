"""The registry of models: every id that the vendor serves or served.

A number that no source states is None, never a guess. Tokens are counted with K = 1,000, as the
vendor's pages round, where they print no exact number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from glm_migrate.knowledge.sources import DATA, Fact, Table, cited, read, sources


@dataclass(frozen=True)
class Price:
    """Price of a million tokens; zero is free, None is unknown."""

    input: float | None
    output: float | None
    currency: str

    @property
    def free(self) -> bool:
        return self.input == 0 and self.output == 0


@dataclass(frozen=True)
class Model:
    """One id that the vendor serves or served, with what is known of it.

    Attributes:
        id: As the vendor writes it.
        kind: `text`, or a family that is no text chat and never migrated: `vision`, `audio`,
            `embedding`, `image`, `character`, `code`, `agent`, `assistant`, `tool`.
        context: Prompt and answer together, in tokens.
        default_max_output: Limit of the answer when a call sets none, in tokens.
        max_output: Largest `max_tokens`.
        temperature: Server's default, no unit.
        top_p: Server's default, share of probability mass.
        thinking: `none` not supported, `auto` the model decides, `forced` always while enabled,
            `mandatory` cannot be disabled, `own` reasons always and in its own format.
        tool_stream: Whether the vendor's endpoint takes it.
        price: Per million tokens.
        status: What became of it, with dates.
        sources: Field → where it was read.
    """

    id: str
    kind: str
    context: int | None = None
    default_max_output: int | None = None
    max_output: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    thinking: str | None = None
    tool_stream: bool | None = None
    price: Price | None = None
    status: str | None = None
    sources: Mapping[str, Fact] = field(default_factory=dict, hash=False)


@cache
def models() -> Mapping[str, Model]:
    """Every known id → its record."""
    table = read(DATA / "models.toml")
    known, families = sources(table), table["families"]
    return {
        id: _model(id, record, families.get(record.get("family"), {}), known)
        for id, record in table["models"].items()
    }


def _model(id: str, record: Table, family: Table, known: Mapping[str, Fact]) -> Model:
    """The record laid over what its family has in common."""
    both = {**family, **record}
    cites = {**family.get("sources", {}), **record.get("sources", {})}
    price = both.get("price")
    return Model(
        id=id,
        kind=both["kind"],
        context=both.get("context"),
        default_max_output=both.get("default_max_output"),
        max_output=both.get("max_output"),
        temperature=both.get("temperature"),
        top_p=both.get("top_p"),
        thinking=both.get("thinking"),
        tool_stream=both.get("tool_stream"),
        price=price and Price(price.get("input"), price.get("output"), price["currency"]),
        status=both.get("status"),
        sources=cited(cites, known),
    )


def tokens(count: int) -> str:
    """A number of tokens as the vendor's pages write it: K is a thousand."""
    for size, letter in ((1_000_000, "M"), (1_000, "K")):
        if count >= size and count % size == 0:
            return f"{count // size}{letter}"
    return str(count)
