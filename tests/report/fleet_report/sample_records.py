"""Records as a run makes them, without the run."""

from __future__ import annotations

import json
import re
from typing import Any

from glm_migrate.report.fleet_report import record
from glm_migrate.report.fleet_report.summary import Summary, summary
from glm_migrate.report.fleet_report.trend import earlier
from glm_migrate.runner.fleet.repository_task import FleetSettings, Repository, Task, TaskFailure

EVIL = "</script><img src=x onerror=alert(1)>|`*[x](y)"
ITEMS = ("model-identifier", "sampling", "thinking", "streaming", "tool-streaming", "max-tokens")
MOVE = {
    "before": "glm-4.5-x",
    "after": "glm-4.6",
    "how": "safe",
    "calls": 2,
    "price_before": "USD 2.2/8.9 (2026-10-08)",
    "price_after": "USD 0.6/2.2 (2026-10-08)",
}


def a_task(name: str) -> Task:
    return Task(Repository(name, "", "git", "0" * 40), FleetSettings(), "0.1.0")


def a_record(name: str, state: str = "decision", decisions: int = 1, **more: Any) -> dict[str, Any]:
    """A repository with two calls, and some open decisions about the first item."""
    item = {"state": "needs a decision", "fixable": 0, "decision": decisions, "unseen": 0}
    done = {"state": "done", "fixable": 0, "decision": 0, "unseen": 0}
    finding = {"item": ITEMS[0], "path": "a.py", "line": 1, "code": "GLM301", "kind": "decision"}
    return {
        **record.of_failure(a_task(name), TaskFailure("", "")),
        "state": state,
        "failure": None,
        "items": {key: item if key == ITEMS[0] else done for key in ITEMS},
        "calls": [{"path": "a.py", "line": 1}, {"path": "a.py", "line": 2}],
        "models": [MOVE],
        "findings": [{**finding, "message": "m", "advice": None}] * decisions,
        "packages": [{"package": "zhipuai", "declared": "zhipuai==2.1.5", "path": "x"}],
        "patch": ["a.py"],
        **more,
    }


def a_failure(name: str) -> dict[str, Any]:
    return record.of_failure(a_task(name), TaskFailure("time", "it takes more than 1 seconds"))


def a_fleet(count: int = 3) -> Summary:
    records = [a_record(f"r{number}", owners=["@a/b"]) for number in range(count)]
    return summary([*records, a_failure("broken")], earlier=earlier(records[:1]))


def embedded(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told
