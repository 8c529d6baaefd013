"""Tasks are at their commits, and the largest goes first."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.runner.fleet import planning
from glm_migrate.runner.fleet.listing import listed
from glm_migrate.runner.fleet.task import FleetSettings
from tests.runner.fleet.samples import clone, commit_of, task


def test_each_repository_has_a_task_at_its_commit(tmp_path: Path) -> None:
    roots = [clone(tmp_path / name) for name in ("a", "b")]
    found = planning.tasks(listed(tmp_path), FleetSettings(), "1")

    assert [one.repository.revision for one in found] == [commit_of(root) for root in roots]


def test_the_largest_goes_first() -> None:
    planned = [task("small", size=1), task("b", size=5), task("large", size=9), task("a", size=5)]
    names = [one.repository.name for one in planning.largest_first(planned)]

    assert names == ["large", "a", "b", "small"]
