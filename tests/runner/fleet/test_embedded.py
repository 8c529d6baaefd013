"""The embedded engine: every task once, none ahead of time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from glm_migrate.runner.fleet import embedded
from glm_migrate.runner.fleet.repository_task import Task, TaskFailure
from tests.runner.fleet.samples import expect_gone, marked, task, work


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


def test_what_is_running_ends_at_once_when_nobody_takes_more(tmp_path: Path) -> None:
    asked = [task("a"), task("sleeps"), task("pauses"), task("b")]
    results = embedded.results(asked, work, 2, str(tmp_path / "s"))
    next(results)
    begun = time.monotonic()
    results.close()  # type: ignore[attr-defined]

    assert time.monotonic() - begun < 20
    assert list((tmp_path / "s").iterdir()) == []


DRIVER = """
from tests.runner.fleet.samples import task, work
from glm_migrate.runner.fleet import embedded
list(embedded.results([task("marks: {mark}")], work, 1, {scratch!r}))
"""


def test_nothing_is_left_running_when_the_driver_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    code = DRIVER.format(mark=mark, scratch=str(tmp_path / "s"))
    path = os.pathsep.join(sys.path)
    driver = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path})
    child = marked(mark)
    driver.kill()
    driver.wait()

    expect_gone(child)
