"""The registry of models and the targets to migrate to.

A number that no source states is None, never a guess. Tokens are counted with K = 1,000, as the
vendor's pages round, where they print no exact number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path

from glm_migrate.errors import ConfigError
from glm_migrate.knowledge.facts import HERE, Fact, Table, cited, listed, read, sources

GROUPS = ("A", "B", "C", "report")


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


@dataclass(frozen=True)
class Move:
    """What moving one older id to a target means.

    Attributes:
        group: `A` rewrite, `B` rewrite when the user accepts `change`, `C` the same for free
            models, `report` never rewrite. The project's decision, not the vendor's.
        change: Clause for messages: what the user gets or pays; empty where nothing changes.
        sources: Where `change` was read.
    """

    group: str
    change: str
    sources: tuple[Fact, ...]


@dataclass(frozen=True)
class Target:
    """A model to migrate to, with the numbers of its migration guide.

    Attributes:
        id: The id to write into code.
        guide: Address of the vendor's migration guide.
        supported: The whole checklist works for it.
        temperature_range: Smallest and largest value that the API takes.
        top_p_range: The same for `top_p`.
        efforts: Values of `reasoning_effort`; empty where the model has none.
        moves: Older id → what moving it means; an id that is missing is never touched.
        spellings: Carrier → id, for carriers that `spellings.toml` does not know it under.
        sources: Field → where it was read.

    The other fields are those of `Model`.
    """

    id: str
    guide: str
    context: int
    max_output: int
    default_max_output: int
    temperature: float
    top_p: float
    thinking: str
    tool_stream: bool
    temperature_range: tuple[float, float]
    top_p_range: tuple[float, float]
    moves: Mapping[str, Move] = field(hash=False)
    supported: bool
    efforts: tuple[str, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict, hash=False)
    sources: Mapping[str, Fact] = field(default_factory=dict, hash=False)

    @property
    def thinks(self) -> bool:
        """Whether it thinks when a call does not say otherwise."""
        return self.thinking in {"auto", "forced", "mandatory", "own"}


@cache
def models() -> Mapping[str, Model]:
    """Every known id → its record."""
    table = read(HERE / "models.toml")
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


def targets() -> tuple[str, ...]:
    """Names of the shipped targets; reads no file."""
    return tuple(sorted(path.stem for path in (HERE / "targets").glob("*.toml")))


def target(name: str) -> Target:
    """A shipped target by name, or one from the user's own file where `name` ends in `.toml`."""
    if name.lower().endswith(".toml"):
        return load_target_file(Path(name))
    if name not in targets():
        raise ConfigError(f"unknown target {name!r}; known targets: {', '.join(targets())}")
    return _shipped(name)


@cache
def _shipped(name: str) -> Target:
    return load_target_file(HERE / "targets" / f"{name}.toml")


def load_target_file(path: Path) -> Target:
    """The target that a TOML file describes; a ConfigError says what is missing or wrong in it."""
    table = read(path)
    try:
        return _target(table)
    except KeyError as error:
        raise ConfigError(f"{path}: {error} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"{path}: {error}") from error


def _target(table: Table) -> Target:
    known = sources(table)
    plain = {one.name for one in fields(Target)} - {
        "temperature_range", "top_p_range", "moves", "efforts", "spellings", "sources",
    }  # fmt: skip
    return Target(
        **{name: table[name] for name in plain},
        temperature_range=_range(table["temperature_range"]),
        top_p_range=_range(table["top_p_range"]),
        moves={id: _move(id, record, known) for id, record in table["moves"].items()},
        efforts=tuple(table.get("efforts", ())),
        spellings=dict(table.get("spellings", {})),
        sources=cited(table["fields"], known),
    )


def _range(value: list[float]) -> tuple[float, float]:
    low, high = value
    return float(low), float(high)


def _move(id: str, record: Table, known: Mapping[str, Fact]) -> Move:
    if record["group"] not in GROUPS:
        raise ValueError(f"group of {id!r} must be one of {', '.join(GROUPS)}")
    return Move(record["group"], record.get("change", ""), listed(record["sources"], known))
