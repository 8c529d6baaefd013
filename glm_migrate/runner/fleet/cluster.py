"""The engine on a cluster: Dask hands out the tasks, its workers handle them as this process would.

A worker of the cluster needs this package and nothing else. One that dies is the cluster's to
replace; its task is given out again, because its death says nothing about the repository.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import Any

from glm_migrate.errors import UsageError
from glm_migrate.runner.fleet.contained import Work, Worker
from glm_migrate.runner.fleet.embedded import Handled
from glm_migrate.runner.fleet.repository_task import Result, Task, TaskFailure

_AHEAD = 2  # tasks given out, for each thread of the cluster
_TRIES = 8  # deaths of workers that a task survives
_QUIET = {"distributed.scheduler.allowed-failures": _TRIES, "logging.distributed": "critical"}
_PATIENCE = 60  # seconds in which a cluster must answer


def results(
    tasks: Iterable[Task], work: Work, jobs: int, address: str | None = None
) -> Iterator[Handled]:
    """The result of each task, as they are ready.

    Args:
        jobs: Workers of the cluster that is started here.
        address: Of the scheduler of a cluster that is there.

    Raises:
        UsageError: Dask is not installed, or no cluster answers.
    """
    distributed = _library()
    with ExitStack() as stack:
        client = _client(distributed, stack, jobs, address)
        waiting = iter(tasks)
        most = _AHEAD * max(1, sum(client.nthreads().values()))
        running = distributed.as_completed()
        given: dict[str, Task] = {}
        while True:
            for task in islice(waiting, most - len(given)):
                running.add(client.submit(handle, task, work, key=task.address, pure=True))
                given[task.address] = task
            if not given:
                return
            future = next(running)
            yield given.pop(future.key), _reply(future)


def handle(task: Task, work: Work) -> Result | TaskFailure:
    """Handle a task in a worker of the cluster, within the limits of the task."""
    worker: Worker | None = getattr(_LOCAL, "worker", None)
    if worker is None:
        worker = _LOCAL.worker = Worker(work)
        atexit.register(worker.close)
    return worker.handle(task)


_LOCAL = threading.local()


def _reply(future: Any) -> Result | TaskFailure:
    error = future.exception()
    if error is None:
        result: Result | TaskFailure = future.result()
        return result
    return TaskFailure("killed", f"the cluster gave it up: {type(error).__name__}")


def _client(distributed: Any, stack: ExitStack, jobs: int, address: str | None) -> Any:
    import dask

    stack.enter_context(dask.config.set(_QUIET))
    if address is None:
        cluster = distributed.LocalCluster(
            n_workers=jobs, threads_per_worker=1, dashboard_address=None, silence_logs=50
        )
        return stack.enter_context(distributed.Client(stack.enter_context(cluster)))
    try:
        return stack.enter_context(distributed.Client(address, timeout=_PATIENCE))
    except (OSError, ValueError) as error:
        raise UsageError(f"--address: no cluster answers at {address}: {error}") from None


def _library() -> Any:
    try:
        import distributed
    except ImportError:
        raise UsageError(
            "--engine dask needs the extra 'fleet': pip install 'glm-migrate[fleet]'"
        ) from None
    return distributed
