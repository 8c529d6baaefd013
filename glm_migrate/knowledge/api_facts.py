"""What the vendor's chat endpoint refuses, with which code, and which fields it knows at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from glm_migrate.knowledge.sources import DATA, Fact, Table, listed, read, sources


@dataclass(frozen=True)
class Refused:
    """One thing that the endpoint refuses.

    Attributes:
        code: The vendor's error code.
        status: Of the HTTP answer.
        item: Key of the checklist item that it concerns.
        message: The vendor's own words; empty where they are not known.
    """

    code: str
    status: int
    item: str
    message: str
    sources: tuple[Fact, ...]


@dataclass(frozen=True)
class Api:
    """The endpoint.

    Attributes:
        refusals: What is refused, by a name of ours, mostly that of the field.
        documented: Every field of its schema.
        most_tools: Largest number of tools.
        user_id: Least and greatest length, in characters.
    """

    refusals: Mapping[str, Refused]
    documented: frozenset[str]
    most_tools: int
    user_id: tuple[int, int]


@cache
def api() -> Api:
    table = read(DATA / "api.toml")
    limits = table["limits"]
    least, most = limits["user_id"]
    return Api(
        refusals={name: _refused(one, table) for name, one in table["refusals"].items()},
        documented=frozenset(table["fields"]["documented"]),
        most_tools=limits["tools"],
        user_id=(least, most),
    )


def _refused(record: Table, table: Table) -> Refused:
    return Refused(
        code=record["code"],
        status=table["codes"][record["code"]]["status"],
        item=record["item"],
        message=record.get("message", ""),
        sources=listed(record["sources"], sources(table)),
    )
