"""What an earlier run told of each repository, and how it stands beside that now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_BETTER, _SAME, _WORSE, _NEW = "better", "same", "worse", "new"


@dataclass
class Earlier:
    """An earlier run.

    Attributes:
        left: Name of a repository → what was open; None for one that failed.
        states: How many repositories ended how.
        seen: Names of those that are in this run too.
    """

    left: dict[str, int | None] = field(default_factory=dict)
    states: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    seen: set[str] = field(default_factory=set)

    def trend(self, record: Mapping[str, Any]) -> str:
        """How a repository stands beside the earlier run: by how much is open."""
        name = record["repository"]
        if name not in self.left:
            return _NEW
        self.seen.add(name)
        before, now = self.left[name], _open(record)
        if before is None or now is None:
            return _SAME if before == now else _BETTER if before is None else _WORSE
        return _SAME if now == before else _BETTER if now < before else _WORSE

    @property
    def gone(self) -> int:
        """How many repositories are not in this run."""
        return len(self.left) - len(self.seen)


def earlier(records: Iterable[Mapping[str, Any]]) -> Earlier:
    """What the records of an earlier run tell."""
    found = Earlier()
    last = {}  # a run that was killed can tell of a repository twice
    for record in records:
        found.left[record["repository"]] = _open(record)
        last[record["repository"]] = (record["state"], len(record["calls"]))
    found.states.update(state for state, _ in last.values())
    found.calls = sum(calls for _, calls in last.values())
    return found


def _open(record: Mapping[str, Any]) -> int | None:
    """How much is open; None where the repository could not be handled."""
    if record["failure"]:
        return None
    kinds = ("fixable", "decision", "unseen")
    return sum(int(one[kind]) for one in record["items"].values() for kind in kinds)
