"""The embedded engine: every task once, none ahead of time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from glm_migrate.runner.fleet import embedded
from glm_migrate.runner.fleet.repository_task import Task, TaskFailure
from tests.runner.fleet.samples import task, work


def test_each_task_has_one_result(tmp_path: Path) -> None:
    asked = [task(name) for name in ("a", "b", "raises", "c", "d")]
    found = dict(embedded.results(asked, work, 2, str(tmp_path)))

    assert set(found) == set(asked)
    assert [type(found[one]) for one in asked].count(TaskFailure) == 1


def test_tasks_are_taken_as_workers_become_free(tmp_path: Path) -> None:
    taken: list[Task] = []

    def asked() -> Iterator[Task]:
        for number in range(100):
            taken.append(task(str(number)))
            yield taken[-1]

    results = embedded.results(asked(), work, 1, str(tmp_path))
    next(results)

    assert len(taken) <= 2 * embedded._AHEAD
    results.close()  # type: ignore[attr-defined]
