"""Repositories → tasks: each at its commit, the largest first.

A run waits for its longest task; begun first, it costs nothing. One that alone is more than a
worker's share of the whole is split by its units of work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from glm_migrate.runner.fleet.revision import identified, sized
from glm_migrate.runner.fleet.task import NONE, FleetSettings, Repository, Task

_ASKING = 4  # processes of git at a time; each is short and mostly waits


def tasks(repositories: Iterable[Repository], settings: FleetSettings, version: str) -> list[Task]:
    """A task for each repository, in their order."""
    with ThreadPoolExecutor(_ASKING) as pool:
        return [Task(one, settings, version) for one in pool.map(_known, repositories)]


def largest_first(planned: Iterable[Task]) -> list[Task]:
    return sorted(planned, key=lambda task: (-task.repository.size, task.repository.name))


def shared(planned: Sequence[Task], workers: int) -> list[Task]:
    """`planned`, each with as many processes as the shares of a worker that its size fills."""
    total = sum(task.repository.size for task in planned) or 1
    return [
        replace(task, processes=max(1, -(-task.repository.size * workers // total)))
        for task in planned
    ]


def _known(repository: Repository) -> Repository:
    found = identified(repository)
    return found if found.kind == NONE else sized(found)
