"""TOML files of this package → tables, and the sources that their records name.

A file lists its sources once, under `[sources]`; a record names them by key, one key a field, so
each fact leads to an address and a date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glm_migrate.errors import ConfigError
from glm_migrate.text import guarded, toml

DATA = Path(__file__).parent / "data"
Table = Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """Where a fact was read.

    Attributes:
        url: Address of the page or of the published package.
        date: Day on which it was read or published, `2026-10-08`.
    """

    url: str
    date: str


def read(path: Path) -> Table:
    """The tables of a TOML file; a ConfigError names the file where it is none."""
    try:
        return toml.parse(guarded.read(str(path), guarded.LARGEST_SETTINGS).decode())
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except (UnicodeDecodeError, toml.NotToml) as error:
        raise ConfigError(f"{path}: not a TOML file: {error}") from error


def sources(table: Table) -> dict[str, Fact]:
    """The `[sources]` of a file, key → fact."""
    return {
        key: Fact(url=str(source["url"]), date=str(source["date"]))
        for key, source in table.get("sources", {}).items()
    }


def cited(named: Mapping[str, str], known: Mapping[str, Fact]) -> dict[str, Fact]:
    """Field → fact, for a record whose `sources` give field → key."""
    return {name: known[key] for name, key in named.items()}


def listed(keys: list[str], known: Mapping[str, Fact]) -> tuple[Fact, ...]:
    """The facts behind a list of keys, in its order."""
    return tuple(known[key] for key in keys)
