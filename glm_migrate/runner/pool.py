"""Several processes that handle units of files, so that one file can take down only its own.

Each worker holds two units at a time: the one it handles and the next. A worker that dies is
replaced; the files of its first unit are tried once more, each in a process of its own, and the
other unit is handed on.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from glm_migrate.project.batches import Unit
from glm_migrate.runner.dispatch import job_of, of_file, of_unit
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, SpawnContext

_AHEAD = 2


def in_order(units: Sequence[Unit], job: Job, jobs: int) -> Iterator[tuple[Outcome, ...]]:
    """The outcomes of each of `units`, in their order, from `jobs` processes."""
    pool = _Pool(units, job, jobs)
    try:
        for number in range(len(units)):
            while number not in pool.done:
                pool.advance()
            yield pool.done.pop(number)
    finally:
        pool.stop()


class _Pool:
    """Workers, the numbers of the units that wait for one, outcomes that wait for their turn."""

    def __init__(self, units: Sequence[Unit], job: Job, jobs: int) -> None:
        self.units = units
        self.job = job
        self.waiting = deque(range(len(units)))
        self.done: dict[int, tuple[Outcome, ...]] = {}
        self.workers = {_Worker(job) for _ in range(jobs)}

    def advance(self) -> None:
        """Keep every worker busy, and take what one of them has to tell."""
        for _ in range(_AHEAD):
            for worker in self.workers:
                if self.waiting and len(worker.given) < _AHEAD:
                    number = self.waiting.popleft()
                    worker.give(number, self.units[number])
        busy = {worker.pipe: worker for worker in self.workers if worker.given}
        for pipe in wait(list(busy)):
            worker = next(one for one in self.workers if one.pipe is pipe)
            try:
                self.done[worker.given[0]] = worker.pipe.recv()
                worker.given.popleft()
            except (EOFError, OSError):
                self._replace(worker)

    def stop(self) -> None:
        for worker in self.workers:
            worker.stop()

    def _replace(self, dead: _Worker) -> None:
        dead.stop()
        self.workers.remove(dead)
        culprit, *others = dead.given
        unit = self.units[culprit]
        job = job_of(unit, self.job)
        self.done[culprit] = tuple(of_file(path, job, apart=True) for path in unit.files)
        self.waiting.extendleft(reversed(others))
        self.workers.add(_Worker(self.job))


class _Worker:
    """One process, and the numbers of the units that it has been given, the current one first."""

    def __init__(self, job: Job) -> None:
        context = _context()
        self.pipe, theirs = context.Pipe()
        self.given: deque[int] = deque()
        self._process = context.Process(target=_work, args=(theirs, self.pipe, job), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, number: int, unit: Unit) -> None:
        self.given.append(number)
        try:
            self.pipe.send(unit)
        except OSError:  # it died; reading its answer will tell
            return

    def stop(self) -> None:
        self.pipe.close()
        self._process.terminate()
        self._process.join()


def _context() -> ForkContext | SpawnContext:
    """Forking is cheap, and safe while this process has one thread; other systems forbid it."""
    if sys.platform == "linux":
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _work(pipe: Connection, parents: Connection, job: Job) -> None:
    """The worker: units in, outcomes out, until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parents.close()  # a copy of the parent's end: while it is open, its closing goes unseen
    while True:
        try:
            unit = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(of_unit(unit, job))
