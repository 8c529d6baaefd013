"""The targets to migrate to: one TOML file each, shipped here or written by a user.

A new target is a new file. Its id, and the ids that move to it, are those of `models.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from glm_migrate.errors import ConfigError
from glm_migrate.knowledge.sources import DATA, Fact, Table, cited, listed, read, sources
from glm_migrate.text.quoting import ID

GROUPS = ("A", "B", "C", "report")
THINKING = ("none", "auto", "forced", "mandatory", "own")


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


def targets() -> tuple[str, ...]:
    """Names of the shipped targets; reads no file."""
    return tuple(sorted(path.stem for path in (DATA / "targets").glob("*.toml")))


def target(name: str) -> Target:
    """A shipped target by name, or one from the user's own file where `name` ends in `.toml`."""
    if name.lower().endswith(".toml"):
        return load_target_file(Path(name))
    return _shipped(name)


@cache
def _shipped(name: str) -> Target:
    return load_target_file(target_file(name))


def target_file(name: str) -> Path:
    """The file of a shipped target.

    Raises:
        ConfigError: there is none; it says how to write one.
    """
    if name not in targets():
        raise ConfigError(not_shipped(name))
    return DATA / "targets" / f"{name}.toml"


def not_shipped(name: str) -> str:
    """What to do about a target that is not shipped: correct a typing error, or write its file."""
    shipped = targets()
    if near := [one for one in shipped if _letters(one) == _letters(name)]:
        return f"unknown target {name!r}; did you mean {near[0]!r}?"
    file = f"{re.sub('[^a-z0-9.]+', '-', name.lower()).strip('-.') or 'my-model'}.toml"
    return (
        f"no target {name!r} is shipped, only {', '.join(map(repr, shipped))}. For another model "
        f"write a target file, a TOML file anywhere: copy one with 'glm-migrate targets --show "
        f"{shipped[0]} > {file}', set its 'id', 'guide', limits, defaults and 'moves' (the older "
        f"ids that become it), and pass --target {file}"
    )


def _letters(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())


def load_target_file(path: Path) -> Target:
    """The target that a TOML file describes; a ConfigError says what is missing or wrong in it."""
    table = read(path)
    try:
        _check(table)
        return _target(table)
    except KeyError as error:
        raise ConfigError(f"{path}: {error} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"{path}: {error}") from error


_TYPES: Mapping[str, tuple[type, ...]] = {
    "id": (str,),
    "guide": (str,),
    "supported": (bool,),
    "context": (int,),
    "max_output": (int,),
    "default_max_output": (int,),
    "temperature": (float, int),
    "top_p": (float, int),
    "thinking": (str,),
    "tool_stream": (bool,),
    "temperature_range": (list,),
    "top_p_range": (list,),
    "fields": (dict,),
    "sources": (dict,),
    "moves": (dict,),
}
_NUMBERS = ("context", "max_output", "default_max_output", "temperature", "top_p")
_HUGE = 10**9
_OPTIONAL: Mapping[str, tuple[type, ...]] = {"efforts": (list,), "spellings": (dict,)}


def _check(table: Table) -> None:
    """Names and types of the keys; `type`, because a bool is an int to `isinstance`."""
    known = {**_TYPES, **_OPTIONAL}
    for key, value in table.items():
        if key not in known:
            raise ValueError(f"unknown key {key!r}; known keys: {', '.join(known)}")
        if type(value) not in known[key]:
            raise ValueError(f"{key!r} must be a {known[key][0].__name__}, not {value!r}")
    if table["thinking"] not in THINKING:
        raise ValueError(f"'thinking' must be one of {', '.join(THINKING)}")
    _check_written(table)


def _check_written(table: Table) -> None:
    """What is written into programs and reports must be an id, a number, an address."""
    for id in (table["id"], *table.get("spellings", {}).values(), *table.get("efforts", ())):
        if not isinstance(id, str) or not ID.fullmatch(id):
            raise ValueError(f"{id!r} is no model id or value")
    if not re.fullmatch(r"https?://[^\s\"'<>]+", table["guide"]):
        raise ValueError(f"'guide' must be an address, not {table['guide']!r}")
    numbers = [table[name] for name in _NUMBERS]
    numbers += [*table["temperature_range"], *table["top_p_range"]]
    if not all(isinstance(one, (int, float)) and 0 <= one <= _HUGE for one in numbers):
        raise ValueError(f"numbers must lie between 0 and {_HUGE}")


def _target(table: Table) -> Target:
    known = sources(table)
    return Target(
        id=table["id"],
        guide=table["guide"],
        supported=table["supported"],
        context=table["context"],
        max_output=table["max_output"],
        default_max_output=table["default_max_output"],
        temperature=float(table["temperature"]),
        top_p=float(table["top_p"]),
        thinking=table["thinking"],
        tool_stream=table["tool_stream"],
        temperature_range=_range(table["temperature_range"]),
        top_p_range=_range(table["top_p_range"]),
        moves={id: _move(id, record, known) for id, record in table["moves"].items()},
        efforts=tuple(table.get("efforts", ())),
        spellings=table.get("spellings", {}),
        sources=cited(table["fields"], known),
    )


def _range(value: list[float]) -> tuple[float, float]:
    low, high = value
    return float(low), float(high)


def _move(id: str, record: Table, known: Mapping[str, Fact]) -> Move:
    if record["group"] not in GROUPS:
        raise ValueError(f"group of {id!r} must be one of {', '.join(GROUPS)}")
    return Move(record["group"], record.get("change", ""), listed(record["sources"], known))
