"""Tasks are at their commits, and the largest goes first."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.runner.fleet import planning
from glm_migrate.runner.fleet.listing import listed
from glm_migrate.runner.fleet.repository_task import FleetSettings
from tests.runner.fleet.samples import clone, commit_of, task


def test_each_repository_has_a_task_at_its_commit(tmp_path: Path) -> None:
    roots = [clone(tmp_path / name) for name in ("a", "b")]
    found = planning.tasks(listed(tmp_path), FleetSettings(), "1", tmp_path / "mirrors")

    assert [one.repository.revision for one in found] == [commit_of(root) for root in roots]


def test_an_address_is_fetched_first(tmp_path: Path) -> None:
    root = clone(tmp_path / "a")
    (tmp_path / "repos.txt").write_text(f"file://{root}\n")
    found = planning.tasks(
        listed(tmp_path / "repos.txt"), FleetSettings(), "1", tmp_path / "mirrors"
    )

    assert [(one.repository.kind, one.repository.revision) for one in found] == [
        ("bare", commit_of(root))
    ]


def test_the_largest_goes_first() -> None:
    planned = [task("small", size=1), task("b", size=5), task("large", size=9), task("a", size=5)]
    names = [one.repository.name for one in planning.largest_first(planned)]

    assert names == ["large", "a", "b", "small"]


def test_one_that_is_most_of_the_work_is_shared_by_the_workers() -> None:
    planned = [task("monorepo", size=70), *(task(f"small{one}", size=10) for one in range(3))]

    assert [one.processes for one in planning.shared(planned, 4)] == [3, 1, 1, 1]
    assert [one.processes for one in planning.shared(planned[:1], 4)] == [4]
    assert [one.processes for one in planning.shared([task("empty")], 4)] == [1]


def test_who_shares_a_repository_is_no_part_of_its_address() -> None:
    alone = task("monorepo", size=70)

    assert planning.shared([alone], 4)[0].address == alone.address
