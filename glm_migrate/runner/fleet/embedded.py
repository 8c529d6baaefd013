"""The engine that needs nothing: threads of this process, each with a worker process of its own.

Tasks are taken from an iterator as workers become free, so that neither tasks nor results pile up,
however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from itertools import islice
from queue import SimpleQueue

from glm_migrate.runner.fleet.contained import Work, Worker
from glm_migrate.runner.fleet.repository_task import Result, Task, TaskFailure

Handled = tuple[Task, Result | TaskFailure]
_AHEAD = 2  # tasks given out, for each worker


def results(tasks: Iterable[Task], work: Work, jobs: int, scratch: str) -> Iterator[Handled]:
    """The result of each task, as they are ready; whoever takes no more of them ends the others."""
    with _workers(work, jobs, scratch) as (workers, idle), ThreadPoolExecutor(jobs) as pool:
        given: dict[Future[Result | TaskFailure], Task] = {}
        waiting = iter(tasks)
        try:
            while True:
                for task in islice(waiting, _AHEAD * jobs - len(given)):
                    given[pool.submit(_handled, task, idle)] = task
                if not given:
                    return
                done, _ = wait(given, return_when=FIRST_COMPLETED)
                for future in done:
                    yield given.pop(future), future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.stop()


@contextmanager
def _workers(
    work: Work, jobs: int, scratch: str
) -> Iterator[tuple[list[Worker], SimpleQueue[Worker]]]:
    """The workers, and a queue of those that have nothing to do."""
    workers = [Worker(work, scratch) for _ in range(jobs)]
    idle: SimpleQueue[Worker] = SimpleQueue()
    with ExitStack() as stack:
        for worker in workers:
            stack.callback(worker.close)
            idle.put(worker)
        yield workers, idle


def _handled(task: Task, idle: SimpleQueue[Worker]) -> Result | TaskFailure:
    worker = idle.get()
    try:
        return worker.handle(task)
    finally:
        idle.put(worker)
