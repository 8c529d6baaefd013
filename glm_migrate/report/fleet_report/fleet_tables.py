"""The tables that the Markdown and the HTML report share, as headings and cells of plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glm_migrate.knowledge.guide import checklist
from glm_migrate.report.fleet_report.record import FAILED
from glm_migrate.report.fleet_report.summary import STATES, Row, Summary, Team
from glm_migrate.report.migration_report.document import State, many

WORDS = {
    "decision": "needs a decision",
    FAILED: "not handled",
    "fixable": "the patch settles it",
    "unseen": "cannot see",
    "clean": "clean",
    "none": "no GLM",
}
_PRICE = re.compile(r"(?P<currency>[A-Z]{3}) (?P<input>[\d.]+)/(?P<output>[\d.]+)")


@dataclass(frozen=True)
class ShownTable:
    """A table under a title; numbers are text, too."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def headline(fleet: Summary) -> str:
    """The fleet in one line."""
    total = fleet.total
    states = (f"{WORDS[one]} {total.states[one]}" for one in STATES if total.states[one])
    counts = f"{many(total.calls, 'call')}, {many(fleet.patches, 'patch').replace('hs', 'hes')}"
    return f"{_repositories(total.repositories)}: {', '.join(states)}; {counts}"


def tables(fleet: Summary) -> Iterator[ShownTable]:
    """All tables but that of the repositories; one without rows is left out."""
    made = [_trend, _teams, _items, _moves, _packages, _decisions]
    made += [_failures, _left_out, _branchless]
    return (table for make in made if (table := make(fleet)).rows)


def titles() -> dict[str, str]:
    """Key of an item → its title in the guide's order."""
    return {one.key: one.title for one in checklist()}


def prices(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def cost(before: str, after: str) -> str:
    """What a token costs then, beside what it costs now; where prices are told in one currency."""
    if before == after:
        return "the same"
    old, new = _PRICE.match(before), _PRICE.match(after)
    if before.startswith("free") and new:
        return "billed"
    if not old or not new or old["currency"] != new["currency"]:
        return "not comparable"
    pairs = ((name, float(old[name]), float(new[name])) for name in ("input", "output"))
    return ", ".join(f"{name} {_percent(was, now)}" for name, was, now in pairs)


def _percent(before: float, after: float) -> str:
    return f"{(after / before - 1) * 100:+.0f} %" if before else "not comparable"


def _repositories(count: int) -> str:
    return f"{count} repositor{'y' if count == 1 else 'ies'}"


def _trend(fleet: Summary) -> ShownTable:
    rows: list[list[str]] = []
    if fleet.earlier is not None:
        before, now = fleet.earlier, fleet.total
        rows = [
            [WORDS[state], str(before.states[state]), str(now.states[state])]
            for state in STATES
            if before.states[state] or now.states[state]
        ]
        rows.append(["calls", str(before.calls), str(now.calls)])
        changes = ", ".join(f"{name} {count}" for name, count in sorted(fleet.trends.items()))
        rows.append(["repositories", f"gone {before.gone}", changes])
    return ShownTable("Since the earlier run", ("figure", "then", "now"), rows)


def _teams(fleet: Summary) -> ShownTable:
    ordered = sorted(fleet.teams.items(), key=lambda one: (-_left(one[1]), one[0]))
    rows = [[name, *_counts(team)] for name, team in ordered]
    columns = ("team", "repositories", "calls", *(WORDS[one] for one in STATES), "open decisions")
    return ShownTable("Teams", columns, rows)


def _left(team: Team) -> int:
    return team.open["decision"] + team.open["fixable"]


def _counts(team: Team) -> Iterator[str]:
    yield str(team.repositories)
    yield str(team.calls)
    yield from (str(team.states[state]) for state in STATES)
    yield str(team.open["decision"])


def _items(fleet: Summary) -> ShownTable:
    """The guide's items by how many repositories with GLM stand how."""
    states = [one.value for one in State]
    rows = [
        [f"{number}. {title}", *(str(fleet.items[key][state]) for state in states)]
        for number, (key, title) in enumerate(titles().items(), 1)
        if key in fleet.items
    ]
    return ShownTable("The eight items", ("item", *states), rows)


def _moves(fleet: Summary) -> ShownTable:
    ordered = sorted(fleet.moves.items(), key=lambda one: (-one[1][1], one[0].before))
    rows = [
        [
            *(move.before, move.after, move.how, str(repositories), str(calls)),
            prices(move.price_before, move.price_after),
            cost(move.price_before, move.price_after),
        ]
        for move, (repositories, calls) in ordered
    ]
    columns = ("id", "becomes", "how", "repositories", "calls", "price of 1M tokens in/out", "cost")
    return ShownTable("Ids", columns, rows)


def _packages(fleet: Summary) -> ShownTable:
    ordered = sorted(fleet.packages.items(), key=lambda one: (one[0][0], -one[1], one[0][1]))
    rows = [[package, declared, str(count)] for (package, declared), count in ordered]
    return ShownTable("Declared client libraries", ("library", "declared", "repositories"), rows)


def _decisions(fleet: Summary) -> ShownTable:
    from glm_migrate.rules.catalogue import all_rules

    names = {rule.code: rule.name for rule in all_rules()}
    ordered = sorted(fleet.decisions.items(), key=lambda one: (-one[1][0], one[0]))
    rows = [
        [code, names.get(code, ""), str(count), str(repositories)]
        for code, (count, repositories) in ordered
    ]
    return ShownTable("Open decisions", ("rule", "name", "open", "repositories"), rows)


def _failures(fleet: Summary) -> ShownTable:
    rows = [[kind, str(count)] for kind, count in sorted(fleet.failures.items())]
    return ShownTable("Not handled", ("why", "repositories"), rows)


def _left_out(fleet: Summary) -> ShownTable:
    rows = [
        [why, str(one.files), str(one.repositories), one.example]
        for why, one in sorted(fleet.left_out.items())
    ]
    return ShownTable("Files left out", ("why", "files", "repositories", "for example"), rows)


def _branchless(fleet: Summary) -> ShownTable:
    rows = [[name, why] for name, why in sorted(fleet.branchless.items())]
    return ShownTable("Without the branch", ("repository", "why"), rows)


def cells(row: Row) -> dict[str, str]:
    """A repository as text, by column."""
    return {
        "repository": row.name,
        "state": WORDS[row.state],
        "team": ", ".join(row.teams),
        "calls": str(row.calls),
        "fixable": str(row.open["fixable"]),
        "decide": str(row.open["decision"]),
        "not seen": str(row.open["unseen"]),
        "ids": ", ".join(row.ids),
        "libraries": ", ".join(row.packages),
        "trend": row.trend,
    }
