"""The merged report as data: one object, the rows the worst first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from glm_migrate.report.fleet_report.summary import Row, Summary, Team
from glm_migrate.report.text_style import escaped_json

SCHEMA = 1  # grows when a field changes its meaning or goes


def page(fleet: Summary) -> str:
    return escaped_json(json.dumps(data(fleet), ensure_ascii=False, indent=1)) + "\n"


def data(fleet: Summary) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "schema": SCHEMA,
        "total": {**_team(fleet.total), "patches": fleet.patches},
        "teams": {name: _team(team) for name, team in sorted(fleet.teams.items())},
        "items": {key: dict(states) for key, states in fleet.items.items()},
        "models": [
            {**asdict(move), "repositories": count, "calls": calls}
            for move, (count, calls) in fleet.moves.items()
        ],
        "packages": [
            {"package": package, "declared": declared, "repositories": count}
            for (package, declared), count in sorted(fleet.packages.items())
        ],
        "decisions": {
            code: {"open": count, "repositories": repositories}
            for code, (count, repositories) in sorted(fleet.decisions.items())
        },
        "failures": dict(fleet.failures),
        "left_out": {why: asdict(one) for why, one in sorted(fleet.left_out.items())},
        "branchless": dict(sorted(fleet.branchless.items())),
        "trend": _trend(fleet),
        "repositories": [_row(row) for row in fleet.rows],
    }


def _team(team: Team) -> dict[str, Any]:
    return {
        "repositories": team.repositories,
        "calls": team.calls,
        "states": dict(team.states),
        "open": dict(team.open),
    }


def _trend(fleet: Summary) -> Mapping[str, Any] | None:
    if fleet.earlier is None:
        return None
    before = {"states": dict(fleet.earlier.states), "calls": fleet.earlier.calls}
    return {**fleet.trends, "gone": fleet.earlier.gone, "before": before}


def _row(row: Row) -> dict[str, Any]:
    fields = asdict(row)
    fields["page"] = f"pages/{row.file}.html" if row.has_page else None
    fields["patch"] = f"patches/{row.file}.patch" if row.patched else None
    return {name: value for name, value in fields.items() if name not in ("file", "has_page")}
