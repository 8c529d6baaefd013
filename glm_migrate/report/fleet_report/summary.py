"""All records put together: what stands how, of whom, with which ids, and what is left to decide.

Records are read one after the other and only a row of each is kept, so a large fleet needs little
memory. Everything is counted from records alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from glm_migrate.report.fleet_report.record import FAILED
from glm_migrate.report.fleet_report.trend import Earlier
from glm_migrate.runner.fleet.fleet_store import file_name

# How a repository can end, the worst first; one that failed may be anything.
STATES = ("decision", FAILED, "fixable", "unseen", "clean", "none")
NOBODY = "no owner"
_OPEN = ("fixable", "decision", "unseen")
_PATTERNS = Mapping[str, tuple[str, ...]]  # team → globs of names of repositories


@dataclass(frozen=True)
class Row:
    """One repository in the table.

    Attributes:
        items: State of each item, by its key.
        ids: Older ids that its calls can ask, and those that are set where no call is seen.
        open: Findings by kind: `fixable`, `decision`, `unseen`.
        patched: How many files its patch changes.
        left_out: How many files of it were not laid down.
        file: Name of its page and its patch, without the suffix.
        has_page: Whether there is a page.
        trend: `new`, `better`, `same` or `worse`; empty without an earlier run.
    """

    name: str
    state: str
    teams: tuple[str, ...]
    calls: int
    items: Mapping[str, str]
    ids: tuple[str, ...]
    packages: tuple[str, ...]
    open: Mapping[str, int]
    patched: int
    left_out: int
    file: str
    has_page: bool
    failure: str
    trend: str


@dataclass(frozen=True)
class MoveCount:
    """One id with what becomes of it, over all repositories."""

    before: str
    after: str
    how: str
    price_before: str
    price_after: str


@dataclass
class Team:
    """What is counted of one team."""

    repositories: int = 0
    calls: int = 0
    states: Counter[str] = field(default_factory=Counter)
    open: Counter[str] = field(default_factory=Counter)


@dataclass
class LeftOut:
    """Files that were not laid down for one reason.

    Attributes:
        example: The first of them, behind the name of its repository.
    """

    example: str
    files: int = 0
    repositories: int = 0


@dataclass
class Summary:
    """The fleet.

    Attributes:
        rows: The worst first.
        items: Key of an item → how many repositories stand how.
        moves: In how many repositories and calls.
        packages: Declaration of a client library → in how many repositories.
        decisions: Code of a rule → open decisions and in how many repositories.
        failures: Kind of failure → repositories.
        left_out: Reason → files that were not laid down.
        branchless: Name of a repository → why it has not the branch that was wanted.
        earlier: The run that this is compared with; None for none.
    """

    rows: list[Row] = field(default_factory=list)
    total: Team = field(default_factory=Team)
    patches: int = 0
    teams: dict[str, Team] = field(default_factory=dict)
    items: dict[str, Counter[str]] = field(default_factory=dict)
    moves: dict[MoveCount, list[int]] = field(default_factory=dict)
    packages: Counter[tuple[str, str]] = field(default_factory=Counter)
    decisions: dict[str, list[int]] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    left_out: dict[str, LeftOut] = field(default_factory=dict)
    branchless: dict[str, str] = field(default_factory=dict)
    earlier: Earlier | None = None

    @property
    def trends(self) -> Counter[str]:
        return Counter(row.trend for row in self.rows if row.trend)


def summary(
    records: Iterable[Mapping[str, Any]],
    patterns: _PATTERNS | None = None,
    earlier: Earlier | None = None,
) -> Summary:
    """The fleet that the records tell.

    Args:
        patterns: Whose repositories these are; others go by their owners.
    """
    found = Summary(earlier=earlier)
    for record in records:
        row = _row(record, _teams(record, patterns or {}), earlier)
        found.rows.append(row)
        _count(found, record, row)
    found.rows.sort(key=_badness)
    return found


def _badness(row: Row) -> tuple[int, int, int, str]:
    return (STATES.index(row.state), -row.open["decision"], -sum(row.open.values()), row.name)


def _row(record: Mapping[str, Any], teams: tuple[str, ...], earlier: Earlier | None) -> Row:
    ids = {one["before"] for one in record["models"] if one["how"] != "same"}
    failure = record["failure"]
    return Row(
        name=record["repository"],
        state=record["state"],
        teams=teams,
        calls=len(record["calls"]),
        items={key: one["state"] for key, one in record["items"].items()},
        ids=tuple(sorted({*ids, *record["settings"]})),
        packages=tuple(dict.fromkeys(one["declared"] for one in record["packages"])),
        open={kind: sum(one[kind] for one in record["items"].values()) for kind in _OPEN},
        patched=len(record["patch"]),
        left_out=len(record["left_out"]),
        file=file_name(record["repository"]),
        has_page=record["state"] not in (FAILED, "none"),
        failure=failure["message"] if failure else "",
        trend=earlier.trend(record) if earlier else "",
    )


def _teams(record: Mapping[str, Any], patterns: _PATTERNS) -> tuple[str, ...]:
    name = record["repository"]
    mapped = (
        team for team, globs in patterns.items() if any(fnmatchcase(name, glob) for glob in globs)
    )
    return tuple(mapped) or tuple(record["owners"]) or (NOBODY,)


def _count(found: Summary, record: Mapping[str, Any], row: Row) -> None:
    own = [found.teams.setdefault(team, Team()) for team in row.teams]
    for team in (found.total, *own):
        team.repositories += 1
        team.calls += row.calls
        team.states[row.state] += 1
        team.open.update(row.open)
    found.patches += bool(row.patched)
    for key, state in row.items.items() if row.state != "none" else ():
        found.items.setdefault(key, Counter())[state] += 1
    if record["failure"]:
        found.failures[record["failure"]["kind"]] += 1
    _count_moves(found, record)
    _count_left_out(found, record)
    found.packages.update({(one["package"], one["declared"]) for one in record["packages"]})
    for code, count in Counter(_decided(record)).items():
        counts = found.decisions.setdefault(code, [0, 0])
        counts[0] += count
        counts[1] += 1


def _count_moves(found: Summary, record: Mapping[str, Any]) -> None:
    names = ("before", "after", "how", "price_before", "price_after")
    for one in record["models"]:
        counts = found.moves.setdefault(MoveCount(*(one[name] for name in names)), [0, 0])
        counts[0] += 1
        counts[1] += one["calls"]


def _count_left_out(found: Summary, record: Mapping[str, Any]) -> None:
    seen: set[str] = set()
    for one in record["left_out"]:
        why = one["why"]
        example = f"{record['repository']}: {one['path']}"
        entry = found.left_out.setdefault(why, LeftOut(example))
        entry.files += 1
        entry.repositories += why not in seen
        seen.add(why)


def _decided(record: Mapping[str, Any]) -> Iterator[str]:
    """The code of each open decision."""
    return (one["code"] or "other" for one in record["findings"] if one["kind"] == "decision")
