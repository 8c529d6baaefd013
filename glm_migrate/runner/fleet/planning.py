"""Repositories → tasks: each at its commit, the largest first.

A run waits for its longest task; begun first, it costs nothing. One that alone is more than a
worker's share of the whole is split by its units of work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

from glm_migrate.runner.fleet.mirrors import end_fetches, mirrored
from glm_migrate.runner.fleet.repository_task import NONE, REMOTE, FleetSettings, Repository, Task
from glm_migrate.runner.fleet.revision import identified, sized

_TICK = 0.2  # seconds between two looks for a process that has begun meanwhile
_ASKING = 4  # processes of git at a time; each is short and mostly waits


def tasks(
    repositories: Iterable[Repository], settings: FleetSettings, version: str, mirrors: Path
) -> list[Task]:
    """A task for each repository, in their order; what is fetched lands below `mirrors`."""
    with ThreadPoolExecutor(_ASKING) as pool:
        known = [pool.submit(_known, mirrors, one) for one in repositories]
        try:
            return [Task(one.result(), settings, version) for one in known]
        except BaseException:
            _give_up(known)
            raise


def _give_up(known: Sequence[Future[Repository]]) -> None:
    """Wait for none of them: begin no more, and end what is being fetched."""
    for one in known:
        one.cancel()
    while running := [one for one in known if not one.done()]:
        end_fetches()
        wait(running, _TICK)


def largest_first(planned: Iterable[Task]) -> list[Task]:
    return sorted(planned, key=lambda task: (-task.repository.size, task.repository.name))


def shared(planned: Sequence[Task], workers: int) -> list[Task]:
    """`planned`, each with as many processes as the shares of a worker that its size fills."""
    total = sum(task.repository.size for task in planned) or 1
    return [
        replace(task, processes=max(1, -(-task.repository.size * workers // total)))
        for task in planned
    ]


def _known(mirrors: Path, repository: Repository) -> Repository:
    here = mirrored(repository, mirrors) if repository.kind == REMOTE else repository
    found = identified(here)
    return found if found.kind == NONE else sized(found)
