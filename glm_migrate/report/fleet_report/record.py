"""What is kept of one repository: plain values, without secrets, the same wherever they are made.

Nothing here tells when or where it was made: two machines give the same bytes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.migration_report.document import Document
from glm_migrate.report.migration_report.json import data
from glm_migrate.report.text_style import cleaned
from glm_migrate.runner.fleet.repository_task import Task, TaskFailure
from glm_migrate.suppression.decisions import Decision
from glm_migrate.text.source import shown_row

SCHEMA = 1  # grows when a field changes its meaning or goes
FAILED, NONE = "failed", "none"
_WORST = ("decision", "fixable", "unseen")
_LONE = re.compile("[\ud800-\udfff]")
_COUNTED = ("fixable", "decision", "unseen")


@dataclass(frozen=True)
class Seen:
    """What was found out about a repository.

    Attributes:
        packages: Declared client libraries.
        left_out: Files that were not laid down, with the reason.
        undecided: Questions that the patch makes undetectable; it brings the file that keeps them.
        changed: Names of the files that the patch changes.
    """

    document: Document
    reports: Sequence[FileReport]
    owners: Sequence[str]
    packages: Sequence[Mapping[str, str]]
    left_out: Mapping[str, str]
    undecided: Sequence[Decision]
    changed: Sequence[str]


def of_repository(task: Task, seen: Seen) -> dict[str, Any]:
    """The record of a repository that was handled."""
    entry = data(seen.document)
    found = {
        **_head(task, _state(entry)),
        "target": entry["target"],
        "searched": entry["summary"]["searched"],
        "items": {one["key"]: _item(one) for one in entry["items"]},
        "calls": [_call(one) for one in entry["calls"]],
        "models": _models(entry["calls"]),
        "settings": _settings(seen.reports),
        "findings": list(_findings(entry)),
        "decisions": [_decision(one) for one in seen.undecided],
        "packages": [dict(one) for one in seen.packages],
        "owners": list(seen.owners),
        "patch": list(seen.changed),
        "left_out": [{"path": path, "why": why} for path, why in sorted(seen.left_out.items())],
        "failure": None,
    }
    return _shown(found)


def of_failure(task: Task, failure: TaskFailure) -> dict[str, Any]:
    """The record of a repository that could not be handled: all fields, and the reason."""
    empty = dict.fromkeys(
        ("calls", "models", "settings", "findings", "decisions", "packages", "owners", "patch"), ()
    )
    return _shown(
        {
            **_head(task, FAILED),
            "target": "",
            "searched": 0,
            "items": {},
            **{name: list(value) for name, value in empty.items()},
            "left_out": [],
            "failure": {"kind": failure.kind, "message": failure.message},
        }
    )


def _shown(record: dict[str, Any]) -> dict[str, Any]:
    """`record` without secrets; of names in no encoding as U+FFFD, which all readers take."""
    text = json.dumps(cleaned(record), ensure_ascii=False)
    shown: dict[str, Any] = json.loads(_LONE.sub("\ufffd", text))
    return shown


def _head(task: Task, state: str) -> dict[str, Any]:
    repository = task.repository
    return {
        "schema": SCHEMA,
        "repository": repository.name,
        "kind": repository.kind,
        "revision": repository.revision,
        "version": task.version,
        "state": state,
    }


def _state(entry: Mapping[str, Any]) -> str:
    """The worst that is left in any file; `none` where nothing names GLM, else `clean`."""
    states = {one["state"] for one in entry["files"]}
    if not states:
        return NONE
    return next((one for one in _WORST if one in states), "clean")


def _item(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"state": entry["state"], **{kind: entry["counts"][kind] for kind in _COUNTED}}


def _call(entry: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("path", "line", "scope", "client", "endpoint", "state")
    models = [f"{one['before']} → {one['after']}" for one in entry["models"] if one["before"]]
    return {**{name: entry[name] for name in kept}, "models": models}


def _models(calls: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each id with what becomes of it, and how many calls can ask it."""
    entry = {}
    count: Counter[tuple[str, str, str]] = Counter()
    for call in calls:
        for one in call["models"]:
            if one["before"]:
                key = (one["before"], one["after"], one["how"])
                entry[key] = one
                count[key] += 1
    return [
        {
            **{name: one[name] for name in ("before", "after", "how")},
            "calls": count[key],
            "price_before": one["price"]["before"],
            "price_after": one["price"]["after"],
        }
        for key, one in sorted(entry.items())
    ]


def _settings(reports: Sequence[FileReport]) -> list[str]:
    """The ids that set a model whose call is not seen."""
    return sorted({one.id for report in reports for one in report.settings if not one.is_address})


def _findings(entry: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """What was found, item by item; what is seen and in order is counted in the items."""
    for item in entry["items"]:
        for one in item["evidence"]:
            if one["kind"] != "seen":
                kept = ("path", "line", "code", "kind", "message", "advice")
                yield {"item": item["key"], **{name: one[name] for name in kept}}


def _decision(one: Decision) -> dict[str, Any]:
    return {
        "code": one.code,
        "path": one.path,
        "line": shown_row(one.line),
        "message": one.message,
        "advice": one.advice,
    }
